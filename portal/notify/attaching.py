"""Documents that go out with a mail: made by an app above at the moment it is sent.

The outbox keeps which document it is, not its bytes. An app registers from its `apps.py` how
documents of a kind are made. One that cannot be made is left out: the mail has its link anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from portal.kernel.refusal import Refusal

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a mail carries it."""

    name: str
    content: bytes
    media_type: str


type Maker = Callable[[str], Document | None]  # from the key; None: it may not go out

_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Register how documents of a kind are made; again changes nothing."""
    _makers[kind] = maker


def document_of(attached: str) -> Document | None:
    """Return the document that a mail of the vendor in scope names, as in `report:12`."""
    kind, _, key = attached.partition(":")
    maker = _makers.get(kind)
    if maker is None:
        return None
    try:
        return maker(key)
    except Refusal as refusal:
        log.warning("document_left_out", document=attached, why=str(refusal))
        return None
