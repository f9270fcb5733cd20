"""Who is told what, case by case: no database, nobody is told anything twice (CO-08)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.kinds import EventKind
from incidents.domain.telling import TO_CUSTOMER, TO_STAFF, About, Concerned, Line, Tie, told
from portal.notify.topics import Topic

PRIYA = Concerned(1, is_staff=False, ties=frozenset({Tie.REPORTER}))
VERA = Concerned(2, is_staff=False, ties=frozenset({Tie.WATCHER}))
MAREK = Concerned(3, is_staff=True, ties=frozenset({Tie.OWNER}))
TOM = Concerned(4, is_staff=True, ties=frozenset({Tie.WATCHER}))
JO = Concerned(5, is_staff=True, ties=frozenset({Tie.MENTIONED, Tie.WATCHER}))
EVERYBODY = [PRIYA, VERA, MAREK, TOM, JO]
NOBODY: set[int] = set()


@pytest.mark.parametrize(
    ("kind", "actor", "hear"),
    [
        pytest.param(EventKind.REPORTED, PRIYA, {1}, id="a-report-is-receipted"),
        pytest.param(EventKind.REPLIED, MAREK, {1, 2, 4, 5}, id="a-reply"),
        pytest.param(EventKind.CUSTOMER_REPLIED, PRIYA, {2, 3, 4, 5}, id="an-answer"),
        pytest.param(EventKind.NOTED, MAREK, {4, 5}, id="a-note-stays-inside"),
        pytest.param(EventKind.OWNER_SET, TOM, {3, 5}, id="a-new-owner-is-our-own-business"),
        pytest.param(EventKind.SOLUTION_PROVIDED, MAREK, {1, 2, 4, 5}, id="a-solution"),
        pytest.param(EventKind.CLOSED, None, {1, 2, 3, 4, 5}, id="closed-by-the-portal"),
        pytest.param(EventKind.ESCALATED, MAREK, NOBODY, id="the-ladder-tells-by-itself"),
    ],
)
def test_who_hears_of_what(kind: EventKind, actor: Concerned | None, hear: set[int]) -> None:
    heard = told(kind, EVERYBODY, actor=actor.person if actor else None)

    assert {one.person for one, _ in heard} == hear


def test_whoever_is_named_is_told_so_and_not_merely_that_there_is_a_note() -> None:
    lines = {one.person: line.said for one, line in told(EventKind.NOTED, EVERYBODY, actor=3)}

    assert lines == {5: "{who} mentioned you in a note.", 4: "{who} wrote a note."}


def test_the_new_owner_is_told_that_it_is_theirs() -> None:
    lines = {one.person: line.said for one, line in told(EventKind.OWNER_SET, EVERYBODY, actor=9)}

    assert lines[MAREK.person] == "{who} gave it to you."
    assert lines[TOM.person] == "{who} gave it to {words}."


def test_nothing_internal_has_a_line_for_customers() -> None:
    assert EventKind.NOTED not in TO_CUSTOMER
    assert not any("note" in line.said for lines in TO_CUSTOMER.values() for line in lines)
    assert all(line.about != About.NOTES for lines in TO_CUSTOMER.values() for line in lines)


def test_suppliers_are_not_named_to_customers_lu_24() -> None:
    for kind in (EventKind.SUPPLIER_ASKED, EventKind.SUPPLIER_ANSWERED):
        assert all("{words}" not in line.said for line in TO_CUSTOMER[kind])
        assert all("{words}" in line.said for line in TO_STAFF[kind])


def test_what_it_is_about_is_a_line_of_peoples_preferences() -> None:
    assert {about.value for about in About} <= set(Topic.values)


PEOPLE = st.lists(
    st.builds(
        Concerned, st.integers(1, 50), st.booleans(), st.frozensets(st.sampled_from(list(Tie)))
    ),
    unique_by=lambda one: one.person,
)


@given(st.sampled_from(list(EventKind)), PEOPLE, st.integers(1, 50))
def test_each_is_told_once_and_never_what_they_did_themselves(
    kind: EventKind, people: list[Concerned], actor: int
) -> None:
    heard: list[tuple[Concerned, Line]] = list(told(kind, people, actor=actor))

    assert len({one.person for one, _ in heard}) == len(heard)
    assert all(one.person != actor or line.even_oneself for one, line in heard)
    assert all(one.ties for one, _ in heard)
