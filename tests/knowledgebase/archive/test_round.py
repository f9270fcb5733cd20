"""Articles that leave as a ZIP file and come in elsewhere are the same articles (LU-26)."""

import io
import zipfile
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledgebase.archive.asking import export, wanted
from knowledgebase.archive.packing import packed
from knowledgebase.domain.content import Content, missing
from knowledgebase.models import Article
from knowledgebase.services.keeping import add_picture
from knowledgebase.services.reviewing import publish, submit
from knowledgebase.services.writing import start
from portal.audit.models import AuditEvent
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.factories import MONDAY
from tests.knowledgebase.archive.test_importing import stored, taken
from tests.knowledgebase.archive.test_text import contents
from tests.knowledgebase.shelf import draft, picture, published

type Said = dict[str, tuple[Content, str, list[str]]]


def shelf() -> Said:
    """Say what the articles in scope are: text, state, pictures."""
    rows = Article.objects.with_text().prefetch_related("pictures")
    return {
        one.slug: (one.newest.content, one.state, [str(kept) for kept in one.pictures.all()])
        for one in rows
    }


def written(by: Membership, publisher: Membership, content: Content) -> Article:
    article = start(by=by, content=content, at=MONDAY)
    if not missing(article.newest.content):
        submit(by=by, article=article, known=1, at=MONDAY)
        publish(by=publisher, article=article, known=1, at=MONDAY)
    return article


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(contents(tiers=("standard",)), min_size=1, max_size=3))
def test_out_of_one_vendor_into_an_empty_one(
    lumeon: Site, patientiq: Site, said: list[Content]
) -> None:
    with transaction.atomic():
        articles = [written(lumeon.agent, lumeon.administrator, one) for one in said]
        add_picture(by=lumeon.agent, article=articles[0], file=picture("a.png"), at=MONDAY)
        before = shelf()
        sent = b"".join(packed(wanted(as_read=False), as_read=False))
        with vendor_scope(patientiq.vendor):
            by = patientiq.administrator
            kept = stored(by, taken(by, sent, "published"))
            assert kept.state == "done", kept.plan
            assert shelf() == before
            again = b"".join(packed(wanted(as_read=False), as_read=False))
            assert {row["what"] for row in taken(by, again).plan} == {"unchanged"}
            assert {row["what"] for row in taken(by, sent).plan} == {"unchanged"}
        transaction.set_rollback(True)


def names(parts: Any) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(b"".join(parts))).namelist()


def test_what_is_chosen_leaves_and_that_it_left_is_recorded(lumeon: Site, patientiq: Site) -> None:
    ada = lumeon.administrator
    published(lumeon.agent, ada)
    published(lumeon.agent, ada, "Ours alone", visibility="internal")
    draft(lumeon.agent, "Half written", solution="Portal")

    every = export(by=ada, as_read=True, at=MONDAY)
    assert names(every) == ["articles/letters-print-without-a-name.md", "articles/ours-alone.md"]
    assert names(export(by=ada, as_read=False, solution="Portal", at=MONDAY)) == [
        "articles/half-written.md"
    ]
    ours = export(by=ada, as_read=True, visibility="internal", at=MONDAY)
    assert names(ours) == ["articles/ours-alone.md"]
    last = AuditEvent.objects.filter(verb="articles exported").latest("pk")
    assert last.after == {"articles": 1, "text": "as read", "visibility": "internal"}
    with vendor_scope(patientiq.vendor):
        assert not wanted(as_read=False).exists()
