"""The operator's page: what stands still is an alert, and nobody else finds the page."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from incidents.domain.kinds import EventKind
from incidents.models import IncidentEvent
from portal.audit import sealing, verifying
from portal.audit.models import record
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Person, Vendor
from portal.tenancy.scope import every_vendor, vendor_scope
from reports.machinery import Machinery, machinery
from sla import proof, services
from tests.cast import Site, raised, signed_in, with_second_factor
from tests.factories import MembershipFactory, PersonFactory
from tests.incidents.filing import sent, upload
from tests.incidents.watching import london

LATER = london("2026-03-02 12:00")


@pytest.fixture
def operator(lumeon: Site) -> Person:
    member = MembershipFactory.create(vendor=lumeon.vendor, person=PersonFactory.create(name="Op"))
    person = with_second_factor(member).person
    person.is_operator = True
    person.save(update_fields=["is_operator"])
    return person


def seen(slug: str = "lumeon") -> Machinery:
    with every_vendor("an operator looks"):
        return next(one for one in machinery(LATER) if one.vendor.slug == slug)


def test_strangers_contacts_and_staff_find_no_such_page(lumeon: Site) -> None:
    readers = (lumeon.house.contact, lumeon.agent, lumeon.administrator)

    answers = [signed_in(reader.person).get("/operations/") for reader in readers]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Client().get("/operations/").status_code == 404
    assert "Operations" not in signed_in(lumeon.agent.person).get("/lumeon/queue/").content.decode()


def test_an_operator_sees_every_vendor_and_no_incidents_text(
    lumeon: Site, operator: Person
) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    incident.clocks.filter(milestone="response").update(due_at=LATER)
    run = proof.begin(lumeon.vendor, at=timezone.now())
    list(proof.go_on(run))
    proof.finish(run, at=timezone.now())

    page = signed_in(operator).get("/operations/").content.decode()

    for vendor in Vendor.objects.all():
        assert vendor.name in page
    assert "Stored figures that differ from the events: 1." in page
    assert str(incident) in page
    assert incident.title.partition("'")[0] not in page


def test_a_second_factor_is_asked_of_operators(lumeon: Site, operator: Person) -> None:
    Authenticator.objects.filter(user=operator).delete()

    assert signed_in(operator).get("/operations/").status_code == 302


def read_chain(site: Site) -> None:
    """Seal a vendor's records and read their chain, as every night."""
    sealing.seal_all(site.vendor)
    *_, end = verifying.read(site.vendor)
    verifying.keep(site.vendor, end, at=LATER)


def test_nothing_to_see_to_is_no_alert(lumeon: Site) -> None:
    read_chain(lumeon)
    proof.finish(proof.begin(lumeon.vendor, at=LATER), at=LATER)

    assert seen().alerts == []


def test_a_replay_that_never_ran_or_is_days_old_is_an_alert(lumeon: Site) -> None:
    read_chain(lumeon)
    assert seen().alerts == ["No replay has begun since yesterday night."]

    proof.begin(lumeon.vendor, at=LATER - timedelta(days=2))

    assert seen().is_replay_late


def test_a_replay_of_a_few_days_does_not_stand_for_the_whole(lumeon: Site) -> None:
    proof.begin(lumeon.vendor, at=LATER, since=LATER - timedelta(days=1))

    assert seen().run is None


def test_clocks_that_nobody_takes_are_counted_with_the_oldest(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    assert (seen().due, seen().due_since) == (1, london("10:30"))
    assert seen().is_sweep_late

    services.sweep(at=LATER)

    assert (seen().due, seen().due_since) == (0, None)


def test_clocks_that_cannot_be_read_are_counted_by_reason(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    IncidentEvent.objects.create(  # past the services, as a faulty import might
        vendor=lumeon.vendor,
        incident=incident,
        kind=EventKind.REPORTED,
        at=london("10:01"),
        severity="2",
    )
    services.sweep(at=LATER)

    assert seen().parked == [("An incident is reported once, not 2 times.", 1)]


def test_mail_that_waits_or_was_given_up_is_counted(lumeon: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))
    assert (seen().mail, seen().mail_since, seen().mail_given_up) == (1, london("10:00"), 0)
    assert seen().is_mail_late

    OutgoingMail.objects.update(next_try_at=None)

    assert (seen().mail, seen().mail_given_up, seen().is_mail_late) == (0, 1, False)


def test_a_region_without_next_years_holidays_is_named(lumeon: Site) -> None:
    assert seen().uncovered == []

    customer = lumeon.house.customer
    customer.holiday_region = "GB-SCT"  # as a correction would; nobody has copied it yet
    customer.save(update_fields=["holiday_region"])

    assert seen().uncovered == ["GB-SCT"]
    assert "Holidays of 2027 are missing for GB-SCT." in seen().alerts


def test_another_vendors_machinery_is_its_own(lumeon: Site, patientiq: Site) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    assert (seen("patientiq").due, seen("patientiq").mail) == (0, 0)


@pytest.mark.parametrize("incidents", [1, 3])
def test_the_figures_take_the_same_queries_however_much_there_is(
    lumeon: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    incidents: int,
) -> None:
    for _ in range(incidents):
        raised(lumeon.house, severity="2", at=london("10:00"))

    with every_vendor("an operator looks"), django_assert_num_queries(11):
        machinery(LATER)


def test_files_that_wait_for_the_scanner_for_too_long_are_an_alert(
    lumeon: Site, settings: LazySettings
) -> None:
    late = "Files that wait for the scanner for too long: 1."
    incident = raised(lumeon.house, at=london("10:00"))
    sent(incident, lumeon.agent, upload(), minute=5)  # no scanner: it is clean at once
    assert (seen().files, late in seen().alerts) == (0, False)

    settings.SCANNER = "clamd://127.0.0.1:1"
    sent(incident, lumeon.agent, upload(), minute=6)

    assert (seen().files, seen().files_since) == (1, london("10:06"))
    assert late in seen().alerts


def test_a_broken_chain_of_records_is_an_alert(lumeon: Site) -> None:
    place = verifying.Place(number=4, digest="a" * 64, problem="Record 5 is gone from the chain.")
    verifying.keep(lumeon.vendor, place, at=LATER)

    broken = "The chain of audit records is broken: Record 5 is gone from the chain."
    assert broken in seen().alerts


def test_a_chain_that_nobody_seals_or_reads_is_an_alert(lumeon: Site) -> None:
    late = "Audit records are not sealed, or their chain is not read."
    assert late in seen().alerts

    read_chain(lumeon)
    assert late not in seen().alerts

    with vendor_scope(lumeon.vendor):
        record("thing changed", lumeon.house.customer, actor=None, at=LATER)
        with every_vendor("an operator looks a little later"):
            soon = timezone.now() + timedelta(minutes=1)
            later = timezone.now() + timedelta(minutes=10)
            early, after = (
                next(one for one in machinery(at) if one.vendor == lumeon.vendor)
                for at in (soon, later)
            )
    assert early.unsealed_since is not None
    assert after.unsealed_since is not None
    assert after.at - after.unsealed_since > timedelta(minutes=5)
