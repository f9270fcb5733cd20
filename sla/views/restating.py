"""Restating final outcomes on a calendar's newest version: what would flip, and what did."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts.models import CalendarVersion
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from sla.followed import turned_by
from sla.forms import RestatementForm
from sla.models import Restatement
from sla.preview import MOST, if_restated
from sla.restating import restate
from sla.views.calendars import ON_A_PAGE, check_reader, version_of, with_incidents


@require_http_methods(["GET", "HEAD", "POST"])
def restatement(request: PortalRequest, region: str, version: int) -> HttpResponse:
    """Show what a restatement flips or has flipped; restate when that is sent."""
    check_reader(request)
    shown = version_of(region, version)
    if request.method != "POST":
        return _page(request, shown)
    by = allowed(request, Act.RESTATE)
    if by is None:
        raise Http404
    form = RestatementForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    try:
        made = restate(by=by, version=shown, reason=form.cleaned_data["reason"], at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shown, form, status=409)
    turned = made.verdicts.count()
    messages.success(request, f"Restated: {turned} {'outcome' if turned == 1 else 'outcomes'}.")
    return redirect("calendars:restatement", region=region, version=version)


def _page(
    request: PortalRequest,
    version: CalendarVersion,
    form: RestatementForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    made = Restatement.objects.filter(calendar=version).select_related("made_by").first()
    newest = CalendarVersion.objects.filter(region=version.region).order_by("number").last()
    context: dict[str, Any] = {
        "version": version,
        "newest": newest,
        "is_newest": version == newest,
        "made": made,
        "form": form,
    }
    if made:
        turned = Paginator(with_incidents(turned_by(made)), ON_A_PAGE)
        context["page"] = turned.get_page(request.GET.get("page"))
    elif version == newest:
        context["preview"] = if_restated(version, now())
        context["most"] = MOST
        if allowed(request, Act.RESTATE):
            context["form"] = form or RestatementForm()
    return render(request, "sla/calendar_restatement.html", context, status=status)
