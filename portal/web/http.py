"""The request as the portal's views see it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from portal.tenancy.models import Membership, Person, Vendor


class PortalRequest(HttpRequest):
    """A signed-in person's request inside one vendor's site."""

    user: Person  # never anonymous behind the vendor middleware
    vendor: Vendor
    vendors: list[Vendor]  # all of this person's, to change over
    memberships: list[Membership]
    htmx: HtmxDetails
    session: Any


def now() -> datetime:
    """Return the present instant in whole seconds: contracts count none smaller."""
    return timezone.now().replace(microsecond=0)
