"""Articles as a ZIP file: one Markdown file each, and their pictures in folders beside.

It is written whole before the first part is sent, inside the vendor's scope: a page that streams
would read its rows after the scope is closed, and find none. What does not fit into memory goes to
a file that nobody else can open. The same articles make the same file.
"""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import batched
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db.models import prefetch_related_objects

from knowledgebase.archive.text import ArticleFile, written
from knowledgebase.domain.states import State
from knowledgebase.models import Article, Revision
from knowledgebase.models.article import ArticleQuerySet

IN_MEMORY = 4 << 20  # bytes
PART = 1 << 16  # bytes sent at a time
AT_ONCE = 20  # articles with their pictures in memory
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644 << 16  # an ordinary file, for systems that ask


def packed(articles: ArticleQuerySet, *, as_read: bool) -> Iterator[bytes]:
    """Write articles into a file, and return its parts to be sent.

    :param as_read: as readers have them; else as they are being written.
    """
    parts = _parts(articles, as_read=as_read)
    next(parts)
    return parts


def _parts(articles: ArticleQuerySet, *, as_read: bool) -> Iterator[bytes]:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        _write(file, articles, as_read=as_read)
        file.seek(0)
        yield b""  # here it is written, and closed even if nobody asks for more
        while part := file.read(PART):
            yield part


def _write(file: IO[bytes], articles: ArticleQuerySet, *, as_read: bool) -> None:
    rows = articles.with_text().order_by("slug").iterator(chunk_size=AT_ONCE * 10)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for some in batched(rows, AT_ONCE, strict=False):
            prefetch_related_objects(some, "pictures")
            for article in some:
                for name, content in _files(article, as_read=as_read):
                    info = zipfile.ZipInfo(name, FIRST_DATE)
                    info.external_attr, info.compress_type = FILE_MODE, zipfile.ZIP_DEFLATED
                    archive.writestr(info, content)


def _files(article: Article, *, as_read: bool) -> Iterable[tuple[str, str | bytes]]:
    revision = article.shown if as_read and article.shown else article.newest
    state = State.PUBLISHED if as_read else State(article.state)
    file = ArticleFile(
        slug=article.slug, content=revision.content, owner=article.owner.email, state=state
    )
    yield f"articles/{article.slug}.md", written(file, _about(article, revision))
    for picture in article.pictures.all():
        yield f"pictures/{article.slug}/{picture.name}", bytes(picture.content)


def _about(article: Article, revision: Revision) -> dict[str, str]:
    """Return what is said for people alone: it is not read."""
    said = {"revision": str(revision.number)}
    if article.published_at:
        said["published"] = article.published_at.astimezone(UTC).isoformat(timespec="seconds")
    return said
