"""One version of the agreement: its file, and which contracts do not stand on it yet (CO-04)."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Min, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from contracts.models import AgreementVersion, Contract
from contracts.standings import today_at
from contracts.views.finding import allowed, is_staff
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

CONTRACTS_ON_A_PAGE = 50


@require_safe
def version(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a version with the contracts that still stand on an older one."""
    found = _found(request, pk)
    today = today_at(request.vendor, now())
    pages = Paginator(_on_older(found, today), CONTRACTS_ON_A_PAGE)
    context = {
        "version": found,
        "previous": _older(found).order_by("-effective_from", "-pk").first(),
        "is_in_force": found.effective_from <= today,
        "on_it": Contract.objects.active(today).filter(agreement=found).count(),
        "page": pages.get_page(request.GET.get("page")),
        "may_amend": allowed(request, Act.AMEND_CONTRACTS) is not None,
    }
    return render(request, "contracts/versions_one.html", context)


@require_safe
def file(request: PortalRequest, pk: int) -> HttpResponse:
    """Return a version's file to the letter."""
    found = _found(request, pk)
    name = slugify(f"{request.vendor.slug} {found.label}") or request.vendor.slug
    answer = HttpResponse(found.source, content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


def _found(request: PortalRequest, pk: int) -> AgreementVersion:
    if not is_staff(request):
        raise Http404
    return get_object_or_404(AgreementVersion, pk=pk, vendor=request.vendor)


def _older(version: AgreementVersion) -> QuerySet[AgreementVersion]:
    earlier = Q(effective_from__lt=version.effective_from) | Q(
        effective_from=version.effective_from, pk__lt=version.pk
    )
    return AgreementVersion.objects.filter(earlier, vendor=version.vendor_id).defer("source")


def _on_older(version: AgreementVersion, on: date) -> QuerySet[Contract]:
    """Return active contracts on older versions, with the day on which they move to this one."""
    older = _older(version).order_by().values("pk")
    rows = Contract.objects.active(on).filter(agreement__in=older)
    moves = Min("terms_history__since", filter=Q(terms_history__agreement=version))
    named = rows.select_related("customer", "agreement").defer("agreement__source")
    return named.annotate(moves_on=moves).order_by("customer__name", "-starts_on", "pk")
