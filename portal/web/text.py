"""What people write, made safe to show: Markdown in, a short list of elements out."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ELEMENTS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"https", "mailto"}
LONGEST_KEPT = 4_000  # characters of a text that is kept rendered, in this process
DEEPEST = 20  # levels of nesting: deeper text is no text a person wrote

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST})
_parser.enable("table").disable("image")
# Neither relative: a link says in full where it leads, since it may be read in a mail.
_parser.validateLink = lambda url: url.lower().startswith(("https://", "mailto:"))  # type: ignore[method-assign]  # as its documentation has it


def render_markdown(text: str) -> SafeString:
    """Return the text as HTML without scripts, styles, forms or foreign schemes."""
    return _kept(text) if len(text) <= LONGEST_KEPT else _rendered(text)


@lru_cache(maxsize=2_000)
def _kept(text: str) -> SafeString:
    # What was written never changes, and a long story is read again and again: two hundred
    # messages take a third of a second to render and a few milliseconds to look up.
    return _rendered(text)


def _rendered(text: str) -> SafeString:
    clean = nh3.clean(
        _parser.render(text),
        tags=ELEMENTS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
