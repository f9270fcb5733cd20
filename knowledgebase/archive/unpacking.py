"""A ZIP file that somebody sent, opened with care: no bomb, no way out, nothing hidden.

What a header says is never trusted. The table of contents is measured before it is read, every
file is unpacked piece by piece against what may come out of all of them, and nothing of it is
ever written to a disk.
"""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from portal.kernel.refusal import Refusal

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE  # as it is sent
MOST_UNPACKED = 100 * MEGABYTE
MOST_TIMES_LARGER = 100  # what comes out, against what is sent
ALWAYS = MEGABYTE  # may come out, however little was sent
MOST_ENTRIES = 5_000
MOST_ARTICLES = 2_000
LONGEST_ARTICLE = 300 * 1024  # bytes
LARGEST_PICTURE = 5 * MEGABYTE
LONGEST_PATH = 240  # characters
LARGEST_TABLE = MOST_ENTRIES * 400  # bytes of the table of contents
CHUNK = 64 * 1024

END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, END_64_SIZE, LONGEST_COMMENT = 22, 20, 65_535
ENCRYPTED = 0x1  # of an entry's flags
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others unpack without a measure
FOLDERS = ("articles", "pictures")
ARCHIVES = (".zip", ".jar", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
BEGINNINGS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)
LEFT_BY_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, RuntimeError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive: its path there, and below the folder that holds everything."""

    path: str
    place: str
    info: zipfile.ZipInfo

    @property
    def is_article(self) -> bool:
        """Whether it is meant to be an article."""
        return self.place.lower().endswith(".md")


class Archive:
    """An opened archive, and how much more may come out of it."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._left = min(MOST_UNPACKED, max(MOST_TIMES_LARGER * size, ALWAYS))
        self._counted: set[str] = set()
        self._infos = [one for one in archive.infolist() if not one.is_dir()]

    def entries(self) -> Iterator[tuple[Entry, str]]:
        """Yield its files with why each is not even looked into; empty where nothing is wrong."""
        faults = [_problem_of(info) for info in self._infos]
        sound = [one.filename for one, fault in zip(self._infos, faults, strict=True) if not fault]
        above = _folder_above(sound)
        met: set[str] = set()
        for info, fault in zip(self._infos, faults, strict=True):
            entry = Entry(info.filename, info.filename.removeprefix(above), info)
            if not fault and _is_left_by_system(entry.path):
                continue
            same = unicodedata.normalize("NFC", info.filename).casefold()
            if same in met:
                fault = fault or "Another file has this name too."
            met.add(same)
            yield entry, fault

    def read(self, entry: Entry) -> bytes:
        """Return what a file holds, unpacked piece by piece.

        :raises Refusal: with code `file`, if too much comes out of the archive; without, if this
            file is too large, damaged, or an archive itself.
        """
        most = LONGEST_ARTICLE if entry.is_article else LARGEST_PICTURE
        pieces: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry.info) as packed:
                while piece := packed.read(CHUNK):
                    size += len(piece)
                    if entry.path not in self._counted:
                        self._take(len(piece))
                    if size > most:
                        raise Refusal(f"It has more than {most // 1024:,} KB.", code="entry")
                    pieces.append(piece)
        except UNREADABLE:
            raise Refusal("It is damaged: it cannot be unpacked.", code="entry") from None
        self._counted.add(entry.path)  # read again, it takes nothing more
        content = b"".join(pieces)
        if content.startswith(BEGINNINGS):
            raise Refusal("It is an archive within the archive.", code="entry")
        return content

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise unreadable(
                f"More comes out of this file than {MOST_TIMES_LARGER} times its own size, or than "
                f"{MOST_UNPACKED // MEGABYTE} MB: it is not taken."
            )


@contextmanager
def opened(content: bytes) -> Iterator[Archive]:
    """Open an archive.

    :raises Refusal: with code `file`, if it is none, too large, locked, or holds too many files.
    """
    if len(content) > LARGEST:
        raise unreadable(f"The file is larger than {LARGEST // MEGABYTE} MB; send it in parts.")
    _check_table(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE:
        raise unreadable("This is no ZIP file that can be opened.") from None
    with archive:
        infos = archive.infolist()
        if len(infos) > MOST_ENTRIES:
            raise unreadable(f"It holds {len(infos):,} files; {MOST_ENTRIES:,} are possible.")
        if any(one.flag_bits & ENCRYPTED for one in infos):
            raise unreadable("It is locked with a password; send it without one.")
        yield Archive(archive, len(content))


def unreadable(sentence: str) -> Refusal:
    """Return the refusal of a whole file."""
    return Refusal(sentence, code="file")


def _check_table(content: bytes) -> None:
    """Measure the table of contents before anything makes an object of each of its lines."""
    at = content.rfind(END, max(len(content) - END_SIZE - LONGEST_COMMENT, 0))
    if at < 0 or len(content) < at + END_SIZE:
        raise unreadable("This is no ZIP file that can be opened.")
    (size,) = struct.unpack_from("<L", content, at + 12)
    is_64 = content[max(at - END_64_SIZE, 0) : at].startswith(END_64)
    if is_64 or size > LARGEST_TABLE:
        raise unreadable(f"It holds more files than the {MOST_ENTRIES:,} that are possible.")


def _problem_of(info: zipfile.ZipInfo) -> str:
    path = info.filename
    if len(path) > LONGEST_PATH or not path.isprintable() or "\x00" in info.orig_filename:
        return "Its name is too long, or holds characters that no name has."
    parts = path.replace("\\", "/").split("/")
    if path.startswith("/") or "\\" in path or ":" in parts[0] or {"..", "."} & set(parts):
        return "Its name leads out of the folder that it would be unpacked in."
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "It is a link or a device, no file."
    if info.compress_type not in PACKED:
        return "It is packed in a way that is not read here; “deflate” is."
    if path.lower().endswith(ARCHIVES):
        return "It is an archive within the archive."
    return ""


def _folder_above(paths: list[str]) -> str:
    """Return the folder that holds everything, where somebody has packed one."""
    firsts = {path.partition("/")[0] for path in paths if not _is_left_by_system(path)}
    first = firsts.pop() if len(firsts) == 1 else ""
    is_folder = first not in FOLDERS and all(
        path.startswith(f"{first}/") or _is_left_by_system(path) for path in paths
    )
    return f"{first}/" if first and is_folder else ""


def _is_left_by_system(path: str) -> bool:
    return path.startswith(LEFT_BY_SYSTEMS[0]) or path.rpartition("/")[2] in LEFT_BY_SYSTEMS
