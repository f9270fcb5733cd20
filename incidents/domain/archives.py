"""What a ZIP archive may be: no bomb, no way out of its folder, nothing that cannot be checked.

Nothing is unpacked to look, but an archive within: the table of contents says what would come out.
"""

import io
import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO

from incidents.domain.files import LARGEST_FILE, MEGABYTE, in_words

MOST_ENTRIES = 1000
MOST_TIMES_LARGER = 100  # what comes out, against what is sent
MOST_UNPACKED = 500 * MEGABYTE
DEEPEST = 1  # archives within the archive; an office document is one

OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ARCHIVES = (".zip", ".docx", ".xlsx", ".jar", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
BEGINNINGS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    OSError, ValueError, EOFError, RuntimeError,
)  # fmt: skip
ENCRYPTED = 0x1  # of an entry's flags


def problem_of_archive(content: BinaryIO, size: int, ending: str) -> str:
    """Return why this archive is not taken; empty if it is."""
    try:
        with zipfile.ZipFile(content) as archive:
            return (
                _not_whole(archive)
                or _too_much(archive, size)
                or _odd_names(archive)
                or _not_the_office(archive, ending)
                or _within(archive, depth=0)
            )
    except UNREADABLE:
        return "it is no archive that can be opened"


def _not_whole(archive: zipfile.ZipFile) -> str:
    if any(entry.flag_bits & ENCRYPTED for entry in archive.infolist()):
        return "it is locked with a password, so that nobody can check what is in it"
    return ""


def _too_much(archive: zipfile.ZipFile, size: int) -> str:
    entries = archive.infolist()
    if not entries:
        return "the archive is empty"
    if len(entries) > MOST_ENTRIES:
        return f"it holds {len(entries):,} files; {MOST_ENTRIES:,} may be in an archive"
    unpacked = sum(entry.file_size for entry in entries)
    # Against the file itself: entries that overlap would each count the same packed bytes.
    if unpacked > MOST_TIMES_LARGER * size or unpacked > MOST_UNPACKED:
        return (
            f"unpacked it would have {in_words(unpacked)}; at most {MOST_TIMES_LARGER} times its "
            f"own size may come out, and {in_words(MOST_UNPACKED)}"
        )
    return ""


def _odd_names(archive: zipfile.ZipFile) -> str:
    for entry in archive.infolist():
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/"):
            return "a file in it would be unpacked outside its folder"
    return ""


def _not_the_office(archive: zipfile.ZipFile, ending: str) -> str:
    names = {entry.filename for entry in archive.infolist()}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "it holds macros; save it without them"
    wanted = OFFICE.get(ending)
    if wanted and not {"[Content_Types].xml", wanted} <= names:
        return f"it is called .{ending}, and its content is something else"
    return ""


def _within(archive: zipfile.ZipFile, *, depth: int) -> str:
    for entry in archive.infolist():
        if entry.is_dir() or not _is_archive(archive, entry):
            continue
        if depth >= DEEPEST:
            return "it holds an archive that holds an archive; send what is in there by itself"
        if entry.file_size > LARGEST_FILE or not _is_zip(archive, entry):
            return f"it holds an archive that cannot be checked ({entry.filename[-60:]})"
        if problem := _inner(archive.read(entry), depth + 1):
            return problem
    return ""


def _inner(content: bytes, depth: int) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return (
            _not_whole(archive)
            or _too_much(archive, len(content))
            or _odd_names(archive)
            or _within(archive, depth=depth)
        )


def _is_archive(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.filename.lower().endswith(ARCHIVES):
        return True
    return _beginning(archive, entry).startswith(BEGINNINGS)


def _is_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    return _beginning(archive, entry).startswith(b"PK\x03\x04")


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as content:
        return content.read(8)
