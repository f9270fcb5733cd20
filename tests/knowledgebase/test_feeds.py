"""Articles as a feed: what each reader may read, and nothing besides (CO-14, LU-26)."""

from datetime import timedelta

from knowledgebase.domain.states import State
from knowledgebase.models import Article
from knowledgebase.services.reviewing import publish, submit
from knowledgebase.services.writing import save
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.shelf import content, draft, published
from tests.portal.feeds.reading import address_of, entries, fetched, said, titles

LATER = MONDAY + timedelta(days=1)


def test_lu_26_each_side_reads_what_is_meant_for_it(lumeon: Site, northgate: House) -> None:
    writer, publisher = lumeon.agent, lumeon.administrator
    published(writer, publisher, "For all", visibility="public")
    published(writer, publisher, "For customers", visibility="customers")
    published(writer, publisher, "For premium", visibility="tiers", tiers=("premium",))
    published(writer, publisher, "For the desk", visibility="internal")
    draft(writer, "Not yet")

    essentials, premium, desk = (
        set(titles(fetched(address_of(by, "articles"))))
        for by in (lumeon.house.contact, northgate.contact, lumeon.agent)
    )

    assert essentials == {"For all", "For customers"}
    assert premium == {"For all", "For customers", "For premium"}
    assert desk == {"For all", "For customers", "For premium", "An internal article"}


def test_what_is_made_internal_is_gone_at_the_next_fetch(lumeon: Site) -> None:
    article = published(lumeon.agent, lumeon.administrator)
    row = address_of(lumeon.house.contact, "articles")
    assert len(entries(fetched(row))) == 1

    Article.objects.filter(pk=article.pk).update(shown=None, state=State.RETIRED)

    assert entries(fetched(row)) == []


def test_a_new_revision_is_the_same_entry_changed(lumeon: Site) -> None:
    article = published(lumeon.agent, lumeon.administrator)
    row = address_of(lumeon.house.contact, "articles")
    (before,) = entries(fetched(row))

    save(
        by=lumeon.agent,
        article=article,
        known=1,
        content=content("Letters print with a name"),
        words="Said better",
        at=LATER,
    )
    submit(by=lumeon.agent, article=article, known=2, at=LATER)
    publish(by=lumeon.administrator, article=article, known=2, at=LATER)

    (after,) = entries(fetched(row, LATER))
    assert said(after, "id") == said(before, "id")
    assert said(after, "title") == "Letters print with a name"
    assert (said(before, "updated"), said(after, "updated")) == (
        MONDAY.isoformat(),
        LATER.isoformat(),
    )
