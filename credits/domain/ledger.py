"""The ledger of credits: what an entry does to the balance, and which may follow which (HR-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.kernel.money import Money
from portal.kernel.refusal import Refusal


class LedgerKind(StrEnum):
    """What an entry says."""

    ACCRUED = "accrued"
    CLAIMED = "claimed"
    APPROVED = "approved"
    DECLINED = "declined"
    ISSUED = "issued"
    APPLIED = "applied"
    PAID = "paid"
    REVERSED = "reversed"
    RESTATED = "restated"
    OFFSET = "offset"


# What an entry does to the balance; what is reversed or restated may go either way.
SIGNS: dict[LedgerKind, int | None] = {
    LedgerKind.ACCRUED: 1,
    LedgerKind.CLAIMED: 0,
    LedgerKind.APPROVED: 1,
    LedgerKind.DECLINED: 0,
    LedgerKind.ISSUED: 0,
    LedgerKind.APPLIED: -1,
    LedgerKind.PAID: -1,
    LedgerKind.REVERSED: None,
    LedgerKind.RESTATED: None,
    LedgerKind.OFFSET: 0,
}
EARNS = (LedgerKind.ACCRUED, LedgerKind.APPROVED, LedgerKind.RESTATED)
SETTLES = (LedgerKind.APPLIED, LedgerKind.PAID)
REVERSIBLE = (LedgerKind.ISSUED, *SETTLES)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the rules read it."""

    kind: LedgerKind
    stated: Fraction  # what the entry is about, never below zero
    amount: Fraction  # what it does to the balance
    reverses: LedgerKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the entries of one credit come to; their order makes no difference."""

    currency: str
    earned: Fraction = Fraction(0)
    issued: Fraction = Fraction(0)  # on credit notes
    settled: Fraction = Fraction(0)  # applied to invoices, or paid out
    claimed: bool = False
    declined: bool = False

    @classmethod
    def of(cls, lines: Iterable[Line], currency: str) -> "Account":
        """This function will add up the entries of one credit."""
        rows = list(lines)
        return cls(
            currency=currency,
            earned=_sum(rows, *EARNS),
            issued=sum((_issued(one) for one in rows), Fraction(0)),
            settled=-_sum(rows, *SETTLES),
            claimed=any(one.kind is LedgerKind.CLAIMED for one in rows),
            declined=any(one.kind is LedgerKind.DECLINED for one in rows),
        )

    @property
    def balance(self) -> Money:
        """What is still owed of the credit; below zero: more was settled than it came to."""
        return Money(self.earned - self.settled, self.currency)

    @property
    def to_issue(self) -> Money:
        """What stands on no credit note yet."""
        return Money(max(self.earned - self.issued, Fraction(0)), self.currency)

    @property
    def to_settle(self) -> Money:
        """What stands on a credit note and was neither applied nor paid."""
        left = min(self.issued, self.earned) - self.settled
        return Money(max(left, Fraction(0)), self.currency)


def check_amount(kind: LedgerKind, stated: Fraction, amount: Fraction) -> None:
    """This function will refuse an entry whose effect is not what its kind does to a balance."""
    sign = SIGNS[kind]
    fits = abs(amount) in {stated, 0} if sign is None else amount == sign * stated
    if stated < 0 or not fits:
        raise Refusal(f"{stated} cannot be {kind} with {amount}.", code="bad_amount")


def check_issue(account: Account) -> None:
    """This function will refuse a credit note where nothing is left to put on it."""
    if not account.to_issue:
        raise Refusal(
            "There is nothing to issue: all of this credit stands on a credit note already, "
            "or nothing was earned.",
            code="nothing_to_issue",
        )


def check_settle(account: Account, amount: Money) -> None:
    """This function will refuse to apply or pay more than stands on credit notes."""
    if amount.amount <= 0:
        raise Refusal("The amount must be more than nothing.", code="bad_amount")
    if amount.amount != amount.rounded().amount:
        raise Refusal(f"{amount.currency} has no smaller unit than that.", code="bad_amount")
    if account.to_settle < amount:
        raise Refusal(
            f"Only {account.to_settle} of this credit stands on a credit note and is not settled: "
            f"{amount} cannot be taken from it.",
            code="beyond_balance",
        )


def check_reversal(kind: LedgerKind, *, is_reversed: bool) -> None:
    """This function will refuse to take back what cannot be, or was already."""
    if kind not in REVERSIBLE:
        raise Refusal(
            f"What was {kind} is not reversed by hand: restate the month or decide the claim.",
            code="not_reversible",
        )
    if is_reversed:
        raise Refusal("This entry was reversed already.", code="reversed")


def _sum(lines: Iterable[Line], *kinds: LedgerKind) -> Fraction:
    """This function will add up entries of some kinds with what reverses them."""
    found = (one.amount for one in lines if (one.reverses or one.kind) in kinds)
    return sum(found, Fraction(0))


def _issued(line: Line) -> Fraction:
    if line.kind is LedgerKind.ISSUED:
        return line.stated
    return -line.stated if line.reverses is LedgerKind.ISSUED else Fraction(0)
