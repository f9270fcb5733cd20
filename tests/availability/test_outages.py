"""Outages are declared, corrected, ended and withdrawn, version by version (HR-02, HR-10)."""

from dataclasses import replace
from typing import Any

import pytest

from availability.models import Effect, Outage, OutageVersion
from availability.services.outages import (
    confirm_outage,
    correct_outage,
    declare_outage,
    end_outage,
    withdraw_outage,
)
from availability.stated import OutageFacts
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, facts, utc
from tests.availability.world import World

EARLIER = utc("06-09 14:30")


def test_an_outage_has_a_number_of_its_vendor_and_a_first_version(piq: World) -> None:
    first = declared(piq, "06-09 14:00", "06-09 15:00")
    second = declared(piq, "06-10 14:00", "06-10 15:00")

    assert [str(first), str(second)] == ["O-1", "O-2"]
    assert first.current.number == 1
    assert first.current.components == [piq.main]
    assert first.current.customers == []
    assert AuditEvent.objects.filter(verb="outage declared", object_id=first.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"title": "  "}, "title", id="no-title"),
        pytest.param({"components": []}, "components", id="no-component"),
        pytest.param({"starts_at": utc("09-01 12:01")}, "starts_at", id="begins-in-the-future"),
        pytest.param({"ends_at": utc("06-09 14:00")}, "ends_at", id="ends-as-it-begins"),
        pytest.param({"ends_at": utc("09-01 12:01")}, "ends_at", id="ends-in-the-future"),
        pytest.param(
            {"last_ok_at": utc("06-09 14:02"), "first_fail_at": utc("06-09 14:01")},
            "bounds",
            id="bounds-out-of-order",
        ),
        pytest.param({"restored_at": utc("06-09 13:59")}, "restored_at", id="restored-too-early"),
        pytest.param({"data_lost_from": utc("06-09 13:00")}, "data_lost_to", id="half-a-loss"),
        pytest.param(
            {"data_lost_from": utc("06-09 13:00"), "data_lost_to": utc("06-09 12:00")},
            "data_lost_to",
            id="loss-ends-before-it-begins",
        ),
        pytest.param({"users_affected": 3}, "users_affected", id="of-how-many"),
        pytest.param({"users_affected": 4, "users_total": 3}, "users_affected", id="more-than-all"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    piq: World, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        declared(piq, "06-09 14:00", "06-09 15:00", **changes)

    assert refused.value.code == code
    assert not Outage.objects.exists()


def test_an_outage_of_a_component_that_had_ended_is_refused(piq: World) -> None:
    piq.main.ended_on = utc("06-01 00:00").date()

    with pytest.raises(Refusal, match="ended on 01 June 2026"):
        declared(piq, "06-09 14:00", "06-09 15:00")


def test_only_the_desk_declares(piq: World) -> None:
    with pytest.raises(Refusal, match="declare and correct outages"):
        declare_outage(by=piq.manager, facts=facts(piq, "06-09 14:00"), at=LATER)
    with pytest.raises(Refusal, match="declare and correct outages"):
        declare_outage(by=piq.contact, facts=facts(piq, "06-09 14:00"), at=LATER)


def test_what_its_source_sent_before_is_not_declared_twice(piq: World) -> None:
    sent: dict[str, Any] = {"by": None, "source": "statuspage", "source_id": "abc", "at": LATER}
    declare_outage(facts=facts(piq, "06-09 14:00", "06-09 15:00"), **sent)

    with pytest.raises(Refusal, match="statuspage has sent abc before"):
        declare_outage(facts=facts(piq, "06-09 14:00", "06-09 15:00"), **sent)


def test_a_correction_is_another_version_and_the_first_one_stays(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00")
    better = replace(OutageFacts.of(outage.current), ends_at=utc("06-09 15:20"), cause="A disk.")

    outage = correct_outage(
        by=piq.agent, outage=outage, facts=better, reason="The log says so.", at=LATER
    )

    assert outage.current.number == 2
    assert outage.current.ends_at == utc("06-09 15:20")
    assert outage.current.reason == "The log says so."
    first = outage.versions.get(number=1)
    assert (first.ends_at, first.cause) == (utc("06-09 15:00"), "")
    told = AuditEvent.objects.get(verb="outage corrected")
    assert (told.before["ends_at"], told.after["cause"]) == ("2026-06-09 15:00:00+00:00", "A disk.")


def test_a_correction_needs_a_reason_and_a_difference(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00")
    same = OutageFacts.of(outage.current)

    with pytest.raises(Refusal, match="Say why it is corrected"):
        correct_outage(by=piq.agent, outage=outage, facts=same, reason=" ", at=LATER)
    with pytest.raises(Refusal, match="Nothing is different"):
        correct_outage(by=piq.agent, outage=outage, facts=same, reason="So.", at=LATER)


def test_who_corrects_what_somebody_else_corrected_meanwhile_is_told(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00")
    read = replace(OutageFacts.of(outage.current), cause="A disk.")
    correct_outage(by=piq.agent, outage=outage, facts=read, reason="Found.", based_on=1, at=LATER)

    with pytest.raises(Refusal, match="wrote version 2 of O-1 meanwhile"):
        correct_outage(
            by=piq.agent,
            outage=outage,
            facts=replace(read, cause="A cable."),
            reason="Found.",
            based_on=1,
            at=LATER,
        )


def test_an_outage_ends_once_and_is_restored_then_unless_said_otherwise(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", at=EARLIER)
    assert outage.current.is_going_on

    outage = end_outage(by=piq.agent, outage=outage, ends_at=utc("06-09 15:00"), at=LATER)

    assert outage.current.restored_at == outage.current.ends_at == utc("06-09 15:00")
    with pytest.raises(Refusal, match="over already"):
        end_outage(by=piq.agent, outage=outage, ends_at=utc("06-09 16:00"), at=LATER)


def test_an_outage_is_confirmed_once_with_how_it_was_checked(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", at=EARLIER)

    with pytest.raises(Refusal, match="Say how it was checked"):
        confirm_outage(by=piq.agent, outage=outage, how=" ", at=EARLIER)
    outage = confirm_outage(by=piq.agent, outage=outage, how="Signing in by hand.", at=EARLIER)

    assert outage.current.is_confirmed
    assert outage.current.confirmed_by == piq.agent.person
    with pytest.raises(Refusal, match="confirmed already"):
        confirm_outage(by=piq.agent, outage=outage, how="Again.", at=EARLIER)
    outage = end_outage(by=piq.agent, outage=outage, ends_at=utc("06-09 15:00"), at=LATER)
    assert outage.current.is_confirmed, "a later version keeps the confirmation"


def test_a_withdrawn_outage_stays_readable_and_a_correction_brings_it_back(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00")

    outage = withdraw_outage(by=piq.agent, outage=outage, reason="A false alarm.", at=LATER)

    assert outage.current.is_withdrawn
    assert outage.versions.count() == 2
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_outage(by=piq.agent, outage=outage, reason="Again.", at=LATER)
    told = OutageFacts.of(outage.current)
    outage = correct_outage(by=piq.agent, outage=outage, facts=told, reason="It was.", at=LATER)
    assert not outage.current.is_withdrawn


def test_versions_are_written_once(piq: World) -> None:
    version = declared(piq, "06-09 14:00", "06-09 15:00").current
    assert OutageVersion.append_only
    assert version.kind == Effect.UNAVAILABLE


def test_customers_see_outages_that_name_them_or_nobody(piq: World) -> None:
    lakeside = piq.site.house.contact
    every = declared(piq, "06-09 14:00", "06-09 15:00")
    theirs = declared(piq, "06-10 14:00", "06-10 15:00", customers=[piq.customer])

    assert set(Outage.objects.visible_to([piq.contact])) == {every, theirs}
    assert set(Outage.objects.visible_to([lakeside])) == {every}
    assert set(Outage.objects.visible_to([piq.agent])) == {every, theirs}
    assert not Outage.objects.visible_to([])
