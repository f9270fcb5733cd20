"""Rows of a list: what each shows to its reader, and how many of them make a page."""

from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from incidents import presence, services
from incidents.models import Incident
from incidents.paging import NEWEST_FIRST, SIZES, Page, page_of
from portal.tenancy.roles import Role
from tests.cast import Site, raised, signed_in, staff
from tests.incidents.watching import london

LIST = "/lumeon/incidents/"
PAGES = pytest.mark.parametrize("path", [LIST, "/lumeon/queue/"], ids=["list", "queue"])


def size(client: Client, path: str) -> int:
    answer = client.get(path)
    page: Page = answer.context["page"]
    return page.size


@PAGES
def test_a_row_says_what_is_written_in_it_and_runs_none_of_it(lumeon: Site, path: str) -> None:
    title = "<script>alert('x')</script> & \"more\""
    incident = raised(lumeon.house, title=title)

    page = signed_in(lumeon.agent.person).get(path).content.decode()

    assert "<script>alert" not in page
    assert f">{title}</a>" in unescape(page)
    assert f'href="/lumeon/incidents/{incident}/"' in page


@PAGES
def test_who_else_is_on_an_incident_stands_in_its_row(lumeon: Site, path: str) -> None:
    incident = raised(lumeon.house)
    jo = staff(lumeon.vendor, "Jo <i>Lind</i>", Role.AGENT)
    presence.be_here(incident, jo, is_writing=True, at=timezone.now())

    page = signed_in(lumeon.agent.person).get(path).content.decode()

    assert '<span class="pill plain small">Jo &lt;i&gt;Lind&lt;/i&gt; writes</span>' in page


def test_an_escalated_row_says_its_level_until_it_is_taken_off(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.escalate(
        incident=incident, by=lumeon.house.contact, reason="Too slow.", at=london("10:05")
    )
    agent = signed_in(lumeon.agent.person)

    page = agent.get(LIST).content.decode()
    assert '<span class="pill bad">Escalated, level 1</span>' in page


@PAGES
def test_a_reader_chooses_how_many_rows_a_page_has(lumeon: Site, path: str) -> None:
    agent = signed_in(lumeon.agent.person)

    assert size(agent, path) == SIZES[0] == 25
    assert size(agent, f"{path}?rows=50") == 50
    assert size(agent, path) == 50  # kept since signing in
    assert size(agent, f"{path}?rows=7") == 50  # not offered
    assert size(agent, f"{path}?rows=25") == 25
    assert size(signed_in(lumeon.administrator.person), LIST) == 25


def test_sizes_are_offered_where_they_make_a_difference(lumeon: Site) -> None:
    rows = [raised(lumeon.house, title=f"Matter {number}") for number in range(3)]

    page = page_of(Incident.objects.all(), NEWEST_FIRST, size=2)
    assert (len(page.rows), page.total, page.sizes) == (2, len(rows), ())
    assert Page((), total=26).sizes == SIZES
