"""Every change to agreements, contracts, holidays, releases and instances."""

from contracts.services.agreements import load_agreement
from contracts.services.amending import amend_contract
from contracts.services.calendars import change_calendar, copy_holidays, cover_holidays
from contracts.services.signing import sign_contract

__all__ = [
    "amend_contract",
    "change_calendar",
    "copy_holidays",
    "cover_holidays",
    "load_agreement",
    "sign_contract",
]
