"""One's own name, the moderators' queue, and the switch of the forum."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledgebase.domain.forum import default_name
from knowledgebase.forms import put
from knowledgebase.forum.finding import able, find_report, reader, while_open
from knowledgebase.forum.forms import DecisionForm, NameForm
from knowledgebase.forum.naming import has_written
from knowledgebase.forum.queries import waiting
from knowledgebase.forum.services.moderating import decide
from knowledgebase.forum.services.names import choose_name
from knowledgebase.forum.services.switching import open_forum
from knowledgebase.models import ForumName
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def name(request: PortalRequest) -> HttpResponse:
    """Choose under which name one writes."""
    by = able(request, Act.WRITE_IN_FORUM)
    if by.is_staff_side:
        raise Http404  # they write under their own
    form, status = _name_form(by, request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                choose_name(by=by, at=now(), **form.cleaned_data)
            except Refusal as refusal:
                put(form, refusal)
            else:
                messages.success(request, "Kept.")
                return redirect("forum:list")
    return render(request, "knowledgebase/forum/name.html", {"form": form}, status=status)


def _name_form(by: Membership, data: Any) -> NameForm:
    kept = ForumName.objects.filter(person=by.person_id).first()
    begins = {
        "name": kept.name if kept else default_name(by.person.name),
        "shows_customer": bool(kept and kept.shows_customer),
    }
    return NameForm(
        data,
        initial=begins,
        is_kept=has_written(by.person),
        customer=str(by.customer),
    )


@require_safe
@while_open
def moderation(request: PortalRequest) -> HttpResponse:
    """Show what was reported and what was hidden."""
    able(request, Act.MODERATE_FORUM)
    return _queue(request)


@require_POST
@while_open
def decision(request: PortalRequest, reported: int) -> HttpResponse:
    """Decide what was reported."""
    by, found = able(request, Act.MODERATE_FORUM), find_report(request, reported)
    form = DecisionForm(request.POST, prefix=f"r{reported}")
    if not form.is_valid():
        return _queue(request, {reported: form}, status=422)
    try:
        decide(by=by, report=found, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        put(form, refusal)
        return _queue(request, {reported: form}, status=409)
    messages.success(request, "Decided. Whoever reported it is told.")
    return redirect("forum:moderation")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PortalRequest) -> HttpResponse:
    """Open the forum or close it; this page is there while it is closed, too."""
    by = able(request, Act.OPEN_FORUM)
    problem, status = "", 200
    if request.method == "POST":
        is_open = request.POST.get("is_open") == "yes"
        try:
            open_forum(by=by, is_open=is_open, at=now())
        except Refusal as refusal:
            problem, status = str(refusal), 409
        else:
            done = (
                "The forum is open." if is_open else "The forum is closed; what was written stays."
            )
            messages.success(request, done)
            return redirect("forum:settings")
    context = {"problem": problem, "is_open": request.vendor.has_forum}
    return render(request, "knowledgebase/forum/settings.html", context, status=status)


def _queue(
    request: PortalRequest, failed: dict[int, DecisionForm] | None = None, status: int = 200
) -> HttpResponse:
    waits, failed = waiting(reader(request)), failed or {}
    context = {
        "reports": [
            (one, writer, failed.get(one.pk) or DecisionForm(prefix=f"r{one.pk}"))
            for one, writer in waits.reports
        ],
        "hidden": waits.hidden,
        "failed": next(iter(failed.values()), None),
    }
    return render(request, "knowledgebase/forum/moderation.html", context, status=status)
