"""Which reports a person may read, and which are owed and not yet published (LU-05)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contracts.entitlements import loaded
from contracts.models import AgreementVersion
from incidents.domain.lifecycle import Stage
from incidents.models import Incident
from portal.tenancy.models import Membership
from reports.critical.entitled import critical, is_owed
from reports.models import CriticalReport

MOST_LOOKED_AT = 200  # critical incidents without a published report, the longest ended first


@dataclass(frozen=True, slots=True)
class Owed:
    """A critical incident whose report the customer waits for."""

    incident: Incident
    report: CriticalReport | None


def owed(memberships: Iterable[Membership]) -> list[Owed]:
    """Return what is owed at this vendor: the incident has ended, no issue is published yet."""
    seen = Incident.objects.visible_to(memberships).filter(critical(_worst()))
    ended = seen.filter(status__in=(Stage.SOLUTION_PROVIDED, Stage.CLOSED))
    waiting = ended.filter(Q(critical_report=None) | Q(critical_report__published=0))
    named = waiting.with_names().select_related("contract__customer", "critical_report")
    rows = list(named.order_by("reported_at", "pk")[:MOST_LOOKED_AT])
    contracts = {one.pk: one for one in loaded({row.contract for row in rows})}
    for row in rows:
        row.contract = contracts[row.contract_id]
    return [Owed(row, getattr(row, "critical_report", None)) for row in rows if is_owed(row)]


def _worst() -> dict[str, list[int]]:
    """Return the key of the most severe class with the agreement versions that have it."""
    found: dict[str, list[int]] = defaultdict(list)
    for version in AgreementVersion.objects.all():
        found[version.terms.most_severe.key].append(version.pk)
    return found
