"""Which files may go with a message: their kinds, sizes and names.

A kind is admitted by its ending, and its content must be of that kind as well: what a browser
calls a file counts for nothing. No ending here can run in a browser (HTML and SVG can).
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

MEGABYTE = 1024 * 1024
BLOCK = 1024 * 1024  # bytes that are read at once
LARGEST_FILE = 25 * MEGABYTE
MOST_OF_INCIDENT = 100 * MEGABYTE  # bytes, all its files together
MOST_OF_MESSAGE = 10  # files
LONGEST_NAME = 120  # characters, its ending included
LONGEST_ENDING = 16


class Family(StrEnum):
    """How the content of a kind is checked."""

    PAPER = "paper"
    PICTURE = "picture"
    TEXT = "text"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be sent: how it is called when it is given out, and how it is checked."""

    media_type: str
    family: Family


_TABLES = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", Family.PAPER),
    "png": Kind("image/png", Family.PICTURE),
    "jpg": Kind("image/jpeg", Family.PICTURE),
    "jpeg": Kind("image/jpeg", Family.PICTURE),
    "webp": Kind("image/webp", Family.PICTURE),
    "txt": Kind("text/plain", Family.TEXT),
    "log": Kind("text/plain", Family.TEXT),
    "csv": Kind("text/csv", Family.TEXT),
    "json": Kind("application/json", Family.TEXT),
    "docx": Kind(f"{_TABLES}.wordprocessingml.document", Family.ARCHIVE),
    "xlsx": Kind(f"{_TABLES}.spreadsheetml.sheet", Family.ARCHIVE),
    "zip": Kind("application/zip", Family.ARCHIVE),
}
NAMED = ", ".join(KINDS)


class State(StrEnum):
    """How far the checking of a file is: it is given out only once it is clean."""

    WAITING = "waiting"
    CLEAN = "clean"
    QUARANTINED = "quarantined"


def harmless_name(name: str) -> str:
    """Return a name that leads nowhere, hides nothing and fits: what a person reads stays.

    Folders before it go (`../../etc/x.txt` is `x.txt`), and so do control characters, marks that
    turn the direction of reading (they make `exe.txt` of `txt.exe`) and what file systems forbid.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" or one.isspace())
    plain = " ".join("".join(" " if one in '<>:"|?*' else one for one in kept).split())
    plain = plain.strip(". ")
    ending = ending_of(plain)
    stem = plain[: -len(ending) - 1].rstrip(". ") if ending else plain
    room = LONGEST_NAME - len(ending) - 1
    stem = stem[:room].rstrip() or "file"
    return f"{stem}.{ending}" if ending else stem


def ending_of(name: str) -> str:
    """Return a name's ending in small letters, without its dot; empty if there is none."""
    stem, _, ending = name.rpartition(".")
    return ending.lower() if stem and len(ending) <= LONGEST_ENDING else ""


def kind_of(name: str) -> Kind | None:
    """Return what a file of this name has to be, or None if such files are not taken."""
    return KINDS.get(ending_of(name))


def in_words(size: int) -> str:
    """Return a size as a person says it; nothing is shown smaller than it is."""
    if size < 1024:
        return f"{size} {'byte' if size == 1 else 'bytes'}"
    if size < MEGABYTE:
        return f"{-(-size // 1024)} kB"
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"


def problem_of_size(size: int, used: int) -> str:
    """Return why a file of this size cannot be added to what is there; empty if it can."""
    if size == 0:
        return "it is empty (0 bytes)"
    if size > LARGEST_FILE:
        return f"it has {in_words(size)}; a file may have {LARGEST_FILE // MEGABYTE} MB"
    if used + size > MOST_OF_INCIDENT:
        return (
            f"with its {in_words(size)} the incident would hold {in_words(used + size)} of files; "
            f"{MOST_OF_INCIDENT // MEGABYTE} MB fit, {in_words(max(MOST_OF_INCIDENT - used, 0))} "
            "are left"
        )
    return ""


def digest_of(content: BinaryIO) -> str:
    """Return the SHA-256 of what is left to be read, as it is written down."""
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()
