"""Buying, drawing, giving back and expiring On-Demand tokens (LU-06).

The contract's row is the lock: whoever changes its ledger waits for whoever is changing it, so
that two draws never see the same time as left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from contracts.domain import tokens
from contracts.domain.recurrence import months_later
from contracts.domain.tokens import Holding, Line, TokenOffer, written
from contracts.models import Contract, TokenLine, TokenMove
from contracts.services.amending import local_date
from contracts.services.said import LONGEST_LINE, one_line
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able, require

Kind = TokenMove.Kind
MOST_QUARTERS = 4000  # of one draw: a thousand hours are a typing slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Specialist time taken for a request."""

    quarters: int
    words: str
    incident: str = ""  # its number, such as LUM-1042


@transaction.atomic
def buy(
    *,
    by: Membership,
    contract: Contract,
    bundle: int,
    on: date,
    words: str = "",
    key: str,
    at: datetime,
) -> TokenMove:
    """Record the purchase of a bundle, usable until twelve months later; once per key.

    :raises Refusal: if `by` may not, there is no such bundle, or the date makes no sense.
    """
    require(by, Act.KEEP_ACCOUNT)
    contract, offer = _locked(contract)
    said = {"kind": Kind.PURCHASE, "bundle": bundle, "on": on}
    if known := _earlier(contract, key, said):
        return known
    _check_purchase(contract, offer, bundle, on, at)
    move = TokenMove.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        key=key,
        at=at,
        by=by.person,
        words=" ".join(words.split())[:LONGEST_LINE],
        usable_until=months_later(on, offer.valid_months),
        **said,
    )
    _write(move, [Line(move.pk, bundle * offer.quarters_per_token)])
    record("tokens bought", move, actor=by.person, at=at, after={"bundle": bundle})
    return move


@transaction.atomic
def draw(*, by: Membership, contract: Contract, request: Draw, key: str, at: datetime) -> TokenMove:
    """Take time for a request, from the purchases that end first; once per key.

    :raises Refusal: if `by` may not, the request makes no sense, or too little is left.
    """
    require(by, Act.WORK_ON_INCIDENTS)
    contract, _ = _locked(contract)
    words = one_line(request.words, "Say what the time is for: the customer reads it.")
    incident = request.incident.strip().upper()
    known = _earlier(contract, key, {"kind": Kind.DRAW, "words": words, "incident": incident})
    if known:
        _check_same_amount(known, request.quarters)
        return known
    _check_request(contract, request.quarters, incident)
    on = local_date(contract, at)
    held = holdings_of(contract)
    if request.quarters > tokens.usable(held, on):
        raise _too_little(held, request.quarters, on)
    move = TokenMove.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        kind=Kind.DRAW,
        key=key,
        on=on,
        at=at,
        by=by.person,
        words=words,
        incident=incident,
    )
    _write(move, tokens.spread(held, request.quarters, on))
    record("tokens drawn", move, actor=by.person, at=at, after={"quarters": request.quarters})
    return move


@transaction.atomic
def give_back(*, by: Membership, move: TokenMove, words: str, at: datetime) -> TokenMove:
    """Reverse a draw: each part returns to the purchase it came from.

    What returns to a purchase that has ended meanwhile is worthless, and expires again.

    :raises Refusal: if `by` may not, it is no draw, was reversed already, or no reason is given.
    """
    require(by, Act.KEEP_ACCOUNT)
    contract, _ = _locked(move.contract)
    reason = one_line(words, "Say why the time is given back: it stands in the ledger.")
    if move.kind != Kind.DRAW:
        raise Refusal("Only drawn time can be given back.", code="no_draw")
    if TokenMove.objects.filter(reverses=move).exists():
        raise Refusal("This draw was given back already.", code="already")
    reversal = TokenMove.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        kind=Kind.REVERSAL,
        key=f"reversal-{move.pk}",
        on=local_date(contract, at),
        at=at,
        by=by.person,
        words=reason,
        incident=move.incident,
        reverses=move,
    )
    taken = TokenLine.objects.filter(move=move)
    _write(reversal, [Line(line.purchase_id, -line.quarters) for line in taken])
    record("tokens given back", reversal, actor=by.person, at=at, after={"draw": move.pk})
    return reversal


@transaction.atomic
def expire(*, contract: Contract, at: datetime) -> int:
    """Write off what is left of purchases whose last day has passed; return how many there were.

    It may run as often as it likes: where nothing is left there is nothing to write off.
    """
    contract, _ = _locked(contract)
    on = local_date(contract, at)
    worthless = [held for held in holdings_of(contract) if held.expired(on)]
    for held in worthless:
        purchase = held.purchase
        before = TokenLine.objects.filter(purchase=purchase.key, move__kind=Kind.EXPIRY).count()
        move = TokenMove.objects.create(
            vendor_id=contract.vendor_id,
            contract=contract,
            kind=Kind.EXPIRY,
            key=f"expiry-{purchase.key}-{before + 1}",
            on=on,
            at=at,
        )
        _write(move, [Line(purchase.key, -held.left)])
        record("tokens expired", move, actor=None, at=at, after={"quarters": held.left})
    return len(worthless)


