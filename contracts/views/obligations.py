"""What the vendor owes besides incidents: open, settled, and how it comes about (HR-13)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.daily import running_contracts
from contracts.domain.obligations import Duty, ObligationKind
from contracts.forms.obligations import ChangeForm, EvidenceForm, RequestForm, WithdrawalForm
from contracts.models import Contract, Obligation
from contracts.models.obligation import ObligationQuerySet
from contracts.services import obligations
from contracts.services.obligations import Change
from contracts.views.finding import acting_on, allowed, contracts_seen, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

ON_A_PAGE = 50

# What can be done to something owed: its form, the service and what is said of it.
DEEDS: dict[str, tuple[type[forms.Form], Callable[..., Obligation], str]] = {
    "fulfilment": (EvidenceForm, obligations.fulfil, "Recorded with its evidence."),
    "withdrawal": (WithdrawalForm, obligations.withdraw, "Closed: it is not owed any more."),
}


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show what is owed and what was kept, with the forms that open more."""
    return _page(request)


@require_POST
def requests(request: PortalRequest) -> HttpResponse:
    """Open a request of the customer."""
    running = _running(request)
    if not _may_ask(request):
        raise Http404
    form = RequestForm(request.POST, prefix="request", contracts=running)
    if not form.is_valid():
        return _page(request, request_form=form, status=422)
    said = form.cleaned_data
    contract = form.contracts[said["contract"]]
    try:
        obligations.ask(
            by=acting_on(request, contract),
            contract=contract,
            key=said["key"],
            words=said["words"],
            is_caused_by_error=said.get("is_caused_by_error"),
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, request_form=form, status=409)
    messages.success(request, "Recorded. Its time runs from now.")
    return redirect("obligations:list")


@require_POST
def changes(request: PortalRequest) -> HttpResponse:
    """Plan a change, and give notice of it at once if that is wished."""
    by = allowed(request, Act.KEEP_ACCOUNT)
    if by is None:
        raise Http404
    form = ChangeForm(request.POST, prefix="change", contracts=_running(request))
    if not form.is_valid():
        return _page(request, change_form=form, status=422)
    try:
        opened = _plan(by, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, change_form=form, status=409)
    messages.success(request, f"Recorded for {len(opened)} contract{'s'[: len(opened) != 1]}.")
    return redirect("obligations:list")


@require_safe
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one thing owed."""
    return _one(request, _found(request, pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Fulfil something owed, or close it."""
    obligation = _found(request, pk)
    by = _staff_at_work(request)
    if by is None:
        raise Http404
    make_form, service, said = DEEDS[noun]
    form = make_form(request.POST, prefix=noun)
    if not form.is_valid():
        return _one(request, obligation, {noun: form}, status=422)
    try:
        service(by=by, obligation=obligation, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _one(request, obligation, {noun: form}, status=409)
    messages.success(request, said)
    return redirect("obligations:detail", pk=pk)


def _plan(by: Membership, form: ChangeForm) -> list[Obligation]:
    said, at = form.cleaned_data, now()
    change = Change(key=said["key"], planned_for=said["planned_for"], words=said["words"])
    with transaction.atomic():
        opened = obligations.plan_change(
            by=by,
            contracts=form.chosen(),
            change=change,
            late_knowingly=said["late_knowingly"],
            at=at,
        )
        for obligation in opened if said["gives_notice"] else ():
            obligations.fulfil(by=by, obligation=obligation, evidence=change.words, at=at)
    return opened


def _page(
    request: PortalRequest,
    *,
    request_form: RequestForm | None = None,
    change_form: ChangeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, running = now(), _running(request)
    seen = _seen(request)
    settled = seen.exclude(pk__in=seen.open()).order_by("-opened_at", "-pk")
    page = Paginator(settled, ON_A_PAGE).get_page(request.GET.get("page"))
    keeps = allowed(request, Act.KEEP_ACCOUNT)
    context: dict[str, Any] = {
        "owed": [(one, one.is_late(at)) for one in seen.open()[: 4 * ON_A_PAGE]],
        "page": page,
        "settled": [(one, one.is_late(at)) for one in page],
        "kinds": _kinds(running),
        "request_form": _shown(request_form or RequestForm(prefix="request", contracts=running))
        if _may_ask(request)
        else None,
        "change_form": _shown(change_form or ChangeForm(prefix="change", contracts=running))
        if keeps
        else None,
    }
    return render(request, "contracts/obligations.html", context, status=status)


def _shown(form: Any) -> Any:
    """Return a form that has something to offer, or nothing."""
    return form if form.kinds else None


def _one(
    request: PortalRequest,
    obligation: Obligation,
    sent: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    deeds: dict[str, forms.Form] = {}
    if obligation.is_open and _staff_at_work(request):
        initial = {"evidence": obligation.words} if obligation.duty == Duty.NOTICE else None
        deeds["fulfilment"] = EvidenceForm(prefix="fulfilment", initial=initial)
        if obligation.duty != Duty.ATTESTATION:
            deeds["withdrawal"] = WithdrawalForm(prefix="withdrawal")
    context = {
        "obligation": obligation,
        "is_late": obligation.is_late(now()),
        "kind": _kinds([obligation.contract]).get(obligation.key),
        "deeds": deeds | (sent or {}),
        "problem": next(iter((sent or {}).values()), None),
    }
    return render(request, "contracts/obligation.html", context, status=status)


def _seen(request: PortalRequest) -> ObligationQuerySet:
    rows = Obligation.objects.visible_to(request.memberships).with_names()
    if is_staff(request):
        return rows
    # A plan is the vendor's own until notice is given, or until the day has come without one.
    told = ~Q(duty=Duty.NOTICE) | ~Q(fulfilled_at=None) | Q(planned_for__lte=now().date())
    return rows.filter(told)


def _found(request: PortalRequest, pk: int) -> Obligation:
    return get_object_or_404(_seen(request).select_related("contract__agreement"), pk=pk)


def _running(request: PortalRequest) -> list[Contract]:
    running = {one.pk for one in running_contracts(at=now())}
    return [one for one in contracts_seen(request) if one.pk in running]


def _kinds(contracts: list[Contract]) -> dict[str, ObligationKind]:
    return {kind.key: kind for one in contracts for kind in one.agreement.terms.obligations}


def _may_ask(request: PortalRequest) -> bool:
    contact = allowed(request, Act.ANSWER_AS_CUSTOMER)
    return contact is not None or _staff_at_work(request) is not None


def _staff_at_work(request: PortalRequest) -> Membership | None:
    works = allowed(request, Act.WORK_ON_INCIDENTS)
    return works or allowed(request, Act.KEEP_ACCOUNT)
