"""What an incident keeps of the release it was reported on, and what is said before (LU-08)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.models import Release
from contracts.services.instances import Setup, change_instance, end_instance, record_upgrade
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.contracts.shelf import LAUNCHED, day, install
from tests.factories import InstanceFactory

RAISE = "/lumeon/incidents/new/"


@pytest.fixture
def old(shelf: dict[str, Release], lumeon: Site, grace: Membership) -> House:
    """St Brannock's with its test instance, which runs 5.0.0."""
    return replace(lumeon.house, instance=install(grace, lumeon.house, "5.0.0"))


@pytest.fixture
def in_2027() -> Iterator[None]:
    """A year and a day after the end of life of 5.0."""
    with travel(day("2027-01-16"), tick=False):
        yield


def kept(incident: Incident) -> tuple[str, str, bool]:
    incident.refresh_from_db()
    return incident.release, incident.release_stage, incident.is_measured


@pytest.mark.parametrize(
    ("on", "stage", "measured"),
    [
        ("2026-01-14", "sustaining", True),
        ("2026-02-02", "extended", True),
        ("2027-01-14", "extended", True),
        ("2027-01-15", "eosl", False),
    ],
)
def test_lu_08_an_incident_keeps_the_stage_at_its_report(
    old: House, on: str, stage: str, measured: bool
) -> None:
    assert kept(raised(old, at=day(on))) == ("5.0.0", stage, measured)


def test_an_upgrade_later_changes_nothing_of_it(old: House, lumeon: Site) -> None:
    incident = raised(old, at=LAUNCHED)

    record_upgrade(
        instance=old.instance,
        by=lumeon.agent,
        release="6.0.0",
        since=date(2026, 2, 3),
        at=day("2026-02-03"),
    )

    assert kept(incident) == ("5.0.0", "extended", True)


def test_a_release_that_is_not_published_is_measured(lumeon: Site) -> None:
    assert kept(raised(lumeon.house)) == ("5.3.1", "unpublished", True)


def test_without_an_instance_nothing_is_kept(lumeon: Site) -> None:
    incident = raised(replace(lumeon.house, instance=None))  # type: ignore[arg-type]  # none is chosen

    assert kept(incident) == ("", "", True)


def test_where_nothing_ends_only_the_release_is_kept(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")

        assert kept(incident) == ("5.3.1", "", True)


def test_an_instance_that_has_ended_cannot_be_chosen(old: House, grace: Membership) -> None:
    end_instance(instance=old.instance, by=grace, on=date(2026, 2, 1), at=LAUNCHED)
    old.instance.refresh_from_db()

    with pytest.raises(Refusal, match="ended on 01 February 2026; choose one that runs"):
        raised(old, at=LAUNCHED)


def test_lu_08_the_form_says_what_an_old_release_is_given(old: House, lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)
    with travel(day("2026-02-10"), tick=False):
        page = " ".join(unescape(contact.get(RAISE).content.decode()).split())

    assert "Test, 5.0.0: Extended support since 15 Jan 2026." in page
    assert "no further maintenance releases" in page
    assert "5.3.1: " not in page


def test_lu_20_past_its_support_the_form_names_the_closing_reason(
    old: House, lumeon: Site, in_2027: None
) -> None:
    contact = signed_in(lumeon.house.contact.person)

    page = " ".join(unescape(contact.get(RAISE).content.decode()).split())

    assert "no service level clock runs" in page
    assert "with the reason “The release is no longer under maintenance” (LU-20)" in page


def test_the_incidents_page_says_that_no_clock_runs(old: House, lumeon: Site) -> None:
    incident = raised(old, at=day("2027-01-16"))
    contact = signed_in(lumeon.house.contact.person)

    page = " ".join(contact.get(f"/lumeon/incidents/{incident}/").content.decode().split())

    assert "no clock runs (LU-08)" in page


def test_lu_13_the_form_offers_only_functions_that_are_provided(
    lumeon: Site, grace: Membership
) -> None:
    contact = signed_in(lumeon.house.contact.person)
    assert "Data supply service" not in contact.get(RAISE).content.decode()
    with pytest.raises(Refusal, match="not on the always-critical list"):
        raised(lumeon.house, severity="3", always_critical="data_supply")

    change_instance(
        instance=lumeon.house.instance,
        by=grace,
        setup=Setup(provided=["data_supply"]),
        at=LAUNCHED,
    )

    assert "Data supply service" in contact.get(RAISE).content.decode()
    assert raised(lumeon.house, severity="3", always_critical="data_supply").severity == "1"


def test_the_form_asks_the_same_for_one_and_three_instances(
    shelf: dict[str, Release], lumeon: Site
) -> None:
    contact = signed_in(lumeon.house.contact.person)
    contact.get(RAISE)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            contact.get(RAISE)
        counts.append(len(seen))
        for name in ("a", "b"):
            InstanceFactory.create(
                vendor=lumeon.vendor,
                contract=lumeon.house.contract,
                kind="test",
                name=f"{name}{number}",
            )

    assert counts[0] == counts[1]
