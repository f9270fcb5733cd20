"""What is owed to customers: claims, the ledger of each contract, rights to terminate."""

from credits.models.claim import (
    Claim,
    ClaimDecision,
    ClaimSource,
    ClaimVerdict,
    DecisionKind,
)
from credits.models.ledger import DueReminder, LedgerEntry, LedgerKindChoices
from credits.models.limit import ApprovalLimit
from credits.models.right import EndKind, RightEnd, RightSource, TerminationRight
from credits.models.series import CreditSeries

__all__ = [
    "ApprovalLimit",
    "Claim",
    "ClaimDecision",
    "ClaimSource",
    "ClaimVerdict",
    "CreditSeries",
    "DecisionKind",
    "DueReminder",
    "EndKind",
    "LedgerEntry",
    "LedgerKindChoices",
    "RightEnd",
    "RightSource",
    "TerminationRight",
]
