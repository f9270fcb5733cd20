"""What a month's report says, for each of the three agreements, and what it leaves out (CO-05)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import services
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from reports.monthly.figures import report_of
from reports.monthly.parts import As, MonthlyReport, as_data, read
from tests.availability.saying import LATER, planned, utc
from tests.availability.world import World
from tests.cast import House, Site, raised
from tests.reports.monthly.papers import JUNE, TEXTS, down, june_of, missed_june
from tests.reports.monthly.papers import raised as reported

pytestmark = pytest.mark.django_db


def values(report: MonthlyReport, section: str) -> dict[str, object]:
    """Return the figures of one section by their keys."""
    found = report.section(section)
    assert found is not None
    return {fact.key: fact.value for fact in found.facts}


def rows(report: MonthlyReport, section: str, table: str) -> list[tuple[object, ...]]:
    found = report.section(section)
    assert found is not None
    return list(next(one for one in found.tables if one.key == table).rows)


def test_a_closed_month_says_everything_that_patientiq_promises(piq: World) -> None:
    missed_june(piq)

    report = june_of(piq)

    assert [one.key for one in report.sections] == [
        "about", "incidents", "attainment", "availability", "recovery", "credits", "causes",
        "changes",
    ]  # fmt: skip
    assert (report.standing, report.zone) == ("closed", "America/Chicago")
    assert values(report, "availability") | {"percent": "99.363425"} == {
        "percent": "99.363425",
        "target": "99.5",
        "down": 16_500,
        "allowed": 12_960,
        "denominator": 2_592_000,
    }
    assert values(report, "recovery") == {"late": 1, "lossy": 0}
    assert rows(report, "causes", "causes")[0] == (
        "O-1", "Nobody could sign in", "2026-06-09T14:00:00Z", *TEXTS.values(),
    )  # fmt: skip
    assert values(report, "incidents") == {"raised": 1, "closed": 0, "open_after": 1}
    assert values(report, "credits")["claimable"] == "54.79 USD"


def test_hr_08_a_report_says_why_each_thing_failed_that_counts_and_what_is_done(
    roster: World,
) -> None:
    missed_june(roster)
    planned(roster, ("07-14 03:30", "07-14 03:50"), done=True)  # a Monday night in Los Angeles

    june, july = june_of(roster), report_of(roster.contract, Month(2026, 7), at=LATER)

    assert values(june, "availability")["percent"] != values(july, "availability")["percent"]
    first = rows(june, "causes", "causes")[0]
    assert first == ("O-1", "Nobody could sign in", "2026-06-09T14:00:00Z", *TEXTS.values())
    assert rows(july, "causes", "causes") == []
    (work,) = rows(july, "causes", "works")
    assert work[:5] == (
        "M-1", "Scheduled", "2026-07-14T03:30:00Z", "2026-07-14T03:50:00Z", 1200,
    )  # fmt: skip
    assert work[5] == "notice missing or late"


def test_healthy_roster_adds_response_time_and_chronic_failure(roster: World) -> None:
    missed_june(roster)

    report = june_of(roster)

    keys = [one.key for one in report.sections]
    assert {"response_time", "credits", "chronic"} <= set(keys)
    assert "recovery" not in keys
    assert values(report, "credits")["earned"] == "12.51 USD"
    assert values(report, "chronic")["missed"] == 1
    shares = rows(report, "attainment", "shares")
    assert {row[2] for row in shares if row[0] != "All"} == {"assumed"}
    assert values(report, "attainment")["total_both"] == "not applicable"


def test_lumeon_promises_no_availability_so_its_month_needs_no_closing(
    lumeon: Site, northgate: House
) -> None:
    at = utc("06-09 09:00")
    incident = raised(northgate, at=at, severity="2")
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=utc("06-09 09:30"))

    report = report_of(northgate.contract, JUNE, at=LATER)

    keys = [one.key for one in report.sections]
    assert not {"availability", "credits", "causes", "recovery"} & set(keys)
    assert {"escalations", "tokens", "seats", "activities"} <= set(keys)
    assert report.standing == "final"
    assert values(report, "attainment")["total_response"] == "100.00"
    assert rows(report, "incidents", "open")[0][0] == str(incident)


def test_a_month_that_goes_on_is_reported_so_far(piq: World) -> None:
    down(piq, "06-09 14:00", "06-09 18:05")

    report = june_of(piq, at=utc("06-15 12:00"))

    assert report.standing == "so far"
    assert report.notice.startswith("So far")
    assert report.headline[0].name == "Availability so far"
    assert "if nothing more happens" in report.headline[0].note


def test_what_is_corrected_after_the_close_does_not_change_the_closed_figures(piq: World) -> None:
    missed_june(piq)
    before = june_of(piq)

    down(piq, "06-25 10:00", "06-25 20:00")

    assert values(june_of(piq), "availability") == values(before, "availability")
    assert rows(june_of(piq), "causes", "causes") == rows(before, "causes", "causes")


def test_a_report_is_the_same_read_back_from_what_was_kept(roster: World) -> None:
    missed_june(roster)
    report = june_of(roster)

    assert read(as_data(report)) == report


def test_a_chart_says_its_values_in_words_too(piq: World) -> None:
    missed_june(piq)
    found = june_of(piq).section("availability")

    assert found is not None
    (chart,) = found.charts
    assert chart.alt.endswith("Jun 2026 99.363425. The line is the target, 99.5 %.")


@pytest.mark.parametrize("month", [Month(2025, 12), Month(2026, 12)])
def test_a_month_in_which_nothing_ran_or_that_has_not_begun_is_refused(
    piq: World, month: Month
) -> None:
    with pytest.raises(Refusal):
        report_of(piq.contract, month, at=LATER)


def test_a_contract_that_ended_before_the_month_is_named_in_the_refusal(piq: World) -> None:
    piq.contract.ends_on = date(2026, 5, 31)

    with pytest.raises(Refusal, match=r"Riverbend Orthopaedics was not active in June 2026"):
        june_of(piq)


def test_a_long_list_is_cut_on_paper_and_says_so(piq: World) -> None:
    section = june_of(piq).section("incidents")
    assert section is not None
    table = section.tables[-1]
    long = replace(table, rows=(("PIQ-1", "What", "Low", None, None),) * 500)

    assert len(long.shown) < len(long.rows)
    assert long.capped.endswith("of 500 are shown here; the workbook and the CSV have all.")


def test_a_report_takes_the_same_queries_for_one_incident_and_for_many(piq: World) -> None:
    missed_june(piq)
    with CaptureQueriesContext(connection) as one:
        june_of(piq)
    for day in ("10", "11", "12"):
        reported(piq, piq.contact, utc(f"06-{day} 15:00"))

    with CaptureQueriesContext(connection) as four:
        report = june_of(piq)

    assert len(four) == len(one)
    assert values(report, "incidents")["raised"] == 4


def test_every_column_of_a_table_has_its_value_in_every_row(roster: World) -> None:
    missed_june(roster)
    report = june_of(roster)

    for section in report.sections:
        for table in section.tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}
            assert all(isinstance(column.of, As) for column in table.columns)
