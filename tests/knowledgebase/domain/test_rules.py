"""Rules of articles without a database: differences, words, likeness (LU-26)."""

import pytest

from knowledgebase.domain.asking import Word, asked, is_like, likest, rarity
from knowledgebase.domain.content import Content, differences, missing, tidied
from knowledgebase.domain.states import Deed, State, after, possible
from portal.kernel.refusal import Refusal


def test_each_state_leads_where_the_table_says() -> None:
    assert {state: sorted(possible(state)) for state in State} == {
        State.DRAFT: ["restore", "retire", "save", "submit"],
        State.REVIEW: ["publish", "retire", "return", "schedule"],
        State.SCHEDULED: ["go_live", "retire", "return"],
        State.PUBLISHED: ["restore", "retire", "save", "verify"],
        State.RETIRED: ["restore", "save"],
    }
    with pytest.raises(Refusal, match="waits for its hour"):
        after(Deed.SAVE, State.SCHEDULED)


def test_a_search_is_words_and_words_of_a_part() -> None:
    assert asked("title:Letters Café-menu") == [
        Word("letters", "title"),
        Word("cafe"),
        Word("menu"),
    ]
    with pytest.raises(Refusal, match="“colour:” is no part"):
        asked("colour:red")
    with pytest.raises(Refusal, match="12 are possible"):
        asked(" ".join(f"word{n}" for n in range(13)))
    with pytest.raises(Refusal, match="300 fit"):
        asked("x" * 301)
    assert asked(": :: a\x00b") == [Word("ab")]


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("pritner", "printer", True),  # 4 of 12 trigrams
        ("letetr", "letter", True),  # 3 of 11
        ("zebra", "zeppelin", False),
        ("ab", "ba", False),
    ],
)
def test_a_word_is_like_another_from_a_quarter_on(word: str, other: str, expected: bool) -> None:
    assert is_like(word, other) is expected


def test_the_likest_words_come_first_and_are_three() -> None:
    shared = {"printer": 8, "print": 5, "prints": 5, "printing": 6, "sprint": 2, "zoo": 1}

    assert likest("printer", shared) == ["printer", "print", "printing"]


def test_a_word_counts_one_more_each_time_that_half_as_many_have_it() -> None:
    assert [rarity(having, 4_000) for having in (4_000, 2_000, 1_000, 1)] == [1, 2, 3, 12]
    assert rarity(0, 0) == 1


def test_differences_are_told_line_by_line_and_by_part() -> None:
    before = Content(title="Letters", steps="one\ntwo\nthree", resolution="r")
    changes = differences(
        before, Content(title="Letters", steps="one\n2\nthree", resolution="r", is_workaround=True)
    )

    assert [(one.heading, one.lines) for one in changes] == [
        ("Steps to reproduce", ((" ", "one"), ("-", "two"), ("+", "2"), (" ", "three"))),
        ("What it offers", (("-", "A resolution"), ("+", "A workaround"))),
    ]
    assert differences(before, before) == []


def test_content_is_tidied_and_its_gaps_are_named() -> None:
    said = tidied(Content(title="  A \n title ", problem=" x\r\ny ", tiers=("premium",)))

    assert (said.title, said.problem, said.tiers) == ("A title", "x\ny", ())
    assert missing(said) == ["Resolution"]
