"""Markdown with pictures: those that the writing app keeps, by name, and no others (LU-26)."""

from collections.abc import Mapping

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from portal.web.text import DEEPEST, ELEMENTS, SCHEMES

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": DEEPEST})
_parser.enable("table")
# What a link or picture names is judged below, where it is known which of the two it is.
_parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - as its documentation has it


def render_illustrated(text: str, pictures: Mapping[str, str]) -> SafeString:
    """Return the text as safe HTML; `![What](name.png)` shows the picture at its address.

    A picture that is not among them is shown as its description; a link says in full where it
    leads, as in all that people write.
    """

    def judged(element: str, attribute: str, value: str) -> str | None:
        if (element, attribute) == ("img", "src"):
            return pictures.get(value)
        if (element, attribute) == ("a", "href"):
            return value if value.lower().startswith(("https://", "mailto:")) else None
        return value

    clean = nh3.clean(
        _parser.render(text),
        tags=ELEMENTS | {"img"},
        attributes={"*": set(), "a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=judged,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
