"""ZIP files as people and attackers send them."""

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from datetime import datetime

from knowledgebase.models import ArticleImport
from knowledgebase.services.archiving import take_in
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY
from tests.knowledgebase.shelf import picture

WALKED = (
    "knowledge/files/<int:pk>/",
    "knowledge/files/<int:pk>/confirmation/",
    "knowledge/files/<int:pk>/discarding/",
    "api/article-files/<int:pk>/",
    "api/article-files/<int:pk>/confirmation/",
)

type Files = Mapping[str, str | bytes]


def zipped(files: Files, *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def article(title: str = "Paper jam", *, below: str = "", **said: str) -> str:
    """Return the text of an article's file."""
    names = {"title": title, "visibility": "customers"} | said
    front = "".join(f"{key}: {value}\n" for key, value in names.items())
    text = below or "## Problem\n\nIt stops.\n\n## Resolution\n\nOpen the lid.\n"
    return f"---\n{front}---\n\n{text}"


def png(side: int = 8) -> bytes:
    """Return a picture."""
    content: bytes = picture(side=side).read()
    return content


def with_link() -> bytes:
    """Return an archive with a symbolic link in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("articles/a.md", article())
        info = zipfile.ZipInfo("articles/b.md")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return written.getvalue()


def twice_named() -> bytes:
    """Return an archive with two files of one name but for a capital."""
    return zipped({"articles/a.md": article(), "articles/A.md": article("Other")})


def locked() -> bytes:
    """Return an archive that says that its file is encrypted."""
    content = bytearray(zipped({"articles/a.md": article()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + at] |= 1
    return bytes(content)


def lying(claimed: int = 10) -> bytes:
    """Return an archive whose table of contents says that little comes out."""
    content = bytearray(zipped({"articles/a.md": article(below=f"## Problem\n\n{'a' * 5_000}")}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.find(mark) + at, claimed)
    return bytes(content)


def many(count: int) -> bytes:
    """Return an archive of very many files."""
    return zipped({f"articles/{at}.md": "" for at in range(count)}, packing=zipfile.ZIP_STORED)


def bomb() -> bytes:
    """Return an archive out of which a thousand times its size would come."""
    grey = bytes(4 * 1024 * 1024)
    files: dict[str, str | bytes] = {f"pictures/a/{at}.png": grey for at in range(40)}
    return zipped({"articles/a.md": article()} | files)


def waiting(by: Membership, at: datetime = MONDAY) -> ArticleImport:
    """Leave a file that is to be confirmed: a day later it is thrown away."""
    files = {"articles/paper-jam.md": article(), "articles/torn.md": article("Labels are torn")}
    return take_in(by=by, name="shelf.zip", content=zipped(files), becomes="draft", at=at)


def keys_of_article_files(site: Site) -> dict[str, str]:
    """Leave a file for each address, and say what stands in it."""
    return {pattern: str(waiting(site.administrator).pk) for pattern in WALKED}
