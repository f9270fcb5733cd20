"""The rules of the two vendors, and short ways to write outages and maintenance down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from availability.domain.facts import Maintenance, Outage
from availability.domain.month import Availability, availability_of, percent_text
from availability.domain.policy import Kind, Policy
from availability.terms import policy_for
from contracts.regions import holidays_of
from portal.kernel.month import Month
from portal.kernel.period import Period
from tests.contracts.vendors import terms_of

SEPTEMBER = Month(2026, 9)
NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)  # a Wednesday
HOLIDAYS = holidays_of("US", range(2025, 2029))


def policy(vendor: str, **columns: Any) -> Policy:
    """Return a vendor's rules, with single settings set otherwise."""
    stated = terms_of(vendor).availability
    assert stated is not None
    return replace(policy_for(stated, HOLIDAYS), **columns)


PIQ = policy("patientiq")
HR = policy("healthy-roster")


def at(text: str) -> datetime:
    """Return an instant written as 2026-09-12 06:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def down(minutes: float, *, start: datetime = NOON, **columns: Any) -> Outage:
    """Return an outage of so many minutes."""
    during = Period(start, start + timedelta(minutes=minutes))
    return Outage(key=f"O at {start}", during=during, **columns)


def work(start: datetime, minutes: float, **columns: Any) -> Maintenance:
    """Return scheduled work of so many minutes whose notice came a month before."""
    told: dict[str, Any] = {"notice_at": start - timedelta(days=30), "kind": Kind.SCHEDULED}
    during = Period(start, start + timedelta(minutes=minutes))
    return Maintenance(key=f"M at {start}", during=during, **(told | columns))


def month(
    outages: Sequence[Outage], rules: Policy, works: Sequence[Maintenance] = (), **bounds: Any
) -> Availability:
    """Return what September 2026 came to."""
    return availability_of(SEPTEMBER, outages, works, rules, **bounds)


def figure(found: Availability) -> str:
    """Return the percentage as it is written."""
    return "none" if found.percent is None else percent_text(found.percent)
