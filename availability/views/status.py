"""The status page, its feed, and the updates that staff write for it.

The page and the feed are the addresses that a vendor may open to everybody (`availability.apps`).
"""

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from availability.audience import Audience, audience_of, is_open
from availability.forms.updates import UpdateForm
from availability.models import Maintenance, Outage
from availability.services.updates import write_update
from availability.status import SHOWN_DAYS, status_of
from availability.status_bars import KEY
from availability.status_feed import CONTENT_TYPE, feed_of
from contracts.forms.contracts import put
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

# So long it is kept here, and as long again by whoever it is sent to: it is right within fifteen.
KEPT_SECONDS = 7
ACTS = {"outages": Act.DECLARE_OUTAGE, "maintenance": Act.PLAN_MAINTENANCE}


@require_safe
def page(request: PortalRequest) -> HttpResponse:
    """Show how the services are, to members and, where the vendor opened it, to everybody."""
    audience = audience_of(request.memberships)
    context = {
        "body": _body(request.vendor, audience),
        "frame": "base.html" if request.memberships else "availability/status_open.html",
        "is_public": not request.memberships or is_open(request.vendor),
        "keeps": allowed(request, Act.DECLARE_OUTAGE) or allowed(request, Act.MANAGE_MONITORS),
    }
    return _kept_by_others(render(request, "availability/status.html", context))


@require_safe
def feed(request: PortalRequest) -> HttpResponse:
    """Answer with the same as an Atom feed."""
    audience, vendor = audience_of(request.memberships), request.vendor
    key = _key("feed", vendor, audience)
    content: str | None = caches["pages"].get(key)
    if content is None:
        content = feed_of(vendor, status_of(vendor, audience, at=now()))
        caches["pages"].set(key, content, KEPT_SECONDS)
    return _kept_by_others(HttpResponse(content, content_type=CONTENT_TYPE))


@require_http_methods(["GET", "HEAD", "POST"])
def updates(request: PortalRequest, about: str, of: int) -> HttpResponse:
    """Show what was said of an outage or maintenance, and say more."""
    one, by = _one(request, about, of)
    form = UpdateForm(request.POST if request.method == "POST" else None, about=one)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                write_update(by=by, about=one, at=now(), **form.cleaned_data)
                return redirect("status:updates", about=about, of=of)
            except Refusal as refusal:
                put(form, refusal)
        status = 422
    context = {"about": one, "form": form, "updates": one.updates.all()}
    return render(request, "availability/updates.html", context, status=status)


def _one(request: PortalRequest, kind: str, number: int) -> tuple[Outage | Maintenance, Membership]:
    by = allowed(request, ACTS[kind]) if kind in ACTS else None
    if by is None:
        raise Http404
    if kind == "outages":
        return get_object_or_404(Outage.objects.with_current(), number=number), by
    return get_object_or_404(Maintenance.objects.with_current(), number=number), by


def _body(vendor: Vendor, audience: Audience) -> SafeString:
    """Return the page below its heading; it is the same for all of an audience."""
    key = _key("page", vendor, audience)
    body: str | None = caches["pages"].get(key)
    if body is None:
        status = status_of(vendor, audience, at=now())
        context = {
            "status": status,
            "key": KEY,
            "shown_days": SHOWN_DAYS,
            "reader_zone": vendor.time_zone,
            "audience": audience,
        }
        body = str(render_to_string("availability/status_body.html", context))
        caches["pages"].set(key, body, KEPT_SECONDS)
    return mark_safe(body)  # noqa: S308 - a template rendered it, escaped, before it was kept


def _key(what: str, vendor: Vendor, audience: Audience) -> str:
    return f"status-{what}-{vendor.pk}-{audience.key}"


def _kept_by_others(response: HttpResponse) -> HttpResponse:
    """Let caches on the way keep it as long as we do; pages of members they never keep."""
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response
