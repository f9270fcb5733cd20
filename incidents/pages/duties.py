"""What pages and the API show of what is owed on a ladder, and of the plan that holds (LU-22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from contracts.domain.workflow import Holder, Rung
from incidents.domain.duties import DutyKind
from incidents.ladder import Crew, crew_of, holders, rung_at
from incidents.models import Escalation, EscalationDuty, Incident, RescuePlan
from incidents.services.rescuing import rhythm_in_words
from portal.tenancy.models import Person

MOST = 200  # escalations on one page

NAMES = {
    DutyKind.CONTACT: "Contact the customer",
    DutyKind.PLAN: "Agree a plan with the customer",
    DutyKind.UPDATE: "Tell the customer how it stands",
    DutyKind.TARGET: "Resolve it by the plan's target",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty as it stands at an instant."""

    duty: EscalationDuty
    at: datetime

    @property
    def name(self) -> str:
        """What is owed, in words."""
        return NAMES[DutyKind(self.duty.kind)]

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.duty.met_at is None and self.duty.dropped_at is None

    @property
    def is_over(self) -> bool:
        """Whether it was not done in time, whatever has been done since."""
        until = self.duty.met_at or self.duty.dropped_at or self.at
        return self.duty.due_at is not None and self.duty.due_at < until


@dataclass(frozen=True, slots=True)
class Promised:
    """What an escalation's page shows of plan and duties."""

    owed: tuple[Owed, ...] = ()
    done: tuple[Owed, ...] = ()
    plan: RescuePlan | None = None
    rhythm: str = ""

    @property
    def next_update(self) -> Owed | None:
        """The update that the customer hears next."""
        return next((one for one in self.owed if one.duty.kind == DutyKind.UPDATE), None)


def promised(row: Escalation | None, incident: Incident, at: datetime) -> Promised:
    """Return what is owed in an incident's escalation, and the plan that holds."""
    if row is None:
        return Promised()
    rows = [Owed(duty, at) for duty in row.duties.select_related("met_by")]
    plan = row.plans.newest().select_related("message", "by").first()
    return Promised(
        owed=tuple(one for one in rows if one.is_open),
        done=tuple(one for one in rows if one.duty.met_at is not None),
        plan=plan,
        rhythm=rhythm_in_words(plan, incident) if plan else "",
    )


class OwedShape(TypedDict):
    """A duty of an escalation that is still owed (LU-22)."""

    what: str
    by: datetime | None
    overdue: bool


class RescuePlanShape(TypedDict):
    """The plan that holds in an escalation."""

    text: str
    target_at: datetime
    updates: str
    agreed_with: str
    at: datetime


class PromisesShape(TypedDict):
    """Plan and duties of an escalation."""

    owed: list[OwedShape]
    plan: RescuePlanShape | None


def owed_as_data(owed: Iterable[Owed]) -> list[OwedShape]:
    """Return duties as the API writes them."""
    return [{"what": one.duty.kind, "by": one.duty.due_at, "overdue": one.is_over} for one in owed]


def promises_of(said: Promised) -> PromisesShape:
    """Return plan and duties as the API writes them."""
    plan = said.plan
    return {
        "owed": owed_as_data(said.owed),
        "plan": {
            "text": plan.message.text,
            "target_at": plan.target_at,
            "updates": said.rhythm,
            "agreed_with": plan.agreed_with,
            "at": plan.at,
        }
        if plan
        else None,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """An escalated incident in the list of them: who holds it, and what they owe."""

    row: Escalation
    rung: Rung
    who: Person | None
    owed: tuple[Owed, ...]

    @property
    def first_due(self) -> datetime | None:
        """When the first of what is owed is due."""
        return min((one.duty.due_at for one in self.owed if one.duty.due_at), default=None)

    @property
    def is_over(self) -> bool:
        """Whether something that is owed is overdue."""
        return any(one.is_over for one in self.owed)


@dataclass(frozen=True, slots=True)
class Level:
    """All that stand on one level, overdue first."""

    number: int
    standing: tuple[Standing, ...]


def standing_by_level(at: datetime) -> list[Level]:
    """Return the open escalations of the vendor in scope, from the highest level down."""
    rows = Escalation.objects.open().select_related("incident__customer", "incident__owner")
    rows = rows.select_related(
        "incident__vendor", "incident__agreement", "incident__reporter", "incident__contract"
    )
    found = list(rows.defer("incident__agreement__source").order_by("opened_at", "pk")[:MOST])
    owed = _owed(found, at)
    crew = crew_of({row.vendor_id for row in found})
    standing = [_standing(row, owed.get(row.pk, []), crew) for row in found]
    standing.sort(key=lambda one: (not one.is_over, one.first_due is None, one.first_due or at))
    levels = sorted({one.row.level for one in standing}, reverse=True)
    return [
        Level(number, tuple(one for one in standing if one.row.level == number))
        for number in levels
    ]


def _owed(rows: Iterable[Escalation], at: datetime) -> dict[int, list[Owed]]:
    found: dict[int, list[Owed]] = {}
    for duty in EscalationDuty.objects.open().filter(escalation__in=[row.pk for row in rows]):
        found.setdefault(duty.escalation_id, []).append(Owed(duty, at))
    return found


def _standing(row: Escalation, owed: list[Owed], crew: Crew) -> Standing:
    rung = rung_at(row.incident, row.level)
    if rung.holder is Holder.INCIDENT_OWNER:
        who = row.incident.owner
    else:
        who = next(iter(holders(row.incident, rung.holder, crew)), None)
    return Standing(row, rung, who, tuple(owed))
