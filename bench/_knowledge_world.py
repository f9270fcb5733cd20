"""Vendors with very many articles, whose words are as rare and as common as in a language."""

from collections.abc import Iterator
from random import Random

import psycopg

from knowledgebase.domain.asking import PLACES, trigrams
from portal.tenancy.models import Vendor

OF_EACH = 4_000  # articles of a vendor
WORDS, COMMON = 20_000, 400  # words there are; those of them that every text has some of
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to")
LENGTHS = {"title": 6, "problem": 25, "steps": 15, "resolution": 20}
WHEN = "2026-03-02 10:00+00"
ARTICLES = """
    COPY knowledgebase_article
        (id, vendor_id, slug, state, owner_id, published_at, head_id, shown_id) FROM STDIN
"""
REVISIONS = """
    COPY knowledgebase_revision (id, vendor_id, article_id, number, title, problem, solution,
        versions, steps, resolution, is_workaround, visibility, tiers, words, by_id, at) FROM STDIN
"""
# The statement of knowledgebase.services.indexing, for all articles at once.
LEXEMES = """
    INSERT INTO knowledgebase_articleword (vendor_id, article_id, word, place)
    SELECT DISTINCT text.vendor_id, text.article_id, left(lexeme, 40), part.place
    FROM knowledgebase_revision AS text, LATERAL (VALUES {parts}) AS part (said, place),
        unnest(tsvector_to_array(to_tsvector('english', part.said))) AS lexeme
"""


def vocabulary(random: Random) -> list[str]:
    """This function will make up words that nobody knows, each different."""
    made: dict[str, None] = {}
    while len(made) < WORDS:
        made["".join(random.choices(SYLLABLES, k=random.randint(2, 5)))] = None
    return list(made)


def text(random: Random, words: list[str], length: int) -> str:
    """This function will draw a text: a third of its words are common ones."""
    return " ".join(
        words[random.randrange(COMMON if random.random() < 1 / 3 else WORDS)] for _ in range(length)
    )


def build(raw: psycopg.Cursor, vendors: int, person: int) -> None:
    """This function will fill the database that the cursor is in."""
    random = Random(8)  # noqa: S311 - the same articles each time
    words = vocabulary(random)
    Vendor.objects.bulk_create(_vendor(1001 + number) for number in range(vendors))
    keys = range(vendors * OF_EACH)
    with raw.copy(ARTICLES) as copy:
        for key in keys:
            vendor = 1001 + key // OF_EACH
            copy.write_row(
                (key + 1, vendor, f"a-{key}", "published", person, WHEN, key + 1, key + 1)
            )
    with raw.copy(REVISIONS) as copy:
        for row in _revisions(random, words, keys, person):
            copy.write_row(row)
    parts = ", ".join(f"(text.{part}, {place})" for part, place in PLACES.items())
    raw.execute(LEXEMES.format(parts=parts))
    _trigrams(raw)
    raw.execute("VACUUM ANALYZE")  # as PostgreSQL itself does after so many rows


def _vendor(key: int) -> Vendor:
    said = {"name": f"House {key}", "colour": "#335577", "time_zone": "UTC"}
    return Vendor(id=key, slug=f"house-{key}", number_prefix=f"H{key}", **said)


def _revisions(
    random: Random, words: list[str], keys: range, person: int
) -> Iterator[tuple[object, ...]]:
    for key in keys:
        said = {part: text(random, words, length) for part, length in LENGTHS.items()}
        visibility = random.choices(("customers", "internal", "public"), (8, 1, 1))[0]
        yield (
            *(key + 1, 1001 + key // OF_EACH, key + 1, 1, said["title"], said["problem"], "EHR"),
            *("5.1", said["steps"], said["resolution"], False, visibility, "[]", "", person, WHEN),
        )


def _trigrams(raw: psycopg.Cursor) -> None:
    raw.execute("SELECT DISTINCT vendor_id, word FROM knowledgebase_articleword")
    known = raw.fetchall()
    with raw.copy("COPY knowledgebase_wordtrigram (vendor_id, trigram, word) FROM STDIN") as copy:
        for vendor, word in known:
            for trigram in trigrams(word):
                copy.write_row((vendor, trigram, word))
