"""Pages of saved views: keeping, naming, ordering, sharing and forgetting them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from incidents.finding import able
from incidents.forms.queue import ViewForm, ViewNameForm
from incidents.models import SavedView
from incidents.saved_views import DEFAULTS, View
from incidents.services import saved_views as services
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def views(request: PortalRequest) -> HttpResponse:
    """Show one's views and the shared ones, and keep another."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    if request.method != "POST":
        asked = {"q": request.GET["q"]} if "q" in request.GET else None
        return _overview(request, by, ViewForm(initial=asked))
    form = ViewForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            view = services.save_view(by=by, name=said["name"], query=said["q"])
        except Refusal as refusal:
            form.add_error("name" if refusal.code in {"taken", "full"} else "q", str(refusal))
        else:
            messages.success(request, f"“{view}” is among your views.")
            return redirect(reverse("incidents:queue") + View(view.name, view.query).address)
    return _overview(request, by, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def naming(request: PortalRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    view = _view(request, pk)
    form = ViewNameForm(request.POST or None, initial={"name": view.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_view(view=view, by=by, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Renamed.")
            return redirect("views:list")
    status = 422 if form.errors else 200
    return render(
        request, "incidents/view_naming.html", {"view": view, "form": form}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then forget a view."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    view = _view(request, pk)
    if request.method != "POST":
        return render(request, "incidents/view_ending.html", {"view": view})
    try:
        services.delete_view(view=view, by=by, at=now())
        messages.success(request, f"“{view}” is deleted.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("views:list")


@require_POST
def sharing(request: PortalRequest, pk: int) -> HttpResponse:
    """Share a view, or keep it to oneself again."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    view = _view(request, pk)
    shared = request.POST.get("shared") == "yes"
    try:
        services.share_view(view=view, by=by, shared=shared, at=now())
        messages.success(request, f"“{view}” is {'shared' if shared else 'only yours again'}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("views:list")


@require_POST
def place(request: PortalRequest, pk: int) -> HttpResponse:
    """Move a view up or down among one's own."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    try:
        services.move_view(view=_view(request, pk), by=by, up=request.POST.get("way") != "down")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("views:list")


def _view(request: PortalRequest, pk: int) -> SavedView:
    return get_object_or_404(
        SavedView.objects.for_person(request.user).select_related("owner"), pk=pk
    )


def _overview(
    request: PortalRequest, by: Membership, form: forms.Form, status: int = 200
) -> HttpResponse:
    rows = list(SavedView.objects.for_person(request.user).select_related("owner"))
    context = {
        "own": [row for row in rows if row.owner_id == by.person_id],
        "shared": [row for row in rows if row.owner_id != by.person_id],
        "defaults": DEFAULTS["queue"],
        "form": form,
        "may_share": may(by, Act.SHARE_VIEWS),
    }
    return render(request, "incidents/views.html", context, status=status)
