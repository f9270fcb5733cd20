"""One instance: its page, and what is recorded of it (LU-04, LU-08)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.forms.instances import EndForm, ExtensionForm, SetupForm, UpgradeForm
from contracts.models import Extension, Instance, InstanceRelease, Release
from contracts.provided import optional_functions
from contracts.services import extending
from contracts.services import instances as services
from contracts.shelves import instance_rows
from contracts.standings import today_at
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_safe
def instance(request: PortalRequest, pk: int) -> HttpResponse:
    """Show an instance with the releases it ran."""
    return _page(request, _visible(request, pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Record an upgrade, a change, an end or an extension."""
    shown = _visible(request, pk)
    what = NOUNS[noun]
    by = able(request, what.act)
    if by is None:
        raise Http404
    form = what.form(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, {noun: form}, status=422)
    try:
        what.do(shown, by, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shown, {noun: form}, status=409)
    messages.success(request, what.done)
    return redirect("products:instance", pk=pk)


def able(request: PortalRequest, act: Act) -> Membership | None:
    """Return the reader's membership that allows an act, if one does."""
    return next((one for one in request.memberships if may(one, act)), None)


@dataclass(frozen=True, slots=True)
class Noun:
    """Something that is recorded of an instance: who may, what is typed, what is done."""

    act: Act
    form: Callable[[Instance, QueryDict | None], Any]
    do: Callable[[Instance, Membership, Any], object]
    done: str


def _upgrade(shown: Instance, by: Membership, form: UpgradeForm) -> None:
    services.record_upgrade(instance=shown, by=by, at=now(), **form.cleaned_data)


def _change(shown: Instance, by: Membership, form: SetupForm) -> None:
    services.change_instance(instance=shown, by=by, setup=form.setup(), at=now())


def _end(shown: Instance, by: Membership, form: EndForm) -> None:
    services.end_instance(instance=shown, by=by, on=form.cleaned_data["on"], at=now())


def _extend(shown: Instance, by: Membership, form: ExtensionForm) -> None:
    release = _quarterly(shown)
    if release is None:
        raise Refusal(f"{shown.number.series}.0 is not published, so nothing can be extended.")
    extending.extend_support(
        contract=shown.contract, release=release, by=by, at=now(), **form.cleaned_data
    )


def _setup_form(shown: Instance, typed: QueryDict | None) -> SetupForm:
    known = {"name": shown.name, "time_zone": shown.time_zone, "provided": shown.provided}
    return SetupForm(typed, contract=shown.contract, initial=known)


NOUNS: Mapping[str, Noun] = {
    "upgrade": Noun(
        Act.RECORD_UPGRADE,
        lambda _, typed: UpgradeForm(typed),
        _upgrade,
        "The upgrade is recorded.",
    ),
    "setup": Noun(Act.KEEP_ACCOUNT, _setup_form, _change, "Saved."),
    "ending": Noun(
        Act.KEEP_ACCOUNT,
        lambda _, typed: EndForm(typed),
        _end,
        "It has ended. Incidents reported on it stay as they are.",
    ),
    "extension": Noun(
        Act.AMEND_CONTRACTS,
        lambda _, typed: ExtensionForm(typed),
        _extend,
        "Extended support is recorded; it counts at once.",
    ),
}


def _visible(request: PortalRequest, pk: int) -> Instance:
    rows = Instance.objects.with_names().filter(vendor=request.vendor)
    if not any(one.is_staff_side for one in request.memberships):
        rows = rows.filter(contract__customer__in=[one.customer_id for one in request.memberships])
    return get_object_or_404(rows, pk=pk)


def _quarterly(shown: Instance) -> Release | None:
    series = shown.number.series
    rows = Release.objects.quarterly().filter(product=shown.product_id)
    return rows.filter(major=series.major, minor=series.minor).first()


def _page(
    request: PortalRequest,
    shown: Instance,
    typed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    offered = {noun for noun, what in NOUNS.items() if able(request, what.act)}
    row = instance_rows([shown], today_at(request.vendor, now()))[0]
    if row.standing is None:
        offered.discard("extension")
    forms = {noun: NOUNS[noun].form(shown, None) for noun in offered if not shown.ended_on}
    names = {rule.key: rule.name for rule in optional_functions(shown.contract)}
    series = shown.number.series
    context = {
        "row": row,
        "instance": shown,
        "forms": forms | dict(typed or {}),
        "wrong": next(iter((typed or {}).values()), None),
        "functions": [name for key, name in names.items() if key in shown.provided],
        "optional": bool(names),
        "history": InstanceRelease.objects.filter(instance=shown).select_related("recorded_by"),
        "extensions": Extension.objects.filter(
            contract=shown.contract,
            release__product=shown.product_id,
            release__major=series.major,
            release__minor=series.minor,
        ).select_related("release", "recorded_by"),
    }
    return render(request, "contracts/instance.html", context, status=status)
