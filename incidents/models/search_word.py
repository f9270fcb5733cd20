"""The words by which incidents are found: derived from what was written, and rebuilt from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import connection, models

from incidents.domain.words import LONGEST
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Vendor, VendorOwned

LAST = "\U0010ffff"  # comes after every letter
KEEP = """
    INSERT INTO incidents_searchword (vendor_id, incident_id, word, is_internal)
    SELECT %s, %s, word, %s FROM unnest(%s::text[]) AS word ON CONFLICT DO NOTHING
"""


class SearchWordQuerySet(VendorQuerySet["SearchWord"]):
    def beginning_with(self, word: str) -> Self:
        """Rows of words that begin so: a range of the index."""
        return self.filter(word__gte=word, word__lt=word + LAST)

    def keep(self, incident: Incident, words: Collection[str], *, is_internal: bool) -> None:
        """Keep words of an incident; those that are kept already stay as they are."""
        if not words:
            return
        # One statement for all of them: a row object for each word costs more than its writing.
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [incident.vendor_id, incident.pk, is_internal, list(words)])


SearchWordRows = VendorManager.from_queryset(SearchWordQuerySet)


class SearchWord(VendorOwned):
    """A word that was written about an incident, to the customer or among the vendor's people.

    Full-text and trigram indexes are no help behind row-level security: PostgreSQL uses an index
    for what a reader asks only where the operator is known not to leak rows, and neither @@ nor
    LIKE is. Comparing texts is, so that words stand in rows of their own (docs/search.md).
    """

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the constraint's index begins with it
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="words", db_index=False
    )
    # Sorted by code point on every computer: a range of words is then a range of the index.
    word = models.CharField(max_length=LONGEST, db_collation="C")
    is_internal = models.BooleanField(help_text="Written in a note: customers do not find by it.")

    objects = SearchWordRows()

    class Meta(VendorOwned.Meta):
        ordering = ("word", "incident")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "word", "incident", "is_internal"], name="incidents_word_once"
            ),
        )
        # For a common word the list is walked, and each of its incidents asked for the word.
        indexes = (
            models.Index(
                fields=["vendor", "incident", "word", "is_internal"], name="incidents_words_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.word}: {self.incident_id}"
