"""Service hours as an agreement states them, before a customer's zone and holidays are known."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.domain.clause import Clause
from portal.kernel.business_time import Window

CUSTOMER = "customer"  # whose holidays close: those of each customer's own region


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours:
    """When time counts for one severity of one tier (LU-02, PQ-09, HR-12)."""

    key: str
    label: str  # the hours as written, such as "Mon-Fri 09:00-17:30"
    zone: str | None  # None: the customer's own zone
    weekly: Mapping[int, tuple[Window, ...]]  # 0 is Monday; empty when always open
    always_open: bool
    holiday_region: str | None  # CUSTOMER, a region such as "US" or "GB-ENG", or None
    clause: Clause

    @property
    def closes_on_holidays(self) -> bool:
        """This property will say whether holidays close these hours at all."""
        return self.holiday_region is not None
