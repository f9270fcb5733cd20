"""A missed target puts an incident on the ladder where its agreement says so (LU-22)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.domain.targets import Milestone
from incidents import services as deeds
from incidents.models import Escalation, EscalationStep, Incident
from incidents.queries import story
from incidents.services import Miss, escalate_for_misses
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from sla import services
from tests.cast import Site, raised, staff
from tests.incidents.watching import assert_stored_as_read, kinds, london

TUESDAY = london("2026-03-03 09:31")  # a minute after the resolution of severity 2 was due


def owned(site: Site, **changes: str) -> Incident:
    """Raise an incident at ten and let Marek reply, so that only the resolution runs on."""
    incident = raised(site.house, **({"severity": "2"} | changes), at=london("10:00"))
    deeds.accept(incident=incident, by=site.agent, at=london("10:01"))
    return deeds.reply(incident=incident, by=site.agent, text="On it.", at=london("10:02"))


def opened(incident: Incident) -> list[tuple[str, datetime | None, int]]:
    rows = Escalation.objects.filter(incident=incident)
    return [(row.cause, row.missed_at, row.level) for row in rows]


def test_a_missed_resolution_opens_the_first_level_at_the_owner(lumeon: Site) -> None:
    incident = owned(lumeon)

    services.sweep(at=TUESDAY)

    assert opened(incident) == [("resolution_missed", london("2026-03-03 09:30"), 1)]
    row = Escalation.objects.get(incident=incident)
    assert (row.opened_at, row.opened_by) == (TUESDAY, None)
    step = EscalationStep.objects.get(escalation=row)
    assert (step.level, step.holder) == (1, lumeon.agent.person)
    assert_stored_as_read(incident)


def test_co_12_the_customer_reads_why_and_when_in_their_own_zone(lumeon: Site) -> None:
    incident = owned(lumeon)

    services.sweep(at=TUESDAY)

    entry = story(Incident.objects.get(pk=incident.pk), for_staff=False)[-1]
    assert entry.line == (
        "Sundial escalated it to level 1 (Technical support incident owner): "
        "the resolution time was missed on Tue 3 Mar 2026 09:30 GMT"
    )
    assert (entry.at, entry.words, entry.who) == (TUESDAY, "", None)


def test_the_owner_and_the_contact_are_told_why(lumeon: Site) -> None:
    incident = owned(lumeon)

    services.sweep(at=TUESDAY)

    event = incident.events.in_order().last()
    assert event is not None
    mails = OutgoingMail.objects.filter(key=f"incident-{incident.pk}-{event.pk}")
    said = {mail.recipient.partition("@")[0]: mail.text for mail in mails}
    assert set(said) == {"marek.nowak", "priya.shah"}
    why = "(Technical support incident owner): the resolution time was missed on Tue 3 Mar 2026"
    assert all(why in text for text in said.values())
    assert ["It is with you." in said[name] for name in ("marek.nowak", "priya.shah")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("severity", "rows"), [("1", 1), ("2", 0), ("3", 0)])
def test_of_the_responses_only_a_missed_critical_one_escalates(
    lumeon: Site, severity: str, rows: int
) -> None:
    incident = raised(lumeon.house, severity=severity, at=london("10:00"))

    # Severity 3 has a business day for the response, and four more for the resolution.
    services.sweep(at=london("2026-03-03 10:01") if severity == "3" else london("11:01"))

    assert opened(incident) == [("response_missed", london("10:30"), 1)] * rows


def test_a_second_look_and_a_second_milestone_open_nothing_more(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="1", at=london("10:00"))
    services.sweep(at=london("10:31"))

    services.sweep(at=london("10:31"))
    services.sweep(at=london("14:01"))

    assert opened(incident) == [("response_missed", london("10:30"), 1)]
    assert kinds(incident).count("escalated") == 1


def test_two_milestones_missed_at_one_look_are_one_escalation_for_the_first(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="1", at=london("10:00"))

    services.sweep(at=london("14:01"))

    assert opened(incident) == [("response_missed", london("10:30"), 1)]


def test_what_the_customer_had_escalated_stays_where_it_stands(lumeon: Site) -> None:
    incident = owned(lumeon)
    deeds.escalate(incident=incident, by=lumeon.house.contact, reason="Now.", at=london("11:00"))

    services.sweep(at=TUESDAY)

    assert opened(incident) == [("requested", None, 1)]


def test_a_miss_after_the_escalation_was_ended_opens_another(lumeon: Site) -> None:
    manager = staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)
    incident = raised(lumeon.house, severity="1", at=london("10:00"))
    services.sweep(at=london("10:31"))
    deeds.end_escalation(incident=incident, by=manager, reason="Agreed.", at=london("11:00"))

    services.sweep(at=london("14:01"))

    assert [cause for cause, _, _ in opened(incident)] == ["response_missed", "resolution_missed"]


def test_whoever_acts_before_a_worker_looks_records_it_himself(lumeon: Site) -> None:
    incident = owned(lumeon)

    deeds.reply(incident=incident, by=lumeon.agent, text="Sorry.", at=TUESDAY)

    assert opened(incident) == [("resolution_missed", london("2026-03-03 09:30"), 1)]
    assert kinds(incident)[-2:] == ["replied", "escalated"]
    assert_stored_as_read(incident)


def test_what_is_closed_too_late_is_not_escalated_any_more(lumeon: Site) -> None:
    incident = owned(lumeon)

    deeds.close(incident=incident, by=lumeon.agent, reason="customer_request", words="", at=TUESDAY)

    assert opened(incident) == []


def test_what_happened_since_the_look_began_is_not_overtaken(lumeon: Site) -> None:
    """A sweep looks a little behind the clock; its finding comes after what was done by then."""
    incident = owned(lumeon)
    later = TUESDAY + timedelta(minutes=2)
    Incident.objects.filter(pk=incident.pk).update(last_event_at=later)

    services.sweep(at=TUESDAY)

    assert Escalation.objects.get(incident=incident).opened_at == later
    assert Incident.objects.get(pk=incident.pk).last_event_at == later


def test_other_vendors_without_a_ladder_are_only_warned(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        raised(patientiq.house, severity="high", category="functionality", at=london("15:00"))

        services.sweep(at=TUESDAY)

        assert not Escalation.objects.exists()


def test_a_batch_of_misses_without_a_ladder_asks_nothing(
    patientiq: Site,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="functionality")
        miss = Miss(
            incident=incident, milestone=Milestone.RESPONSE, severity="high", missed_at=TUESDAY
        )

        with django_assert_num_queries(0):
            assert escalate_for_misses([miss], at=TUESDAY) == []


def test_the_number_of_queries_does_not_grow_with_the_misses(lumeon: Site) -> None:
    def taken(count: int) -> int:
        for _ in range(count):
            raised(lumeon.house, severity="1", at=london("10:00"))
        with CaptureQueriesContext(connection) as seen:
            services.sweep(at=london("10:31"))
        return len(seen)

    one = taken(1)

    assert taken(3) == one
    assert Escalation.objects.count() == 4


@pytest.fixture
def manager(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.SUPPORT_MANAGER)


def test_a_miss_of_what_nobody_owns_goes_to_the_managers(lumeon: Site, manager: Membership) -> None:
    incident = raised(lumeon.house, severity="1", at=london("10:00"))

    services.sweep(at=london("10:31"))

    step = EscalationStep.objects.get(escalation__incident=incident)
    assert step.holder is None
    event = incident.events.in_order().last()
    assert event is not None
    mails = OutgoingMail.objects.filter(key=f"incident-{incident.pk}-{event.pk}")
    assert {mail.recipient for mail in mails} == {
        manager.person.email,
        lumeon.house.contact.person.email,
    }
