"""The rules of the forum in plain Python: names, tags, how often (LU-28)."""

from datetime import timedelta

import pytest

from knowledgebase.domain.forum import (
    Often,
    Said,
    checked_name,
    default_name,
    free_at,
    free_name,
    tagged,
    tidied,
)
from portal.kernel.refusal import Refusal
from tests.factories import MONDAY


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Priya Shah", "Priya S."),
        ("Anna van der Berg", "Anna B."),
        ("Cher", "Cher"),
        ("priya@example.org", "Member"),
        ("", "Member"),
    ],
)
def test_a_name_is_the_first_word_and_an_initial(name: str, shown: str) -> None:
    assert default_name(name) == shown


def test_a_name_that_is_taken_has_a_number_behind_it() -> None:
    assert free_name("Priya S.", ["priya s.", "Priya S. 2", "Nora Q."]) == "Priya S. 3"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x", "2 to 40 characters"),
        ("y" * 41, "2 to 40 characters"),
        ("priya@example.org", "without @"),
        ("Lumeon support", "one of Lumeon's people"),
        ("marek nowak", "one of Lumeon's people"),
        ("Priya of St Brannock's", "your organisation"),
    ],
)
def test_a_name_misleads_nobody_and_betrays_nothing(name: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        checked_name(name, vendor="Lumeon", staff=["Marek Nowak"], customers=["St Brannock's"])


def test_tags_are_small_each_once_and_at_most_five() -> None:
    assert tagged(["Letters", "letters", " release-6.1 ", ""]) == ("letters", "release-6.1")
    with pytest.raises(Refusal, match="is no tag"):
        tagged(["<b>"])
    with pytest.raises(Refusal, match="6 tags; 5"):
        tagged("abcdef")


def test_a_sixth_topic_waits_until_an_hour_after_the_first_of_five() -> None:
    before = [MONDAY + timedelta(minutes=10 * one) for one in range(5)]
    at = MONDAY + timedelta(minutes=50)

    assert free_at(Often.TOPICS, before[:4], at) is None
    assert free_at(Often.TOPICS, before, at) == MONDAY + timedelta(hours=1)
    assert free_at(Often.TOPICS, before, MONDAY + timedelta(hours=1)) is None
    assert free_at(Often.ANSWERS, before, at) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said("Text"), "title"),
        (Said("  ", "Title"), "text"),
        (Said("x" * 10_001, "Title"), "text"),
        (Said("Text", "t" * 161), "title"),
    ],
)
def test_a_question_has_a_title_and_a_text_that_fit(said: Said, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        tidied(said, is_question=True)
    assert refused.value.code == code


def test_an_answer_has_neither_title_nor_tags() -> None:
    whole = Said(" A\r\nb\x00 ", "Title", ("tag",))
    assert tidied(whole, is_question=False) == Said("A\nb")
