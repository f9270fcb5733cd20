"""Agreements as published, the contracts that stand on them, and calendars."""

from contracts.models.activity import Activity, AssignedManager
from contracts.models.agreement import AgreementVersion
from contracts.models.authorised import AuthorisedDecision, AuthorisedPerson
from contracts.models.calendar import CalendarVersion, Holiday, HolidayYear
from contracts.models.commitment import Commitment, CoveredProduct
from contracts.models.contract import Contract
from contracts.models.draft import AgreementDraft
from contracts.models.entitlement import EntitlementOverride
from contracts.models.instance import Extension, Instance, InstanceRelease
from contracts.models.invoice import Invoice, InvoiceEvent
from contracts.models.invoice_import import InvoiceImport
from contracts.models.obligation import Obligation
from contracts.models.release import Product, Release
from contracts.models.supplier import (
    Supplier,
    SupplierAgreement,
    SupplierShare,
    SupplierTarget,
)
from contracts.models.terms import ContractTerms
from contracts.models.token import TokenLine, TokenMove, TokenWarning
from portal.audit.history import keep_history

__all__ = [
    "Activity",
    "AgreementDraft",
    "AgreementVersion",
    "AssignedManager",
    "AuthorisedDecision",
    "AuthorisedPerson",
    "CalendarVersion",
    "Commitment",
    "Contract",
    "ContractTerms",
    "CoveredProduct",
    "EntitlementOverride",
    "Extension",
    "Holiday",
    "HolidayYear",
    "Instance",
    "InstanceRelease",
    "Invoice",
    "InvoiceEvent",
    "InvoiceImport",
    "Obligation",
    "Product",
    "Release",
    "Supplier",
    "SupplierAgreement",
    "SupplierShare",
    "SupplierTarget",
    "TokenLine",
    "TokenMove",
    "TokenWarning",
]

keep_history(Contract)
keep_history(Instance)
