"""Confirming: an outage, one critical incident and one notice for each customer, then findings."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core import mail

from availability.models import (
    Component,
    Effect,
    Outage,
    OutageIncident,
    OutageNotice,
    OutageNoticeKind,
    OutageProposal,
    ProposalState,
)
from availability.services import confirming, outages, responding, suspecting
from availability.services.confirming import Checked
from availability.services.monitors import suggested_end
from availability.services.suspecting import recovered
from availability.stated import OutageFacts
from incidents.domain.kinds import Channel
from incidents.models import Incident
from incidents.queries import story
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from tests.availability.test_proposals import BAD_ANSWER, GOOD_ANSWER, MINUTE, answer, probe_of
from tests.availability.world import World, contact_of
from tests.cast import House

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOW = "Signed in from outside: the page answers 503."


def suspected(world: World, component: Component | None = None) -> OutageProposal:
    return suspecting.report_suspicion(
        by=world.agent,
        component=component or world.main,
        since=AT - 10 * MINUTE,
        title="Nobody can sign in",
        at=AT,
    )


def confirmed(world: World, proposal: OutageProposal | None = None, **said: object) -> Outage:
    return confirming.confirm_proposal(
        by=world.agent,
        proposal=proposal or suspected(world),
        checked=Checked(how=HOW, **said),  # type: ignore[arg-type]  # what the case says
        at=AT,
    )


def test_confirming_declares_the_outage_with_what_monitoring_saw(roster: World) -> None:
    outage = confirmed(roster, starts_at=AT - 12 * MINUTE, kind=Effect.IMPAIRED)

    version = outage.current
    assert (version.is_confirmed, version.confirmed_by, version.confirmed_how) == (
        True, roster.agent.person, HOW
    )  # fmt: skip
    assert (version.starts_at, version.first_fail_at) == (AT - 12 * MINUTE, AT - 10 * MINUTE)
    assert (version.kind, version.ends_at, version.components) == (
        Effect.IMPAIRED, None, [roster.main]
    )  # fmt: skip
    proposal = OutageProposal.objects.get()
    assert (proposal.state, proposal.outage, proposal.decided_by) == (
        ProposalState.CONFIRMED, outage, roster.agent.person
    )  # fmt: skip


def test_each_customer_concerned_gets_one_critical_incident_and_one_notice(roster: World) -> None:
    kelso = roster.site.house  # its contract names no product: it covers everything
    outage = confirmed(roster)

    incidents = {one.customer: one for one in Incident.objects.all()}
    assert set(incidents) == {roster.customer, kelso.customer}
    for incident in incidents.values():
        assert incident.severity == incident.agreement.terms.most_severe.key
        assert (incident.channel, incident.title) == (Channel.MONITORING, "Nobody can sign in")
        assert incident.reported_at == AT
    assert {row.customer for row in outage.incident_rows.all()} == set(incidents)
    outage.refresh_from_db()
    assert outage.incident in incidents.values()
    notices = OutageNotice.objects.filter(kind=OutageNoticeKind.OPENED)
    assert {one.recipients for one in notices} == {
        roster.contact.person.email, kelso.contact.person.email
    }  # fmt: skip


def test_the_notice_has_ticket_number_and_time_and_goes_out_once(roster: World) -> None:
    contact_of(roster.contract, "Second Contact")
    confirmed(roster)
    incident = Incident.objects.get(customer=roster.customer)

    letters = OutgoingMail.objects.filter(recipient=roster.contact.person.email)

    assert letters.count() == 1  # and no receipt for what nobody reported
    letter = letters.get()
    assert f"Ticket number: {incident}" in letter.text
    assert "Since: Tuesday 10 March 2026, 06:50:00 CDT" in letter.text
    assert "Nobody can sign in" not in letter.text + letter.subject  # PQ-12: mail has no titles
    assert OutgoingMail.objects.filter(text__contains=f"Ticket number: {incident}").count() == 2
    assert len(mail.outbox) == 0  # it waits in the outbox, with the transaction


def test_where_titles_may_travel_the_notice_says_what_is_out(roster: World) -> None:
    vendor = roster.site.vendor
    vendor.phi_mode = False
    vendor.save(update_fields=["phi_mode"])
    roster.contract.customer.vendor.refresh_from_db()

    confirmed(roster)

    assert OutageNotice.objects.filter(words__contains="What: Nobody can sign in").exists()


def test_the_words_of_the_incident_are_staffs_and_not_the_contacts(roster: World) -> None:
    confirmed(roster)

    event = Incident.objects.get(customer=roster.customer).events.select_related("message").get()

    assert event.actor == roster.agent.person
    assert event.message is not None
    assert (event.message.author, event.message.by_staff) == (roster.agent.person, True)


def test_confirming_twice_is_refused_and_responding_twice_changes_nothing(roster: World) -> None:
    proposal = suspected(roster)
    outage = confirmed(roster, proposal)
    before = (Incident.objects.count(), OutgoingMail.objects.count(), OutageNotice.objects.count())

    with pytest.raises(Refusal, match=f"confirmed it as {outage} already"):
        confirmed(roster, proposal)
    responding.respond_again(by=roster.agent, outage=outage, at=AT + MINUTE)

    assert before == (
        Incident.objects.count(), OutgoingMail.objects.count(), OutageNotice.objects.count()
    )  # fmt: skip


def test_a_customer_without_a_contact_is_named_and_helped_later(roster: World) -> None:
    roster.contact.ended_at = AT
    roster.contact.save(update_fields=["ended_at"])
    outage = confirmed(roster)
    row = OutageIncident.objects.get(outage=outage, customer=roster.customer)
    assert row.incident is None
    assert "Elm Street Physio has no technical contact" in row.trouble

    contact_of(roster.contract, "New Contact")
    responding.respond_again(by=roster.agent, outage=outage, at=AT + MINUTE)

    row.refresh_from_db()
    assert (row.incident is not None, row.trouble) == (True, "")


def test_only_the_customers_that_are_named_are_told(roster: World) -> None:
    confirmed(roster, customers=[roster.customer])

    assert [one.customer for one in Incident.objects.all()] == [roster.customer]


def test_a_component_of_ones_own_concerns_nobody_else(piq: World) -> None:
    lakeside: House = piq.site.house

    confirmed(piq, suspected(piq, piq.other))

    assert not Incident.objects.filter(customer=lakeside.customer).exists()
    assert Incident.objects.filter(customer=piq.customer).count() == 1


def test_an_outage_declared_by_hand_is_told_once_it_is_confirmed(roster: World) -> None:
    facts = OutageFacts(title="Portal", starts_at=AT - MINUTE, components=[roster.main])
    outage = outages.declare_outage(by=roster.agent, facts=facts, at=AT)
    with pytest.raises(Refusal, match="is not confirmed"):
        responding.respond_again(by=roster.agent, outage=outage, at=AT)

    confirming.confirm_declared(by=roster.agent, outage=outage, how=HOW, at=AT)

    assert Incident.objects.count() == 2


def test_what_is_suspected_of_the_same_component_is_taken_in(roster: World) -> None:
    probe = probe_of(roster)
    answer(probe, BAD_ANSWER, BAD_ANSWER, first=AT - 2 * MINUTE)

    outage = confirmed(roster)

    assert [one.outage for one in OutageProposal.objects.all()] == [outage, outage]
    answer(probe, BAD_ANSWER, GOOD_ANSWER, first=AT + MINUTE)
    assert not OutageProposal.objects.open().exists()


def test_a_suspicion_can_belong_to_an_outage_that_is_known(roster: World) -> None:
    outage = confirmed(roster)
    later = suspected(roster, roster.other)

    confirming.join_proposal(
        by=roster.agent, proposal=later, outage=outage, how="The same database.", at=AT
    )

    later.refresh_from_db()
    assert (later.state, later.outage) == (ProposalState.CONFIRMED, outage)
    assert Outage.objects.count() == 1


def test_one_probe_alone_confirms_nothing(roster: World) -> None:
    probe = probe_of(roster, may_confirm=True)

    answer(probe, *[BAD_ANSWER] * 9, first=AT - 9 * MINUTE)

    assert not Outage.objects.exists()


def test_a_second_probe_confirms_only_where_it_may(roster: World) -> None:
    first, second = probe_of(roster), probe_of(roster, name="From afar")
    answer(first, *[BAD_ANSWER] * 2, first=AT - 9 * MINUTE)
    answer(second, *[BAD_ANSWER] * 2, first=AT - 8 * MINUTE)
    assert not Outage.objects.exists()

    second.may_confirm = True
    second.save(update_fields=["may_confirm"])
    answer(first, BAD_ANSWER, first=AT - 6 * MINUTE)
    answer(first, BAD_ANSWER, first=AT - 5 * MINUTE)

    version = Outage.objects.get().current
    assert version.confirmed_by is None
    assert version.confirmed_how.startswith("By itself, by the rule that a second probe may")
    assert "From afar fails as well since" in version.confirmed_how
    assert version.confirmed_how.endswith("Hugo Diaz set it so.")
    assert version.starts_at == AT - 9 * MINUTE
    assert Incident.objects.count() == 2
    assert {one.state for one in OutageProposal.objects.all()} == {ProposalState.CONFIRMED}


def test_what_a_second_probe_confirms_is_nobody_s_deed(roster: World) -> None:
    first, second = probe_of(roster), probe_of(roster, name="From afar", may_confirm=True)
    answer(first, *[BAD_ANSWER] * 2, first=AT - 9 * MINUTE)
    answer(second, *[BAD_ANSWER] * 2, first=AT - 8 * MINUTE)

    outage = Outage.objects.get()
    (told,) = story(Incident.objects.get(customer=roster.customer), for_staff=True)
    assert (outage.opened_by, told.writer, told.logged_by) == (None, None, None)
    assert told.message is not None
    assert told.message.by_staff
    assert "by a second probe, by the vendor's rule" in told.message.text
    assert {one.sent_by for one in OutageNotice.objects.filter(outage=outage)} == {None}
    verbs = ["outage declared", "suspicion confirmed"]
    assert {one.actor for one in AuditEvent.objects.filter(verb__in=verbs)} == {None}


def test_when_it_is_good_again_the_desk_hears_it_and_an_end_is_suggested(roster: World) -> None:
    probe = probe_of(roster)
    answer(probe, BAD_ANSWER, BAD_ANSWER, first=AT - 2 * MINUTE)
    outage = confirmed(roster, OutageProposal.objects.get())
    assert suggested_end(outage.pk) is None

    answer(probe, GOOD_ANSWER, first=AT + 3 * MINUTE)

    assert suggested_end(outage.pk) == AT + 3 * MINUTE
    said = f"check it and end {outage}."
    assert OutgoingMail.objects.filter(text__contains=said).count() == 1


def ended(world: World, **found: str) -> Outage:
    outage = confirmed(world)
    outages.end_outage(by=world.agent, outage=outage, ends_at=AT, at=AT + MINUTE)
    if found:
        outage.refresh_from_db()
        facts = replace(OutageFacts.of(outage.current), **found)  # type: ignore[arg-type]  # texts
        outages.correct_outage(
            by=world.agent, outage=outage, facts=facts, reason="Found it.", at=AT + MINUTE
        )
    return Outage.objects.get(pk=outage.pk)


FOUND = {"cause": "A certificate had ended.", "corrective_taken": "It was renewed."}


def test_findings_are_sent_once_it_is_over_and_they_are_written(roster: World) -> None:
    going_on = confirmed(roster)
    with pytest.raises(Refusal, match="findings come once it is corrected"):
        responding.send_findings(by=roster.agent, outage=going_on, at=AT)


def test_findings_without_cause_are_no_findings(roster: World) -> None:
    with pytest.raises(Refusal, match="Write the cause"):
        responding.send_findings(by=roster.agent, outage=ended(roster), at=AT + MINUTE)


def test_findings_go_to_each_customer_and_are_the_incidents_solution(roster: World) -> None:
    outage = ended(roster, **FOUND)

    sent = responding.send_findings(by=roster.agent, outage=outage, at=AT + 2 * MINUTE)

    assert {one.customer for one in sent} == {roster.customer, roster.site.house.customer}
    incident = Incident.objects.get(customer=roster.customer)
    assert incident.status == "solution_provided"
    last = incident.events.select_related("message").order_by("pk").last()
    assert last is not None
    assert last.message is not None
    assert "A certificate had ended." in last.message.text
    with pytest.raises(Refusal, match="were sent as they stand"):
        responding.send_findings(by=roster.agent, outage=outage, at=AT + 3 * MINUTE)


def test_findings_can_be_sent_again_after_a_correction(roster: World) -> None:
    outage = ended(roster, **FOUND)
    responding.send_findings(by=roster.agent, outage=outage, at=AT + 2 * MINUTE)
    facts = replace(OutageFacts.of(outage.current), cause="Two certificates had ended.")
    outages.correct_outage(
        by=roster.agent, outage=outage, facts=facts, reason="Both.", at=AT + 3 * MINUTE
    )

    sent = responding.send_findings(by=roster.agent, outage=outage, at=AT + 4 * MINUTE)

    assert len(sent) == 2
    kinds = OutageNotice.objects.filter(outage=outage, kind=OutageNoticeKind.FINDINGS)
    assert kinds.count() == 4


def test_a_viewer_or_contact_confirms_nothing(roster: World) -> None:
    with pytest.raises(Refusal, match="you cannot declare and correct outages"):
        confirming.confirm_proposal(
            by=roster.contact, proposal=suspected(roster), checked=Checked(how=HOW), at=AT
        )


def test_a_recovery_of_nothing_that_is_suspected_is_nothing(roster: World) -> None:
    assert recovered("nobody", ok_at=AT, at=AT) is None
