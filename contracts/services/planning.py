"""Planning activities ahead, from the contract's start and the tier that will hold (LU-05)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from contracts.domain.recurrence import ActivityKind, Stretch, months_later, stretches
from contracts.models import Activity, AssignedManager, Contract, ContractTerms
from contracts.services.activities import settle
from contracts.services.amending import local_date
from portal.tenancy.models import Person

AHEAD = 15  # months
NOT_OWED = "No longer part of the contract."  # said by the portal, which may take it back

State = Activity.State


@transaction.atomic
def plan_ahead(*, contracts: Iterable[Contract], at: datetime) -> int:
    """Plan what is owed in the next fifteen months; return how many activities are new.

    It may run as often as it likes. What a change of tier or term has made undue is cancelled.
    Before the first activity that a contract was given nothing is owed in hindsight.
    """
    known = {contract.pk: contract for contract in contracts}
    rows: dict[int, list[Activity]] = defaultdict(list)
    for row in Activity.objects.filter(contract__in=known).order_by("due"):
        rows[row.contract_id].append(row)
    terms: dict[int, list[ContractTerms]] = defaultdict(list)
    for held in ContractTerms.objects.of(set(known)):
        terms[held.contract_id].append(held)
    owners = _owners(known)
    new: list[Activity] = []
    for contract in known.values():
        owed = dict(_owed(contract, terms[contract.pk], rows[contract.pk], at))
        new += _missing(contract, owed, rows[contract.pk], owners.get(contract.pk))
        _follow(contract, owed, rows[contract.pk], at)
    Activity.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


type Owed = dict[tuple[str, date], tuple[ActivityKind, Stretch]]


def _owed(
    contract: Contract, terms: list[ContractTerms], rows: list[Activity], at: datetime
) -> Iterator[tuple[tuple[str, date], tuple[ActivityKind, Stretch]]]:
    """Yield what is owed, by kind and due date: the tier that holds on that date decides."""
    today = local_date(contract, at)
    since = min([today, *(row.due for row in rows)])
    horizon = months_later(today, AHEAD)
    until = min(horizon, contract.ends_on) if contract.ends_on else horizon
    kinds = {
        (kind.key, kind.recurrence): kind
        for held in terms
        for kind in held.agreement.terms.activities
    }
    for kind in kinds.values():
        for stretch in stretches(kind.recurrence, contract.starts_on, until=until):
            if stretch.last >= since and _grants(terms, kind, stretch.last):
                yield (kind.key, stretch.last), (kind, stretch)


def _grants(terms: list[ContractTerms], kind: ActivityKind, on: date) -> bool:
    held = [one for one in terms if one.since <= on]
    return bool(held) and any(
        known.key == kind.key
        and known.recurrence == kind.recurrence
        and held[-1].tier in known.tiers
        for known in held[-1].agreement.terms.activities
    )


def _missing(
    contract: Contract, owed: Owed, rows: list[Activity], owner: Person | None
) -> Iterator[Activity]:
    there = {(row.key, row.due) for row in rows}
    for (key, due), (kind, stretch) in owed.items():
        if (key, due) not in there:
            yield Activity(
                vendor_id=contract.vendor_id,
                contract=contract,
                key=key,
                name=kind.name,
                how=kind.how,
                has_review_pack=kind.has_review_pack,
                period_from=stretch.first,
                due=due,
                planned_for=due,
                owner=owner,
            )


def _follow(contract: Contract, owed: Owed, rows: list[Activity], at: datetime) -> None:
    """Cancel what is not owed any more, and take that back for what is owed again."""
    today = local_date(contract, at)
    for row in rows:
        is_owed = (row.key, row.due) in owed
        if row.state == State.PLANNED and row.due > today and not is_owed:
            settle(row, State.CANCELLED, NOT_OWED, None, at)
        elif row.state == State.CANCELLED and row.reason == NOT_OWED and is_owed:
            settle(row, State.PLANNED, "", None, at)


def _owners(contracts: Iterable[int]) -> dict[int, Person]:
    rows = AssignedManager.objects.current().filter(contract__in=contracts)
    return {
        row.contract_id: row.membership.person for row in rows.select_related("membership__person")
    }
