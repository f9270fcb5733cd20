"""What a contract's month earns, with rule, inputs, rounding and clause; nothing is stored here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from availability.domain.month import percent_text
from availability.policies import holidays_around
from contracts.domain.clause import Clause
from contracts.domain.credits import HourCredits
from contracts.domain.fees import Fees
from contracts.domain.further_credits import BelowMinimum, CreditLimits
from credits.basis import Basis
from credits.commitments import annual_values
from credits.domain import shapes
from credits.domain.claims import ClaimRules, InvoiceGate
from credits.domain.rules import HUNDRED
from credits.earning import Earning, earnings_of
from credits.months import AnnualValue, Credit, hour_credit_of
from credits.terms import claims_for, hours_for
from portal.kernel.money import Money
from portal.kernel.month import Month

HOURS = "hours"
NO_FEE = "The contract states no fee, so that nothing can be worked out: record its fees."


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFigure:
    """One credit of a month as its rule gives it, claimed or not."""

    source: str
    month: Month
    name: str
    rule: str
    clause: Clause
    amount: Money | None  # rounded once; None: it cannot be worked out, and `refusal` says why
    inputs: tuple[tuple[str, str], ...] = ()
    derivation: tuple[str, ...] = ()
    needs_claim: bool = False
    refusal: str = ""  # why nothing is due although something was lost

    @property
    def credit(self) -> str:
        """The credit's name in the ledger."""
        return f"{self.month}/{self.source}"

    @property
    def is_due(self) -> bool:
        """Whether it is something, and posted without anybody's claim."""
        return bool(self.amount) and not self.needs_claim


def figures_for(
    basis: Basis, fees: Fees, earned: Sequence[Earning] | None = None
) -> list[CreditFigure]:
    """Return what a month earns by each rule of its agreement.

    :param earned: what its automatic rules give, where other contracts share it.
    """
    found = earnings_of(basis) if earned is None else earned
    automatic = _limited([_exact(one, basis, fees) for one in found], basis, fees)
    return [*automatic, *_hours(basis, fees)]


@dataclass(frozen=True, slots=True)
class _Exact:
    """A credit before it is limited and rounded."""

    figure: CreditFigure
    amount: Fraction
    currency: str


def _exact(one: Earning, basis: Basis, fees: Fees) -> _Exact:
    figure = CreditFigure(
        source=one.source,
        month=basis.month,
        name=one.name,
        rule=one.rule,
        clause=one.clause,
        amount=None,
        inputs=one.inputs,
    )
    if one.flat is not None:
        told = replace(figure, derivation=(one.rule, f"= {one.flat}"))
        return _Exact(told, one.flat.amount, one.flat.currency)
    fee = fees.of_a_month()
    if fee is None:
        refusal = NO_FEE if one.share else ""
        return _Exact(replace(figure, refusal=refusal), Fraction(0), "")
    amount = fee * one.share
    percent = _percent(one.share * HUNDRED)
    lines = (f"{percent} % of {fee} = {_places(amount)} {fee.currency}",)
    inputs = (*one.inputs, ("Fee of the month", str(fee)))
    return _Exact(replace(figure, derivation=lines, inputs=inputs), amount.amount, fee.currency)


def _limited(rows: Sequence[_Exact], basis: Basis, fees: Fees) -> list[CreditFigure]:
    """Apply cap and minimum to the credits of a month together, then round each once."""
    limits, fee = basis.terms.credit_limits, fees.of_a_month()
    amounts = [one.amount for one in rows]
    held = _held(amounts, limits, fee) if limits else amounts
    return [_rounded(one, amount, limits) for one, amount in zip(rows, held, strict=True)]


def _held(amounts: list[Fraction], limits: CreditLimits, fee: Money | None) -> list[Fraction]:
    if limits.minimum is not None:
        raised = limits.below_minimum is BelowMinimum.RAISED
        amounts = shapes.lifted(amounts, limits.minimum, to_least=raised)
    if limits.cap is not None and fee is not None:
        amounts = shapes.capped(amounts, fee.amount * limits.cap / HUNDRED)
    return amounts


def _rounded(one: _Exact, amount: Fraction, limits: CreditLimits | None) -> CreditFigure:
    if not one.currency:
        return one.figure
    money, lines = Money(amount, one.currency), list(one.figure.derivation)
    if amount != one.amount and limits is not None:
        less = "capped" if amount < one.amount else "raised to the minimum"
        lines.append(f"{less} to {_places(money)} {one.currency} ({limits.clause.ref})")
    rounded = money.rounded()
    if rounded.amount != amount:
        lines.append(f"rounded once, half up: {rounded}")
    return replace(one.figure, amount=rounded, derivation=tuple(lines))


def _hours(basis: Basis, fees: Fees) -> Iterable[CreditFigure]:
    """Yield the credit by full hours, as if every outage were claimed as it must be (PQ-06)."""
    terms = basis.terms.hour_credits
    if terms is None:
        return
    figure = CreditFigure(
        source=HOURS,
        month=basis.month,
        name="Full hours of unavailability",
        rule="The hourly value of the annual agreement for each full hour of an outage, once the "
        "month missed its target.",
        clause=terms.clause,
        amount=None,
        needs_claim=basis.terms.claims is not None,
    )
    value = fees.of_a_year()
    if value is None:
        yield replace(figure, refusal=NO_FEE)
        return
    found = _all_claimed(basis, terms, annual_values(basis.contract, value))
    yield replace(
        figure,
        amount=found.amount,
        inputs=(
            ("Annual value", str(value)),
            ("Hours of the year", str(found.columns["hours_in_year"])),
            ("Full hours", str(found.columns["full_hours_credited"])),
        ),
        derivation=tuple(found.derivation),
        refusal=_target_met(basis),
    )


def _all_claimed(basis: Basis, stated: HourCredits, value: AnnualValue) -> Credit:
    zone, asked = basis.found.policy.reporting_zone, basis.terms.claims
    rules = ClaimRules(zone=zone, holidays={}, gate=InvoiceGate.NONE)
    if asked is not None:
        region = asked.holidays
        rules = claims_for(
            asked, zone.key, holidays_around(region, basis.contract.vendor_id, basis.month)
        )
    return hour_credit_of(
        basis.found,
        basis.outages,
        basis.works,
        annual_value=value,
        anchor=basis.contract.starts_on,
        rules=hours_for(stated),
        claims=None,
        invoices=(),
        claim_rules=rules,
        **basis.term,
    )


def _target_met(basis: Basis) -> str:
    """Say why an outage earns nothing, where the month met its target all the same (P23)."""
    found = basis.found
    if found.is_missed or found.percent is None or not found.down:
        return ""
    minutes = int(sum(one.counted.total_seconds() for one in basis.begun)) // 60
    return (
        f"{minutes} minutes were lost, but {basis.month.first_day:%B %Y} reached "
        f"{percent_text(found.percent)} %, so no credit is due: the agreement gives one only for a "
        "month below its target."
    )


def _percent(number: Fraction) -> str:
    text = percent_text(number)
    return text.rstrip("0").rstrip(".")


def _places(money: Money) -> str:
    """Write an exact amount with up to six places."""
    text = percent_text(abs(money.amount)).rstrip("0").rstrip(".")
    return f"-{text}" if money.amount < 0 else text
