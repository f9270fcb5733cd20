"""For which incidents a report is written, and for which it is owed (LU-05).

An incident is critical if it has the most severe class of its agreement, or once had it: what was
contained and lowered was critical all the same. Who is entitled is a row of the agreement that
says "for each critical incident". Where an agreement has no such row nothing is owed, and the
vendor may write one of its own accord.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from contracts.domain.entitlements import Entitled, Every, Recurring
from contracts.entitlements import all_of, loaded
from contracts.services.amending import local_date
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, able


def is_critical(incident: Incident) -> bool:
    """Say whether an incident has, or had, the most severe class of its agreement."""
    worst = incident.agreement.terms.most_severe.key
    if incident.severity == worst:
        return True
    return IncidentEvent.objects.filter(incident=incident, severity=worst).exists()


def critical(worst: dict[str, list[int]]) -> Q:
    """Return the condition for critical incidents.

    :param worst: the key of the most severe class, and the agreement versions that call it so.
    """
    found = Q(pk__in=())
    for key, agreements in worst.items():
        had = IncidentEvent.objects.filter(incident=OuterRef("pk"), severity=key)
        found |= Q(agreement__in=agreements) & (Q(severity=key) | Q(Exists(had)))
    return found


def entitled(incident: Incident) -> Entitled | None:
    """Return what the contract has of the reports on the day of the incident.

    None: its agreement says nothing of them.
    """
    (contract,) = loaded([incident.contract])
    rows = [one for one in all_of(contract, _day(incident)) if _is_for_incidents(one)]
    return next((one for one in rows if one), rows[0] if rows else None)


def is_owed(incident: Incident) -> bool:
    """Say whether the customer is entitled to a report of this critical incident."""
    return bool(entitled(incident))


def check_entitled(incident: Incident) -> None:
    """Refuse a report that is not written.

    :raises Refusal: if the incident was never critical, or the contract does not include it.
    """
    worst = incident.agreement.terms.most_severe.name
    if not is_critical(incident):
        raise Refusal(
            f"{incident} was never {worst}: documented reports are of incidents of that class. "
            f"The severity is set by: {able(Act.SET_SEVERITY)}.",
            code="not_critical",
        )
    found = entitled(incident)
    if found is not None and not found:
        raise Refusal(
            f"{incident.tier_name} does not include “{found.row.name}” (LU-05). It can be agreed "
            f"for this contract by: {able(Act.AMEND_CONTRACTS)}.",
            code="not_entitled",
        )


def _day(incident: Incident) -> date:
    return local_date(incident.contract, incident.reported_at)


def _is_for_incidents(one: Entitled) -> bool:
    values = [one.value, *(statement.value for statement in one.row.statements.values())]
    return any(
        isinstance(value, Recurring) and value.every is Every.CRITICAL_INCIDENT for value in values
    )
