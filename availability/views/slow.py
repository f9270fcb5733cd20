"""Days that were too slow: read by whoever may see the month, explained by the desk (HR-08)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from availability.forms.slow import SlowDaysForm
from availability.month_finding import month_asked
from availability.services.slow import explain_slow_days
from availability.slow_page import SlowPage, slow_page
from contracts.forms.contracts import put
from contracts.views.finding import allowed, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def slow_days(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Show the slow days of a contract's month with their causes, and take what is said of them."""
    contract, asked = month_asked(request, pk, month)
    at = now()
    by = allowed(request, Act.DECLARE_OUTAGE)
    if request.method == "POST" and by is None:
        raise Http404
    page = slow_page(contract, asked, at)
    if request.method != "POST" or by is None:
        begun = page.begun_with(request.GET.get("day", "")) if by else None
        form = _form(page, initial=begun) if begun else None
        return _shown(request, page, form)
    form = _form(page, request.POST)
    if not form.is_valid():
        return _shown(request, page, form, status=422)
    try:
        explain_slow_days(
            by=by,
            contract=contract,
            month=asked,
            service=form.service_chosen(),
            facts=form.facts(),
            reason=form.why(),
            based_on=form.cleaned_data["based_on"],
            at=at,
        )
    except Refusal as refusal:
        put(form, refusal)
        return _shown(request, page, form, status=409)
    messages.success(request, "Cause and corrective action are on record.")
    return redirect("months:slow", pk=contract.pk, month=str(asked))


def _form(page: SlowPage, *typed: QueryDict, **begun: Any) -> SlowDaysForm:
    is_said = page.newest > 0
    return SlowDaysForm(*typed, services=page.services, days=page.over, is_said=is_said, **begun)


def _shown(
    request: PortalRequest, page: SlowPage, form: SlowDaysForm | None, status: int = 200
) -> HttpResponse:
    for_staff = is_staff(request)
    context = {
        "contract": page.contract,
        "month": page.month,
        "figure": page.figure,
        "runs": page.runs,
        "over": page.over,
        "closing": page.closing,
        "earlier": page.earlier() if for_staff else [],
        "form": form,
        "for_staff": for_staff,
        "may_write": allowed(request, Act.DECLARE_OUTAGE) is not None,
    }
    return render(request, "availability/slow_days.html", context, status=status)
