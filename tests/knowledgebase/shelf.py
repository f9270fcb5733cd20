"""Articles for tests, written and published by the services that pages use."""

import io
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from knowledgebase.domain.content import Content
from knowledgebase.models import Article
from knowledgebase.services.keeping import add_picture
from knowledgebase.services.reviewing import publish, submit
from knowledgebase.services.writing import start
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY


def content(title: str = "Letters print without a name", **said: object) -> Content:
    """Return what an article says, with what a test changes in it."""
    plain = {
        "problem": "The consultant's name is missing from referral letters.",
        "solution": "EHR",
        "versions": "5.1, 5.2",
        "steps": "1. Open a referral.\n2. Print the letter.",
        "resolution": "Assign the letter template to the ward again.",
    }
    return Content(title=title, **(plain | said))  # type: ignore[arg-type]  # tests say what fits


def draft(by: Membership, title: str = "Letters print without a name", **said: object) -> Article:
    """Begin an article."""
    return start(by=by, content=content(title, **said), at=MONDAY)


def published(
    by: Membership,
    publisher: Membership,
    title: str = "Letters print without a name",
    *,
    at: datetime = MONDAY,
    **said: object,
) -> Article:
    """Write, hand in and publish an article."""
    article = draft(by, title, **said)
    submit(by=by, article=article, known=1, at=at)
    return publish(by=publisher, article=article, known=1, at=at)


def picture(name: str = "menu.png", side: int = 8) -> SimpleUploadedFile:
    """Return a picture as a browser sends it."""
    written = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), "image/png")


def keys_of_articles(site: Site) -> dict[str, str]:
    """Leave an article for customers with a picture, and say what stands in its addresses."""
    article = published(site.agent, site.administrator)
    kept = add_picture(by=site.agent, article=article, file=picture(), at=MONDAY)
    return {
        "title": article.slug,
        "picture": str(kept.pk),
        "edition": "1",
    }
