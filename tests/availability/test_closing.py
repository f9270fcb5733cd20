"""Closing a month: signed once, kept for good, and stated anew where facts were corrected."""

from datetime import datetime
from typing import Any

import pytest

from availability.models import ClosingKind, MonthClosing
from availability.sealing import is_intact, recomputed
from availability.services.closing import (
    close_month,
    close_months,
    last_closing,
    preview,
    restate_month,
)
from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.services.outages import confirm_outage, correct_outage
from contracts.domain.fees import Fees
from portal.audit.models import AuditEvent
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, facts, utc
from tests.availability.world import World, signed_for

pytestmark = pytest.mark.django_db
JUNE = Month(2026, 6)
TEXTS = {"cause": "A full disk.", "corrective_planned": "A larger one."}


def close(world: World, *, at: datetime = LATER, **said: Any) -> MonthClosing:
    shown = preview(contract=world.contract, month=JUNE, at=at)
    columns: dict[str, Any] = {
        "by": world.manager,
        "contract": world.contract,
        "month": JUNE,
        "at": at,
    }
    return close_month(**(columns | {"seen": shown.seen} | said))


def restate(world: World, reason: str = "The logs say otherwise.") -> MonthClosing:
    shown = preview(contract=world.contract, month=JUNE, at=LATER)
    return restate_month(
        by=world.manager,
        contract=world.contract,
        month=JUNE,
        seen=shown.seen,
        reason=reason,
        at=LATER,
    )


def confirmed(world: World, starts: str, ends: str | None, **said: Any) -> Any:
    outage = declared(world, starts, ends, **said)
    confirm_outage(by=world.agent, outage=outage, how="Called in by hand.", at=LATER)
    return outage


