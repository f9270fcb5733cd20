"""Probes and tokens: set up, changed, tried, revoked."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from availability.finding import able
from availability.forms.monitors import HeartbeatForm, ProbeForm, TokenForm
from availability.models import Component, MonitorToken, Probe, ProbeKind, TokenKind
from availability.monitored import state_of_probe
from availability.probes import ask
from availability.services import monitors
from availability.services.checking import question_of
from availability.views.asking import Crumb, Typed, asked
from contracts.views.finding import allowed
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.limits import is_too_often

METHODS = ["GET", "HEAD", "POST"]
FORMS: dict[ProbeKind, type[ProbeForm] | type[HeartbeatForm]] = {
    ProbeKind.HTTP: ProbeForm,
    ProbeKind.HEARTBEAT: HeartbeatForm,
}
NOUNS = {"http": ProbeKind.HTTP, "heartbeat": ProbeKind.HEARTBEAT}
MOST_TRIALS = 10  # of a vendor in a minute


@require_http_methods(METHODS)
def add(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Watch a component: ask it, or be told."""
    by = able(request, Act.MANAGE_MONITORS)
    found = get_object_or_404(Component.objects.with_service(), pk=pk)
    if noun not in NOUNS:
        raise Http404
    form = FORMS[NOUNS[noun]](request.POST or None)
    title = f"Ask {found}" if noun == "http" else f"A heartbeat of {found}"

    def keep() -> HttpResponse:
        probe = monitors.add_probe(by=by, component=found, watch=form.watch(), at=now())
        said = "is asked from now on" if noun == "http" else "is kept: make its address next"
        messages.success(request, f"{probe} {said}.")
        return redirect("monitoring:probe", probe.pk)

    return asked(request, Typed(title, form, _crumbs(found)), keep)


@require_http_methods(METHODS)
def probe(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a probe, and change what it asks."""
    by = able(request, Act.MANAGE_MONITORS, Act.READ_NOTES)
    found = _probe(pk)
    may_keep = allowed(request, Act.MANAGE_MONITORS) is not None
    if request.method == "POST" and not may_keep:
        raise Http404
    made = FORMS[ProbeKind(found.kind)]
    known = {name: getattr(found, name) for name in made.base_fields}
    form = made(request.POST or None, initial=known)
    typed = Typed(
        found.name,
        form,
        _crumbs(found.component),
        template="availability/probe.html",
        context={
            "probe": found,
            "state": state_of_probe(found),
            "tokens": found.tokens.filter(revoked_at=None),
            "may_keep": may_keep,
            "is_asked": found.kind == ProbeKind.HTTP,
        },
    )

    def change() -> HttpResponse:
        monitors.change_probe(by=by, probe=found, watch=form.watch(), at=now())
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("monitoring:probe", pk)

    return asked(request, typed, change)


@require_POST
def trial(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask once, now, and say what came back; nothing of it is counted."""
    able(request, Act.MANAGE_MONITORS, Act.DECLARE_OUTAGE)
    found = _probe(pk)
    if found.kind != ProbeKind.HTTP:
        raise Http404
    if is_too_often(f"trial:{request.vendor.pk}", most=MOST_TRIALS):
        messages.error(request, "That is too often: wait a minute, then ask again.")
        return redirect("monitoring:probe", pk)
    answer = ask(question_of(found))
    say = messages.success if answer.is_good else messages.warning
    say(request, f"Asked just now: {answer.words}.")
    return redirect("monitoring:probe", pk)


@require_http_methods(METHODS)
def add_token(request: PortalRequest) -> HttpResponse:
    """Make a token for alerts or samples, and show its address this once."""
    by = able(request, Act.MANAGE_MONITORS)
    form = TokenForm(request.POST or None, vendor=request.vendor)
    typed = Typed("Let another system report", form, [("monitoring:overview", "Monitoring", ())])

    def make() -> HttpResponse:
        said = form.cleaned_data
        kind = TokenKind(said["kind"])
        token, address = monitors.make_token(
            by=by, name=said["name"], kind=kind, component=said["component"], at=now()
        )
        return _made(request, token, address)

    return asked(request, typed, make)


@require_POST
def add_heartbeat_token(request: PortalRequest, pk: int) -> HttpResponse:
    """Make the address to which a heartbeat is posted."""
    by, found = able(request, Act.MANAGE_MONITORS), _probe(pk)
    if found.kind != ProbeKind.HEARTBEAT:
        raise Http404
    token, address = monitors.make_token(
        by=by, name=f"Heartbeat {found}", kind=TokenKind.HEARTBEAT, probe=found, at=now()
    )
    return _made(request, token, address)


@require_http_methods(METHODS)
def revoke_token(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then make a token worthless."""
    by = able(request, Act.MANAGE_MONITORS)
    token = get_object_or_404(MonitorToken.objects.current(), pk=pk)
    if request.method != "POST":
        return render(request, "availability/token_ending.html", {"token": token})
    monitors.revoke_token(by=by, token=token, at=now())
    messages.success(request, f"{token} can report nothing any more.")
    return redirect("monitoring:overview")


def _made(request: PortalRequest, token: MonitorToken, address: str) -> HttpResponse:
    path = monitors.PATHS[TokenKind(token.kind)]
    link = f"{settings.PORTAL_URL}/monitoring/{path}/{address}/"
    plain = f"{settings.PORTAL_URL}/monitoring/{path}/"
    context = {"token": token, "link": link, "plain": plain, "address": address, "path": path}
    return render(request, "availability/token.html", context, status=201)


def _probe(pk: int) -> Probe:
    return get_object_or_404(Probe.objects.select_related("component__service"), pk=pk)


def _crumbs(found: Component) -> list[Crumb]:
    return [
        ("monitoring:overview", "Monitoring", ()),
        ("monitoring:component", f"{found.service}: {found}", (found.pk,)),
    ]
