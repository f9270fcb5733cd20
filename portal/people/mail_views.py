"""Addresses to which mail does not go: what servers said, and trying again (CO-08)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.kernel.refusal import Refusal
from portal.notify import bouncing
from portal.notify.models import Bounce
from portal.people.views import manager
from portal.tenancy.models import Membership
from portal.web.http import PortalRequest, now

ON_A_PAGE = 30


@require_safe
def unreachable(request: PortalRequest, pk: int) -> HttpResponse:
    """Show what came back from an address, and whether mail goes there."""
    manager(request)
    bounce = get_object_or_404(Bounce, pk=pk)
    rows = Bounce.objects.of([bounce.address]).select_related("by")
    people = Membership.objects.current().filter(person__email__iexact=bounce.address)
    context = {
        "pk": pk,
        "address": bounce.address,
        "standing": bouncing.stopped([bounce.address]).get(bounce.address),
        "people": people.select_related("person", "customer").order_by("pk"),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "people/unreachable.html", context)


@require_POST
def trial(request: PortalRequest, pk: int) -> HttpResponse:
    """Let mail go to an address again."""
    by = manager(request)
    bounce = get_object_or_404(Bounce, pk=pk)
    try:
        bouncing.try_again(by=by, address=bounce.address, at=now())
        messages.success(request, f"Mail goes to {bounce.address} again from now on.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("people:unreachable", pk=pk)
