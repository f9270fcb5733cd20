"""Pages of lists by where the last one ended: every row once, in order, whichever way one goes."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import QuerySet

from incidents import services
from incidents.models import Incident
from incidents.paging import BY_TIME_LEFT, NEWEST_FIRST, Order, Page, page_of, read_place
from tests.cast import Site, raised, signed_in
from tests.incidents.watching import london

ORDERS = pytest.mark.parametrize("order", [BY_TIME_LEFT, NEWEST_FIRST], ids=["due", "newest"])


@pytest.fixture
def rows(lumeon: Site) -> QuerySet[Incident]:
    """Seven incidents: two of one instant, three without a deadline, one of which waits."""
    at = london("10:00")
    for number, severity in enumerate(("4", "1", "1", "2", "3", "3", "2")):
        incident = raised(lumeon.house, at=at + timedelta(minutes=number // 2), severity=severity)
        if number in {1, 4, 5}:
            services.ask(
                incident=incident, by=lumeon.agent, question="Which?", at=incident.reported_at
            )
    return Incident.objects.all()


def forward(rows: QuerySet[Incident], order: Order) -> Iterator[Page]:
    page = page_of(rows, order, size=2)
    yield page
    while page.next:
        page = page_of(rows, order, after=page.next, size=2)
        yield page


@ORDERS
def test_each_row_is_shown_once_and_in_order(rows: QuerySet[Incident], order: Order) -> None:
    pages = list(forward(rows, order))

    assert [len(page.rows) for page in pages] == [2, 2, 2, 1]
    shown = [row for page in pages for row in page.rows]
    assert shown == list(order.ordered(rows, backward=False))
    assert {page.total for page in pages} == {7}


@ORDERS
def test_going_back_shows_the_pages_one_came_by(rows: QuerySet[Incident], order: Order) -> None:
    pages = list(forward(rows, order))

    for before, page in pairwise(pages):
        back = page_of(rows, order, before=page.previous, size=2)
        assert list(back.rows) == list(before.rows)
    assert pages[0].previous == ""
    assert pages[-1].next == ""


def test_what_has_no_deadline_comes_last(rows: QuerySet[Incident]) -> None:
    shown = [row for page in forward(rows, BY_TIME_LEFT) for row in page.rows]

    assert [row.next_due_at is None for row in shown] == [False] * 4 + [True] * 3


def test_a_row_that_comes_meanwhile_moves_no_other(rows: QuerySet[Incident], lumeon: Site) -> None:
    first = page_of(rows, NEWEST_FIRST, size=2)
    second = page_of(rows, NEWEST_FIRST, after=first.next, size=2)
    raised(lumeon.house, at=london("11:00"))

    assert list(page_of(rows, NEWEST_FIRST, after=first.next, size=2).rows) == list(second.rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1",
        "1.2",
        "1.2.3.4",
        "-1.2.3",
        "1.2.x",
        "٣.٣.٣",
        "9" * 19 + ".1.1",
        "9" * 18 + ".1.1",
    ],
)
def test_a_place_that_cannot_be_read_is_the_beginning(text: str) -> None:
    assert read_place(BY_TIME_LEFT, text, is_before=False) is None


@pytest.mark.parametrize("query", ["after=junk", "before=junk", "after=1.1.1%00", "before=0.0.0"])
def test_a_bad_place_shows_the_first_page(lumeon: Site, query: str) -> None:
    incident = raised(lumeon.house)

    page = signed_in(lumeon.agent.person).get(f"/lumeon/queue/?{query}")

    assert page.status_code == 200
    assert str(incident) in page.content.decode()


def test_the_pages_of_the_queue_lead_on_and_keep_the_search(lumeon: Site) -> None:
    for minute in range(3):
        raised(lumeon.house, at=london(f"10:0{minute}"))
    agent = signed_in(lumeon.agent.person)
    following = page_of(Incident.objects.open(), BY_TIME_LEFT, size=2).next

    second = agent.get("/lumeon/queue/", {"q": "status:open", "after": following})

    page = second.context["page"]
    assert len(page.rows) == 1
    assert f"?q=status%3Aopen&amp;before={page.previous}" in second.content.decode()
