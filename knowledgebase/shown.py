"""An article as it is read: its parts as safe HTML, with its pictures where the text names them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from knowledgebase.domain.content import HEADINGS, Content
from knowledgebase.models import Article
from portal.web.illustrated import render_illustrated

TEXTS = ("problem", "steps", "resolution")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    key: str
    heading: str
    text: SafeString


def parts_of(content: Content, pictures: Mapping[str, str]) -> list[Part]:
    """Return what an article says under its headings; empty parts are left out."""
    return [
        Part(key, _heading(key, content), render_illustrated(text, pictures))
        for key in TEXTS
        if (text := getattr(content, key))
    ]


def pictures_of(article: Article, address: str) -> dict[str, str]:
    """Return where each picture of an article is shown, below its own address."""
    rows = article.pictures.values_list("name", "pk")
    return {name: f"{address}pictures/{pk}/" for name, pk in rows}


def _heading(key: str, content: Content) -> str:
    return "Workaround" if key == "resolution" and content.is_workaround else HEADINGS[key]
