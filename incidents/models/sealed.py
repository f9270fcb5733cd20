"""Bytes of mails at rest: compressed, then encrypted by a key that the database does not hold.

The keys are `MAIL_ARCHIVE_KEYS`: the first seals, every one opens. Without any, bytes are only
compressed. What was kept before there were keys begins as zlib begins and stays readable.
"""

import hashlib
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEALED = b"gAAAA"  # how every Fernet token begins, and no zlib stream


def packed(raw: bytes) -> bytes:
    """Return the bytes of a mail as they are kept."""
    box = _box(settings.MAIL_ARCHIVE_KEYS)
    small = zlib.compress(raw)
    return box.encrypt(small) if box else small


def unpacked(kept: bytes) -> bytes:
    """Return the bytes of a mail as they came in.

    :raises ImproperlyConfigured: if they are sealed by a key that the portal was not given.
    """
    return zlib.decompress(_opened(kept))


def sealed_anew(kept: bytes) -> bytes:
    """Return the same bytes sealed by the first key.

    :raises ImproperlyConfigured: if there is no key, or none of them opens the bytes.
    """
    box = _box(settings.MAIL_ARCHIVE_KEYS)
    if box is None:
        raise ImproperlyConfigured("MAIL_ARCHIVE_KEYS names no key to seal mails with.")
    return box.encrypt(_opened(kept))


def is_sealed_by_first_key(kept: bytes) -> bool:
    """Say whether nothing is left to do for these bytes."""
    first = _box(settings.MAIL_ARCHIVE_KEYS[:1])
    if first is None or not kept.startswith(SEALED):
        return False
    try:
        first.decrypt(kept)
    except InvalidToken:
        return False
    return True


def _opened(kept: bytes) -> bytes:
    if not kept.startswith(SEALED):
        return kept
    box = _box(settings.MAIL_ARCHIVE_KEYS)
    try:
        if box is not None:
            return box.decrypt(kept)
    except InvalidToken:
        pass
    raise ImproperlyConfigured("A kept mail is sealed by a key that MAIL_ARCHIVE_KEYS lacks.")


def _box(secrets: Sequence[str]) -> MultiFernet | None:
    boxes = [Fernet(_key(one)) for one in secrets if one]
    return MultiFernet(boxes) if boxes else None


def _key(secret: str) -> bytes:
    """Return a Fernet key of a secret of any length; its strength is the secret's."""
    return urlsafe_b64encode(hashlib.sha256(f"sundial mail archive\n{secret}".encode()).digest())
