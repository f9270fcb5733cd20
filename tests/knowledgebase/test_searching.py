"""Finding articles: stems, parts, weights, mistyped words, and who finds what (LU-26)."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import environ
import psycopg
import pytest
from django.db import connection

from knowledgebase.audience import audience_of
from knowledgebase.domain.asking import Word, asked
from knowledgebase.domain.visibility import EVERYBODY, Audience, Visibility
from knowledgebase.excerpts import hits
from knowledgebase.models import Article, ArticleWord
from knowledgebase.searching import Found, offered, readable, search, sought_in
from knowledgebase.services.reviewing import retire
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.factories import MONDAY
from tests.knowledgebase.shelf import published

CUSTOMER = Audience(is_member=True, tiers=frozenset({"essentials"}))
STAFF = Audience(is_staff=True, is_member=True)


@pytest.fixture
def shelf(lumeon: Site) -> dict[str, Article]:
    """Six articles for different readers."""

    def one(title: str, **said: Any) -> Article:
        return published(lumeon.agent, lumeon.administrator, title, **said)

    nothing = {"problem": "x", "solution": "", "versions": "", "steps": "", "resolution": "x"}
    return {
        "letters": one("Letters print without a name"),
        "queue": one("A queue waits", **nothing | {"problem": "The printer waits."}),
        "steps": one("Labels are torn", **nothing | {"steps": "Open the printer."}),
        "public": one("Sign in again", **nothing, visibility=Visibility.PUBLIC),
        "premium": one("Warm standby", **nothing, visibility=Visibility.TIERS, tiers=("premium",)),
        "secret": one("Zebrafish procedure", **nothing, visibility=Visibility.INTERNAL),
    }


def found(text: str, audience: Audience = CUSTOMER) -> Found:
    return search(readable(audience), asked(text))


def names(found: Found, shelf: dict[str, Article]) -> list[str]:
    by_key = {article.pk: name for name, article in shelf.items()}
    return [by_key[key] for key in found.keys]


# What is typed, and what a customer on Essentials finds, the best first.
TABLE: tuple[tuple[str, list[str]], ...] = (
    ("printing", ["letters", "queue", "steps"]),  # stem; title before problem before steps
    ("PRINTED letter", ["letters"]),  # every word is needed
    ("prin", ["letters", "queue", "steps"]),  # a beginning
    ("steps:printer", ["steps"]),
    ("title:print", ["letters"]),
    ("versions:5.2", ["letters"]),
    ("the of and", []),  # words of every text
    ("printre", ["letters", "queue", "steps"]),  # put right
    ("zebrafish", []),
    ("zebrafihs", []),
    ("standby", []),
    ("sign", ["public"]),
)


def test_lu_26_the_table_of_searches(shelf: dict[str, Article]) -> None:
    for text, expected in TABLE:
        assert names(found(text), shelf) == expected, text


def test_lu_26_each_reader_finds_what_is_theirs(
    shelf: dict[str, Article], lumeon: Site, northgate: House, patientiq: Site
) -> None:
    premium = audience_of([northgate.contact], MONDAY.date())
    essentials = audience_of([lumeon.house.contact], MONDAY.date())

    assert premium.tiers == {"premium"}
    assert names(found("standby", premium), shelf) == ["premium"]
    assert names(found("standby", essentials), shelf) == []
    assert names(found("zebrafihs", STAFF), shelf) == ["secret"]
    assert names(found("sign", EVERYBODY), shelf) == ["public"]
    assert names(found("letters", EVERYBODY), shelf) == []
    with vendor_scope(patientiq.vendor):
        assert found("letters", STAFF).keys == []


def test_a_word_of_an_article_that_one_may_not_read_is_not_offered(
    shelf: dict[str, Article],
) -> None:
    assert found("zebrafihs").put_right == {}
    assert found("zebrafihs", STAFF).put_right == {"zebrafihs": ("zebrafish",)}


def test_where_no_article_has_all_words_those_with_some_are_shown_as_such(
    shelf: dict[str, Article],
) -> None:
    partial = found("queue elephants letters")

    assert partial.is_partial
    assert names(partial, shelf) == ["queue", "letters"]  # alike: the newer first


def test_what_is_found_says_why_with_its_words_marked(shelf: dict[str, Article]) -> None:
    result = found("consultant print")
    (hit,) = hits(result.keys, result.sought)

    assert hit.title == "Letters <mark>print</mark> without a name"
    assert hit.part == "Problem"
    assert "<mark>consultant</mark>" in hit.excerpt


def test_what_was_typed_into_an_article_is_no_markup_in_its_excerpt(lumeon: Site) -> None:
    evil = "<script>alert(1)</script> \ue000b\ue001 printer"
    published(lumeon.agent, lumeon.administrator, "A <b>printer</b>", problem=evil)

    result = found("printer")
    (hit,) = hits(result.keys, result.sought)

    assert hit.title == "A &lt;b&gt;<mark>printer</mark>&lt;/b&gt;"
    assert "<script>" not in hit.excerpt
    assert hit.excerpt.count("<mark>") == 1


def test_a_retired_article_is_not_found(shelf: dict[str, Article], lumeon: Site) -> None:
    retire(by=lumeon.administrator, article=shelf["queue"], words="Old.", at=MONDAY)

    assert names(found("queue"), shelf) == []
    assert not ArticleWord.objects.filter(article=shelf["queue"]).exists()


def test_a_text_being_written_is_offered_what_fits_it_best(shelf: dict[str, Article]) -> None:
    text = "Since Monday our referral letters print without the consultant's name"

    keys = offered(readable(CUSTOMER), [Word(one) for one in text.lower().split()])

    assert keys[0] == shelf["letters"].pk
    assert offered(readable(CUSTOMER), [Word("elephants")]) == []


@pytest.mark.parametrize("text", ["letters", "letetrs prniter", "queue elephants letters"])
def test_a_search_asks_as_many_questions_whatever_it_finds(
    shelf: dict[str, Article],
    text: str,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    with django_assert_max_num_queries(10):
        result = found(text)
        hits(result.keys, result.sought)


@pytest.fixture
def filled(shelf: dict[str, Article], lumeon: Site) -> Iterator[None]:
    """Very many words, and PostgreSQL's figures of them: without, a plan is luck.

    Only who keeps a table may count it. The application may not, but for this moment.
    """
    fill(lumeon.vendor.pk, next(iter(shelf.values())).pk)
    may_count("GRANT MAINTAIN ON {} TO sundial_app")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(COUNTED)}")
        yield
    finally:
        may_count("REVOKE MAINTAIN ON {} FROM sundial_app")


def test_behind_row_level_security_words_and_trigrams_are_read_by_their_indexes(
    filled: None,
) -> None:
    words = plan(
        "SELECT article_id FROM knowledgebase_articleword "
        "WHERE word >= 'printer' AND word < 'printer\U0010ffff'"
    )
    letters = plan("SELECT word FROM knowledgebase_wordtrigram WHERE trigram IN ('pri', 'rin')")

    assert "knowledge_word_once" in words
    assert "knowledge_trigram_once" in letters
    assert "Seq Scan" not in words + letters
    assert "word >= 'printer'" in index_condition(words)


@pytest.mark.parametrize("text", ["letters", "prin letters", "title:letters"])
def test_what_a_search_asks_of_words_is_a_condition_of_their_index(filled: None, text: str) -> None:
    """An operator that may leak would leave the word to a filter.

    With 200,000 articles `bin/bench knowledge` looks at whole searches.
    """
    for one in sought_in(asked(text)):
        said = ArticleWord.objects.filter(one.condition).order_by().explain()

        assert "knowledge_word_once" in said
        assert "vendor_id = ANY" in index_condition(said)  # the fence's own
        assert f"word >= '{one.beginnings[0]}'" in index_condition(said)


def index_condition(plan: str) -> str:
    return plan.partition("Index Cond: ")[2].partition("\n")[0].replace("(word)::text", "word")


COUNTED = ("knowledgebase_articleword", "knowledgebase_wordtrigram")


def may_count(statement: str) -> None:
    url = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    known = connection.get_connection_params() | {"user": url["USER"], "password": url["PASSWORD"]}
    names = {"dbname", "user", "password", "host", "port"} & set(known)
    with psycopg.connect(**{key: known[key] for key in names}, autocommit=True) as owner:
        for table in COUNTED:
            owner.execute(statement.format(table))


def fill(vendor: int, article: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(
            "INSERT INTO knowledgebase_articleword (vendor_id, article_id, word, place) "
            "SELECT %s, %s, 'w' || n, 1 FROM generate_series(1, 20000) AS n",
            [vendor, article],
        )
        cursor.execute(
            "INSERT INTO knowledgebase_wordtrigram (vendor_id, trigram, word) "
            "SELECT %s, left('x' || n, 3), 'w' || n FROM generate_series(1, 20000) AS n",
            [vendor],
        )


def plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("sundial_app",)
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())
