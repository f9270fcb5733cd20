"""The signed return address of each mail: what comes back there is about that mail.

A delivery report can be written by anybody; the address it must come to cannot be made up. Mail
services keep return addresses of their own and tell of bounces by webhook instead.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass

from django.conf import settings

from portal.notify.models import OutgoingMail

SIGNED = re.compile(r"bounce\+(?P<prefix>[a-z0-9]+)-(?P<mail>\d{1,15})\.(?P<mark>[a-z2-7]{16})")
LENGTH = 16  # characters of base 32: 80 bits


@dataclass(frozen=True, slots=True)
class Returned:
    """What a return address names, not yet proved."""

    prefix: str
    mail: int
    mark: str


def return_address(mail: OutgoingMail) -> str:
    """Return where a mail goes back to; empty: whoever carries it decides."""
    if not settings.MAILIN_DOMAIN or not settings.MAILIN_BOUNCES:
        return ""
    prefix = mail.vendor.number_prefix.lower()
    mark = _mark(settings.SECRET_KEY, mail)
    return f"bounce+{prefix}-{mail.pk}.{mark}@{settings.MAILIN_DOMAIN.lower()}"


def read_return_address(address: str) -> Returned | None:
    """Return what a return address names; None: it is none."""
    local, _, domain = address.lower().rpartition("@")
    if not settings.MAILIN_DOMAIN or domain != settings.MAILIN_DOMAIN.lower():
        return None
    found = SIGNED.fullmatch(local)
    return Returned(found["prefix"], int(found["mail"]), found["mark"]) if found else None


def mail_of(returned: Returned) -> OutgoingMail | None:
    """Return the mail of the open scope that a return address was made for, by any key in use."""
    mail = OutgoingMail.objects.filter(pk=returned.mail).select_related("vendor").first()
    if mail is None or mail.vendor.number_prefix.lower() != returned.prefix:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_ours = any(hmac.compare_digest(returned.mark, _mark(key, mail)) for key in keys)
    return mail if is_ours else None


def _mark(secret: str, mail: OutgoingMail) -> str:
    key = hashlib.sha256(f"sundial return address\n{secret}".encode()).digest()
    digest = hmac.digest(key, f"{mail.pk}\n{mail.message_id}\n{mail.recipient}".encode(), "sha256")
    return b32encode(digest).decode().lower()[:LENGTH]