def holdings_of(contract: Contract) -> tuple[Holding, ...]:
    """Return what is left of a contract's purchases, the one that ends first standing first."""
    return tokens.holdings(*ledger_of([contract])[contract.pk])


type Ledger = tuple[list[tokens.Purchase], list[Line]]


def ledger_of(contracts: Iterable[Contract]) -> dict[int, Ledger]:
    """Return the purchases and lines of some contracts, in two queries."""
    found: dict[int, Ledger] = {contract.pk: ([], []) for contract in contracts}
    for row in TokenMove.objects.filter(contract__in=found, kind=Kind.PURCHASE):
        assert row.usable_until is not None  # noqa: S101 - a constraint sees to it
        purchase = tokens.Purchase(key=row.pk, bought_on=row.on, usable_until=row.usable_until)
        found[row.contract_id][0].append(purchase)
    lines = TokenLine.objects.filter(move__contract__in=found)
    for contract, *line in lines.values_list("move__contract", "purchase", "quarters"):
        found[contract][1].append(Line(*line))
    return found


def offer_of(contract: Contract) -> TokenOffer:
    """Return what a contract's agreement says of tokens.

    :raises Refusal: if it knows none.
    """
    offer = contract.agreement.terms.tokens
    if offer is None:
        raise Refusal(f"{contract.agreement.terms.name} sells no On-Demand tokens.", code="none")
    return offer


def _locked(contract: Contract) -> tuple[Contract, TokenOffer]:
    rows = Contract.objects.locked().select_related("customer", "agreement")
    locked = rows.get(pk=contract.pk)
    return locked, offer_of(locked)


def _earlier(contract: Contract, key: str, said: dict[str, object]) -> TokenMove | None:
    """Return the entry that was made under a key before, if it is the same one."""
    known = TokenMove.objects.filter(contract=contract, key=key).first()
    if known and any(getattr(known, name) != value for name, value in said.items()):
        raise _other_entry()
    return known


def _check_same_amount(known: TokenMove, quarters: int) -> None:
    if -sum(line.quarters for line in known.lines.all()) != quarters:
        raise _other_entry()


def _other_entry() -> Refusal:
    return Refusal(
        "This form was sent before with other values; open the page again.", code="key_reused"
    )


def _check_purchase(
    contract: Contract, offer: TokenOffer, bundle: int, on: date, at: datetime
) -> None:
    if bundle not in offer.bundles:
        sizes = ", ".join(map(str, offer.bundles))
        raise Refusal(f"Tokens come in bundles of {sizes}.", code="no_bundle")
    today = local_date(contract, at)
    if on > today:
        raise Refusal("The day of purchase lies ahead; record it when it has come.", code="ahead")
    if on < contract.starts_on or (contract.ends_on and on > contract.ends_on):
        raise Refusal(f"The contract does not run on {on:%d %B %Y}.", code="not_running")
    until = months_later(on, offer.valid_months)
    if until < today:
        raise Refusal(
            f"Bought on {on:%d %B %Y}, these tokens expired on {until:%d %B %Y} already.",
            code="expired",
        )


def _check_request(contract: Contract, quarters: int, incident: str) -> None:
    if not 1 <= quarters <= MOST_QUARTERS:
        raise Refusal("Time is drawn in whole quarter hours, at least one.", code="no_amount")
    prefix = contract.agreement.terms.number_prefix
    if incident and not re.fullmatch(rf"{re.escape(prefix)}-[0-9]{{1,9}}", incident):
        raise Refusal(f"An incident's number looks like {prefix}-1042.", code="no_incident")


def _too_little(held: Iterable[Holding], quarters: int, on: date) -> Refusal:
    left = [one for one in held if one.usable(on)]
    parts = [f"{written(one.left)} until {one.purchase.usable_until:%d %B %Y}" for one in left]
    what = f"What is left is {', '.join(parts)}" if parts else "Nothing is left"
    return Refusal(
        f"{written(quarters)} cannot be drawn. {what}. "
        f"More tokens are recorded by: {able(Act.KEEP_ACCOUNT)}.",
        code="too_little",
    )


def _write(move: TokenMove, lines: Iterable[Line]) -> None:
    rows = [
        TokenLine(
            vendor_id=move.vendor_id, move=move, purchase_id=line.purchase, quarters=line.quarters
        )
        for line in lines
    ]
    TokenLine.objects.bulk_create(rows)
