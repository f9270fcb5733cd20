"""Maintenance from plan to end: what it comes to, who is told and when (PQ-03, PQ-04, HR-03)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from availability.domain.planner import Because
from availability.domain.policy import Kind
from availability.draft import Draft
from availability.models import Maintenance, MaintenanceNotice, Means
from availability.outlook_words import notice_due, sentences, shares
from availability.planned import Session, WorkFacts
from availability.planner import preview, standing
from availability.services import noticing, planning
from availability.services.notice_records import record_approval
from contracts.domain.fees import Fees
from contracts.models import Contract
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification, OutgoingMail
from portal.notify.services import send_due
from portal.tenancy.models import Membership
from tests.availability.world import World, signed_for

CHICAGO, PACIFIC = ZoneInfo("America/Chicago"), ZoneInfo("America/Los_Angeles")
MINUTE = timedelta(minutes=1)
TUESDAY = datetime(2026, 9, 8, 17, tzinfo=UTC)  # noon in Chicago, Labor Day over


@pytest.fixture
def piq(piq: World) -> World:
    """PatientIQ with one contract that runs: Riverbend's."""
    return _alone(piq)


@pytest.fixture
def roster(roster: World) -> World:
    """Healthy Roster with one contract that runs: Elm Street's."""
    return _alone(roster)


def _alone(world: World) -> World:
    # The house's contract names no product, so that every shared component would serve it too.
    Contract.objects.filter(pk=world.site.house.contract.pk).update(ends_on=F("starts_on"))
    return world


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def session(start: datetime, minutes: int = 40) -> Period:
    return Period(start, start + MINUTE * minutes)


def stated(world: World, start: datetime, minutes: int = 40, **other: Any) -> WorkFacts:
    during = session(start, minutes)
    facts = WorkFacts(
        title="Database upgrade",
        components=[world.main],
        sessions=[Session(announced_from=during.start, announced_to=during.end)],
    )
    return replace(facts, **other)


def planned(world: World, start: datetime, *, tells: bool = True, **other: Any) -> Maintenance:
    facts = stated(world, start, **other)
    return planning.plan_work(by=world.agent, facts=facts, tells=tells, at=TUESDAY)


def left(moment: datetime) -> int:
    """Send what is due, and write the notices down."""
    send_due(at=moment)
    return noticing.settle_notices(at=moment)


def test_the_preview_says_how_much_would_be_downtime_and_why(roster: World) -> None:
    saturday = at("2026-09-12 23:00", PACIFIC)
    draft = Draft(components=[roster.main], sessions=[session(saturday)])

    outlook = preview(draft, saturday - timedelta(hours=47))

    (said,) = sentences(outlook)
    assert said.text == (
        "All 40 minutes would count as downtime for 1 contract: notice is 47 h, 48 h are needed."
    )
    # The week after is the first whose Saturday is 48 hours away, and 30 minutes are all there is.
    assert outlook.slot is None


def test_minutes_beyond_the_allotment_are_told_with_what_is_left_of_it(roster: World) -> None:
    saturday = at("2026-09-12 23:00", PACIFIC)
    draft = Draft(components=[roster.main], sessions=[session(saturday, 42)])

    outlook = preview(draft, TUESDAY)

    assert [one.text for one in sentences(outlook)] == [
        "12 of 42 minutes would count as downtime for 1 contract: the month's 30 min are used up."
    ]
    (row,) = outlook.rows
    assert shares(row) == [
        "September 2026: nothing left of 30 minutes, nothing used otherwise",
        "Sessions that week: 0 of 1 taken by other work",
    ]
    assert notice_due(row, "America/New_York") == "Notice by Fri 11 Sep 02:00 EDT"


def test_several_reasons_are_told_with_the_minutes_of_each(roster: World) -> None:
    draft = Draft(components=[roster.main], sessions=[session(at("2026-09-12 22:50", PACIFIC), 52)])

    (said,) = sentences(preview(draft, TUESDAY))

    assert said.text == (
        "22 of 52 minutes would count as downtime for 1 contract: "
        "12 because the month's 30 min are used up, "
        "10 because it lies outside 23:00-03:00 in America/Los_Angeles."
    )


