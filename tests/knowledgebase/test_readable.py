"""Who reads an article, by the query through which all but its writers come (LU-26, CO-03)."""

import pytest

from knowledgebase.domain.visibility import EVERYBODY, Audience, Visibility
from knowledgebase.models import Article
from tests.cast import Site
from tests.knowledgebase.shelf import draft, published

READERS = {
    "stranger": EVERYBODY,
    "essentials": Audience(is_member=True, tiers=frozenset({"essentials"})),
    "premium": Audience(is_member=True, tiers=frozenset({"premium"})),
    "staff": Audience(is_staff=True, is_member=True),
}
#                          stranger essentials premium staff
TABLE = {
    Visibility.PUBLIC: "   yes      yes        yes     yes",
    Visibility.CUSTOMERS: "no       yes        yes     yes",
    Visibility.TIERS: "    no       no         yes     yes",
    Visibility.INTERNAL: " no       no         no      yes",
}


@pytest.mark.parametrize("visibility", TABLE)
def test_the_table_of_who_reads_what(lumeon: Site, visibility: Visibility) -> None:
    tiers = ("premium",) if visibility is Visibility.TIERS else ()
    published(lumeon.agent, lumeon.administrator, visibility=visibility, tiers=tiers)

    answers = [Article.objects.readable_by(one).exists() for one in READERS.values()]

    assert answers == [word == "yes" for word in TABLE[visibility].split()]


@pytest.mark.parametrize("reader", READERS)
def test_a_draft_is_nobodys_to_read(lumeon: Site, reader: str) -> None:
    draft(lumeon.agent, visibility=Visibility.PUBLIC)

    assert not Article.objects.readable_by(READERS[reader]).exists()
