"""Months of a real public service, from its own incidents: run where these data lie beside."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from availability.domain.facts import Outage
from availability.domain.month import availability_of, seconds_of
from portal.kernel.month import Month
from portal.kernel.period import Period
from tests.availability.test_month import POLICIES

REAL = Path(__file__).parents[3] / "shared" / "real" / "github_status"
HALF_A_MILLIONTH = Fraction(1, 2_000_000)
SERIOUS = {"major", "critical"}

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real data do not lie beside")


def rows(name: str) -> list[dict[str, str]]:
    """Return a file of the real data; none where it does not lie beside."""
    if not REAL.is_dir():
        return []
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def outages(service: str) -> list[Outage]:
    """Return the incidents of a service that took it down for some time."""
    return [
        Outage(key=row["id"], during=Period(start, end))
        for row in rows("incidents.csv")
        if row["impact"] != "maintenance" and _concerns(row, service)
        for start, end in [(_at(row["downtime_start"]), _at(row["downtime_end"]))]
        if end > start
    ]


def _concerns(row: dict[str, str], service: str) -> bool:
    if service == "(any)":
        return True
    if service == "(major or critical)":
        return row["impact"] in SERIOUS
    return service in {part.strip() for part in row["components"].split(";")}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def cases() -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys((row["zone"], row["service"]) for row in rows("expected_monthly.csv"))


@pytest.mark.parametrize(("zone", "service"), list(cases()) or [("UTC", "(any)")])
def test_twenty_months_come_to_what_two_other_methods_found(zone: str, service: str) -> None:
    policy = replace(POLICIES["patientiq"], reporting_zone=ZoneInfo(zone))

    for row in rows("expected_monthly.csv"):
        if (row["zone"], row["service"]) != (zone, service):
            continue
        found = availability_of(Month.parse(row["month"]), outages(service), [], policy)
        down = seconds_of(found.classes.downtime) // 60
        assert (found.total // 60, down) == (int(row["total_minutes"]), int(row["down_minutes"]))
        assert found.percent is not None
        # The other methods rounded to six places, where the portal cuts off.
        assert abs(found.percent - Fraction(row["uptime_percent"])) <= HALF_A_MILLIONTH
