"""What happens by itself to a solution that nobody confirms (LU-20, HR-12)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts.models import HolidayYear
from incidents import services
from incidents.confirmation import confirming
from incidents.models import Incident
from incidents.queries import story
from incidents.services.reminding import look_after, look_after_solutions
from incidents.tasks import look_after_solutions_of
from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised
from tests.incidents.watching import assert_stored_as_read, clock, kinds, london

REMINDER = london("2026-03-09 17:00")  # five working days after Monday 2 March
CLOSING = london("2026-03-16 17:00")
LATER = timedelta(minutes=7)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.with_names().get(pk=incident.pk)


def solved(site: Site, house: House | None = None) -> Incident:
    incident = raised(house or site.house, severity="2", at=london("10:00"))
    services.provide_solution(
        incident=incident, by=site.agent, text="The template is mended.", at=london("14:00")
    )
    return fresh(incident)


def test_the_page_can_tell_both_dates_in_advance(lumeon: Site) -> None:
    found = confirming(solved(lumeon))

    assert found is not None
    assert (found.reminder_due, found.closes_at) == (REMINDER, CLOSING)


def test_nothing_happens_before_its_time(lumeon: Site) -> None:
    incident = solved(lumeon)

    assert look_after_solutions(at=REMINDER - timedelta(seconds=1)) == 0
    assert kinds(incident) == ["reported", "solution_provided"]


def test_the_contact_is_reminded_once(lumeon: Site) -> None:
    incident = solved(lumeon)
    mails = OutgoingMail.objects.count()

    assert look_after_solutions(at=REMINDER + LATER) == 1
    assert look_after_solutions(at=REMINDER + 2 * LATER) == 0

    assert kinds(incident)[-1] == "confirmation_reminded"
    assert story(fresh(incident), for_staff=False)[-1].line == (
        "Sundial reminded of the solution that waits to be confirmed"
    )
    told = OutgoingMail.objects.order_by("pk")[mails:]
    assert lumeon.house.contact.person.email in {mail.recipient for mail in told}


def test_lu_20_it_closes_after_ten_working_days_and_no_clock_moves(lumeon: Site) -> None:
    incident = solved(lumeon)
    before = [clock(incident, one) for one in ("response", "resolution")]
    look_after_solutions(at=REMINDER + LATER)

    assert look_after_solutions(at=CLOSING + LATER) == 1

    after = fresh(incident)
    assert (after.status, after.closed_at) == ("closed", CLOSING + LATER)
    closing = story(after, for_staff=False)[-1]
    assert closing.line == "Sundial closed it: a solution has been provided"
    assert closing.words == "No answer to the solution for 10 working days."
    assert_stored_as_read(incident)
    for was in before:
        now = clock(incident, was.milestone)
        assert (now.outcome, now.spent, now.stopped_at) == (was.outcome, was.spent, was.stopped_at)


def test_it_never_closes_without_notice(lumeon: Site) -> None:
    incident = solved(lumeon)
    late = london("2026-03-27 09:00")

    assert look_after_solutions(at=late) == 1  # the reminder
    assert look_after_solutions(at=late + LATER) == 0

    found = confirming(fresh(incident))
    assert found is not None
    assert found.closes_at == datetime(2026, 4, 7, 17, tzinfo=ZoneInfo("Europe/London"))  # Easter


def test_what_the_customer_writes_begins_the_wait_anew(lumeon: Site) -> None:
    incident = solved(lumeon)
    services.answer(
        incident=incident,
        by=lumeon.house.contact,
        text="We test it this week.",
        at=london("2026-03-05 10:00"),
    )

    assert look_after_solutions(at=REMINDER + LATER) == 0

    found = confirming(fresh(incident))
    assert found is not None
    assert found.reminder_due == london("2026-03-12 17:00")


@pytest.mark.parametrize("deed", ["confirm", "reject"])
def test_an_answer_in_time_leaves_nothing_to_do(lumeon: Site, deed: str) -> None:
    incident = solved(lumeon)
    contact, at = lumeon.house.contact, london("2026-03-05 10:00")
    if deed == "confirm":
        services.confirm(incident=incident, by=contact, at=at)
    else:
        services.reject_solution(incident=incident, by=contact, text="It is back.", at=at)

    assert look_after_solutions(at=CLOSING + LATER) == 0
    assert not look_after(incident=incident, at=CLOSING + LATER)
    assert confirming(fresh(incident)) is None


def test_hr_12_where_the_customers_word_resolves_silence_closes_nothing(
    healthy_roster: Site,
) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = raised(healthy_roster.house, severity="high", category="error")
        services.provide_solution(
            incident=incident, by=healthy_roster.agent, text="Corrected.", at=london("14:00")
        )

        assert look_after_solutions(at=REMINDER + timedelta(days=1)) == 1
        assert look_after_solutions(at=CLOSING + timedelta(days=60)) == 0

        assert kinds(incident)[-1] == "confirmation_reminded"
        found = confirming(fresh(incident))
        assert found is not None
        assert found.closes_at is None


def test_a_year_whose_holidays_are_not_known_is_not_taken_as_one_without(lumeon: Site) -> None:
    incident = solved(lumeon)
    services.answer(
        incident=incident,
        by=lumeon.house.contact,
        text="After the holidays.",
        at=london("2029-12-20 10:00"),
    )
    assert not HolidayYear.objects.filter(region="GB-ENG", year=2030).exists()

    assert confirming(fresh(incident)) is None
    assert look_after_solutions(at=london("2030-02-01 10:00")) == 0


def test_the_task_looks_in_its_vendors_scope(lumeon: Site) -> None:
    solved(lumeon)

    assert look_after_solutions_of(lumeon.vendor.pk) == 1  # long ago by now: the reminder


def test_many_are_looked_at_with_as_many_queries_as_one(
    lumeon: Site, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        solved(lumeon)

    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture
        assert look_after_solutions(at=london("2026-03-03 10:00")) == 0
