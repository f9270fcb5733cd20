"""Monitoring: what runs and how it is watched, and the pages that change it (HR-10)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from availability.finding import able
from availability.forms.monitors import (
    ComponentForm,
    EndingForm,
    NewComponentForm,
    NewServiceForm,
    ServiceForm,
    UseForm,
)
from availability.models import Component, OutageProposal, Service
from availability.monitored import last_hour, last_samples, services_watched, state_of, tokens_of
from availability.services import catalogue
from availability.views.asking import Typed, asked
from contracts.views.finding import allowed, is_staff
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show what runs, how it is, and who reports."""
    for_staff(request)
    vendor = request.vendor
    context = {
        "services": services_watched(vendor, now()),
        "tokens": tokens_of(vendor),
        "suspected": OutageProposal.objects.open().filter(vendor=vendor).count(),
        "may_keep": allowed(request, Act.MANAGE_MONITORS) is not None,
    }
    return render(request, "availability/monitoring.html", context)


@require_http_methods(METHODS)
def add_service(request: PortalRequest) -> HttpResponse:
    """Add a service."""
    by = able(request, Act.MANAGE_MONITORS)
    form = NewServiceForm(request.POST or None, vendor=request.vendor)
    typed = Typed("Add a service", form, [("monitoring:overview", "Monitoring", ())])

    def add() -> HttpResponse:
        service = catalogue.add_service(by=by, at=now(), **form.cleaned_data)
        messages.success(request, f"{service} is added. Add its components next.")
        return redirect("monitoring:service", service.pk)

    return asked(request, typed, add)


@require_http_methods(METHODS)
def service(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a service, add a component, or retire it."""
    by = able(request, Act.MANAGE_MONITORS)
    found = get_object_or_404(Service, pk=pk)
    known = {
        "name": found.name,
        "description": found.description,
        "position": found.position,
        "is_public": found.is_public,
    }
    form = ServiceForm(request.POST or None, initial=known)
    typed = Typed(
        found.name,
        form,
        [("monitoring:overview", "Monitoring", ())],
        template="availability/monitored_service.html",
        context=_of_service(found),
    )

    def change() -> HttpResponse:
        catalogue.change_service(by=by, service=found, at=now(), **form.cleaned_data)
        messages.success(request, f"{found.name} is changed.")
        return redirect("monitoring:service", pk)

    return asked(request, typed, change)


def _of_service(found: Service) -> dict[str, Any]:
    return {
        "service": found,
        "components": found.components.all(),
        "adding": NewComponentForm(initial={"time_zone": found.vendor.time_zone}, prefix="new"),
        "ending": EndingForm(initial={"on": now().date()}, prefix="end"),
    }


@require_POST
def retire_service(request: PortalRequest, pk: int) -> HttpResponse:
    """Offer a service no more from a day on."""
    by, found = able(request, Act.MANAGE_MONITORS), get_object_or_404(Service, pk=pk)
    form = EndingForm(request.POST, prefix="end")

    def retire() -> HttpResponse:
        catalogue.retire_service(by=by, service=found, at=now(), **form.cleaned_data)
        messages.success(request, f"{found} is retired, and its components with it.")
        return redirect("monitoring:overview")

    crumbs = [("monitoring:overview", "Monitoring", ()), ("monitoring:service", f"{found}", (pk,))]
    return asked(request, Typed(f"Retire {found}", form, crumbs), retire)


@require_POST
def add_component(request: PortalRequest, pk: int) -> HttpResponse:
    """Add a part of a service."""
    by, found = able(request, Act.MANAGE_MONITORS), get_object_or_404(Service, pk=pk)
    form = NewComponentForm(request.POST, prefix="new")

    def add() -> HttpResponse:
        made = catalogue.add_component(by=by, service=found, at=now(), **form.cleaned_data)
        messages.success(request, f"{made} is added. Say next how it is watched.")
        return redirect("monitoring:component", made.pk)

    crumbs = [("monitoring:overview", "Monitoring", ()), ("monitoring:service", f"{found}", (pk,))]
    return asked(request, Typed(f"Add a component to {found}", form, crumbs), add)


@require_safe
def component(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one component: how it is, how it is watched, whom it serves."""
    for_staff(request)
    return component_page(request, _component(pk))


def component_page(request: PortalRequest, found: Component) -> HttpResponse:
    """This function will show a component with the forms that change it."""
    at, may_keep = now(), allowed(request, Act.MANAGE_MONITORS) is not None
    context: dict[str, Any] = {
        "component": found,
        "state": state_of(last_samples([found.pk], at).get(found.pk)),
        "hour": last_hour(found, at),
        "probes": found.probes.order_by("name", "pk"),
        "tokens": [one for one in tokens_of(request.vendor) if one.component_id == found.pk],
        "suspected": OutageProposal.objects.open().filter(component=found),
        "uses": found.uses.select_related("contract__customer"),
        "may_keep": may_keep and found.ended_on is None,
    }
    if may_keep and found.ended_on is None:
        today = {"since": at.date()}
        context |= {
            "changing": ComponentForm(initial=_known(found), prefix="change"),
            "ending": EndingForm(initial={"on": at.date()}, prefix="end"),
            "using": None if found.is_shared else UseForm(vendor=request.vendor, initial=today),
        }
    return render(request, "availability/monitored_component.html", context)


def _known(found: Component) -> dict[str, Any]:
    names = ("name", "time_zone", "region", "position")
    return {name: getattr(found, name) for name in names}


@require_POST
def component_deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Change a component, end it, or say whom it serves."""
    by, found = able(request, Act.MANAGE_MONITORS), _component(pk)
    if noun not in COMPONENT_DEEDS:
        raise Http404
    title, make, service_of, done = COMPONENT_DEEDS[noun]
    form = make(request)

    def act() -> HttpResponse:
        service_of(by=by, component=found, at=now(), **form.cleaned_data)
        messages.success(request, done.format(found))
        return redirect("monitoring:component", pk)

    crumbs = [
        ("monitoring:overview", "Monitoring", ()),
        ("monitoring:component", f"{found}", (pk,)),
    ]
    return asked(request, Typed(title.format(found), form, crumbs), act)


def _changing(request: PortalRequest) -> forms.Form:
    return ComponentForm(request.POST, prefix="change")


def _ending(request: PortalRequest) -> forms.Form:
    return EndingForm(request.POST, prefix="end")


def _using(request: PortalRequest) -> forms.Form:
    return UseForm(request.POST, vendor=request.vendor)


# Noun: the page's title where it is refused, the form, the service, and what is said afterwards.
COMPONENT_DEEDS: dict[str, tuple[str, Any, Any, str]] = {
    "change": ("Change {}", _changing, catalogue.change_component, "{} is changed."),
    "ending": ("End {}", _ending, catalogue.end_component, "{} is ended; what happened stays."),
    "uses": ("Whom {} serves", _using, catalogue.use_component, "Whom {} serves is recorded."),
}


def _component(pk: int) -> Component:
    return get_object_or_404(Component.objects.with_service(), pk=pk)


def for_staff(request: PortalRequest) -> None:
    """This function will answer 404 to customers: how a vendor watches itself is its own."""
    if not is_staff(request):
        raise Http404
