"""Articles of the knowledge base beside incidents: offered while one is written, and to agents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from incidents.models import Incident
from knowledgebase.audience import audience_of
from knowledgebase.domain.asking import words_in
from knowledgebase.models import Article, ArticleLink
from knowledgebase.searching import offered, readable
from portal.tenancy.models import Membership

SHORTEST = 8  # characters typed before anything is offered


@dataclass(frozen=True, slots=True)
class Beside:
    """What the knowledge base has on an incident, for those who work on it."""

    linked: list[Article]
    alike: list[Article]


def answers_to(
    memberships: Iterable[Membership], *texts: str, at: datetime, most: int = 5
) -> list[Article]:
    """Return the published articles that fit what somebody writes, the best first."""
    if len("".join(texts).strip()) < SHORTEST:
        return []
    rows = readable(audience_of(memberships, at.date()))
    keys = offered(rows, words_in(*texts), most=most)
    found = rows.with_text().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def beside(incident: Incident, memberships: Iterable[Membership], at: datetime) -> Beside:
    """Return the articles linked to an incident, drafts too, and published ones like its report."""
    links = ArticleLink.objects.filter(kind=ArticleLink.Kind.INCIDENT, name=str(incident))
    linked = list(Article.objects.with_text().filter(links__in=links).order_by("pk"))
    first = incident.messages.filter(is_internal=False).order_by("pk").first()
    alike = answers_to(memberships, incident.title, first.text if first else "", at=at)
    known = {one.pk for one in linked}
    return Beside(linked, [one for one in alike if one.pk not in known])
