"""Chronic failure with the close of months: noted once, told, ended, and lapsed (HR-07)."""

from datetime import date, datetime
from typing import Any

import pytest

from availability.models import Outage
from availability.services.outages import correct_outage
from credits.chronic import chronic_of
from credits.models import EndKind, TerminationRight
from credits.services.chronic import end_right
from portal.audit.models import AuditEvent
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from tests.availability.saying import LATER, facts, utc
from tests.availability.world import World
from tests.credits.closing import TEXTS, close, outage, restate

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = (Month(2026, number) for number in (4, 5, 6))


def two_missed(world: World) -> TerminationRight:
    """Close April to June with outages in April and June."""
    for day in ("04-07", "06-09"):
        outage(world, f"{day} 14:00", f"{day} 15:00")
    for month in (APRIL, MAY, JUNE):
        close(world, month)
    return TerminationRight.objects.get(contract=world.contract)


def test_the_second_missed_month_of_six_gives_the_right_once_and_tells_both_sides(
    roster: World,
) -> None:
    outage(roster, "04-07 14:00", "04-07 15:00")
    close(roster, APRIL)
    before = chronic_of(roster.contract, LATER)
    assert before is not None
    assert before.sentences[0].startswith("One more missed month before October 2026 gives")

    outage(roster, "06-09 14:00", "06-09 15:00")
    close(roster, MAY)
    closing = close(roster, JUNE)

    right = TerminationRight.objects.get(contract=roster.contract)
    assert (right.of_month, right.source, right.closing, right.clause) == (
        JUNE,
        "availability",
        closing,
        "HR-07",
    )
    months = [(one["month"], one["percent"]) for one in right.evidence["months"]]
    assert months == [("2026-04", "99.861111"), ("2026-06", "99.861111")]
    people = Notification.objects.filter(title__endswith="has the right to terminate")
    assert {one.person for one in people} >= {roster.contact.person, roster.manager.person}
    state = chronic_of(roster.contract, LATER)
    assert state is not None
    assert state.right == right
    assert state.sentences == [
        "Elm Street Physio may terminate: availability was missed in April 2026 and June 2026."
    ]


def test_a_right_is_open_until_the_customer_waives_or_exercises_it(roster: World) -> None:
    right = two_missed(roster)
    said: dict[str, Any] = {
        "by": roster.manager,
        "right": right,
        "kind": EndKind.WAIVED,
        "on": date(2026, 9, 1),
        "said_by": "Noor Haddad",
        "at": LATER,
    }
    for wrong, why in (
        ({"by": roster.agent}, "settle credits"),
        ({"said_by": " "}, "Name who said so for Elm Street Physio"),
        ({"on": date(2027, 1, 1)}, "between the one it arose on and today"),
        ({"on": date(2026, 6, 1)}, "between the one it arose on and today"),
        ({"kind": EndKind.LAPSED}, "exercised or waived"),
    ):
        with pytest.raises(Refusal, match=why):
            end_right(**(said | wrong))

    end_right(**said)

    with pytest.raises(Refusal, match="was waived on 01 September 2026"):
        end_right(**said)
    state = chronic_of(roster.contract, LATER)
    assert state is not None
    assert state.right is None
    assert AuditEvent.objects.filter(verb="right to terminate waived").count() == 1


def test_a_right_lapses_when_a_month_it_rests_on_is_stated_anew(roster: World) -> None:
    right = two_missed(roster)
    row = Outage.objects.get(number=2)
    said = facts(roster, "06-09 14:00", "06-09 14:00:01", **TEXTS)
    correct_outage(by=roster.agent, outage=row, facts=said, reason="The logs.", at=LATER)

    restate(roster, JUNE)

    right.refresh_from_db()
    assert right.end.kind == EndKind.LAPSED
    assert TerminationRight.objects.filter(contract=roster.contract).count() == 1


def test_an_agreement_without_chronic_failure_has_no_state(piq: World) -> None:
    assert chronic_of(piq.contract, datetime.fromisoformat("2026-09-01T12:00+00:00")) is None


def waived(world: World, right: TerminationRight) -> None:
    """Record that the customer waived a right on 1 September."""
    end_right(
        by=world.manager,
        right=right,
        kind=EndKind.WAIVED,
        on=date(2026, 9, 1),
        said_by="Noor Haddad",
        at=LATER,
    )


def corrected(world: World, number: int, starts: str, ends: str) -> None:
    """Correct when an outage was."""
    said = facts(world, starts, ends, **TEXTS)
    row = Outage.objects.get(number=number)
    correct_outage(by=world.agent, outage=row, facts=said, reason="The logs.", at=LATER)


def test_a_waived_right_does_not_arise_again_when_its_months_are_stated_anew(
    roster: World,
) -> None:
    waived(roster, two_missed(roster))
    corrected(roster, 2, "06-09 14:00", "06-09 15:30")  # missed as before

    restate(roster, JUNE)

    assert TerminationRight.objects.filter(contract=roster.contract).count() == 1
    outage(roster, "07-07 14:00", "07-07 15:00")
    close(roster, Month(2026, 7), at=utc("09-02 12:00"))  # a further miss gives the next one
    (_, another) = TerminationRight.objects.filter(contract=roster.contract).order_by("pk")
    assert [one["month"] for one in another.evidence["months"]] == ["2026-06", "2026-07"]


def test_what_was_known_to_be_missed_when_a_right_was_waived_gives_no_other(roster: World) -> None:
    outage(roster, "05-12 14:00", "05-12 15:00")
    right = two_missed(roster)  # April and May; that June was missed too is known as well
    waived(roster, right)
    corrected(roster, 3, "06-09 14:00", "06-09 15:30")

    restate(roster, JUNE)

    assert TerminationRight.objects.filter(contract=roster.contract).count() == 1


def test_where_one_ground_is_gone_another_that_stands_gives_the_right(roster: World) -> None:
    outage(roster, "05-12 14:00", "05-12 15:00")
    first = two_missed(roster)
    assert [one["month"] for one in first.evidence["months"]] == ["2026-04", "2026-05"]
    corrected(roster, 1, "05-12 14:00", "05-12 14:00:01")  # May was not missed after all

    restate(roster, MAY)

    first.refresh_from_db()
    assert first.end.kind == EndKind.LAPSED
    (_, another) = TerminationRight.objects.filter(contract=roster.contract).order_by("pk")
    assert [one["month"] for one in another.evidence["months"]] == ["2026-04", "2026-06"]
    state = chronic_of(roster.contract, LATER)
    assert state is not None
    assert state.right == another