def test_a_closed_month_holds_its_facts_figures_and_derivation_under_a_hash(piq: World) -> None:
    confirmed(piq, "06-09 14:00", "06-09 15:00")

    made = close(piq)

    made.refresh_from_db()
    assert (made.number, made.kind, made.signed_by) == (1, "closed", piq.manager.person)
    assert (made.starts_at, made.ends_at) == (utc("06-01 05:00"), utc("07-01 05:00"))
    assert made.figures["percent"] == "99.861111"
    assert [one["key"] for one in made.facts["outages"]] == ["O-1"]
    assert made.derivation[-1].endswith("met")
    assert is_intact(made)
    assert recomputed(made) == made.figures
    assert AuditEvent.objects.filter(verb="month closed", object_id=made.pk).count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"at": utc("06-30 12:00")}, "2026-06 is not over before 01 July 2026 05:00 UTC"),
        ({"seen": "another"}, "Something changed since you looked"),
    ],
)
def test_a_month_that_goes_on_or_changed_meanwhile_is_not_closed(
    piq: World, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        close(piq, **said)


def test_only_account_managers_and_administrators_close_a_month(piq: World) -> None:
    with pytest.raises(Refusal, match="close a month"):
        close(piq, by=piq.agent)
    with pytest.raises(Refusal, match="close a month"):
        close_months(by=piq.contact, month=JUNE, contracts=[piq.contract], at=LATER)


def test_a_month_is_closed_once(piq: World) -> None:
    close(piq)

    with pytest.raises(Refusal, match="was closed on 01 September 2026"):
        close(piq)


def test_h26_a_missed_month_owes_cause_and_corrective_action_of_what_counts(piq: World) -> None:
    outage = confirmed(piq, "06-09 14:00", "06-09 19:00")
    with pytest.raises(Refusal, match=r"O-1 counts .* say its cause and its corrective action"):
        close(piq, reason="We are in a hurry.")

    said = facts(piq, "06-09 14:00", "06-09 19:00", **TEXTS)
    correct_outage(by=piq.agent, outage=outage, facts=said, reason="Findings.", at=LATER)

    assert close(piq).figures["is_met"] is False


def test_what_is_open_is_listed_and_closed_over_only_with_a_reason(piq: World) -> None:
    outage = declared(piq, "06-30 14:00")
    propose_exclusion(
        by=piq.agent, outage=outage, reason="force_majeure", evidence="A flood.", at=LATER
    )

    lacks = preview(contract=piq.contract, month=JUNE, at=LATER).lacks

    assert [one.words for one in lacks if not one.owed] == [
        "O-1 is still going on: end it, if it is over.",
        "O-1 was not confirmed by a direct check.",
        "O-1: an exclusion (force_majeure) was proposed and is not decided.",
    ]
    said = facts(piq, "06-30 14:00", **TEXTS)
    correct_outage(by=piq.agent, outage=outage, facts=said, reason="Findings.", at=LATER)
    with pytest.raises(Refusal, match="Say why the month is closed although"):
        close(piq)
    assert close(piq, reason="The customer asked.").reason == "The customer asked."


def test_an_outage_that_goes_on_beyond_the_month_does_not_change_its_facts(piq: World) -> None:
    declared(piq, "06-30 14:00")

    first, later = (
        preview(contract=piq.contract, month=JUNE, at=at).seen for at in (LATER, utc("09-01 12:05"))
    )

    assert first == later


def test_a_correction_is_a_restatement_with_its_difference_and_the_first_figure_stays(
    piq: World,
) -> None:
    outage = confirmed(piq, "06-09 14:00", "06-09 15:00")
    first = close(piq)
    with pytest.raises(Refusal, match="Nothing is otherwise"):
        restate(piq)

    said = facts(piq, "06-09 14:00", "06-09 16:00")
    correct_outage(by=piq.agent, outage=outage, facts=said, reason="Logs.", at=LATER)
    with pytest.raises(Refusal, match="Say why"):
        restate(piq, " ")
    made = restate(piq)

    first.refresh_from_db()
    assert (made.number, made.kind) == (2, ClosingKind.RESTATED)
    assert made.difference is not None
    assert made.difference["percent"] == ["99.861111", "99.722222"]
    assert made.difference["outages"]["O-1"][1]["counted"] == 7200
    assert first.figures["percent"] == "99.861111"
    assert last_closing(piq.contract, JUNE) == made


def test_a_month_that_was_not_closed_is_not_restated(piq: World) -> None:
    with pytest.raises(Refusal, match="was not closed yet"):
        restate(piq)


def test_an_exclusion_decided_after_the_closing_shows_as_a_difference(roster: World) -> None:
    outage = confirmed(roster, "06-09 14:00", "06-09 15:00", **TEXTS)
    close(roster)
    said = propose_exclusion(
        by=roster.agent, outage=outage, reason="misuse", evidence="A script.", at=LATER
    )
    decide_exclusion(by=roster.manager, exclusion=said, verdict="approved", at=LATER)

    shown = preview(contract=roster.contract, month=JUNE, at=LATER)

    assert shown.difference["is_met"] == [False, True]
    assert shown.closing is not None
    assert recomputed(shown.closing) == shown.closing.figures


def test_all_months_that_lack_nothing_are_closed_at_once(piq: World) -> None:
    product = piq.service.product
    assert product is not None
    more = [signed_for(piq.site, f"Clinic {place}", product, Fees()) for place in range(2)]
    close(piq)
    declared(piq, "06-09 14:00", "06-09 15:00", customers=[more[0].customer])

    made = close_months(by=piq.manager, month=JUNE, contracts=[piq.contract, *more], at=LATER)

    assert [one.contract for one in made] == [more[1]]
    assert all(is_intact(one) for one in made)
    assert AuditEvent.objects.filter(verb="month closed").count() == 2


def test_hr_05_the_days_averages_are_kept_with_a_month(roster: World) -> None:
    made = close(roster)

    assert len(made.figures["response"]["unmeasured"]) == 30
    assert recomputed(made) == made.figures
