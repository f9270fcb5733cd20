"""When mail to an address stops: the tables of docs/algorithms/bounces.md, line by line."""

from datetime import UTC, datetime

import pytest

from portal.notify.standing import Said, Word, stopped_at, word_of


def on(day: int) -> datetime:
    return datetime(2026, 3, day, 9, 0, tzinfo=UTC)


STORY = (
    (2, Word.SOFT, None),
    (3, Word.SOFT, None),
    (18, Word.SOFT, None),
    (19, Word.SOFT, None),
    (20, Word.SOFT, 20),
    (23, Word.TRIED_AGAIN, None),
    (24, Word.HARD, 24),
    (25, Word.SOFT, 24),
)


@pytest.mark.parametrize("told", range(1, len(STORY) + 1))
def test_the_worked_story_holds_after_each_word(told: int) -> None:
    words = [Said(word, on(day)) for day, word, _ in STORY[:told]]
    expected = STORY[told - 1][2]

    assert stopped_at(reversed(words)) == (on(expected) if expected else None)


def test_an_address_of_which_nothing_was_said_gets_mail() -> None:
    assert stopped_at([]) is None


def test_of_two_words_of_one_second_the_later_one_counts() -> None:
    assert stopped_at([Said(Word.HARD, on(2)), Said(Word.TRIED_AGAIN, on(2))]) is None


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("5.1.1", Word.HARD),
        ("5.1.2", Word.HARD),
        ("550 5.1.10 no such recipient", Word.HARD),
        ("5.2.1", Word.HARD),
        ("5.0.0", Word.SOFT),
        ("5.2.2", Word.SOFT),
        ("5.4.4", Word.SOFT),
        ("5.7.1", Word.SOFT),
        ("4.1.1", Word.SOFT),
        ("4.4.7", Word.SOFT),
        ("2.0.0", None),
        ("550 no", None),
        ("", None),
    ],
)
def test_a_status_is_read_as_the_table_says(status: str, word: Word | None) -> None:
    assert word_of(status) == word
