"""Pages of calendars: read by staff, changed by administrators, previewed before saved (LU-02)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from contracts.models import CalendarVersion, Holiday, HolidayYear
from contracts.services.calendars import Change
from incidents import services as deeds
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from sla.models import Clock, ClockMove, Restatement
from tests.cast import Site, raised, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.incidents.watching import london
from tests.sla.attained import swept
from tests.sla.calendar_forms import FOUNDER, changed, sent

CALENDARS = "/lumeon/calendars/"
REGION = f"{CALENDARS}GB-ENG/"
CHANGES = f"{REGION}changes/"
TUESDAY = date(2026, 3, 3)
AT = "2026-03-02T17:10:00+00:00"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """It is Monday, ten past five, in London."""
    with travel(AT, tick=False):
        yield


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_regions_in_use_are_listed_with_their_customers_and_years(
    lumeon: Site, ada: Client
) -> None:
    page = text(ada.get(CALENDARS))

    assert 'href="/lumeon/calendars/GB-ENG/"' in page
    assert "2025, 2026, 2027, 2028" in page
    assert 'data-label="Customers">1<' in page
    assert "not in the calendar yet" not in page


def test_a_year_that_is_missing_is_flagged_and_copied_with_a_button(lumeon: Site) -> None:
    with travel("2028-06-01T12:00:00+00:00", tick=False):
        ada = signed_in(lumeon.administrator.person)
        page = text(ada.get(CALENDARS))
        assert "<b>GB-ENG</b>: 2029 is not in the calendar yet" in page

        answer = ada.post(f"{REGION}years/", {"year": "2029"})

        assert answer.headers["Location"] == f"{REGION}?year=2029"
        assert "not in the calendar yet" not in text(ada.get(CALENDARS))
    version = HolidayYear.objects.get(year=2029).version
    assert (version.made_by, version.number) == (lumeon.administrator.person, 2)


def test_an_agent_reads_the_flag_but_has_no_button(lumeon: Site) -> None:
    with travel("2028-06-01T12:00:00+00:00", tick=False):
        page = shown(lumeon.agent.person, CALENDARS)

    assert "2029 is not in the calendar yet" in page
    assert "Copy 2029" not in page


def test_a_year_of_which_nothing_is_known_is_refused_with_a_sentence(ada: Client) -> None:
    answer = ada.post(f"{REGION}years/", {"year": "2100"})
    assert answer.status_code == 302  # the last that is known

    assert ada.post(f"{REGION}years/", {"year": "2101"}).status_code == 404


def test_a_year_shows_its_months_and_its_holidays_by_name(lumeon: Site, ada: Client) -> None:
    page = text(ada.get(f"{REGION}?year=2026"))

    assert page.count('<table class="month">') == 12
    assert '<b class="date holiday" title="Christmas Day">25' in page
    assert "Fri 25 Dec" in page
    assert "observed by 1 customer" in page


def test_a_holiday_that_is_worked_after_all_is_shown_as_one(lumeon: Site, ada: Client) -> None:
    changed(lumeon, Change(date(2026, 12, 28), "", closes=False), at="17:00")

    page = text(ada.get(f"{REGION}?year=2026"))

    assert "a working day</span>" in page
    assert '<s class="date" title="Boxing Day (observed): a working day">28</s>' in page


@pytest.mark.parametrize("year", ["1999", "2101", "soon", "-1"])
def test_a_year_no_calendar_could_have_is_not_there(ada: Client, year: str) -> None:
    assert ada.get(f"{REGION}?year={year}").status_code == 404


def test_a_year_not_copied_yet_says_so(ada: Client) -> None:
    page = text(ada.get(f"{REGION}?year=2030"))

    assert "2030 is not in the calendar yet" in page
    assert "Copy 2030" in page


def test_the_history_says_who_when_why_and_from_which_date(lumeon: Site, ada: Client) -> None:
    changed(lumeon, Change(TUESDAY, "Founder's day"), at="17:05")

    page = text(ada.get(REGION))

    assert 'href="/lumeon/calendars/GB-ENG/versions/2/">Version 2</a>' in page
    assert 'data-label="Differs from">3 March 2026<' in page
    assert "It was forgotten." in page
    assert "by Ada Obi" in page
    assert "Public holidays of 2025, 2026, 2027, 2028 copied." in page


def test_a_change_is_previewed_first_and_nothing_is_saved(lumeon: Site, ada: Client) -> None:
    raised(lumeon.house, severity="2", at=london("17:00"))
    before = Holiday.objects.count(), CalendarVersion.objects.count()

    page = text(ada.post(CHANGES, sent(FOUNDER)))

    assert (Holiday.objects.count(), CalendarVersion.objects.count()) == before
    assert ClockMove.objects.count() == 0
    assert "Nothing is saved yet." in page
    assert "2 would be due at another instant, 0 of them would be missed" in page
    assert "0 would come out otherwise" in page
    assert "Founder&#x27;s day: a holiday" in page
    assert 'name="changes-0-date" value="2026-03-03"' in page
    assert 'name="reason" value="Forgotten."' in page


def test_what_was_confirmed_is_saved_as_a_version(lumeon: Site, ada: Client) -> None:
    raised(lumeon.house, severity="2", at=london("17:00"))

    answer = ada.post(CHANGES, sent(FOUNDER, confirm="yes", version="1"))

    version = CalendarVersion.objects.get(number=2)
    assert answer.headers["Location"] == f"{REGION}versions/2/"
    assert (version.reason, version.since, version.made_by) == (
        "Forgotten.",
        TUESDAY,
        lumeon.administrator.person,
    )
    page = text(ada.get(f"{REGION}versions/2/"))
    assert "Version 2 of GB-ENG is in force." in page
    assert ClockMove.objects.count() == 2
    assert "Tue 3 Mar 2026 16:30" in page
    assert "Wed 4 Mar 2026 16:30" in page


def test_several_changes_are_one_version(lumeon: Site, ada: Client) -> None:
    lines = (FOUNDER, ("2026-12-28", "working_day", ""), ("2026-12-25", "holiday", "Closed"))

    ada.post(CHANGES, sent(*lines, confirm="yes", version="1"))

    version = CalendarVersion.objects.get(number=2)
    assert list(version.holidays.values_list("date", "name", "closes")) == [
        (TUESDAY, "Founder's day", True),
        (date(2026, 12, 25), "Closed", True),
        (date(2026, 12, 28), "Boxing Day (observed)", False),
    ]
    page = text(ada.get(f"{REGION}versions/2/"))
    assert "Closed, before Christmas Day" in page
    assert "Boxing Day (observed): a working day" in page


def test_a_calendar_that_changed_meanwhile_is_previewed_again(lumeon: Site, ada: Client) -> None:
    changed(lumeon, Change(date(2026, 3, 4), "Another"), at="17:05")

    answer = ada.post(CHANGES, sent(FOUNDER, confirm="yes", version="1"))

    assert "changed by somebody else meanwhile" in text(answer)
    assert CalendarVersion.objects.count() == 2


def test_what_was_typed_is_kept_whatever_is_wrong_with_it(ada: Client) -> None:
    wrong = ("2026-13-40", "holiday", "No such day")

    answer = ada.post(CHANGES, sent(wrong, FOUNDER, reason=" "))

    page = text(answer)
    assert answer.status_code == 422
    assert 'value="2026-13-40"' in page
    assert 'value="No such day"' in page
    assert 'value="2026-03-03"' in page
    assert "Say why the calendar changes" in page
    assert "Enter a valid date." in page


def test_a_name_without_a_date_is_asked_for_its_date(ada: Client) -> None:
    answer = ada.post(CHANGES, sent(("", "holiday", "Some day")))

    assert answer.status_code == 422
    assert "Say which date." in text(answer)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "Nothing would change"),
        ([("2026-12-25", "holiday", "Christmas Day")], "Nothing would change"),
        ([FOUNDER, FOUNDER], "03 March 2026 is changed twice."),
        ([("2026-03-03", "holiday", "")], "Name the holiday on 03 March 2026"),
        ([("2026-03-03", "working_day", "x")], "Nothing would change"),
    ],
)
def test_a_refused_change_says_why(
    ada: Client, lines: list[tuple[str, str, str]], sentence: str
) -> None:
    answer = ada.post(CHANGES, sent(*lines))

    assert answer.status_code == 409
    assert sentence in text(answer)
    assert CalendarVersion.objects.count() == 1


def test_going_back_and_more_rows_keep_what_was_typed(ada: Client) -> None:
    back = text(ada.post(CHANGES, sent(FOUNDER, again="yes")))
    more = text(ada.post(CHANGES, sent(FOUNDER, more="yes")))

    for page in (back, more):
        assert 'value="2026-03-03"' in page
        assert 'value="Founder&#x27;s day"' in page
        assert 'value="Forgotten."' in page
    assert more.count("<fieldset") > back.count("<fieldset") >= 2


def test_a_link_beside_a_holiday_fills_the_first_row_in(ada: Client) -> None:
    page = text(ada.get(f"{CHANGES}?date=2026-12-28&name=Boxing+Day&kind=working_day"))

    assert 'value="2026-12-28"' in page
    assert '<option value="working_day" selected>' in page


def test_progress_is_shown_while_workers_go_on(lumeon: Site, ada: Client) -> None:
    version = changed(lumeon, Change(TUESDAY, "Founder's day"), at="17:05")
    raised(lumeon.house, severity="2", at=london("17:06"))
    assert "have been read again" not in text(ada.get(f"{REGION}versions/2/"))
    one = Clock.objects.filter(calendar=version).first()
    assert one is not None
    Clock.objects.filter(pk=one.pk).update(calendar=CalendarVersion.objects.get(number=1))

    page = text(ada.get(f"{REGION}versions/2/"))

    assert "<b>1 of 2</b> open clocks have been read again" in page


@pytest.fixture
def forgotten(lumeon: Site) -> CalendarVersion:
    """Missed on Tuesday for both milestones, which a month later turns out to be a holiday."""
    incident = raised(lumeon.house, severity="2", at=london("17:00"))
    swept("2026-03-03 17:00")
    deeds.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=london("2026-03-04 09:10")
    )
    return changed(lumeon, Change(TUESDAY, "Founder's day"), at="2026-04-02 12:00")


RESTATEMENT = f"{REGION}versions/2/restatement/"
APRIL = "2026-04-03T12:00:00+00:00"


def test_a_restatement_lists_what_it_flips_and_asks_why(
    lumeon: Site, forgotten: CalendarVersion
) -> None:
    with travel(APRIL, tick=False):
        ada = signed_in(lumeon.administrator.person)
        assert "might come out otherwise" in text(ada.get(f"{REGION}versions/2/"))
        page = text(ada.get(RESTATEMENT))

        assert "2 would come out otherwise" in page
        assert "Restate 2 outcomes" in page
        answer = ada.post(RESTATEMENT, {"reason": "", "is_meant": ""})

    assert answer.status_code == 422
    assert "Say why outcomes are restated" in text(answer)
    assert "Tick it to say that you mean it." in text(answer)
    assert not Restatement.objects.exists()


def test_a_restatement_says_what_changed_and_the_month_says_so_too(
    lumeon: Site, forgotten: CalendarVersion
) -> None:
    with travel(APRIL, tick=False):
        ada = signed_in(lumeon.administrator.person)
        answer = ada.post(RESTATEMENT, {"reason": "It was public.", "is_meant": "on"})
        page = text(ada.get(RESTATEMENT))
        month = text(ada.get("/lumeon/attainment/?month=2026-03"))
        figures = ada.get("/lumeon/attainment/figures.csv?month=2026-03").content.decode()

    assert answer.headers["Location"] == RESTATEMENT
    assert "Restated: 2 outcomes." in page
    assert "by Ada Obi: It was public." in page
    assert page.count("bad") == page.count('ok">') == 2
    assert "by Ada Obi because: It was public." in month
    assert "Before: <b>0 of 2</b> (0.00 %)." in month
    assert "before restating,Response and resolution,,contractual,0,2,0,2" in figures
    assert "by Ada Obi (GB-ENG, version 2): It was public." in figures


def test_a_second_restatement_is_answered_with_the_first(
    lumeon: Site, forgotten: CalendarVersion
) -> None:
    said = {"reason": "It was public.", "is_meant": "on"}
    with travel(APRIL, tick=False):
        ada = signed_in(lumeon.administrator.person)
        ada.post(RESTATEMENT, said)

        again = ada.post(RESTATEMENT, said)

    assert again.status_code == 409
    assert Restatement.objects.count() == 1


def test_where_nothing_flips_there_is_nothing_to_restate(lumeon: Site, ada: Client) -> None:
    changed(lumeon, Change(TUESDAY, "Founder's day"), at="17:05")

    page = text(ada.get(RESTATEMENT))

    assert "there is nothing to restate" in page
    assert "<textarea" not in page
    assert "is_meant" not in page


PAGES = [CALENDARS, REGION, f"{REGION}versions/1/", f"{REGION}versions/1/restatement/"]


@pytest.mark.parametrize("page", PAGES)
def test_all_staff_read_calendars_and_no_customer_does(lumeon: Site, page: str) -> None:
    manager = staff(lumeon.vendor, "Sue Manager", Role.SUPPORT_MANAGER)

    assert status(lumeon.agent.person, page) == status(manager.person, page) == 200
    assert status(lumeon.house.contact.person, page) == 404


@pytest.mark.parametrize("page", PAGES)
def test_another_vendors_calendars_are_not_there(patientiq: Site, lumeon: Site, page: str) -> None:
    assert status(patientiq.administrator.person, page) == 404


def test_only_administrators_change_copy_and_restate(
    lumeon: Site, forgotten: CalendarVersion
) -> None:
    agent = lumeon.agent.person

    assert status(agent, CHANGES) == 404
    assert status(agent, CHANGES, **sent(FOUNDER, confirm="yes", version="2")) == 404
    assert status(agent, f"{REGION}years/", year="2030") == 404
    assert status(agent, RESTATEMENT, reason="Public.", is_meant="on") == 404
    assert CalendarVersion.objects.count() == 2


@pytest.mark.parametrize(
    "path", ["XX-1/", "XX-1/versions/1/", "XX-1/changes/", "GB-ENG/versions/9/"]
)
def test_what_is_not_kept_is_not_there(ada: Client, path: str) -> None:
    assert ada.get(CALENDARS + path).status_code == 404


def test_calendars_stand_in_the_navigation_of_administrators_only(
    lumeon: Site, ada: Client
) -> None:
    assert ">Calendars<" in text(ada.get("/lumeon/agreement/"))
    assert "Calendars of holidays" in shown(lumeon.agent.person, "/lumeon/agreement/")


def test_pages_take_the_same_queries_however_much_there_is(
    lumeon: Site, vera: Membership, ada: Client
) -> None:
    del vera
    raised(lumeon.house, severity="2", at=london("17:00"))
    changed(lumeon, Change(TUESDAY, "Founder's day"), at="17:05")
    pages = [CALENDARS, REGION, f"{REGION}versions/2/", f"{REGION}versions/2/restatement/"]
    before = [queries(ada, page) for page in pages]
    for minute in range(3):
        raised(lumeon.house, severity="2", at=london(f"17:0{6 + minute}"))
    changed(lumeon, Change(TUESDAY, "", closes=False), at="17:09")

    pages[2:] = [f"{REGION}versions/3/", f"{REGION}versions/3/restatement/"]
    assert [queries(ada, page) for page in pages] == before
