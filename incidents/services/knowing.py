"""An article drafted from a solved incident: what was reported, and what ended it (LU-26)."""

from datetime import datetime

from django.db import transaction

from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage, stage_of
from incidents.models import Incident
from incidents.queries import Entry, story
from knowledgebase.domain.content import LONGEST_TEXT, Content
from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Article, ArticleLink
from knowledgebase.services.keeping import link
from knowledgebase.services.writing import start
from portal.kernel.patient_data import probable
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

SOLVED = frozenset({Stage.SOLUTION_PROVIDED, Stage.CLOSED})
PATIENT_DATA = "(Left out: the message may hold patient data. Say here what can be said.)"


@transaction.atomic
def draft_article(*, by: Membership, incident: Incident, at: datetime) -> Article:
    """Begin an article, for the vendor's own people at first, with what an incident tells.

    It is read as its customer reads it: no internal note can get in. Asked for again it is the
    draft that `by` has of it already.

    :raises Refusal: if `by` writes no articles, or the incident is still worked on.
    """
    if stage_of(incident.status) not in SOLVED:
        raise Refusal(
            f"{incident} is still worked on: an article says what ended it. Draft it once a "
            "solution has been provided.",
            code="not_ended",
        )
    Incident.objects.locked().get(pk=incident.pk)  # a button pressed twice makes one draft
    begun = Article.objects.filter(
        state=State.DRAFT,
        owner=by.person,
        links__kind=ArticleLink.Kind.INCIDENT.value,
        links__name=str(incident),
    ).first()
    return begun or _drafted(by, incident, at)


def _drafted(by: Membership, incident: Incident, at: datetime) -> Article:
    told = story(incident, for_staff=False)
    product = incident.instance.product.name if incident.instance else ""
    content = Content(
        title=PATIENT_DATA if probable(incident.title) else incident.title,
        problem=_said(told, EventKind.REPORTED),
        solution=product,
        versions=incident.release,
        resolution=_said(told[::-1], EventKind.SOLUTION_PROVIDED),
        visibility=Visibility.INTERNAL.value,
    )
    article = start(by=by, content=content, at=at)
    link(by=by, article=article, kind=ArticleLink.Kind.INCIDENT.value, name=str(incident), at=at)
    return article


def _said(told: list[Entry], kind: EventKind) -> str:
    """Return what was written with the first event of a kind, unless a patient may be in it."""
    text = next((one.message.text for one in told if one.kind == kind and one.message), "")
    return PATIENT_DATA if probable(text) else text[:LONGEST_TEXT]
