"""Agreements as published, and the contracts that stand on them."""

from contracts.models.agreement import AgreementVersion
from contracts.models.contract import Contract, Instance
from contracts.models.holiday import Holiday, HolidayYear

__all__ = ["AgreementVersion", "Contract", "Holiday", "HolidayYear", "Instance"]
