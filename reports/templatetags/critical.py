"""The report of a critical incident on the incident's own page."""

from dataclasses import dataclass

from django import template

from incidents.models import Incident
from portal.tenancy.models import Membership
from reports.critical.entitled import is_critical, is_owed
from reports.models import CriticalReport

register = template.Library()


@dataclass(frozen=True, slots=True)
class Beside:
    """Where an incident's report stands, beside the incident."""

    report: CriticalReport | None
    is_owed: bool


@register.simple_tag
def critical_report(incident: Incident, membership: Membership) -> Beside | None:
    """Return where the report of an incident stands; None where there is nothing to say."""
    rows = CriticalReport.objects.visible_to([membership]).filter(incident=incident)
    if rows.exists():  # mostly not, and quicker asked than with all that is written in it
        return Beside(rows.get(), is_owed=False)
    if not membership.is_staff_side or not is_critical(incident) or not is_owed(incident):
        return None
    return Beside(None, is_owed=True)


@register.filter
def standing(standing: dict[str, str], name: str) -> str:
    """Return what stands in a section now, for somebody whose words came later."""
    return standing.get(name, "")
