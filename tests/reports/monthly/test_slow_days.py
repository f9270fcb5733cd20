"""Slow days in the monthly report: cause, corrective action taken and planned (HR-05, HR-08)."""

from datetime import timedelta

import pytest

from contracts.models import Contract
from reports.monthly.figures import report_of
from reports.monthly.issuing import issue_report
from reports.monthly.parts import MonthlyReport, Table, read
from tests.availability.saying import LATER
from tests.availability.slow import TEXTS, explained, slow
from tests.availability.world import World
from tests.cast import signed_in
from tests.reports.monthly.papers import JUNE, closed, june_of, neighbour

pytestmark = pytest.mark.django_db


def table(report: MonthlyReport) -> Table | None:
    found = report.section("causes")
    assert found is not None
    return next((one for one in found.tables if one.key == "slow"), None)


def rows(world: World, contract: Contract | None = None) -> list[tuple[object, ...]]:
    report = report_of(contract or world.contract, JUNE, at=LATER + timedelta(days=9))
    found = table(report)
    assert found is not None
    return list(found.rows)


def test_hr_08_the_report_says_why_days_were_slow_and_what_was_and_will_be_done(
    roster: World,
) -> None:
    slow(roster, 3, 4, 9)
    explained(roster, 3, 4)

    assert rows(roster) == [
        ("2026-06-03", "2026-06-04", "3.000", "Portal", *TEXTS.values(), "2026-09-01T12:00:00Z"),
        ("2026-06-09", "2026-06-09", "3.000", None, None, None, None, None),
    ]


def test_a_month_without_a_slow_day_has_no_such_table(roster: World) -> None:
    assert table(june_of(roster)) is None


def test_hr_08_a_neighbour_served_by_the_same_service_reads_the_same(roster: World) -> None:
    other = neighbour(roster)
    slow(roster, 3)
    explained(roster, 3)

    assert rows(roster, other) == rows(roster)


def test_hr_08_a_closed_month_keeps_the_words_known_when_it_was_signed(roster: World) -> None:
    slow(roster, 3)
    explained(roster, 3)
    closed(roster)
    before = rows(roster)

    explained(roster, 3, cause="A backup.", reason="The log says so.", at=LATER + timedelta(days=2))

    assert rows(roster) == before


def test_hr_08_the_customer_reads_it_in_the_issued_report(roster: World) -> None:
    slow(roster, 3)
    explained(roster, 3)
    closed(roster)
    made = issue_report(by=roster.manager, contract=roster.contract, month=JUNE, at=LATER)

    assert table(read(made.data)) == table(june_of(roster))
    address = f"/healthy-roster/reports/contracts/{roster.contract.pk}/2026-06/"
    page = signed_in(roster.contact.person).get(address).content.decode()
    assert all(text in page for text in TEXTS.values())
    assert "Days that were too slow" in page
