"""Calendars of a region: copied once, changed by people, every version kept (LU-02)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from contracts import daily
from contracts.domain.holidays import RegionCalendar
from contracts.kept_calendars import kept_calendars, missing_years
from contracts.models import CalendarVersion, Holiday, HolidayYear
from contracts.queries import calendars_of
from contracts.services import change_calendar, copy_holidays, cover_holidays
from contracts.services.calendars import LONGEST_NAME, LONGEST_REASON, Change
from contracts.services.coverage import cover_all, tell_of_gaps
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Customer
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY, CustomerFactory, contract_for

TUESDAY = date(2026, 3, 3)
CHRISTMAS = date(2026, 12, 25)
BOXING = date(2026, 12, 28)


def changed(site: Site, *changes: Change, region: str = "GB-ENG") -> CalendarVersion:
    return change_calendar(
        by=site.administrator, region=region, changes=changes, reason="It was so.", at=MONDAY
    )


def calendar(site: Site, region: str = "GB-ENG") -> RegionCalendar:
    return calendars_of([(site.vendor.pk, region)])[site.vendor.pk, region]


def test_a_holiday_is_added_renamed_and_made_a_working_day_in_one_version(lumeon: Site) -> None:
    version = changed(
        lumeon,
        Change(BOXING, "", closes=False),
        Change(CHRISTMAS, "  Closed \n for the day "),
        Change(TUESDAY, "Founder's day"),
    )

    days = dict(calendar(lumeon).days)
    assert (version.number, version.since) == (2, TUESDAY)
    assert days[TUESDAY] == "Founder's day"
    assert days[CHRISTMAS] == "Closed for the day"
    assert BOXING not in days


def test_who_wants_a_calendar_up_to_a_known_version_is_not_told_of_newer_ones(
    lumeon: Site, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    place = lumeon.vendor.pk, "GB-ENG"
    before = calendar(lumeon)
    changed(lumeon, Change(TUESDAY, "Founder's day"))

    assert before.newest is not None
    with django_assert_num_queries(0):
        assert calendars_of([place], {place: before.newest}) == {place: before}
    assert calendars_of([place], {place: 0}) == {place: calendar(lumeon)}  # one never heard of


def test_an_older_version_is_read_as_it_was(lumeon: Site) -> None:
    before = calendar(lumeon)
    changed(lumeon, Change(TUESDAY, "Founder's day"), Change(CHRISTMAS, "", closes=False))

    now = calendar(lumeon)

    assert now.days_in(before.newest) == before.days
    assert now.days_in(None) == now.days_in(now.newest) == now.days != before.days


def test_a_working_day_becomes_a_holiday_again_under_its_name(lumeon: Site) -> None:
    changed(lumeon, Change(CHRISTMAS, "", closes=False))

    changed(lumeon, Change(CHRISTMAS, ""))

    assert dict(calendar(lumeon).days)[CHRISTMAS] == "Christmas Day"
    rows = Holiday.objects.filter(date=CHRISTMAS).order_by("version")
    assert [str(row) for row in rows] == [
        "2026-12-25 Christmas Day",
        "2026-12-25 Christmas Day, a working day",
        "2026-12-25 Christmas Day",
    ]


def test_only_what_differs_is_kept_in_a_version(lumeon: Site) -> None:
    version = changed(lumeon, Change(CHRISTMAS, "Christmas Day"), Change(TUESDAY, "Founder's day"))

    assert [row.date for row in version.holidays.all()] == [TUESDAY]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([], "Nothing would change: the calendar says so already."),
        (
            [Change(CHRISTMAS, "Christmas Day")],
            "Nothing would change: the calendar says so already.",
        ),
        (
            [Change(TUESDAY, "x", closes=False)],
            "Nothing would change: the calendar says so already.",
        ),
        ([Change(TUESDAY, " ")], "Name the holiday on 03 March 2026: explanations show it."),
        (
            [Change(TUESDAY, "One"), Change(TUESDAY, "Two")],
            "03 March 2026 is changed twice.",
        ),
        (
            [Change(TUESDAY, "x" * (LONGEST_NAME + 1))],
            f"A name may have 120 characters: {'x' * 40}…",
        ),
    ],
)
def test_a_change_is_refused_with_a_sentence(
    lumeon: Site, changes: list[Change], sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        changed(lumeon, *changes)

    assert str(refused.value) == sentence
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "code"), [(" \n", "no_reason"), ("x" * (LONGEST_REASON + 1), "too_long")]
)
def test_a_change_needs_a_reason_of_a_sentences_length(
    lumeon: Site, reason: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        change_calendar(
            by=lumeon.administrator,
            region="GB-ENG",
            changes=[Change(TUESDAY, "Founder's day")],
            reason=reason,
            at=MONDAY,
        )

    assert refused.value.code == code


def test_who_may_not_change_calendars_is_told_who_may(lumeon: Site) -> None:
    change = Change(TUESDAY, "Founder's day")
    for by in (lumeon.agent, lumeon.house.contact):
        with pytest.raises(Refusal, match=r"you cannot change calendars.*: administrator"):
            change_calendar(by=by, region="GB-ENG", changes=[change], reason="So.", at=MONDAY)
        with pytest.raises(Refusal, match="you cannot change calendars"):
            copy_holidays(vendor=lumeon.vendor, region="GB-ENG", years=[2030], at=MONDAY, by=by)


def test_a_region_without_a_calendar_cannot_be_changed(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="No calendar is kept for 'GB-SCT'"):
        changed(lumeon, Change(TUESDAY, "Founder's day"), region="GB-SCT")


def test_co_07_a_change_is_in_the_audit_with_its_reason(lumeon: Site) -> None:
    version = changed(lumeon, Change(TUESDAY, "Founder's day"))

    event = AuditEvent.objects.get(verb="calendar changed", object_id=version.pk)
    assert event.actor == lumeon.administrator.person
    assert event.after == {"region": "GB-ENG", "number": 2, "reason": "It was so."}


def test_a_version_and_its_days_are_never_changed(lumeon: Site) -> None:
    for table in (CalendarVersion, Holiday, HolidayYear):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(region="XX")
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.filter(region="GB-ENG").delete()


def test_copying_again_changes_nothing(lumeon: Site) -> None:
    before = CalendarVersion.objects.count(), Holiday.objects.count()

    years = range(2025, 2029)
    assert copy_holidays(vendor=lumeon.vendor, region="GB-ENG", years=years, at=MONDAY) == 0

    assert (CalendarVersion.objects.count(), Holiday.objects.count()) == before


def test_what_a_person_decided_of_a_date_stays_when_its_year_is_copied(lumeon: Site) -> None:
    boxing, founders = date(2029, 12, 26), date(2029, 3, 5)
    changed(lumeon, Change(boxing, "Boxing Day"), Change(founders, "Founder's day"))
    changed(lumeon, Change(boxing, "", closes=False))

    copied = copy_holidays(
        vendor=lumeon.vendor,
        region="GB-ENG",
        years=[2029],
        at=MONDAY,
        by=lumeon.administrator,
    )

    days = dict(calendar(lumeon).days)
    assert copied == len([day for day in days if day.year == 2029]) - 1
    assert boxing not in days
    assert days[founders] == "Founder's day"
    assert calendar(lumeon).years == {2025, 2026, 2027, 2028, 2029}


def test_a_year_of_which_no_holiday_is_known_is_no_year_without_holidays(lumeon: Site) -> None:
    far = [2100, 2101]

    assert copy_holidays(vendor=lumeon.vendor, region="GB-ENG", years=far, at=MONDAY) > 0
    assert 2101 not in calendar(lumeon).years
    with pytest.raises(Refusal, match="No holidays of 2101 are known for 'GB-ENG'"):
        copy_holidays(
            vendor=lumeon.vendor, region="GB-ENG", years=far, at=MONDAY, by=lumeon.administrator
        )


@pytest.mark.parametrize(
    ("years", "missing"),
    [({2026, 2027}, ()), ({2026}, (2027,)), ({2027}, (2026,)), (set(), (2026, 2027))],
)
def test_this_year_and_the_next_are_wanted(years: set[int], missing: tuple[int, ...]) -> None:
    assert missing_years(years, MONDAY) == missing


def test_calendars_in_use_stand_first_with_their_customers(lumeon: Site) -> None:
    for region in ("US-NY", "GB-ENG"):
        contract_for(
            CustomerFactory.create(vendor=lumeon.vendor, holiday_region=region), "essentials"
        )
    cover_holidays(vendor=lumeon.vendor, region="DE-BY", at=MONDAY)

    kept = kept_calendars(at=MONDAY)

    assert [(one.region, one.customers, one.missing) for one in kept] == [
        ("GB-ENG", 2, ()),
        ("US-NY", 1, ()),
        ("DE-BY", 0, ()),
    ]
    assert kept[0].years == (2025, 2026, 2027, 2028)


def in_region(site: Site, region: str) -> Customer:
    """Move the customer of a running contract to another region, as a correction would."""
    customer = site.house.customer
    customer.holiday_region = region
    customer.save(update_fields=["holiday_region"])
    return customer


def test_the_day_copies_what_the_regions_in_use_will_need(lumeon: Site) -> None:
    in_region(lumeon, "GB-SCT")

    daily.keep(at=MONDAY)

    assert calendar(lumeon, "GB-SCT").years == {2025, 2026, 2027, 2028}
    assert not OutgoingMail.objects.filter(key__startswith="calendar-gap").exists()


def test_a_region_nobody_knows_is_told_to_administrators_once_a_month(lumeon: Site) -> None:
    in_region(lumeon, "XX-YY")
    contract_for(CustomerFactory.create(vendor=lumeon.vendor, holiday_region="US-NY"), "essentials")
    in_three_years = MONDAY.replace(year=2029)

    for days in (0, 1, 2, 35):
        daily.keep(at=in_three_years + timedelta(days=days))

    mails = OutgoingMail.objects.filter(key__startswith="calendar-gap").order_by("pk")
    assert [(mail.key, mail.recipient) for mail in mails] == [
        ("calendar-gap-XX-YY-2029-03", lumeon.administrator.person.email),
        ("calendar-gap-XX-YY-2029-04", lumeon.administrator.person.email),
    ]
    assert mails[0].subject == "The holidays of 2029 and 2030 are missing for XX-YY"
    assert "which 1 of your customers has" in mails[0].text
    assert 2030 in calendar(lumeon, "US-NY").years  # the other region was copied all the same


def test_a_region_that_only_ended_contracts_observe_is_no_gap(lumeon: Site) -> None:
    in_region(lumeon, "XX-YY")
    contract = lumeon.house.contract
    contract.ends_on = date(2026, 2, 27)
    contract.save(update_fields=["ends_on"])

    assert cover_all(vendor=lumeon.vendor, at=MONDAY) == 0
    assert tell_of_gaps(vendor=lumeon.vendor, at=MONDAY) == []


@pytest.mark.slow
def test_changes_made_at_once_are_versions_one_after_the_other(committed: Site) -> None:
    threads = 6
    start = meeting(threads)

    def change(day: int) -> tuple[int, int]:
        with vendor_scope(committed.vendor):
            start.wait()
            version = changed(committed, Change(date(2026, 3, day), f"Day {day}"))
            return version.number, version.pk

    made = side_by_side(*(partial(change, day) for day in range(2, 2 + threads)))

    assert sorted(number for number, _ in made) == [2, 3, 4, 5, 6, 7]
    assert sorted(made) == sorted(made, key=lambda pair: pair[1])  # keys rise with the numbers
    with vendor_scope(committed.vendor):
        names = {name for _, name in calendar(committed).days}
    assert {f"Day {day}" for day in range(2, 2 + threads)} <= names


@pytest.mark.slow
def test_a_year_copied_by_two_at_once_is_there_once(committed: Site) -> None:
    start = meeting(2)

    def copy() -> int:
        with vendor_scope(committed.vendor):
            start.wait()
            return copy_holidays(vendor=committed.vendor, region="GB-ENG", years=[2031], at=MONDAY)

    copied = side_by_side(copy, copy)

    assert min(copied) == 0 < max(copied)
    with vendor_scope(committed.vendor):
        assert HolidayYear.objects.filter(year=2031).count() == 1
        assert CalendarVersion.objects.count() == 2
