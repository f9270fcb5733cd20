"""Who hears of a threshold, when, and how often: never at night, never a hundred mails."""

from datetime import timedelta

import pytest

from incidents import services as deeds
from incidents.models import Incident
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from sla import services, warnings
from sla.models import ClockWarning
from tests.cast import Site, raised, staff
from tests.incidents.watching import london


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


def owned(site: Site, **changes: str) -> Incident:
    """Raise an incident at ten and let Marek reply, so that only the resolution runs on."""
    incident = raised(site.house, severity="2", at=london("10:00"), **changes)
    deeds.accept(incident=incident, by=site.agent, at=london("10:01"))
    return deeds.reply(incident=incident, by=site.agent, text="On it.", at=london("10:02"))


def warned() -> list[tuple[str, int]]:
    rows = ClockWarning.objects.select_related("recipient", "crossing").order_by("pk")
    return [(row.recipient.name, row.crossing.percent) for row in rows]


def mailed() -> list[tuple[str, str]]:
    mails = OutgoingMail.objects.filter(key__startswith="warning-").order_by("pk")
    return [(mail.recipient, mail.subject) for mail in mails]


def test_the_owner_hears_of_each_threshold_once(lumeon: Site, manager: Membership) -> None:
    owned(lumeon)
    for time in ("14:00", "14:10", "16:00", "16:10"):
        services.sweep(at=london(time))

    assert warned() == [("Marek Nowak", 50), ("Marek Nowak", 75)]


def test_a_miss_is_told_to_the_owner_and_the_managers(lumeon: Site, manager: Membership) -> None:
    owned(lumeon)
    services.sweep(at=london("17:12"))

    services.sweep(at=london("09:31") + timedelta(days=1))

    assert warned() == [("Marek Nowak", 90), ("Marek Nowak", 100), ("Jo Lindqvist", 100)]


def test_what_nobody_owns_is_told_to_the_managers(lumeon: Site, manager: Membership) -> None:
    raised(lumeon.house, severity="2", at=london("10:00"))

    services.sweep(at=london("10:30"))

    assert warned() == [("Jo Lindqvist", 50)]


def test_thresholds_that_one_late_look_finds_are_one_warning(
    lumeon: Site, manager: Membership
) -> None:
    owned(lumeon)

    services.sweep(at=london("09:45") + timedelta(days=1))

    assert warned() == [("Marek Nowak", 100), ("Jo Lindqvist", 100)]


def test_a_warning_waits_for_the_service_hours(lumeon: Site) -> None:
    owned(lumeon)
    services.sweep(at=london("22:00"))

    assert warnings.tell(at=london("22:01")) == 0
    assert warnings.tell(at=london("09:00") + timedelta(days=1)) == 1
    assert [recipient for recipient, _ in mailed()] == ["marek.nowak@example.org"]


def test_what_falls_together_for_one_person_is_one_mail(lumeon: Site) -> None:
    numbers = [str(owned(lumeon, title=f"Letters {n}")) for n in range(3)]
    services.sweep(at=london("14:00"))

    warnings.tell(at=london("14:00"))

    assert mailed() == [("marek.nowak@example.org", "3 clocks of Lumeon need you")]
    text = OutgoingMail.objects.get(key__startswith="warning-").text
    assert all(f"{number} Resolution 50 % used" in text for number in numbers)


def test_a_single_warning_names_its_incident(lumeon: Site) -> None:
    incident = owned(lumeon, title="Letters")
    services.sweep(at=london("14:00"))

    warnings.tell(at=london("14:00"))
    warnings.tell(at=london("14:01"))

    assert mailed() == [("marek.nowak@example.org", f"[{incident}] Resolution 50 % used")]


def test_a_clock_that_stopped_meanwhile_warns_nobody(lumeon: Site) -> None:
    incident = owned(lumeon)
    services.sweep(at=london("14:00"))
    deeds.provide_solution(incident=incident, by=lumeon.agent, text="Done.", at=london("14:01"))

    assert warnings.tell(at=london("14:02")) == 0
    assert mailed() == []
    assert not ClockWarning.objects.filter(told_at=None).exists()
