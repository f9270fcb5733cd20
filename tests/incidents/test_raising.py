"""Raising an incident: gates, number, first event (LU-03, LU-09, LU-11, LU-13)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from contracts.models import Contract
from contracts.services import sign_contract
from incidents import services
from incidents.domain.kinds import Channel, EventKind
from incidents.models import Incident
from incidents.services.raising import LONGEST_TITLE
from portal.kernel.refusal import Refusal
from portal.people.services import end_membership
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from sla.models import Clock
from tests.cast import House, Site, raised, report
from tests.factories import MONDAY, InstanceFactory
from tests.incidents.watching import clock, refused


def test_lu_11_a_report_gets_the_vendors_next_number_and_its_first_event(lumeon: Site) -> None:
    first = raised(lumeon.house)

    second = raised(lumeon.house)

    assert second.number == first.number + 1
    assert str(first).startswith("LUM-")
    assert [event.kind for event in first.events.all()] == [EventKind.REPORTED]


def test_lu_11_the_report_is_kept_as_it_was_written(lumeon: Site) -> None:
    incident = raised(
        lumeon.house, title="  Letters\n print  blank ", text=" First.\r\nSecond. ", impact="All"
    )

    message = incident.messages.get()
    assert (incident.title, message.text) == ("Letters print blank", "First.\nSecond.")
    assert (message.author, message.by_staff) == (lumeon.house.contact.person, False)
    assert (incident.impact, incident.status, incident.channel) == ("All", "new", "portal")
    assert incident.reported_at == incident.last_event_at == MONDAY


def test_lu_14_both_clocks_run_from_the_report(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="2")

    due = dict(Clock.objects.filter(incident=incident).values_list("milestone", "due_at"))

    assert due["response"] == MONDAY + timedelta(hours=1)
    assert due["resolution"] == MONDAY + timedelta(hours=23, minutes=30)
    assert Incident.objects.get(pk=incident.pk).next_due_at == due["response"]


def test_a_report_outside_service_hours_counts_from_the_next_opening(lumeon: Site) -> None:
    sunday = MONDAY - timedelta(days=1)

    incident = raised(lumeon.house, at=sunday, severity="2")

    assert clock(incident, "response").due_at == MONDAY  # 09:00 opens, one business hour


def test_each_vendor_counts_its_own_numbers(lumeon: Site, patientiq: Site) -> None:
    here = raised(lumeon.house)
    with vendor_scope(patientiq.vendor):
        there = raised(patientiq.house, severity="high", category="functionality")

    assert (str(here), str(there)) == ("LUM-1001", "PIQ-1001")


def test_a_refused_report_leaves_no_gap_in_the_numbers(lumeon: Site) -> None:
    first = raised(lumeon.house)
    with pytest.raises(Refusal):
        raised(lumeon.house, text=" ")

    assert raised(lumeon.house).number == first.number + 1


def test_co_09_staff_log_a_call_for_the_contact(lumeon: Site) -> None:
    incident = services.raise_incident(
        by=lumeon.house.contact,
        contract=lumeon.house.contract,
        instance=None,
        report=replace(report(), channel=Channel.TELEPHONE),
        at=MONDAY,
        recorder=lumeon.agent,
    )

    assert incident.reporter == lumeon.house.contact.person
    assert incident.events.get().actor == lumeon.agent.person
    assert (incident.channel, incident.instance) == ("telephone", None)


def test_lu_13_an_always_critical_function_raises_the_severity(lumeon: Site) -> None:
    incident = raised(lumeon.house, severity="4", always_critical="calendars")

    assert incident.severity == "1"
    assert clock(incident, "response").budget == timedelta(minutes=30)
    # Four plain hours: the handbook does not say "business" here (LU-14).
    assert clock(incident, "resolution").due_at == MONDAY + timedelta(hours=4)


def test_lu_13_the_nhs_referral_service_is_always_critical_in_the_uk_only(lumeon: Site) -> None:
    assert raised(lumeon.house, severity="3", always_critical="nhs_ers").severity == "1"
    lumeon.house.customer.country = "IE"
    lumeon.house.customer.save(update_fields=["country"])
    abroad = replace(lumeon.house, contract=Contract.objects.get(pk=lumeon.house.contract.pk))

    with refused("That function is not on the always-critical list.", code="unknown"):
        raised(abroad, severity="3", always_critical="nhs_ers")


def test_an_unknown_function_is_not_taken_for_critical(lumeon: Site) -> None:
    with refused("That function is not on the always-critical list.", code="unknown"):
        raised(lumeon.house, always_critical="coffee_machine")


def test_lu_03_a_viewer_may_not_raise(lumeon: Site, vera: Membership) -> None:
    sentence = "As viewer you cannot raise an incident. This is done by: technical contact."

    with refused(sentence, code="not_allowed"):
        raised(replace(lumeon.house, contact=vera))


def test_lu_03_a_removed_contact_may_not_raise(lumeon: Site) -> None:
    contact = lumeon.house.contact
    end_membership(membership=contact, by=lumeon.administrator, at=MONDAY)
    contact.refresh_from_db()

    with pytest.raises(Refusal, match="you cannot raise an incident"):
        raised(lumeon.house)


def test_lu_03_a_contact_of_another_customer_is_refused(lumeon: Site, northgate: House) -> None:
    with refused("Nora Quist is no contact of St Brannock's.", code="not_allowed"):
        raised(replace(lumeon.house, contact=northgate.contact))


def test_a_customer_cannot_record_for_another_person(lumeon: Site, vera: Membership) -> None:
    with pytest.raises(Refusal, match="As viewer you cannot work on incidents"):
        services.raise_incident(
            by=lumeon.house.contact,
            contract=lumeon.house.contract,
            instance=None,
            report=report(),
            at=MONDAY,
            recorder=vera,
        )


def test_an_instance_of_another_contract_is_refused(lumeon: Site, northgate: House) -> None:
    with refused("That instance is not covered by this contract.", code="wrong_instance"):
        raised(replace(lumeon.house, instance=northgate.instance))


def test_lu_09_without_an_active_agreement_it_says_whom_to_call(lumeon: Site) -> None:
    house = _with_contract_until(lumeon.house, date(2026, 2, 28))
    sentence = (
        "St Brannock's has no active agreement with Lumeon (it ended on 28 February 2026), so no "
        "new incident can be raised. Your account manager can renew it: +44(0)203 137 9999 or "
        "+1 888 450 3195."
    )

    with refused(sentence, code="no_agreement"):
        raised(house)


def test_lu_09_the_last_day_still_counts_where_the_customer_is(lumeon: Site) -> None:
    house = _with_contract_until(lumeon.house, MONDAY.date())
    house.customer.time_zone = "America/Los_Angeles"
    house.customer.save(update_fields=["time_zone"])
    evening_there = MONDAY + timedelta(hours=20)  # Tuesday 06:00 UTC, Monday 22:00 there

    assert raised(house, at=evening_there).contract == house.contract


def _with_contract_until(house: House, ends_on: date) -> House:
    contract = sign_contract(
        customer=house.customer,
        tier="essentials",
        starts_on=date(2025, 1, 1),
        ends_on=ends_on,
        actor=None,
        at=MONDAY,
    )
    return replace(
        house,
        contract=contract,
        instance=InstanceFactory.create(vendor=contract.vendor, contract=contract),
    )


@pytest.mark.parametrize(
    ("changes", "sentence", "code"),
    [
        (
            {"severity": "5"},
            "Choose how severe it is: Critical, High, Medium, Low.",
            "unknown_severity",
        ),
        (
            {"category": "gossip"},
            "Choose what it is about: Technical question, Support incident, Enhancement request.",
            "unknown_category",
        ),
        (
            {"title": "x" * (LONGEST_TITLE + 1)},
            "The title has 161 characters; 160 fit. Put the rest in the text.",
            "too_long",
        ),
        (
            {"title": " \n "},
            "Write a few words first: an empty message helps nobody.",
            "empty",
        ),
        ({"text": "\x00"}, "Write a few words first: an empty message helps nobody.", "empty"),
        (
            {"text": "x" * 20_001},
            (
                "That is 20,001 characters; a message holds 20,000. Shorten it, or send the rest "
                "as a second message."
            ),
            "too_long",
        ),
    ],
)
def test_an_incomplete_report_is_refused(
    lumeon: Site, changes: dict[str, str], sentence: str, code: str
) -> None:
    with refused(sentence, code=code):
        raised(lumeon.house, at=MONDAY, **changes)


def test_pq_14_a_suggestion_has_a_number_but_no_clock(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor):
        incident = raised(patientiq.house, severity="high", category="suggestion")

        assert not incident.clocks.exists()
        assert Incident.objects.get(pk=incident.pk).next_due_at is None


def test_the_present_is_taken_from_the_edge_alone(lumeon: Site) -> None:
    tomorrow = timezone.now() + timedelta(days=1)

    assert raised(lumeon.house, at=tomorrow).reported_at == tomorrow
