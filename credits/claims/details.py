"""What a claim states, made fit to be kept, and which of it the agreement asks for (PQ-07)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from contracts.domain.credits import Claims
from contracts.services.said import LONGEST_TEXT
from credits.domain.conditions import DETAILS
from credits.models import Claim
from portal.kernel.refusal import Refusal

MOST_USERS, MOST_AREAS, LONGEST_USER = 2_000, 100, 254
MOST_MINUTES = 60 * 24 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """What the customer states of an outage."""

    areas: tuple[str, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    users: tuple[str, ...] = ()  # each a username or an address
    estimated_minutes: int | None = None
    words: str = ""
    others: Mapping[str, str] = field(default_factory=dict)  # what else the agreement asks for

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Return what a claim stated."""
        return cls(
            areas=tuple(claim.areas),
            started_at=claim.started_at,
            ended_at=claim.ended_at,
            users=tuple(claim.users),
            estimated_minutes=claim.estimated_minutes,
            words=claim.words,
        )

    def checked(self, at: datetime) -> Self:
        """Return it tidied.

        :raises Refusal: with the field's name as its code, if something cannot be.
        """
        if self.started_at and self.ended_at and self.ended_at < self.started_at:
            raise Refusal("It would end before it begins.", code="ended_at")
        if self.ended_at and self.ended_at > at:
            raise Refusal("That end lies ahead.", code="ended_at")
        minutes = self.estimated_minutes
        if minutes is not None and not 0 < minutes <= MOST_MINUTES:
            raise Refusal("An estimate is from 1 minute to a year.", code="estimated_minutes")
        return replace(
            self,
            areas=tuple(_lines(self.areas, MOST_AREAS, "areas")),
            users=tuple(_users(self.users)),
            words=self.words.strip()[:LONGEST_TEXT],
            others={key: said.strip() for key, said in self.others.items() if said.strip()},
        )

    @property
    def said(self) -> str:
        """What was written, with what else was asked for."""
        more = [f"{label_of(key)}: {said}" for key, said in self.others.items()]
        return "\n\n".join(one for one in (self.words, *more) if one)[:LONGEST_TEXT]


def missing_of(asked: Claims, facts: ClaimFacts, incident_number: str) -> list[str]:
    """Return which details the agreement asks for and nobody gave, in its order."""
    given = {
        "functional_areas": bool(facts.areas),
        "date_and_time": bool(facts.started_at and facts.ended_at),
        "users": bool(facts.users),
        "estimated_minutes": facts.estimated_minutes is not None,
        "ticket_number": bool(incident_number),
    }
    return [one for one in asked.details if not given.get(one, bool(facts.others.get(one)))]


def others_of(asked: Claims) -> list[str]:
    """Return the details an agreement asks for beside those that most do."""
    return [one for one in asked.details if one not in DETAILS]


def label_of(detail: str) -> str:
    """Return a detail as a label: purchase_order is Purchase order."""
    words = detail.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _users(users: Iterable[str]) -> list[str]:
    found = _lines(users, MOST_USERS, "users")
    for place, one in enumerate(found, start=1):
        if "@" in one:
            _check_address(place, one)
    return found


def _check_address(place: int, one: str) -> None:
    try:
        validate_email(one)
    except ValidationError:
        raise Refusal(
            f"Line {place}: {one[:80]} is no address; write a username or an address.",
            code="users",
        ) from None


def _lines(lines: Iterable[str], most: int, name: str) -> list[str]:
    found = list(dict.fromkeys(" ".join(one.split()) for one in lines if one.strip()))
    if len(found) > most:
        raise Refusal(f"At most {most:,} lines.", code=name)
    if any(len(one) > LONGEST_USER for one in found):
        raise Refusal(f"A line takes at most {LONGEST_USER} characters.", code=name)
    return found
