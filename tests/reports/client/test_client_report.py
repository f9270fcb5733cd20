"""The incident report of a customer, as page, files and data of the same figures (LU-27)."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from incidents import services
from reports.client.asking import period_between
from reports.client.document import document_of
from reports.client.figures import ClientReport, client_report
from reports.monthly.formats import as_json, as_pdf, as_xlsx
from sla.names import Names
from tests.cast import House, Site, raised, signed_in
from tests.factories import MONDAY

PAGE = "/lumeon/reports/incidents/"
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
AFTER = datetime(2026, 4, 2, 9, tzinfo=UTC)
SAID = "?since=2026-03-01&until=2026-03-31"


def closed(site: Site, house: House, at: datetime, ended_at: datetime) -> None:
    incident = raised(house, at=at, severity="3")
    services.accept(incident=incident, by=site.agent, at=at + timedelta(minutes=5))
    services.reply(incident=incident, by=site.agent, text="On it.", at=at + timedelta(minutes=9))
    services.close(
        incident=incident, by=site.agent, reason="customer_request", words="Asked.", at=ended_at
    )


def of(house: House, *, for_staff: bool = False) -> ClientReport:
    return client_report(
        customer=house.customer,
        period=period_between(house.customer, *MARCH),
        names=Names.on(MARCH[1]),
        for_staff=for_staff,
        at=AFTER,
    )


@pytest.fixture
def march(lumeon: Site, northgate: House) -> House:
    """St Brannock's in March: one open, one closed in it, one long before, one after."""
    house = lumeon.house
    raised(house, at=MONDAY, title="Letters print twice")
    closed(lumeon, house, MONDAY + timedelta(hours=1), MONDAY + timedelta(days=2))
    closed(lumeon, house, MONDAY - timedelta(days=20), MONDAY - timedelta(days=9))
    raised(house, at=AFTER - timedelta(hours=1))
    raised(northgate, at=MONDAY)
    return house


def test_lu_27_it_holds_what_is_open_and_what_was_closed_in_the_period(march: House) -> None:
    report = of(march)
    rows = report.rows(report.incidents)

    assert [(row.severity, row.closed_at is None) for row in rows] == [
        ("High", True),
        ("Medium", False),
    ]
    assert (report.total.still_open, report.total.closed) == (1, 1)
    assert report.by_waiting == {"the vendor": 1}


def test_lu_27_it_says_what_became_of_each_clock(march: House) -> None:
    report = of(march)
    response, resolution = report.by_milestone
    still_open, ended = report.rows(report.incidents)

    assert (response.met, response.missed, response.running, response.left_out) == (1, 1, 0, 0)
    assert resolution.met + resolution.missed + resolution.running + resolution.left_out == 2
    assert still_open.response is not None
    assert still_open.response.outcome == "missed"
    assert ended.response is not None
    assert ended.response.outcome == "met"


def test_lu_27_the_period_is_that_of_the_customers_calendar(lumeon: Site) -> None:
    house = lumeon.house
    raised(house, at=datetime(2026, 3, 31, 22, 59, tzinfo=UTC))  # 23:59 of 31 March in London
    raised(house, at=datetime(2026, 3, 31, 23, 0, tzinfo=UTC))

    assert of(house).total.still_open == 1


def test_co_13_all_forms_say_the_same(march: House, lumeon: Site) -> None:
    report = of(march)
    document = document_of(report, lumeon.vendor)
    data = json.loads(as_json(document))["report"]
    found = {one["key"]: one["value"] for one in data["headline"]}
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(document)))
    listed = book.get_sheet_by_name("Incidents").to_python()

    assert found == {
        "open": report.total.still_open,
        "closed": report.total.closed,
        "met": sum(one.met for one in report.by_milestone),
        "missed": sum(one.missed for one in report.by_milestone),
    }
    assert [row[1] for row in listed].count("Letters print twice") == 1
    assert as_pdf(document).startswith(b"%PDF-")


def test_lu_27_customers_read_their_own_and_nobody_elses(
    march: House, lumeon: Site, northgate: House
) -> None:
    contact = signed_in(march.contact.person)

    shown = contact.get(PAGE + SAID)
    others = contact.get(f"{PAGE}{SAID}&customer={northgate.customer.pk}")

    assert "Letters print twice" in shown.content.decode()
    assert others.status_code == 404
    for form in ("pdf", "xlsx", "csv", "json"):
        assert contact.get(f"{PAGE}report.{form}{SAID}").status_code == 200
    assert contact.get(f"{PAGE}report.doc{SAID}").status_code == 404


def test_lu_27_the_sheet_and_the_api_list_the_same_incidents(march: House) -> None:
    contact = signed_in(march.contact.person)

    sheet = contact.get(f"{PAGE}report.csv{SAID}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    in_sheet = [
        row["value"] for row in rows if row["table"] == "incidents" and row["column"] == "incident"
    ]
    data = contact.get(f"/lumeon/api/reports/incidents/{SAID}").json()
    table = data["sections"][1]["tables"][0]

    assert in_sheet == [row[0] for row in table["rows"]]
    assert len(in_sheet) == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=2026-03-31&until=2026-03-01", "The first day lies after the last one."),
        ("?since=2024-01-01&until=2026-03-01", "At most 366 days"),
        ("?until=2999-01-01", "Nothing is known of days to come."),
        ("?since=yesterday", "Enter a valid date."),
    ],
)
def test_a_period_that_makes_no_sense_is_said_where_it_was_typed(
    lumeon: Site, query: str, words: str
) -> None:
    answer = signed_in(lumeon.house.contact.person).get(PAGE + query)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_the_page_takes_the_same_questions_however_much_is_open(march: House) -> None:
    contact = signed_in(march.contact.person)
    counts = []
    for more in (0, 2):
        for place in range(more):
            raised(march, at=MONDAY + timedelta(days=4, hours=place))
        contact.get(PAGE + SAID)
        with CaptureQueriesContext(connection) as asked:
            contact.get(PAGE + SAID)
        counts.append(len(asked))

    assert counts[0] == counts[1]
