"""What a page in a mail says: its words alone, with or without what it quotes.

nh3 takes the page apart first. It is quick on whatever it is given, and what it leaves is well
formed; Python's own parser alone would take minutes over half a megabyte of broken comments.
"""

import itertools
import re
from html.parser import HTMLParser
from typing import Final

import nh3

LONGEST_HTML = 300_000  # characters that are looked at
MOST_MARKS = 6_000  # “<” that are looked at: what is nested deeper takes minutes
BLOCKS: Final = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr",
    "ul",
}  # fmt: skip
UNSEEN: Final = {"script", "style", "title", "template", "noscript", "svg", "object", "math"}
EMPTY: Final = {"br", "hr"}
QUOTES: Final = (
    "gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote",
    "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "reply_separator", "zmail_extra",
)  # fmt: skip


class _Words(HTMLParser):
    """Collects the words of a page; where asked, without what its mail program marked as quoted."""

    def __init__(self, *, with_quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.with_quotes = with_quotes
        self.pieces: list[str] = []
        self.open: list[str] = []  # elements inside the one that is left out, itself the first
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        if self.open:
            if tag not in EMPTY and tag == self.open[0]:
                self.open.append(tag)
        elif tag not in EMPTY and self._is_left_out(tag, attrs):
            self.open = [tag]

    def _is_left_out(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        if self.with_quotes:
            return False
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"}).lower()
        if any(mark in marks for mark in ("divrplyfwdmsg", "appendonsend", "olk_src_body")):
            self.is_over = True  # these mark where the quoted part begins, not what it is
        return tag == "blockquote" or any(mark in marks for mark in QUOTES)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        if self.open and tag == self.open[0]:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open and not self.is_over:
            self.pieces.append(re.sub(r"\s+", " ", data))


def words_of_html(page: str) -> tuple[str, str]:
    """Return what a page says, as lines of text: all of it, and without what it quotes.

    No element, address or image of it is kept.
    """
    clean = nh3.clean(
        _beginning(page),
        tags=BLOCKS,
        clean_content_tags=UNSEEN,
        attributes={tag: {"class", "id"} for tag in BLOCKS},
        link_rel=None,
    )
    return _lines(clean, with_quotes=True), _lines(clean, with_quotes=False)


def _lines(clean: str, *, with_quotes: bool) -> str:
    reader = _Words(with_quotes=with_quotes)
    reader.feed(clean)
    reader.close()
    lines = (line.strip() for line in "".join(reader.pieces).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _beginning(page: str) -> str:
    page = page[:LONGEST_HTML]
    marks = itertools.islice(re.finditer("<", page), MOST_MARKS, None)
    beyond = next(marks, None)
    return page[: beyond.start()] if beyond else page
