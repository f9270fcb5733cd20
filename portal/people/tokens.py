"""Tokens for programs: made by whom they stand for, shown once, revoked for good (CO-10)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.people.services import managing
from portal.tenancy.bearing import BEGINS, hash_of
from portal.tenancy.models import ApiToken, Membership
from portal.tenancy.policy import Act, require

TOKEN_BYTES = 32
SHOWN = len(BEGINS) + 6  # characters, of 47: enough to tell tokens apart, worth nothing by itself
LONGEST_NAME = 80
MOST_DAYS = 365
MOST_TOKENS = 20  # that work at a time, of one membership


@transaction.atomic
def make_token(
    *, by: Membership, name: str, days: int, can_write: bool, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for one's own membership, and return it with what is shown this once.

    :raises Refusal: if the membership has ended, the name is empty, the days are none or more
        than a year, or there are too many tokens.
    """
    require(by, Act.FOLLOW_INCIDENTS)
    words = " ".join(name.split())[:LONGEST_NAME]
    if not words:
        raise Refusal("Name what will use the token.", code="no_words")
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"A token works for 1 to {MOST_DAYS} days.", code="days")
    _check_room(by, at)
    secret = BEGINS + secrets.token_urlsafe(TOKEN_BYTES)
    token = ApiToken.objects.create(
        vendor_id=by.vendor_id,
        membership=by,
        name=words,
        prefix=secret[:SHOWN],
        token_hash=hash_of(secret),
        can_write=can_write,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    said = {"name": words, "prefix": token.prefix, "can_write": can_write, "days": days}
    record("API token made", token, actor=by.person, at=at, after=said)
    return token, secret


def _check_room(by: Membership, at: datetime) -> None:
    holder = Membership.objects.locked().get(pk=by.pk)  # two at once are counted one by one
    if ApiToken.objects.working(at).filter(membership=holder).count() >= MOST_TOKENS:
        raise Refusal(
            f"You have {MOST_TOKENS} tokens that work, the most there may be. "
            "Revoke one that nothing uses any more.",
            code="too_many",
        )


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Membership, at: datetime) -> None:
    """Make a token worthless: one's own, or that of somebody whom one may send away.

    :raises Refusal: if `by` may not, or it was revoked before.
    """
    token = ApiToken.objects.locked().select_related("membership").get(pk=token.pk)
    if token.membership_id != by.pk:
        require(by, managing(token.membership.customer_id))
    if token.revoked_at is not None:
        raise Refusal(f"{token} was revoked already.", code="already")
    token.revoked_at, token.revoked_by = at, by.person
    token.save(update_fields=["revoked_at", "revoked_by"])
    said = {"name": token.name, "prefix": token.prefix}
    record("API token revoked", token, actor=by.person, at=at, before=said)
