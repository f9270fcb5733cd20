"""The register, a contract's statement, what a month earns, and one credit."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from availability.models import MonthClosing
from availability.services.closing import last_closing
from contracts.models import Contract
from contracts.standings import today_at
from contracts.views.finding import allowed, contract_seen, contracts_seen, is_staff
from credits.chronic import chronic_of
from credits.domain.ledger import REVERSIBLE
from credits.models import LedgerEntry, TerminationRight
from credits.pages.deeds import DEEDS, form_for
from credits.pages.finding import credit_seen, month_of
from credits.pages.register import VIEWS, Place, register_page
from credits.queries import CreditState, Row, Statement, credits_of, statement_of, states_of
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.spreadsheets import Cell, written

ENTRIES_ON_A_PAGE = 50
SIGNED = 24  # months that a statement names


@require_safe
def register(request: PortalRequest) -> HttpResponse:
    """Show what is owed on all contracts; a customer with one contract goes straight to it."""
    if not is_staff(request):
        seen = list(contracts_seen(request)[:2])
        if len(seen) == 1:
            return redirect("credits:statement", pk=seen[0].pk)
    view = request.GET.get("show", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = register_page(
        LedgerEntry.objects.visible_to(request.memberships),
        view=view,
        words=words,
        after=Place.read(request.GET.get("after", "")),
        today=today_at(request.vendor, now()),
    )
    kept = {name: one for name, one in (("show", view), ("q", words)) if one}
    context = {
        "page": page,
        "views": VIEWS,
        "view": view,
        "words": words,
        "heading": VIEWS.get(view, VIEWS[""]),
        "is_later": "after" in request.GET,
        "query": urlencode(kept),
        "rights": _open_rights(request),
        "for_staff": is_staff(request),
    }
    return render(request, "credits/register.html", context)


@require_safe
def statement(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a contract's statement: all of it, or what was entered in one month."""
    contract = contract_seen(request, pk)
    asked, at = _asked(request), now()
    shown = statement_of(contract, asked)
    page = Paginator(shown.rows[::-1], ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "contract": contract,
        "month": asked,
        "months": _months(contract),
        "closed": _closed(contract),
        "statement": shown,
        "page": page,
        "query": urlencode({"month": str(asked)}) if asked else "",
        "chronic": chronic_of(contract, at),
        "rights": _rights(contract),
        "reversible": REVERSIBLE,
        "for_staff": is_staff(request),
        "may_settle": _may_settle(request),
    }
    return render(request, "credits/statement.html", context)


@require_safe
def sheet(request: PortalRequest, pk: int) -> HttpResponse:
    """Return a contract's statement as CSV."""
    contract = contract_seen(request, pk)
    shown = statement_of(contract, _asked(request))
    name = f"credits-{contract.pk}{f'-{shown.month}' if shown.month else ''}.csv"
    return HttpResponse(
        written(_rows(shown)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def month(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Show what a month earns by each rule, posted or not."""
    contract, asked, at = contract_seen(request, pk), month_of(month), now()
    known = states_of(statement_of(contract).entries)
    posted = {one.credit: one for one in known if one.month == asked}
    figures = credits_of(contract, asked, at=at)
    closing, may_settle = last_closing(contract, asked), _may_settle(request)
    claimed = [one for key, one in posted.items() if key not in {two.credit for two in figures}]
    context = {
        "contract": contract,
        "month": asked,
        "figures": [(one, posted.get(one.credit)) for one in figures],
        "others": claimed,
        "closing": closing,
        "can_catch_up": closing is not None
        and may_settle
        and any(one.is_due and one.credit not in posted for one in figures),
        "for_staff": is_staff(request),
    }
    return render(request, "credits/month.html", context)


@require_safe
def credit(request: PortalRequest, pk: int, month: str, source: str) -> HttpResponse:
    """Show one credit: its rule, its figures, its entries, and what can be done about it."""
    contract, state = credit_seen(request, pk, month, source)
    return credit_page(request, contract, state, at=now())


def credit_page(
    request: PortalRequest,
    contract: Contract,
    state: CreditState,
    *,
    at: datetime,
    failed: tuple[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a credit's page; with a form that failed in the place of its fresh one."""
    figures = credits_of(contract, state.month, at=at)
    may_settle = _may_settle(request)
    deeds = []
    if may_settle:
        deeds = [
            (noun, deed, form_for(noun, state, at))
            for noun, deed in DEEDS.items()
            if deed.fits(state) or (failed and failed[0] == noun)
        ]
    if failed:
        deeds = [(noun, deed, failed[1] if noun == failed[0] else f) for noun, deed, f in deeds]
    context = {
        "contract": contract,
        "state": state,
        "rows": _balanced(state),
        "reversible": REVERSIBLE,
        "figure": next((one for one in figures if one.credit == state.credit), None),
        "deeds": deeds,
        "may_settle": may_settle,
        "for_staff": is_staff(request),
    }
    return render(request, "credits/credit.html", context, status=status)


def _may_settle(request: PortalRequest) -> bool:
    return allowed(request, Act.DECIDE_CREDITS) is not None


def _balanced(state: CreditState) -> list[Row]:
    """Return a credit's entries with what was left of it after each, the newest first."""
    left, rows = Money(0, state.account.currency), []
    for one in state.entries:
        left += one.money
        rows.append(Row(one, left))
    return rows[::-1]


def _asked(request: PortalRequest) -> Month | None:
    try:
        return Month.parse(request.GET.get("month", ""))
    except Refusal:
        return None


def _months(contract: Contract) -> list[Month]:
    """Return the months in which something was entered, the newest first."""
    days = LedgerEntry.objects.filter(contract=contract).order_by().values_list("on", flat=True)
    return sorted({Month(day.year, day.month) for day in days.distinct()}, reverse=True)


def _closed(contract: Contract) -> list[Month]:
    """Return the signed months of the last two years, the newest first."""
    rows = MonthClosing.objects.filter(contract=contract, number=1).order_by("-year", "-month")
    return [Month(*pair) for pair in rows.values_list("year", "month")[:SIGNED]]


def _rights(contract: Contract) -> list[TerminationRight]:
    rows = TerminationRight.objects.filter(contract=contract)
    return list(rows.select_related("end", "closing").defer("closing__facts"))


def _open_rights(request: PortalRequest) -> list[TerminationRight]:
    rows = TerminationRight.objects.visible_to(request.memberships).open()
    return list(rows.select_related("contract__customer").order_by("-arose_at")[:20])


def _rows(shown: Statement) -> Iterator[tuple[Cell, ...]]:
    yield (
        "day", "credit", "what", "words", "figure", "change", "balance", "currency", "clause",
        "credit note", "invoice", "due on", "by", "derivation",
    )  # fmt: skip
    for row in shown.rows:
        one = row.entry
        yield (
            one.on.isoformat(),
            one.credit,
            one.get_kind_display(),
            one.words,
            str(one.figure).partition(" ")[0],
            str(one.money).partition(" ")[0],
            str(row.balance).partition(" ")[0],
            one.currency,
            one.clause,
            one.document,
            str(one.invoice or ""),
            one.due_on.isoformat() if one.due_on else "",
            str(one.by or "the portal"),
            "; ".join(one.derivation),
        )
