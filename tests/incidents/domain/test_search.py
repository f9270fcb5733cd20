"""The search language: what is understood, what is refused and how, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.search import Field, Query, Term, Vocabulary, parse
from incidents.domain.words import words_of
from portal.kernel.refusal import Refusal

LUMEON = Vocabulary(
    prefix="LUM",
    stations=("new", "triage", "awaiting_customer", "closed"),
    severities=("1", "2", "critical"),
    categories=("support_incident", "question"),
)
SAID = """
status:open severity:1,2 -owner:me customer:"St due<2h due> due:over reported:2026-03-02 reported<7d
reported:2026-13-02 LUM-1042 lum-7 1042 - --x number:LUM-9 printer "empty line" the : a:b waiting:US
line:L2 escalated:no < x<y status: , status:, Zoë "
"""
PIECES = st.sampled_from([*SAID.split(), "\x00", "\ud800"])


def asked(text: str) -> Query:
    return parse(text, LUMEON)


def test_the_documented_search_is_understood() -> None:
    assert asked(
        'status:open severity:1 waiting:customer due<2h -owner:me "empty line" Letters'
    ) == Query(
        (
            Term(Field.STATUS, ("open",)),
            Term(Field.SEVERITY, ("1",)),
            Term(Field.WAITING, ("customer",)),
            Term(Field.DUE, ("2h",), "<"),
            Term(Field.OWNER, ("me",), is_not=True),
            Term(Field.PHRASE, ("empty line",)),
            Term(Field.WORDS, ("Letters",)),
        )
    )


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("LUM-1042", Term(Field.NUMBER, ("1042",))),
        ("lum-1042", Term(Field.NUMBER, ("1042",))),
        ("1042", Term(Field.NUMBER, ("1042",))),
        ("number:LUM-1042", Term(Field.NUMBER, ("1042",))),
        ('"1042"', Term(Field.PHRASE, ("1042",))),
        ("UTF-8", Term(Field.WORDS, ("UTF-8",))),
        ("severity:1,critical", Term(Field.SEVERITY, ("1", "critical"))),
        ('customer:"St Brannock, Ltd"', Term(Field.CUSTOMER, ("St Brannock, Ltd",))),
        ("Status:OPEN", Term(Field.STATUS, ("open",))),
        ('-"other thing"', Term(Field.PHRASE, ("other thing",), is_not=True)),
        ('"left open', Term(Field.PHRASE, ("left open",))),
    ],
)
def test_one_term_is_understood(text: str, term: Term) -> None:
    assert asked(text).terms == (term,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour:red", ["“colour:”", "status, severity", '"colour:red"']),
        ("status:lost", ["“status:lost”", "status:open", "status:triage"]),
        ("severity:9", ["“severity:9”", "severity:critical"]),
        ("severity<2", ["“severity<”", "colon"]),
        ("due<soon", ["“due<soon”", "due<2h"]),
        ("due:2h", ["“due:2h”", "due:over"]),
        ("reported:2026-02-30", ["“reported:2026-02-30”", "reported:2026-03-02"]),
        ("status:", ["“status:”", "nothing", "status:open"]),
        ("number:x", ["“number:x”", "LUM-1042"]),
        ("the", ["“the”", "two letters"]),
        ("!!!", ["“!!!”"]),
        ("a\x00b", ["character"]),
        ("a\ud800b", ["character"]),
        ("x" * 301, ["301", "300"]),
        (" ".join(["word"] * 21), ["21", "20"]),
    ],
)
def test_what_is_not_understood_is_named_with_what_is_possible(text: str, named: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        asked(text)

    assert all(word in str(refused.value) for word in named), str(refused.value)


def test_nothing_asks_for_everything() -> None:
    assert asked("") == asked("  \n ") == asked(" - ") == Query()


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join)))
def test_any_text_is_a_query_or_a_sentence_and_a_query_can_be_written_again(text: str) -> None:
    query = _asked_or_refused(text)

    assert isinstance(query, str) or asked(str(query)) == query


def _asked_or_refused(text: str) -> Query | str:
    try:
        return asked(text)
    except Refusal as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoë's ﬁle is in the PRINTER queue", ["zoe", "file", "printer", "queue"]),
        ("a I ? - the", []),
        ("print print Print", ["print"]),
        ("x" * 50, ["x" * 40]),
        ("LUM-1042: ABC_9", ["lum", "1042", "abc_9"]),
    ],
)
def test_words_are_plain_and_different(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_log_file_is_worth_five_hundred_words() -> None:
    assert len(words_of(" ".join(f"word{number}" for number in range(9_000)))) == 500


def test_the_commonest_words_are_passed_over_beside_others() -> None:
    assert str(asked("nothing has the words -has owner:me")) == "nothing words owner:me"
