"""Pages of API tokens: one's own, and those of the people one looks after (CO-10)."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.refusal import Refusal
from portal.people import services, tokens
from portal.people.forms import TokenForm
from portal.people.views import manager
from portal.tenancy.models import ApiToken, Membership
from portal.tenancy.policy import may
from portal.web.http import PortalRequest, now

ON_A_PAGE = 30
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def own(request: PortalRequest) -> HttpResponse:
    """Show one's own tokens, and make another."""
    if request.method != "POST":
        return _own(request, TokenForm(memberships=request.memberships))
    form = TokenForm(request.POST, memberships=request.memberships)
    if not form.is_valid():
        return _own(request, form, status=422)
    said = form.cleaned_data
    try:
        token, secret = tokens.make_token(
            by=form.holder(),
            name=said["name"],
            days=said["days"],
            can_write=said["can_write"] == "yes",
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _own(request, form, status=409)
    address = f"{settings.PORTAL_URL}/{request.vendor.slug}/api/incidents/"
    context = {"token": token, "secret": secret, "address": address}
    return render(request, "people/token_made.html", context, status=201)


@require_safe
def of_person(request: PortalRequest, pk: int) -> HttpResponse:
    """Show the tokens of one of the people here to those who manage them."""
    manager(request)
    people = Membership.objects.current().select_related("person", "customer")
    membership = get_object_or_404(people, pk=pk)
    context = {"membership": membership, **_listed(request, [membership])}
    return render(request, "people/tokens_of.html", context)


@require_http_methods(METHODS)
def revocation(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then make a token worthless."""
    rows = ApiToken.objects.select_related("membership__person", "membership__customer")
    token = get_object_or_404(rows, pk=pk)
    by = _revoking(request, token)
    is_own = by.pk == token.membership_id
    if request.method != "POST":
        context = {"token": token, "is_own": is_own}
        return render(request, "people/token_ending.html", context)
    try:
        tokens.revoke_token(token=token, by=by, at=now())
        messages.success(request, f"{token} does not work any more.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if is_own or token.membership.ended_at:
        return redirect("people:tokens")
    return redirect("people:tokens_of", token.membership_id)


def _revoking(request: PortalRequest, token: ApiToken) -> Membership:
    """Return the membership that may revoke it; nobody else learns that it exists."""
    act = services.managing(token.membership.customer_id)
    mine = [one for one in request.memberships if one.pk == token.membership_id]
    able = mine or [one for one in request.memberships if may(one, act)]
    if not able:
        raise Http404
    return able[0]


def _own(request: PortalRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    context = {"form": form, **_listed(request, request.memberships)}
    return render(request, "people/tokens.html", context, status=status)


def _listed(request: PortalRequest, memberships: list[Membership]) -> dict[str, object]:
    rows = ApiToken.objects.filter(membership__in=memberships)
    rows = rows.select_related("membership__customer", "revoked_by")
    return {
        "at": now(),
        "has_several": len(memberships) > 1,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
