"""Programs at the door of the API: an `Authorization: Bearer` token is one membership (CO-10)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from portal.tenancy.models import ApiToken, Membership
from portal.tenancy.scope import api_token_scope, vendor_scope

SCHEME = "Bearer"
BEGINS = "sdl_"  # so that people, and whoever looks for leaked secrets, know what it is
OFTEN = timedelta(minutes=1)
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who came with a token, and which."""

    token: ApiToken
    membership: Membership

    def may_send(self, method: str | None) -> bool:
        """Say whether the token is good for this method: one for reading changes nothing."""
        return self.token.can_write or method in READING


def token_in(header: str) -> str | None:
    """Return the token of an Authorization header, or None where it is of another scheme."""
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == SCHEME.lower() else None


def bearer_of(secret: str, *, slug: str, at: datetime) -> Bearer | None:
    """Return who holds a token at the vendor of this slug; None whatever the reason is.

    It has to work still, and so have its membership and the person: whoever leaves takes
    their tokens with them. That it was used is noted, at most once a minute.
    """
    if not secret.startswith(BEGINS):
        return None
    digest = hash_of(secret)
    with api_token_scope(digest):
        token = ApiToken.objects.of_token(digest).filter(vendor__slug=slug).first()
    if token is None or token.revoked_at is not None or token.expires_at <= at:
        return None
    with vendor_scope(token.vendor):
        holders = Membership.objects.current().select_related("vendor", "person", "customer")
        membership = holders.filter(pk=token.membership_id, person__is_active=True).first()
        if membership is None:
            return None
        _note_use(token, at)
    token.membership = membership
    return Bearer(token=token, membership=membership)


def _note_use(token: ApiToken, at: datetime) -> None:
    # In a transaction of its own, over before the answer: two uses at once do not wait.
    is_due = Q(last_used_at=None) | Q(last_used_at__lte=at - OFTEN)
    ApiToken.objects.filter(is_due, pk=token.pk).update(last_used_at=at)


def hash_of(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()
