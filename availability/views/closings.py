"""Closing a month: what it lacks, signing it, and what was kept."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from availability.models import MonthClosing
from availability.month_finding import month_asked
from availability.sealing import is_intact
from availability.services.closing import Preview, preview, sign_month
from contracts.models import Contract
from contracts.views.finding import allowed, is_staff
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


class ClosingForm(forms.Form):
    """Signing a month: the facts that were looked at, and a reason where one is needed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Show what closing a month, or stating it anew, would write; then sign it."""
    by = allowed(request, Act.CLOSE_MONTH)
    if by is None:
        raise Http404
    contract, asked = month_asked(request, pk, month)
    at = now()
    try:
        shown = preview(contract=contract, month=asked, at=at)
    except Refusal:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, contract, asked, shown)
    form = ClosingForm(request.POST)
    typed = request.POST.get("reason", "")
    if not form.is_valid():
        words = "A reason takes at most 2,000 characters."
        return _page(request, contract, asked, shown, problem=words, typed=typed, status=422)
    try:
        made = sign_month(by=by, contract=contract, month=asked, at=at, **form.cleaned_data)
    except Refusal as refusal:
        shown = preview(contract=contract, month=asked, at=at)
        return _page(request, contract, asked, shown, problem=str(refusal), typed=typed, status=409)
    messages.success(request, f"{asked.first_day:%B %Y} is signed as number {made.number}.")
    return redirect("months:month", pk=contract.pk, month=str(asked))


@require_safe
def kept(request: PortalRequest, pk: int, month: str, number: int) -> HttpResponse:
    """Show what was kept when a month was closed or stated anew."""
    contract, asked = month_asked(request, pk, month)
    rows = MonthClosing.objects.filter(contract=contract, year=asked.year, month=asked.number)
    found = get_object_or_404(rows.select_related("agreement", "signed_by"), number=number)
    context = {
        "contract": contract,
        "month": asked,
        "closing": found,
        "is_intact": is_intact(found),
        "for_staff": is_staff(request),
        "outages": _named(found),
    }
    return render(request, "availability/month_kept.html", context)


def _named(found: MonthClosing) -> list[dict[str, object]]:
    """Return the kept outages with their times beside what became of them."""
    during = {one["key"]: one["during"] for one in found.facts["outages"]}
    return [
        one | dict(zip(("starts", "ends"), during[one["key"]].split("/"), strict=True))
        for one in found.figures["outages"]
    ]


def _page(
    request: PortalRequest,
    contract: Contract,
    asked: Month,
    shown: Preview,
    *,
    problem: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "contract": contract,
        "month": asked,
        "shown": shown,
        "figure": shown.figure,
        "problem": problem,
        "typed": typed,
        "for_staff": True,
        "can_sign": shown.figure.is_over
        and not shown.owed
        and (shown.closing is None or bool(shown.difference)),
        "needs_reason": shown.closing is not None or bool(shown.lacks),
    }
    return render(request, "availability/month_closing.html", context, status=status)
