"""Names the request to whatever is recorded while it is answered."""

from collections.abc import Callable
from contextlib import ExitStack

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from portal.audit.history import say_to_database
from portal.audit.origin import Channel, Origin, coming_from
from portal.tenancy.models import ApiToken, Person

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class OriginMiddleware:
    """Stands behind the vendor middleware, whose address tells pages from the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = _origin_of(request)
        with coming_from(origin):
            if request.method not in READING and isinstance(request.user, Person):
                return self._changing(request, request.user, origin)
            return self.get_response(request)

    def _changing(self, request: HttpRequest, person: Person, origin: Origin) -> HttpResponse:
        # The database forgets it with the transaction, so there has to be one around the view:
        # inside a vendor's site there is, on pages of no vendor it is opened here.
        with ExitStack() as stack:
            is_ours = not connection.in_atomic_block
            if is_ours:
                stack.enter_context(transaction.atomic())
            say_to_database(origin, person.pk)
            response = self.get_response(request)
            if is_ours and response.status_code >= 500:
                transaction.set_rollback(True)  # the page broke half way: nothing of it stays
            return response


def _origin_of(request: HttpRequest) -> Origin:
    return Origin(
        request_id=getattr(request, "request_id", ""),
        channel=_channel_of(request),
        token=_token_of(request),
        address=_address_of(request),
    )


def _channel_of(request: HttpRequest) -> Channel:
    if hasattr(request, "api_token"):
        return Channel.TOKEN
    return Channel.API if request.path_info.startswith("/api/") else Channel.PAGE


def _token_of(request: HttpRequest) -> str:
    token: ApiToken | None = getattr(request, "api_token", None)
    return f"{token.name} ({token.prefix}…)" if token else ""


def _address_of(request: HttpRequest) -> str | None:
    try:
        # It believes the proxies that the settings name, and no others.
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None  # a local socket has no address