def test_more_contracts_take_no_more_queries(
    piq: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    planned(piq, at("2026-09-22 23:00"))
    draft = Draft(components=[piq.main], sessions=[session(at("2026-09-15 23:00"))])
    assert len(preview(draft, TUESDAY).rows) == 1
    with django_assert_max_num_queries(40) as one:
        preview(draft, TUESDAY)
    product = piq.service.product
    assert product is not None
    for name in ("Mesa Spine", "Delta Ortho"):
        signed_for(piq.site, name, product, Fees(annual=Decimal(1000), currency="USD"))

    with django_assert_max_num_queries(len(one)):
        found = preview(draft, TUESDAY)

    assert len(found.rows) == 3


def test_other_work_of_the_month_uses_the_allotment_before(roster: World) -> None:
    planned(roster, at("2026-09-12 23:00", PACIFIC), minutes=20)
    later = Draft(
        components=[roster.other], sessions=[session(at("2026-09-19 23:00", PACIFIC), 20)]
    )

    (row,) = preview(later, TUESDAY).rows

    assert row.reckoning.reasons == [(Because.ALLOTMENT, 10 * MINUTE)]
    # The first night of October is in Pacific time a Thursday; Saturday's window opens the month.
    assert row.slot == at("2026-10-03 00:00", PACIFIC)


def test_the_earliest_slot_keeps_notice_and_window(piq: World) -> None:
    draft = Draft(components=[piq.main], sessions=[session(at("2026-09-09 12:00"))])

    outlook = preview(draft, TUESDAY)

    assert outlook.slot == at("2026-09-15 00:00")
    moved = replace(draft, sessions=[session(outlook.slot)])
    assert preview(moved, TUESDAY).worst == timedelta(0)


def test_a_component_of_one_customer_concerns_that_contract_alone(piq: World) -> None:
    draft = Draft(components=[piq.other], sessions=[session(at("2026-09-15 23:00"))])

    (row,) = preview(draft, TUESDAY).rows

    assert row.contract == piq.contract
    # Denver is an hour behind Chicago: the window is that of the place (P12).
    assert row.reckoning.reasons == [(Because.HOURS, 40 * MINUTE)]


def test_planning_mails_every_contact_and_the_notice_counts_from_when_it_left(piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"), words="We upgrade the database.")

    assert not MaintenanceNotice.objects.exists()  # nothing has left yet
    assert left(TUESDAY + 5 * MINUTE) == 1
    assert left(TUESDAY + 6 * MINUTE) == 0

    notice = work.notices.get()
    assert (notice.sent_at, notice.contract) == (TUESDAY + 5 * MINUTE, piq.contract)
    assert notice.to == piq.contact.person.email
    assert (notice.expected_start, notice.expected_minutes) == (at("2026-09-15 23:00"), 40)
    (letter,) = mail.outbox
    assert "Tue 15 Sep 2026 23:00 CDT" in letter.body
    assert "Unavailable: completely, all the time" in letter.body
    assert "We upgrade the database." not in letter.body  # the vendor keeps words out of mail
    assert Notification.objects.filter(person=piq.contact.person, topic="contracts").exists()


def test_work_that_was_moved_is_told_anew_and_the_old_notice_is_none_of_the_new_time(
    piq: World,
) -> None:
    work = planned(piq, at("2026-09-15 23:00"))
    left(TUESDAY)
    wednesday = TUESDAY + timedelta(days=1)
    facts = stated(piq, at("2026-09-16 23:00"))

    planning.change_work(
        by=piq.agent, maintenance=work, facts=facts, reason="Staff is ill.", at=wednesday
    )
    left(wednesday)

    assert [one.kind for one in work.notices.all()] == ["notice", "update"]
    work.refresh_from_db()
    (row,) = standing(work, wednesday).rows
    assert row.notice_at == wednesday
    assert row.is_noticed  # by Wednesday the 9th for Wednesday the 16th


def test_mail_that_has_not_left_is_taken_back_by_a_change(piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"))
    facts = stated(piq, at("2026-09-16 23:00"))

    planning.change_work(
        by=piq.agent, maintenance=work, facts=facts, reason="A day later.", at=TUESDAY + MINUTE
    )
    left(TUESDAY + 2 * MINUTE)

    (sent,) = OutgoingMail.objects.exclude(sent_at=None)
    assert "Wed 16 Sep 2026" in sent.text


def test_whoever_was_told_hears_of_the_end_and_of_a_cancellation(piq: World) -> None:
    done, given_up = planned(piq, at("2026-09-15 23:00")), planned(piq, at("2026-09-22 23:00"))
    left(TUESDAY)

    planning.cancel_work(by=piq.agent, maintenance=given_up, reason="Not needed.", at=TUESDAY)
    begun = planning.begin_work(by=piq.agent, maintenance=done, at=at("2026-09-15 23:00"))
    planning.finish_work(by=piq.agent, maintenance=begun, at=at("2026-09-15 23:31"))
    left(at("2026-09-15 23:32"))

    assert [one.kind for one in done.notices.all()] == ["notice", "done"]
    assert [one.kind for one in given_up.notices.all()] == ["notice", "cancelled"]
    done.refresh_from_db()
    outlook = standing(done, at("2026-09-16 09:00"))
    assert (outlook.total, outlook.worst) == (31 * MINUTE, timedelta(0))


def test_an_overrun_is_downtime_from_the_minute_the_window_closes(piq: World) -> None:
    work = planned(piq, at("2026-09-16 02:30"), minutes=30)
    left(TUESDAY)
    begun = planning.begin_work(by=piq.agent, maintenance=work, at=at("2026-09-16 02:30"))

    outlook = standing(begun, at("2026-09-16 03:07"))

    (said,) = sentences(outlook, is_planned=False)
    assert said.text == (
        "7 of 37 minutes count as downtime for 1 contract: "
        "it lies outside 23:00-03:00 where it is deployed."
    )


def test_a_telephone_call_is_the_contact_that_emergency_work_needs(piq: World) -> None:
    begins = at("2026-09-08 12:30")
    work = planned(piq, begins, tells=False, kind=Kind.EMERGENCY)
    begun = planning.begin_work(by=piq.agent, maintenance=work, at=begins)
    assert standing(begun, begins + 30 * MINUTE).worst == 30 * MINUTE

    noticing.log_contact(
        by=piq.agent,
        maintenance=work,
        contract=piq.contract,
        spoken_to="Marisol Vega",
        sent_at=begins + 20 * MINUTE,
        at=begins + 25 * MINUTE,
    )

    assert standing(begun, begins + 30 * MINUTE).worst == timedelta(0)
    assert work.notices.get().by == Means.TELEPHONE


def test_an_approval_raises_the_months_allotment_for_that_customer(roster: World) -> None:
    work = planned(roster, at("2026-09-12 23:00", PACIFIC), minutes=45)
    left(TUESDAY)
    assert standing(work, TUESDAY).worst == 15 * MINUTE

    record_approval(
        by=roster.agent,
        maintenance=work,
        contract=roster.contract,
        minutes=15,
        approved_by="Noor Haddad",
        evidence="Mail of 8 September",
        at=TUESDAY,
    )

    assert standing(work, TUESDAY).worst == timedelta(0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"start": "2026-09-08 11:00"}, "past", id="in-the-past"),
        pytest.param({"minutes": 32 * 1440}, "too_long", id="more-than-31-days"),
        pytest.param({"components": []}, "components", id="no-component"),
        pytest.param({"title": "  "}, "no_words", id="no-title"),
    ],
)
def test_plans_that_make_no_sense_are_refused(
    piq: World, change: dict[str, Any], code: str
) -> None:
    start = at(str(change.pop("start", "2026-09-15 23:00")))

    with pytest.raises(Refusal) as refused:
        planned(piq, start, **change)

    assert refused.value.code == code


def test_work_that_concerns_no_contract_is_not_planned(piq: World) -> None:
    piq.other.uses.update(until=at("2026-08-31 12:00").date())

    with pytest.raises(Refusal, match="No contract that promises availability"):
        planned(piq, at("2026-09-15 23:00"), components=[piq.other])


def test_contacts_plan_nothing_and_tell_nobody(piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"), tells=False)

    for by in (piq.contact, piq.manager):
        with pytest.raises(Refusal, match="you cannot plan maintenance"):
            _send(by, work)


def test_who_was_told_is_not_told_again(piq: World) -> None:
    work = planned(piq, at("2026-09-15 23:00"), tells=False)

    assert noticing.send_notices(by=piq.agent, maintenance=work, at=TUESDAY) == [piq.contract]
    with pytest.raises(Refusal, match="told already"):
        _send(piq.agent, work)


def _send(by: Membership, work: Maintenance) -> None:
    noticing.send_notices(by=by, maintenance=work, at=TUESDAY)
