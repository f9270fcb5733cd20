"""The page of attainment: figures that open to their incidents, for each side its own (LU-18)."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from incidents import services
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, build_house, raised, signed_in
from tests.incidents.watching import london
from tests.sla.attained import IN_TIME, closed_unsolved, solved

PAGE = "/lumeon/attainment/"
LIST = "/lumeon/attainment/incidents/"
LATE = timedelta(hours=2)  # after the response is due, before the resolution is

type Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def _april() -> Iterator[None]:
    """Look at March from the first days of April."""
    with travel(london("2026-04-02 12:00"), tick=False):
        yield


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def rows(client: Client, path: str) -> Rows:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def figure(found: Rows, kind: str, label: str, milestone: str = "") -> tuple[str, str, str]:
    """Return a figure of the sheet: its fraction, its percentage and whether the aim is reached."""
    row = next(
        row
        for row in found
        if (row["figure"], row["label"], row["milestone"]) == (kind, label, milestone)
    )
    return row["share"], row["percent, cut off"], row["aim reached"]


def of_march(site: Site, house: House, *, met: int, missed: int) -> None:
    """Solve so many incidents in time for the response, and so many too late for it."""
    for number in range(met + missed):
        after = IN_TIME if number < met else LATE
        day = 2 + number % 4
        solved(house, site.agent, london(f"2026-03-{day:02} 10:00"), after=after)


def test_lu_18_exactly_the_aim_is_reached_and_its_denominator_stands_beside_it(
    lumeon: Site,
) -> None:
    of_march(lumeon, lumeon.house, met=9, missed=1)
    agent = signed_in(lumeon.agent.person)

    page = words(agent, f"{PAGE}?month=2026-03")

    assert "Response 90.00 % 9 met: Response of 10 counted" in page
    assert "90 % reached" in page
    assert figure(
        rows(agent, f"{PAGE}figures.csv?month=2026-03"), "total", "Response", "response"
    ) == (
        "9 of 10",
        "90.00",
        "yes",
    )


def test_below_the_aim_is_said_so_and_the_share_is_cut_off(lumeon: Site) -> None:
    of_march(lumeon, lumeon.house, met=2, missed=1)

    sheet = rows(signed_in(lumeon.agent.person), f"{PAGE}figures.csv?month=2026-03")

    assert figure(sheet, "severity", "High", "response") == ("2 of 3", "66.66", "no")
    assert figure(sheet, "severity", "High", "resolution") == ("3 of 3", "100.00", "yes")
    assert figure(sheet, "total", "Response and resolution") == ("5 of 6", "83.33", "no")


def test_a_month_without_outcomes_is_not_applicable_and_not_100_percent(lumeon: Site) -> None:
    agent = signed_in(lumeon.agent.person)

    page = words(agent, f"{PAGE}?month=2026-02")

    assert "Response not applicable nothing became final" in page
    assert "100.00 %" not in page
    assert figure(rows(agent, f"{PAGE}figures.csv"), "severity", "Critical", "response") == (
        "0 of 0",
        "",
        "",
    )


def test_hr_11_assumed_targets_stay_out_of_the_contractual_figure(healthy_roster: Site) -> None:
    at = london("2026-03-03 16:00")
    with vendor_scope(healthy_roster.vendor):
        incident = raised(
            healthy_roster.house, at=at, severity="high", category="error", title="No sign-in"
        )
        services.reply(incident=incident, by=healthy_roster.agent, text="Seen.", at=at + IN_TIME)
    hana = signed_in(healthy_roster.agent.person)

    page = words(hana, "/healthy-roster/attainment/?month=2026-03")
    sheet = rows(hana, "/healthy-roster/attainment/figures.csv?month=2026-03")

    assert "Response not applicable nothing with a published target became final" in page
    assert "High assumed target Response 1 met" in page
    assert "The agreement states no aim." in page
    totals = [row for row in sheet if row["figure"] == "total" and row["label"] == "Response"]
    assert [(row["targets"], row["share"], row["aim reached"]) for row in totals] == [
        ("contractual", "0 of 0", ""),
        ("contractual and assumed", "1 of 1", ""),
    ]


def test_each_figure_opens_to_as_many_incidents_as_it_counts(
    lumeon: Site, northgate: House
) -> None:
    of_march(lumeon, lumeon.house, met=2, missed=1)
    of_march(lumeon, northgate, met=1, missed=2)
    closed_unsolved(northgate, lumeon.agent, london("2026-03-05 10:00"))
    raised(northgate, at=london("2026-03-31 10:00"))  # nobody answers: overdue and still open
    agent = signed_in(lumeon.agent.person)

    html = agent.get(f"{PAGE}?month=2026-03").content.decode()
    links = re.findall(r'href="(/lumeon/attainment/incidents/[^"]*)">(\d+)<', html)

    assert len(links) > 20
    for address, number in links:
        address = address.replace("&amp;", "&")
        listed = rows(agent, address.replace("/incidents/", "/incidents.csv"))
        assert (len(listed), f" {number} milestone" in words(agent, address)) == (int(number), True)


def test_a_list_says_what_became_of_each_promise(lumeon: Site) -> None:
    solved(lumeon.house, lumeon.agent, london("2026-03-02 10:00"), after=LATE)
    agent = signed_in(lumeon.agent.person)

    page = words(agent, f"{LIST}?month=2026-03&outcome=missed&severity=2&milestone=response")

    assert "Missed: High response 1 milestone" in page
    assert "Missed 1 h Mon 2 Mar 11:00 Mon 2 Mar 12:00" in page


def test_what_is_left_out_opens_to_its_reason(lumeon: Site) -> None:
    closed_unsolved(lumeon.house, lumeon.agent, london("2026-03-02 10:00"))
    agent = signed_in(lumeon.agent.person)

    page = words(agent, f"{LIST}?month=2026-03&outcome=none&reason=customer_request")

    assert "Left out: The customer asked for it to be closed 2 milestones" in page
    assert "Without outcome The customer asked for it to be closed" in page


def test_co_03_a_contact_sees_the_figures_and_lists_of_their_customer_only(
    lumeon: Site, northgate: House
) -> None:
    of_march(lumeon, lumeon.house, met=1, missed=0)
    of_march(lumeon, northgate, met=0, missed=2)
    priya = signed_in(lumeon.house.contact.person)

    page = words(priya, f"{PAGE}?month=2026-03")
    listed = rows(priya, f"{PAGE}incidents.csv?month=2026-03")

    assert "Response 100.00 % 1 met: Response of 1 counted" in page
    assert "By customer" not in page
    assert {row["customer"] for row in listed} == {"St Brannock's"}
    assert "Northgate" not in page + words(priya, f"{LIST}?month=2026-03")


def test_another_customers_address_is_not_there_for_a_contact(
    lumeon: Site, northgate: House
) -> None:
    priya, agent = signed_in(lumeon.house.contact.person), signed_in(lumeon.agent.person)
    asked = f"?customer={northgate.customer.pk}"

    for path in (PAGE, LIST, f"{PAGE}figures.csv", f"{PAGE}incidents.csv"):
        assert (agent.get(path + asked).status_code, priya.get(path + asked).status_code) == (
            200,
            404,
        )


def test_staff_compare_customers_the_lowest_share_first(lumeon: Site, northgate: House) -> None:
    of_march(lumeon, lumeon.house, met=2, missed=0)
    of_march(lumeon, northgate, met=0, missed=1)

    sheet = rows(signed_in(lumeon.agent.person), f"{PAGE}figures.csv?month=2026-03")

    assert [(row["label"], row["share"]) for row in sheet if row["figure"] == "customer"] == [
        ("Northgate Hospitals", "1 of 2"),
        ("St Brannock's", "4 of 4"),
    ]


def test_one_customer_can_be_chosen(lumeon: Site, northgate: House) -> None:
    of_march(lumeon, lumeon.house, met=2, missed=0)
    of_march(lumeon, northgate, met=0, missed=1)
    agent = signed_in(lumeon.agent.person)

    page = words(agent, f"{PAGE}?month=2026-03&customer={northgate.customer.pk}")

    assert "Attainment, March 2026 Northgate Hospitals" in page
    assert "Response and resolution 50.00 % 1 met" in page


@pytest.mark.parametrize(
    "query", ["month=2026-05", "month=March", "month=2026-13", "customer=0", "customer=x"]
)
def test_an_address_that_makes_no_sense_is_not_there(lumeon: Site, query: str) -> None:
    agent = signed_in(lumeon.agent.person)

    assert [agent.get(f"{path}?{query}").status_code for path in (PAGE, LIST)] == [404, 404]


@pytest.mark.parametrize("query", ["outcome=perhaps", "milestone=birthday"])
def test_a_part_of_a_figure_that_there_is_not_is_not_there(lumeon: Site, query: str) -> None:
    assert signed_in(lumeon.agent.person).get(f"{LIST}?{query}").status_code == 404


def test_the_year_shows_months_as_bars_and_in_a_table(lumeon: Site) -> None:
    of_march(lumeon, lumeon.house, met=1, missed=1)
    agent = signed_in(lumeon.agent.person)

    html = agent.get(f"{PAGE}?month=2026-03").content.decode()

    drawing = html[html.index('class="trend"') : html.index("</svg>", html.index('class="trend"'))]
    assert "Mar 2026: 75.00 % of 4." in drawing
    assert "Apr 2025: not applicable." in drawing
    assert "The line is the aim of 90 %." in drawing
    assert drawing.count("<rect") == 1
    assert "style=" not in drawing
    assert re.search(
        r"March 2026</a>\s*</th>\s*<td class=\"r\">3</td>\s*<td class=\"r\">1</td>", html
    )


def test_no_cell_of_a_sheet_is_a_formula(lumeon: Site) -> None:
    house = build_house(lumeon.vendor, "+44 Clinics", "Ida Plus", "essentials")
    solved(house, lumeon.agent, london("2026-03-02 10:00"))
    agent = signed_in(lumeon.agent.person)

    sheet = rows(agent, f"{PAGE}figures.csv?month=2026-03")
    listed = rows(agent, f"{PAGE}incidents.csv?month=2026-03")

    assert [row["label"] for row in sheet if row["figure"] == "customer"] == ["'+44 Clinics"]
    assert {row["customer"] for row in listed} == {"'+44 Clinics"}


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", [PAGE, LIST, f"{PAGE}figures.csv", f"{PAGE}incidents.csv"])
def test_pages_take_as_many_queries_for_three_rows_as_for_one(
    lumeon: Site, northgate: House, path: str
) -> None:
    agent = signed_in(lumeon.agent.person)
    solved(lumeon.house, lumeon.agent, london("2026-04-01 10:00"))
    _queries(agent, path)  # the first look of a session writes it

    one = _queries(agent, path)
    solved(northgate, lumeon.agent, london("2026-04-01 10:00"))
    solved(northgate, lumeon.agent, london("2026-04-01 11:00"), after=LATE)

    assert _queries(agent, path) == one
