"""Backups: what ran, what is missing, and the requests to restore with their clocks (HR-09)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from availability.audience import audience_of
from availability.backups import components_owed, contracts_owed, keeper, kept_of, restores_of
from availability.forms.backups import BackupForm
from availability.models import BackupRun, Component
from availability.services.backups import record_backup
from contracts.forms.contracts import put
from contracts.models import Contract
from contracts.views.finding import contracts_seen
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the backups of everything that serves a contract which promises them."""
    return _page(request)


@require_POST
def runs(request: PortalRequest) -> HttpResponse:
    """Record a run."""
    by = keeper(request)
    if by is None:
        raise Http404
    form = BackupForm(request.POST, components=running())
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        record_backup(by=by, component=form.component_chosen(), run=form.run(), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, form, status=409)
    messages.success(request, "The backup is on record.")
    return redirect("backups:list")


def running() -> list[Component]:
    """Return the components of which a run may be recorded."""
    return list(Component.objects.running(now().date()).with_service())


def _page(
    request: PortalRequest, form: BackupForm | None = None, status: int = 200
) -> HttpResponse:
    at, audience = now(), audience_of(request.memberships)
    today = Contract.objects.active(at.date())
    contracts = contracts_owed(contracts_seen(request).filter(pk__in=today))
    owed = components_owed(contracts, audience, vendor=request.vendor, at=at)
    ran = BackupRun.objects.newest().filter(component__in=owed).with_names()
    context: dict[str, Any] = {
        "kept": kept_of(owed, at=at),
        "restores": [(one, one.is_late(at)) for one in restores_of(request.memberships)],
        "page": Paginator(ran, ON_A_PAGE).get_page(request.GET.get("page")),
        "is_owed": bool(contracts),
        "form": form or (BackupForm(components=running()) if keeper(request) else None),
    }
    return render(request, "availability/backups.html", context, status=status)
