"""The first fence: `/<vendor>/…` is a site of its own, for members of that vendor only.

The exception is what a vendor has opened to everybody (portal.tenancy.openings). Programs come to
the API with a token and are then the one membership that it was made for (portal.tenancy.bearing).
"""

import re
from collections.abc import Callable
from contextlib import ExitStack

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, set_script_prefix
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from structlog.contextvars import bind_contextvars

from portal.tenancy import bearing, openings
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.scope import vendor_scope
from portal.tenancy.signed_in import memberships_of

API = re.compile(r"/[^/]+/api/")
UNKNOWN = "This token does not work here: it is unknown, has expired or was revoked."
READ_ONLY = "This token is for reading. Make one that may write, if you need it."


class VendorMiddleware:
    """Takes the vendor's slug off the path and serves the rest inside that vendor's scope.

    The transaction is opened here and not by ATOMIC_REQUESTS, which would end before a lazy
    template is rendered: row-level security would then show it empty tables.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_ground(request.path_info):
            return self.get_response(request)
        slug, _, rest = request.path_info.lstrip("/").partition("/")
        if API.match(request.path_info):
            token = bearing.token_in(request.headers.get("Authorization", ""))
            if token is not None:
                return self._to_program(request, slug, rest, token)
        person = request.user if isinstance(request.user, Person) else None
        everywhere = memberships_of(request)
        memberships = [here for here in everywhere if here.vendor.slug == slug]
        vendor = _vendor(memberships) or openings.opened_by(slug, rest, request.method)
        if vendor is None and person is None:
            return _asked_to_sign_in(request)
        with ExitStack() as stack:
            if vendor is not None:
                _mount(request, vendor, rest, memberships)
                request.vendors = list(dict.fromkeys(m.vendor for m in everywhere))  # type: ignore[attr-defined]  # see PortalRequest
                stack.enter_context(vendor_scope(vendor))
                contacts = [here for here in memberships if here.customer_id]
                prefetch_related_objects(contacts, "customer")
                stack.callback(set_script_prefix, "/")
            return self._respond(request)

    def _to_program(self, request: HttpRequest, slug: str, rest: str, token: str) -> HttpResponse:
        bearer = bearing.bearer_of(token, slug=slug, at=timezone.now())
        if bearer is None:
            return _problem(401, "no_token", UNKNOWN, invalid=True)
        bind_contextvars(api_token=bearer.token.prefix)
        if not bearer.may_send(request.method):
            return _problem(403, "read_only", READ_ONLY)
        vendor = bearer.membership.vendor
        request.user = bearer.membership.person  # whatever a cookie says
        request.api_token = bearer.token  # type: ignore[attr-defined]  # read by portal.web.api
        request.vendors = [vendor]  # type: ignore[attr-defined]  # see PortalRequest
        with vendor_scope(vendor), ExitStack() as stack:
            _mount(request, vendor, rest, [bearer.membership])
            stack.callback(set_script_prefix, "/")
            return self._respond(request)

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        if response.status_code >= 500 and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)  # the page broke half way: nothing of it stays
        return response


def _asked_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Answer a stranger alike wherever they knock; programs are told so in their own way."""
    if not API.match(request.path_info):
        return redirect_to_login(request.get_full_path())
    return _problem(401, "not_signed_in", "Sign in first.")


def _problem(status: int, code: str, detail: str, *, invalid: bool = False) -> HttpResponse:
    body = {"type": f"urn:sundial:{code}", "status": status, "detail": detail}
    answer = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer error="invalid_token"' if invalid else "Bearer"
    add_never_cache_headers(answer)
    return answer


def _is_ground(path: str) -> bool:
    if path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return True  # a file that is not there is nobody's site
    try:
        resolve(path, settings.ROOT_URLCONF)
    except Resolver404:
        return False
    return True


def _vendor(memberships: list[Membership]) -> Vendor | None:
    return memberships[0].vendor if memberships else None


def _mount(request: HttpRequest, vendor: Vendor, rest: str, memberships: list[Membership]) -> None:
    request.urlconf = settings.VENDOR_URLCONF
    request.path_info = f"/{rest}"
    request.vendor = vendor  # type: ignore[attr-defined]  # see PortalRequest
    request.memberships = memberships  # type: ignore[attr-defined]  # see PortalRequest
    set_script_prefix(f"/{vendor.slug}/")
