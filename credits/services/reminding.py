"""Reminding of credits that fall due: once for each credit and date (HR-06)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Sum

from contracts.models import Contract
from contracts.services.amending import local_date
from contracts.standings import today_at
from credits import telling
from credits.models import DueReminder, LedgerEntry
from credits.queries import CreditState, entries_of, states_of
from portal.tenancy.models import Vendor

AHEAD = timedelta(days=7)  # before the last day


def remind_of_due(*, vendor: Vendor, at: datetime) -> list[DueReminder]:
    """Remind account managers of what is not settled and falls due within a week, or fell due."""
    made = []
    for state in _falling_due(vendor, at):
        reminder = _remind(state, at)
        if reminder is not None:
            made.append(reminder)
    return made


def _falling_due(vendor: Vendor, at: datetime) -> list[CreditState]:
    """Return what is owed and due soon; three queries, however many contracts there are."""
    # A day more: the customer's own date may be ahead of the vendor's.
    last = today_at(vendor, at) + AHEAD + timedelta(days=1)
    owed = LedgerEntry.objects.order_by().values("contract_id", "credit", "currency")
    owed = owed.annotate(left=Sum("amount"), due=Max("due_on"))
    keys = {row["contract_id"] for row in owed.filter(left__gt=0, due__lte=last)}
    contracts = Contract.objects.filter(vendor=vendor, pk__in=keys)
    rows = entries_of(contracts.select_related("customer", "vendor"))
    states = states_of(one for entries in rows.values() for one in entries)
    return [one for one in states if one.balance.amount > 0 and _is_near(one, at)]


def _is_near(state: CreditState, at: datetime) -> bool:
    return state.due_on is not None and local_date(state.contract, at) >= state.due_on - AHEAD


@transaction.atomic
def _remind(state: CreditState, at: datetime) -> DueReminder | None:
    """Remind of one credit, if nobody has; two workers at once remind once."""
    if state.due_on is None:
        return None
    Contract.objects.locked().get(pk=state.contract.pk)
    said = {"contract": state.contract, "credit": state.credit, "due_on": state.due_on}
    if DueReminder.objects.filter(**said).exists():
        return None
    reminder = DueReminder.objects.create(vendor_id=state.contract.vendor_id, told_at=at, **said)
    telling.tell_of_due(state.contract, state.credit, state.balance, state.due_on, at=at)
    return reminder
