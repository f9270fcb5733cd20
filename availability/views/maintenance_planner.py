"""The planner: what every contract's rules make of work while it is typed (PQ-03, HR-03)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from availability.draft import Draft
from availability.finding import able
from availability.forms.maintenance import MOST_SESSIONS, ChangeForm, PlanForm, WorkForm, said_of
from availability.maintenance_page import find_work
from availability.models import Maintenance
from availability.outlook_words import sentences, shown
from availability.planner import preview
from availability.services.planning import change_work, plan_work
from availability.works import state_of
from contracts.forms.contracts import put
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50  # contracts of a preview, the worst first; the sentences above tell of all


@require_http_methods(METHODS)
def plan(request: PortalRequest) -> HttpResponse:
    """Plan work; what was typed stays where it is refused or only checked."""
    by = able(request, Act.PLAN_MAINTENANCE)
    form = _form(request, PlanForm, {})
    context: dict[str, Any] = {"form": form}
    if request.method != "POST" or "another" in request.POST:
        return _page(request, context)
    if not form.is_valid():
        return _page(request, context, status=422)
    if "check" in request.POST:
        return _page(request, context | _outlook(request, form, None))
    try:
        tells = form.cleaned_data["tells"]
        work = plan_work(by=by, facts=form.facts(), tells=tells, at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, context, status=409)
    told = "The customers' mail is on its way." if tells else "Nobody was told yet."
    messages.success(request, f"Planned as {work}. {told}")
    return redirect("maintenance:work", work.number)


@require_http_methods(METHODS)
def change(request: PortalRequest, work: int) -> HttpResponse:
    """Plan work otherwise: first what would come of it is shown, if that is wished."""
    by, found = able(request, Act.PLAN_MAINTENANCE), find_work(request, work)
    if state_of(found.current, now()) not in {"coming", "running"}:
        raise Http404
    form = _form(request, ChangeForm, said_of(found.current))
    context: dict[str, Any] = {"form": form, "work": found}
    if request.method != "POST" or "another" in request.POST:
        return _page(request, context)
    if not form.is_valid():
        return _page(request, context, status=422)
    if "check" in request.POST:
        return _page(request, context | _outlook(request, form, found))
    try:
        change_work(
            by=by,
            maintenance=found,
            facts=form.facts(found.current),
            reason=form.cleaned_data["reason"],
            based_on=form.cleaned_data["based_on"],
            at=now(),
        )
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, context, status=409)
    messages.success(request, f"{found} is changed. Whoever was told of it is told what holds now.")
    return redirect("maintenance:work", work)


@require_POST
def live(request: PortalRequest) -> HttpResponse:
    """Answer with what the rules make of what is typed so far, for a page that asks by itself."""
    able(request, Act.PLAN_MAINTENANCE)
    number = read_key(request.GET.get("work"))
    found = None if number is None else find_work(request, number)
    form = _form(request, WorkForm, {})
    form.is_valid()  # what is missing is not told while somebody types
    context = _outlook(request, form, found)
    return render(request, "availability/parts/outlook.html", context)


def _outlook(request: PortalRequest, form: WorkForm, work: Maintenance | None) -> dict[str, Any]:
    """Return what a preview shows, or the sentence that says why there is none."""
    draft, at, zone = form.draft(), now(), reader_zone(request)
    faults = [
        str(fault) for name in form.fields if _is_time(name) for fault in form.errors.get(name, ())
    ]
    if not draft.components or not draft.sessions:
        typed = any(request.POST.get(name) for name in form.fields if _is_time(name))
        return {"fault": faults[0] if typed and draft.sessions == [] and faults else ""}
    try:
        outlook = preview(_of(draft, work), at)
    except Refusal as refusal:
        return {"fault": str(refusal)}
    rows = sorted(outlook.rows, key=lambda row: -row.downtime)
    return {
        "outlook": outlook,
        "said": sentences(outlook),
        "rows": [shown(row, zone) for row in rows[:SHOWN]],
        "more": max(len(rows) - SHOWN, 0),
        "is_past": not draft.instead_of and outlook.start is not None and outlook.start <= at,
        "draft": draft,
    }


def _of(draft: Draft, work: Maintenance | None) -> Draft:
    return Draft(
        components=draft.components,
        sessions=draft.sessions,
        kind=draft.kind,
        is_outage_expected=draft.is_outage_expected,
        expected_minutes=draft.expected_minutes,
        instead_of=work,
    )


def _is_time(name: str) -> bool:
    return name.startswith(("from_", "to_"))


def _form[Form: WorkForm](
    request: PortalRequest, kind: type[Form], initial: dict[str, Any]
) -> Form:
    known = sum(name.startswith("from_") for name in initial) or 1
    if request.method != "POST":
        return kind(
            initial=initial, vendor=request.vendor, zone=reader_zone(request), sessions=known
        )
    typed = sum(name.startswith("from_") for name in request.POST) or 1
    if "another" in request.POST:
        # One more session is asked for: what was typed is shown again, and nothing is refused.
        again: dict[str, Any] = {
            name: value for name, value in request.POST.items() if name != "components"
        }
        again |= {"components": request.POST.getlist("components")}
        again |= {name: name in request.POST for name in ("is_outage_expected", "tells")}
        return kind(
            initial=again,
            vendor=request.vendor,
            zone=reader_zone(request),
            sessions=min(typed + 1, MOST_SESSIONS),
        )
    return kind(
        request.POST,
        initial=initial,
        vendor=request.vendor,
        zone=reader_zone(request),
        sessions=typed,
    )


def _page(request: PortalRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["may_add"] = len(context["form"].places) < MOST_SESSIONS
    return render(request, "availability/maintenance_planner.html", context, status=status)
