"""What somebody says of maintenance, checked as one value before it is written (PQ-03, HR-03)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Self

from availability.domain.policy import Kind
from availability.models import Component, MaintenanceSession, MaintenanceVersion
from availability.models.maintenance import LONGEST_TITLE
from contracts.services.said import LONGEST_TEXT, one_line
from portal.kernel.refusal import Refusal

LONGEST = timedelta(days=31)
MOST_MINUTES = 31 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One stretch of work, as announced and, once it was done, as the service was down."""

    announced_from: datetime
    announced_to: datetime
    actual_from: datetime | None = None
    actual_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFacts:
    """A piece of maintenance as stated."""

    title: str
    components: Sequence[Component]
    sessions: Sequence[Session]
    kind: Kind = Kind.SCHEDULED
    words: str = ""
    is_outage_expected: bool = True
    expected_minutes: int | None = None

    @classmethod
    def of(cls, version: MaintenanceVersion) -> Self:
        """This function will return what a version says, to be changed and said again."""
        return cls(
            title=version.title,
            components=version.components,
            sessions=[_session(one) for one in version.sessions.all()],
            kind=Kind(version.kind),
            words=version.words,
            is_outage_expected=version.is_outage_expected,
            expected_minutes=version.expected_minutes,
        )

    def checked(self) -> Self:
        """This function will return the facts fit to be kept, sessions in order of time.

        :raises Refusal: if something is missing, or sessions end early, overlap or never end.
        """
        title = one_line(self.title, "Say in a few words what is to be done.")[:LONGEST_TITLE]
        if not self.components:
            raise Refusal("Choose at least one component that is worked on.", code="components")
        ordered = _in_order(self.sessions)
        for component in self.components:
            if component.ended_on and component.ended_on <= ordered[0].announced_from.date():
                raise Refusal(
                    f"{component} ended on {component.ended_on:%d %B %Y}: choose another.",
                    code="components",
                )
        if self.expected_minutes is not None and not 0 <= self.expected_minutes <= MOST_MINUTES:
            raise Refusal("Expected is at least no minute, at most a month.", code="minutes")
        words = self.words.strip()[:LONGEST_TEXT]
        return replace(self, title=title, sessions=ordered, words=words)

    def says_the_same(self, other: "WorkFacts") -> bool:
        """This function will say whether two states of the work are one."""
        ours, theirs = ({part.pk for part in one.components} for one in (self, other))
        return ours == theirs and self == replace(other, components=self.components)


def _session(row: MaintenanceSession) -> Session:
    return Session(
        announced_from=row.announced_from,
        announced_to=row.announced_to,
        actual_from=row.actual_from,
        actual_to=row.actual_to,
    )


def _in_order(sessions: Iterable[Session]) -> list[Session]:
    ordered = sorted(sessions, key=lambda one: one.announced_from)
    if not ordered:
        raise Refusal("Say from when until when the work lasts.", code="sessions")
    for session in ordered:
        _check_session(session)
    for earlier, later in pairwise(ordered):
        if later.announced_from < earlier.announced_to:
            raise Refusal(
                f"Two sessions overlap: one is announced until "
                f"{earlier.announced_to:%d %B %H:%M} UTC, the next begins before that.",
                code="sessions",
            )
    return ordered


def _check_session(one: Session) -> None:
    if one.announced_to <= one.announced_from:
        raise Refusal("A session would end before it begins: correct its times.", code="sessions")
    if one.announced_to - one.announced_from > LONGEST:
        raise Refusal("A session lasts at most 31 days.", code="sessions")
    if one.actual_to is not None and (one.actual_from is None or one.actual_to <= one.actual_from):
        raise Refusal("The work would end before it began: correct its times.", code="actual")
