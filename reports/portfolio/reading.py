"""What the portfolio is read from: one query for each kind of fact, however many contracts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count as RowCount
from django.db.models import Q

from contracts.models import Activity, AgreementVersion, AssignedManager
from incidents.models import Escalation, Incident
from portal.kernel.month import Month
from portal.tenancy.models import Membership, Vendor
from sla.domain.attainment import Count
from sla.models import Clock
from sla.outcomes import COUNTS, Outcomes
from sla.overdue import missed_unseen

type ByContract[T] = Mapping[int, T]


def criticals_of(contracts: Collection[int]) -> ByContract[int]:
    """Count each contract's open incidents of the most severe class of their agreement."""
    worst: dict[str, list[int]] = defaultdict(list)
    for version in AgreementVersion.objects.defer("source"):
        worst[version.terms.most_severe.key].append(version.pk)
    is_worst = Q(pk__in=())
    for key, versions in worst.items():
        is_worst |= Q(severity=key, agreement__in=versions)
    rows = Incident.objects.open().filter(is_worst, contract__in=contracts).order_by()
    return dict(rows.values_list("contract").annotate(RowCount("pk")))


def escalations_of(contracts: Collection[int]) -> ByContract[int]:
    """Count each contract's incidents that stand on a ladder."""
    rows = Escalation.objects.open().filter(incident__contract__in=contracts).order_by()
    return dict(rows.values_list("incident__contract").annotate(RowCount("pk")))


def late_of(contracts: Collection[int], today: date) -> ByContract[int]:
    """Count each contract's activities whose day has passed."""
    rows = Activity.objects.overdue(today).filter(contract__in=contracts).order_by()
    return dict(rows.values_list("contract").annotate(RowCount("pk")))


def managers_of(contracts: Collection[int]) -> ByContract[Membership]:
    """Return the technical account manager of each contract that has one."""
    rows = AssignedManager.objects.current().filter(contract__in=contracts)
    return {one.contract_id: one.membership for one in rows.select_related("membership__person")}


@dataclass(frozen=True, slots=True)
class Attained:
    """What became of the clocks of many contracts, month by month."""

    outcomes: Outcomes
    zone: ZoneInfo

    @classmethod
    def of(cls, contracts: Collection[int], vendor: Vendor, at: datetime) -> "Attained":
        """Return the clocks of these contracts."""
        clocks = Clock.objects.filter(incident__contract__in=contracts)
        return cls(Outcomes(clocks, missed_unseen(clocks, at)), ZoneInfo(vendor.time_zone))

    def in_month(self, month: Month) -> ByContract[Count]:
        """Count a month's outcomes by contract, those with assumed targets left out (HR-11)."""
        rows = self.outcomes.final_in(month.within(self.zone)).filter(told_assumed=False)
        found = rows.order_by().values("incident__contract").annotate(**COUNTS)
        return {
            row["incident__contract"]: Count(row["met"], row["missed"], row["still_open"])
            for row in found
        }
