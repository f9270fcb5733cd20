"""Activities planned from the contract's start, and what becomes of each (LU-05)."""

from datetime import date, datetime, timedelta

import pytest

from contracts.daily import running_contracts
from contracts.models import Activity, AgreementVersion, Contract, ContractTerms
from contracts.services.activities import (
    assign_manager,
    cancel,
    complete,
    hand_over,
    move,
    tell_of_late,
)
from contracts.services.amending import amend_contract
from contracts.services.planning import NOT_OWED, plan_ahead
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, staff
from tests.factories import MONDAY


@pytest.fixture
def luca(lumeon: Site) -> Membership:
    """Lumeon's technical account manager."""
    return staff(lumeon.vendor, "Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER)


def planned(contract: Contract, at: datetime = MONDAY) -> int:
    rows = Contract.objects.select_related("customer", "agreement", "vendor")
    return plan_ahead(contracts=rows.filter(pk=contract.pk), at=at)


def first(contract: Contract, key: str = "review_on_site") -> Activity:
    planned(contract)
    return Activity.objects.with_names().filter(contract=contract, key=key).earliest("due")


def test_lu_05_premium_is_planned_fifteen_months_ahead(northgate: House) -> None:
    planned(northgate.contract)

    rows = Activity.objects.filter(contract=northgate.contract)
    reviews = rows.filter(key="review_on_site").values_list("due", flat=True)
    assert [str(due) for due in reviews] == [
        "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31",
    ]  # fmt: skip
    assert {row.key: rows.filter(key=row.key).count() for row in rows} == {
        "review_on_site": 5,
        "release_briefing": 5,
        "support_day": 2,
        "roadmap_briefing": 2,
        "health_check": 1,
        "best_practice": 1,
    }


def test_lu_05_essentials_has_no_activities(lumeon: Site) -> None:
    assert planned(lumeon.house.contract) == 0


def test_lu_05_planning_again_adds_nothing(northgate: House) -> None:
    assert (planned(northgate.contract), planned(northgate.contract)) == (16, 0)


def test_lu_05_days_on_which_nobody_planned_are_made_up_for(northgate: House) -> None:
    planned(northgate.contract)
    planned(northgate.contract, MONDAY + timedelta(days=600))

    reviews = Activity.objects.filter(contract=northgate.contract, key="review_on_site")
    assert [str(row.due) for row in reviews][4:7] == ["2027-03-31", "2027-06-30", "2027-09-30"]


def test_lu_05_nothing_is_planned_past_the_end_of_the_contract(northgate: House) -> None:
    northgate.contract.ends_on = date(2026, 8, 31)
    northgate.contract.save(update_fields=["ends_on"])

    planned(northgate.contract)

    assert Activity.objects.latest("due").due == date(2026, 6, 30)


def test_lu_05_a_shorter_term_cancels_what_was_planned_and_a_longer_takes_it_back(
    northgate: House,
) -> None:
    contract = northgate.contract
    planned(contract)
    contract.ends_on = date(2026, 8, 31)
    contract.save(update_fields=["ends_on"])
    planned(contract)

    gone = Activity.objects.filter(state="cancelled")
    assert {row.reason for row in gone} == {NOT_OWED}
    assert not gone.filter(due__lte=date(2026, 8, 31)).exists()

    contract.ends_on = None
    contract.save(update_fields=["ends_on"])
    assert planned(contract) == 0
    assert not Activity.objects.filter(state="cancelled").exists()


def test_lu_05_the_tier_that_holds_on_the_due_date_decides(lumeon: Site, northgate: House) -> None:
    planned(northgate.contract)
    amend_contract(
        by=lumeon.administrator,
        contract=northgate.contract,
        agreement=AgreementVersion.objects.get(pk=northgate.contract.agreement_id),
        tier="professional",
        since=date(2026, 7, 1),
        reason="Fewer visits wanted",
        kind=ContractTerms.Kind.AMENDED,
        at=MONDAY,
    )

    planned(northgate.contract)

    left = Activity.objects.planned().filter(key__startswith="review").order_by("due")
    assert [(row.key, str(row.due)) for row in left] == [
        ("review_on_site", "2026-03-31"),
        ("review_on_site", "2026-06-30"),
        ("review_by_telephone", "2026-09-30"),
        ("review_by_telephone", "2026-12-31"),
        ("review_by_telephone", "2027-03-31"),
    ]


def test_lu_05_the_technical_account_manager_owns_what_is_planned(
    lumeon: Site, northgate: House, luca: Membership
) -> None:
    review = first(northgate.contract)
    assign_manager(by=luca, contract=northgate.contract, manager=luca, at=MONDAY)
    successor = staff(lumeon.vendor, "Mina Sato", Role.TECHNICAL_ACCOUNT_MANAGER)

    assign_manager(by=luca, contract=northgate.contract, manager=successor, at=MONDAY)

    review.refresh_from_db()
    assert review.owner == successor.person
    planned(northgate.contract, MONDAY + timedelta(days=90))
    assert set(Activity.objects.values_list("owner", flat=True)) == {successor.person_id}


def test_lu_05_only_a_technical_account_manager_can_be_assigned(
    lumeon: Site, northgate: House, luca: Membership
) -> None:
    with pytest.raises(Refusal, match="Marek Nowak is no technical account manager"):
        assign_manager(by=luca, contract=northgate.contract, manager=lumeon.agent, at=MONDAY)
    with pytest.raises(Refusal, match="As agent you cannot look after"):
        assign_manager(by=lumeon.agent, contract=northgate.contract, manager=luca, at=MONDAY)


def test_lu_05_an_activity_is_done_with_its_notes_and_document(
    northgate: House, luca: Membership
) -> None:
    review = first(northgate.contract)

    done = complete(
        by=luca,
        activity=review,
        done_on=date(2026, 2, 26),
        notes="Two themes: **letters** and clinic outcomes.",
        link="https://files.example/review.pdf",
        at=MONDAY,
    )

    assert (done.state, done.done_on, done.done_by) == ("done", date(2026, 2, 26), luca.person)
    with pytest.raises(Refusal, match="This activity is done already"):
        cancel(by=luca, activity=review, reason="Too late", at=MONDAY)


@pytest.mark.parametrize(
    ("done_on", "notes", "link", "code"),
    [
        (date(2026, 3, 3), "Tomorrow", "", "bad_date"),
        (date(2025, 12, 31), "Before its period", "", "bad_date"),
        (date(2026, 3, 2), " ", "", "no_words"),
        (date(2026, 3, 2), "Notes", "javascript:alert(1)", "bad_link"),
    ],
)
def test_lu_05_a_completion_that_makes_no_sense_is_refused(
    northgate: House, luca: Membership, done_on: date, notes: str, link: str, code: str
) -> None:
    review = first(northgate.contract)

    with pytest.raises(Refusal) as refused:
        complete(by=luca, activity=review, done_on=done_on, notes=notes, link=link, at=MONDAY)

    assert refused.value.code == code


def test_lu_05_moving_keeps_the_due_date_and_the_reason_on_record(
    northgate: House, luca: Membership
) -> None:
    review = first(northgate.contract)

    moved = move(by=luca, activity=review, to=date(2026, 4, 9), reason="Easter", at=MONDAY)

    assert (moved.due, moved.planned_for) == (date(2026, 3, 31), date(2026, 4, 9))
    event = AuditEvent.objects.get(verb="activity moved")
    assert (event.before, event.after["reason"]) == ({"planned_for": "2026-03-31"}, "Easter")
    with pytest.raises(Refusal, match="Choose a day from 02 March 2026 on"):
        move(by=luca, activity=review, to=date(2026, 3, 1), reason="Earlier", at=MONDAY)


def test_lu_05_the_owner_may_record_it_and_other_agents_may_not(
    lumeon: Site, northgate: House, luca: Membership
) -> None:
    review = first(northgate.contract)
    with pytest.raises(Refusal, match="As agent you cannot look after"):
        cancel(by=lumeon.agent, activity=review, reason="Mine?", at=MONDAY)

    hand_over(by=luca, activity=review, owner=lumeon.agent, at=MONDAY)

    assert cancel(by=lumeon.agent, activity=review, reason="Not wanted", at=MONDAY).reason
    with pytest.raises(Refusal, match="As technical contact you cannot"):
        cancel(by=northgate.contact, activity=review, reason="Ours", at=MONDAY)


def test_lu_05_what_is_overdue_is_told_once_and_again_after_it_was_moved(
    lumeon: Site, northgate: House, luca: Membership
) -> None:
    review = first(northgate.contract)
    grace = staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)
    hand_over(by=luca, activity=review, owner=luca, at=MONDAY)
    late = MONDAY.replace(month=4, day=1)

    def told(at: datetime) -> int:
        return tell_of_late(contracts=running_contracts(at=at), at=at)

    assert told(late - timedelta(days=1)) == 0
    assert told(late) == 2  # the release briefing of that quarter too
    assert told(late) == 0
    mail = OutgoingMail.objects.filter(key__startswith=f"activity-late-{review.pk}")
    assert {row.recipient for row in mail} == {grace.person.email, luca.person.email}

    move(by=luca, activity=review, to=date(2026, 4, 3), reason="Ill", at=late)
    assert told(late + timedelta(days=3)) == 1


def test_lu_05_a_day_is_over_when_it_is_over_for_the_customer(northgate: House) -> None:
    customer = northgate.customer
    customer.time_zone = "America/Los_Angeles"
    customer.save(update_fields=["time_zone"])
    first(northgate.contract)
    still_the_31st = datetime.fromisoformat("2026-04-01T06:59:59+00:00")

    def told(at: datetime) -> int:
        return tell_of_late(contracts=running_contracts(at=at), at=at)

    assert told(still_the_31st) == 0
    assert told(still_the_31st + timedelta(seconds=1)) == 2
