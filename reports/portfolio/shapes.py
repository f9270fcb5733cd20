"""What the portfolio looks like to programs (CO-10)."""

from datetime import date
from typing import TypedDict


class SignShape(TypedDict):
    """One reason to look at a customer."""

    key: str
    words: str
    is_grave: bool


class HeldShape(TypedDict):
    """Where one contract stands this month."""

    contract: int
    customer: str
    tier: str
    manager: str | None
    signs: list[SignShape]
    attainment_percent: str | None
    met: int
    counted: int
    aim_percent: str | None
    availability_percent: str | None
    target_percent: str | None
    allowance_left_seconds: int | None
    criticals_open: int
    escalated: int
    activities_overdue: int
    standing: list[str]
    credits_due: str | None
    chronic: str | None
    ends_on: date | None
    days_left: int | None
