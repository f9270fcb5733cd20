"""What somebody says of an outage, checked as one value before it is written (HR-02, PQ-05)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Self

from availability.models import Component, Effect, OutageVersion
from availability.models.outage import LONGEST_TITLE
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer

LONGEST_TEXT = 5_000
BOUNDS = ("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at")
INSTANTS = ("starts_at", "ends_at", *BOUNDS, "restored_at", "data_lost_from", "data_lost_to")
TEXTS = ("cause", "corrective_taken", "corrective_planned")
PLAIN = (*INSTANTS, "kind", "title", *TEXTS, "ordinary_functions_out")
USERS = ("users_affected", "users_total")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFacts:
    """An outage as stated; `customers` empty means all whom the components serve."""

    title: str
    starts_at: datetime
    ends_at: datetime | None = None  # None: it is still going on
    kind: str = Effect.UNAVAILABLE
    components: Sequence[Component] = ()
    customers: Sequence[Customer] = ()
    cause: str = ""
    corrective_taken: str = ""
    corrective_planned: str = ""
    last_ok_at: datetime | None = None
    first_fail_at: datetime | None = None
    last_fail_at: datetime | None = None
    first_ok_at: datetime | None = None
    restored_at: datetime | None = None
    data_lost_from: datetime | None = None
    data_lost_to: datetime | None = None
    ordinary_functions_out: bool = False
    users_affected: int | None = None
    users_total: int | None = None

    @classmethod
    def of(cls, version: OutageVersion) -> Self:
        """This function will return what a version says, to be changed and said again."""
        plain = {name: getattr(version, name) for name in (*PLAIN, *USERS)}
        return cls(components=version.components, customers=version.customers, **plain)

    def checked(self, at: datetime) -> Self:
        """This function will return the facts fit to be kept, or refuse them with a sentence.

        :raises Refusal: if something is missing, in the future or out of order.
        """
        tidy = self._tidied()
        tidy.check(at)
        return tidy

    def check(self, at: datetime) -> None:
        """This function will refuse facts that cannot be.

        :raises Refusal: with the field that is meant as its code.
        """
        if not self.title:
            raise Refusal("Say in a few words what was out.", code="title")
        self._check_components()
        self._check_times(at)
        self._check_bounds()
        self._check_losses(at)
        self._check_users()

    def columns(self) -> dict[str, Any]:
        """This function will return what stands in a version's own row."""
        return {name: getattr(self, name) for name in (*PLAIN, *USERS)}

    def differs_from(self, version: OutageVersion) -> bool:
        """This function will say whether a version says something else."""
        before = OutageFacts.of(version)
        return self.columns() != before.columns() or any(
            {row.pk for row in getattr(self, name)} != {row.pk for row in getattr(before, name)}
            for name in ("components", "customers")
        )

    def _tidied(self) -> Self:
        texts = {name: getattr(self, name).strip()[:LONGEST_TEXT] for name in TEXTS}
        return replace(self, title=" ".join(self.title.split())[:LONGEST_TITLE], **texts)

    def _check_components(self) -> None:
        if not self.components:
            raise Refusal("Choose at least one component that was touched.", code="components")
        for component in self.components:
            if component.ended_on and component.ended_on < self.starts_at.date():
                raise Refusal(
                    f"{component} ended on {component.ended_on:%d %B %Y}, before the outage began: "
                    "choose another component or another time.",
                    code="components",
                )

    def _check_times(self, at: datetime) -> None:
        if self.starts_at > at:
            raise Refusal(
                "The outage would begin in the future: only what has happened is declared. Work "
                "that is to come is planned as maintenance.",
                code="starts_at",
            )
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise Refusal(
                "The outage would end before it began: correct its times.", code="ends_at"
            )
        if self.ends_at is not None and self.ends_at > at:
            raise Refusal(
                "The outage would end in the future: leave its end open while it goes on.",
                code="ends_at",
            )

    def _check_bounds(self) -> None:
        known = [one for one in (getattr(self, name) for name in BOUNDS) if one is not None]
        if any(later < earlier for earlier, later in pairwise(known)):
            raise Refusal(
                "What monitoring saw is out of order: last good, first failed, last failed, first "
                "good again.",
                code="bounds",
            )

    def _check_losses(self, at: datetime) -> None:
        if self.restored_at is not None and not self.starts_at <= self.restored_at <= at:
            raise Refusal(
                "The service was restored neither before it failed nor in the future.",
                code="restored_at",
            )
        since, until = self.data_lost_from, self.data_lost_to
        if (since is None) != (until is None):
            raise Refusal("Of lost data, say from when until when.", code="data_lost_to")
        if since is not None and until is not None and until < since:
            raise Refusal("The data lost ends before it begins.", code="data_lost_to")

    def _check_users(self) -> None:
        affected, total = self.users_affected, self.users_total
        if (affected is None) != (total is None):
            raise Refusal("Say how many users of how many were touched.", code="users_affected")
        if affected is not None and total is not None and not 0 < affected <= total:
            raise Refusal(
                f"{affected:,} of {total:,} users cannot be: at least one, at most all.",
                code="users_affected",
            )
