"""Whether a file's content is what its name says. What was sent along as its type is not asked."""

import zipfile
from typing import BinaryIO

import puremagic

from incidents.domain.archives import problem_of_archive
from incidents.domain.files import NAMED, Family, Kind, ending_of, kind_of
from incidents.domain.texts import is_text
from portal.web.pictures import problem_of_picture

HEAD = 4096  # bytes that are looked at for signatures
TAIL = 1024
SURE = 0.5  # from where puremagic's guess at a text counts
IN_A_TEXT = {"application/json", "application/xml", "application/csv"}
RUN_BY_BROWSERS = {"text/html", "image/svg+xml"}


def problem_of_content(name: str, content: BinaryIO, size: int) -> str:
    """Return why a file is not taken, in words that go on after its name; empty if it is."""
    kind = kind_of(name)
    if kind is None:
        return f"files of this kind are not taken, only: {NAMED}"
    content.seek(0)
    if not _begins_like(kind, content.read(HEAD)) or not _is_one_thing(kind, content, size):
        return f"it is called .{ending_of(name)}, and its content is something else"
    content.seek(0)
    if kind.family is Family.ARCHIVE:
        return problem_of_archive(content, size, ending_of(name))
    if kind.family is Family.PICTURE:
        return problem_of_picture(content, kind.media_type)
    return ""


def _begins_like(kind: Kind, head: bytes) -> bool:
    guesses = _guesses(head)
    if kind.family is Family.TEXT:
        sure = {guess.mime_type for guess in guesses if guess.confidence >= SURE}
        return not sure & RUN_BY_BROWSERS and (not sure or any(map(_may_be_text, sure)))
    if kind.family is Family.ARCHIVE:
        return head.startswith(b"PK\x03\x04")
    return any(guess.mime_type == kind.media_type for guess in guesses)


def _guesses(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []


def _may_be_text(media_type: str) -> bool:
    return media_type.startswith(("text/", "message/")) or media_type in IN_A_TEXT


def _is_one_thing(kind: Kind, content: BinaryIO, size: int) -> bool:
    """Say whether it is nothing besides: one file that two programs read differently is a trick."""
    if kind.family is Family.TEXT:
        return is_text(content)
    if kind.family is Family.ARCHIVE:
        return True
    if zipfile.is_zipfile(content):
        return False
    if kind.family is Family.PAPER:
        content.seek(max(size - TAIL, 0))
        return b"%%EOF" in content.read(TAIL)
    return True
