"""What an incident's page shows of its ladder, and what its reader can do there (LU-22)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from contracts.domain.workflow import Advance, Holder, Rung
from incidents.beside import Beside
from incidents.domain.escalation import FIRST
from incidents.domain.lifecycle import Deed, possible
from incidents.ladder import Crew, Ear, Told, crew_of, rung_at, told_of
from incidents.models import Escalation, EscalationStep, Incident
from incidents.models.incident import IncidentQuerySet
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may


@dataclass(frozen=True, slots=True)
class OnLadder:
    """Where an incident stands on its ladder, and where it can go from there."""

    deeds: frozenset[str]
    row: Escalation | None = None  # None: it stands on no rung
    rung: Rung | None = None
    who: Person | None = None  # stands there now
    steps: tuple[EscalationStep, ...] = ()
    above: Rung | None = None  # the next rung, or the first
    told: tuple[Told, ...] = ()  # who hears at once if it goes there

    @property
    def is_vacant(self) -> bool:
        """Whether nobody stands where it would go."""
        return not any(one.ear is Ear.HOLDER for one in self.told)

    @property
    def since(self) -> EscalationStep:
        """How it came to where it stands."""
        return self.steps[-1]


def with_level(rows: IncidentQuerySet) -> IncidentQuerySet:
    """Annotate rows of a list with `escalated_to`: the level on which each stands, if on any."""
    own = Escalation.objects.open().filter(incident=OuterRef("pk"))
    return rows.annotate(escalated_to=Subquery(own.order_by().values("level")))


def on_ladder(
    incident: Incident, membership: Membership, beside: Beside, crew: Crew | None = None
) -> OnLadder:
    """Return what this person sees of the incident's ladder; nothing where there is none.

    :param crew: who has the ladder's roles; asked for if needed and not known.
    """
    terms = incident.agreement.terms
    if not terms.ladder:
        return OnLadder(frozenset())
    row = Escalation.objects.open().filter(incident=incident).first() if beside.escalation else None
    rung = rung_at(incident, row.level) if row else None
    steps = tuple(row.steps.select_related("holder")) if row else ()
    deeds = frozenset(_deeds(incident, membership, rung))
    above = _above(incident, rung)
    told: list[Told] = []
    if above and deeds & {"escalate", "next_rung"}:
        if crew is None:
            crew = crew_of([incident.vendor_id])
        told = told_of(incident, above, crew)
    who = _stands(incident, rung, steps)
    return OnLadder(deeds, row, rung, who, steps, above, tuple(told))


def _deeds(incident: Incident, membership: Membership, rung: Rung | None) -> Iterator[str]:
    now = possible(incident.status)
    if may(membership, Act.ESCALATE) and Deed.ESCALATE in now:
        if rung is None:
            yield "escalate"
        elif rung.advances is Advance.CUSTOMER_REQUEST or (
            membership.is_staff_side and rung.advances is not Advance.FINAL
        ):
            yield "next_rung"
    if rung and may(membership, Act.AGREE_PLAN) and Deed.PLAN_RESCUE in now:
        yield "plan_rescue"
    if rung and may(membership, Act.END_ESCALATION) and Deed.END_ESCALATION in now:
        yield "end_escalation"


def _above(incident: Incident, rung: Rung | None) -> Rung | None:
    if rung is None:
        return rung_at(incident, FIRST)
    return None if rung.advances is Advance.FINAL else rung_at(incident, rung.level + 1)


def _stands(
    incident: Incident, rung: Rung | None, steps: tuple[EscalationStep, ...]
) -> Person | None:
    """Return who stands on the rung now: whoever owns the incident since may be another."""
    if rung is None:
        return None
    return incident.owner if rung.holder is Holder.INCIDENT_OWNER else steps[-1].holder
