"""Severities of earlier agreement versions count in the month in which they end (LU-18, CO-04)."""

from datetime import date

import pytest

from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.services import amend_contract, load_agreement
from incidents import services
from incidents.models import Incident
from portal.kernel.month import Month
from reports.monthly.figures import report_of
from reports.monthly.parts import MonthlyReport, Section
from tests.cast import Site, raised
from tests.factories import MONDAY
from tests.incidents.watching import london

pytestmark = pytest.mark.django_db

JUNE = Month(2026, 6)
LATER = london("2026-07-01 12:00")
# The class of lowest severity gets another key and another name.
RENAMED = {
    "[severities.4]": "[severities.minor]",
    'name = "Low"': 'name = "Minor"',
    "[targets.4.": "[targets.minor.",
    "\n4 = ": "\nminor = ",
    '["1", "2", "3", "4"]': '["1", "2", "3", "minor"]',
    'version = "V3 29.04.20"': 'version = "V4 01.06.26"',
    "effective_from = 2020-04-29": "effective_from = 2026-06-01",
}


def renamed_from_june(site: Site) -> None:
    """Put St Brannock's on a version from 1 June on that knows no severity 4."""
    path = next(path for path in agreement_paths() if path.stem == "lumeon")
    text = path.read_text(encoding="utf-8")
    for before, after in RENAMED.items():
        assert before in text
        text = text.replace(before, after)
    parsed = parse_agreement(text, file=path.name)
    version, _ = load_agreement(agreement=parsed, file=path.name, actor=None, at=MONDAY)
    amend_contract(
        by=site.administrator,
        contract=site.house.contract,
        agreement=version,
        tier=site.house.contract.tier,
        since=date(2026, 6, 1),
        reason="Agreed anew.",
        at=MONDAY,
    )


def answered(site: Site, severity: str, reported: str, replied: str) -> Incident:
    """Raise an incident and reply to it; its resolution stays open."""
    incident = raised(site.house, severity=severity, at=london(reported))
    services.reply(incident=incident, by=site.agent, text="Seen.", at=london(replied))
    return incident


def attainment(report: MonthlyReport) -> Section:
    found = report.section("attainment")
    assert found is not None
    return found


def test_an_outcome_of_june_counts_under_the_severity_it_was_reported_with(lumeon: Site) -> None:
    renamed_from_june(lumeon)
    answered(lumeon, "4", "2026-05-29 12:00", "2026-06-01 10:00")  # to be resolved by 12 June
    answered(lumeon, "minor", "2026-06-29 12:00", "2026-06-30 10:00")

    section = attainment(report_of(lumeon.house.contract, JUNE, at=LATER))

    (table,) = section.tables
    counts = {row[:2]: row[3:7] for row in table.rows if row[0] in {"Low", "Minor"}}
    assert counts == {
        ("Minor", "Response"): (1, 0, 0, 1),
        ("Minor", "Resolution"): (0, 0, 0, 0),
        ("Low", "Response"): (1, 0, 0, 1),
        ("Low", "Resolution"): (0, 1, 1, 1),  # met, missed, of them open, counted
    }
    totals = {fact.key: (fact.value, fact.note) for fact in section.facts}
    assert totals["total_both"] == ("66.66", "2 of 3")


def test_a_month_before_the_change_names_the_severities_it_had(lumeon: Site) -> None:
    renamed_from_june(lumeon)
    answered(lumeon, "4", "2026-05-07 12:00", "2026-05-07 13:00")

    section = attainment(report_of(lumeon.house.contract, Month(2026, 5), at=LATER))

    (table,) = section.tables
    names = list(dict.fromkeys(row[0] for row in table.rows))
    assert names == ["Critical", "High", "Medium", "Low", "All"]
    low = next(row for row in table.rows if row[:2] == ("Low", "Resolution"))
    assert low[3:7] == (0, 1, 1, 1)
