"""What every answer carries, and the second factor that staff must have."""

import re
import secrets
from collections.abc import Callable

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from portal.tenancy.models import Person
from portal.tenancy.signed_in import memberships_of

type Answer = Callable[[HttpRequest], HttpResponse]

FROM_PROXY = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Names each request; people quote the name, the log carries it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if FROM_PROXY.fullmatch(given) else secrets.token_hex(8)
        request.request_id = name  # type: ignore[attr-defined]  # read by pages
        request.META["HTTP_X_REQUEST_ID"] = name  # where django_structlog looks for it
        structlog.contextvars.bind_contextvars(request_id=name)
        response = self.get_response(request)
        response["X-Request-ID"] = name
        return response


class PrivatePagesMiddleware:
    """Keeps pages of signed-in people out of every cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True)
        return response


class SecondFactorMiddleware:
    """Leads staff without a second factor to where one is set up, and nowhere else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/accounts/", "/static/", "/livez", "/readyz")):
            return self.get_response(request)
        if lacks_second_factor(request):
            return redirect(reverse("mfa_index", query={"needed": "yes"}))
        return self.get_response(request)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Say whether somebody who works for a vendor, or here, has not set up a second factor."""
    person = request.user
    if settings.SUNDIAL_DEMO or not isinstance(person, Person):
        return False
    is_staff = any(one.is_staff_side for one in memberships_of(request))
    return (person.is_operator or is_staff) and not is_mfa_enabled(person)
