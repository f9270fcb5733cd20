"""Each period of a schedule is sent once, on its day, or waits and says why (LU-05, LU-27)."""

from datetime import timedelta

import pytest
from django.db import transaction

from availability.services.closing import close_month, preview
from contracts.services.amending import local_date
from incidents.models import Incident
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.notify.messages import as_message
from portal.notify.models import Notification, OutgoingMail
from reports.domain.schedules import ScheduleKind
from reports.models import IssuedReport, ReportRun, ReportSchedule
from reports.monthly.parts import read
from reports.schedules.keeping import Wanted, change_schedule, pause_schedule, resume_schedule
from reports.schedules.running import schedules_due
from tests.availability.world import World
from tests.cast import House, Site, raised
from tests.factories import MONDAY
from tests.reports.schedules.planned import BEFORE, DUE, MADE_AT, run, scheduled


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.filter(key__startswith="scheduled")
    return [(mail.key, mail.recipient) for mail in rows.order_by("pk")]


def house_of(world: World) -> House:
    return House(
        customer=world.customer,
        contract=world.contract,
        instance=None,  # type: ignore[arg-type]  # no incident is raised here
        contact=world.contact,
    )


@transaction.atomic
def killed_at_the_end(schedule: ReportSchedule) -> None:
    """Send what is due, and be stopped before anything of it is committed."""
    assert run(schedule) == 1
    raise KeyboardInterrupt


def test_lu_05_a_report_is_sent_on_its_business_day_and_only_once(lumeon: Site) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house)

    assert schedules_due(at=BEFORE) == []
    assert run(schedule, BEFORE) == 0
    assert schedules_due(at=DUE) == [schedule.pk]
    assert run(schedule) == 1
    assert (run(schedule), run(schedule, DUE + timedelta(days=1))) == (0, 0)
    assert mails() == [(f"scheduled-{schedule.pk}-2026-03", lumeon.house.contact.person.email)]


def test_lu_05_what_is_sent_is_the_issued_report(lumeon: Site) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house)
    run(schedule)

    sent = ReportRun.objects.get()
    issued = IssuedReport.objects.get()
    told = Notification.objects.get(person=lumeon.house.contact.person, key__startswith="scheduled")

    assert (sent.issued, sent.state, sent.recipients) == (issued, "sent", 1)
    assert (issued.kind, issued.period, issued.issued_by) == ("monthly", "2026-03", None)
    assert told.path == f"/reports/issued/{issued.number}/1/"


@pytest.mark.parametrize(
    ("kind", "period"), [(ScheduleKind.CLIENT, "2026-03"), (ScheduleKind.QUARTERLY, "2026-Q1")]
)
def test_lu_27_incident_reports_and_reviews_are_sent_as_well(
    lumeon: Site, kind: ScheduleKind, period: str
) -> None:
    raised(lumeon.house, at=MONDAY)
    schedule = scheduled(lumeon.administrator, lumeon.house, kind)
    run(schedule)

    sent = ReportRun.objects.get()

    assert (sent.period, sent.state) == (period, "sent")
    assert (sent.data is None, sent.issued is None) == (
        kind is ScheduleKind.QUARTERLY,
        kind is ScheduleKind.CLIENT,
    )
    kept = read(sent.data or sent.issued.data)  # type: ignore[union-attr]  # one of them is there
    assert kept.customer == "St Brannock's"


def test_lu_27_what_was_sent_stays_as_it_was(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=MONDAY)
    run(scheduled(lumeon.administrator, lumeon.house, ScheduleKind.CLIENT))
    Incident.objects.filter(pk=incident.pk).update(title="Something else")

    data = ReportRun.objects.get().data

    assert data is not None
    assert incident.title in str(data)


def test_a_month_that_is_not_closed_is_waited_for_and_the_account_manager_told_once(
    piq: World,
) -> None:
    schedule = scheduled(piq.manager, house_of(piq))
    assert [run(schedule, DUE + timedelta(hours=hour)) for hour in range(3)] == [0, 0, 0]
    waits = ReportRun.objects.get()

    assert (waits.state, "is not closed yet" in waits.why) == ("waiting", True)
    assert mails() == [(f"scheduled-wait-{schedule.pk}-2026-03", piq.manager.person.email)]

    at, march = DUE + timedelta(hours=5), Month(2026, 3)
    seen = preview(contract=piq.contract, month=march, at=at).seen
    close_month(by=piq.manager, contract=piq.contract, month=march, seen=seen, at=at)

    assert run(schedule, at) == 1
    assert mails()[1:] == [(f"scheduled-{schedule.pk}-2026-03", piq.contact.person.email)]


def test_a_worker_that_is_killed_in_between_has_sent_nothing_and_the_next_one_does(
    lumeon: Site,
) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house)

    with pytest.raises(KeyboardInterrupt):
        killed_at_the_end(schedule)

    assert (mails(), ReportRun.objects.count(), IssuedReport.objects.count()) == ([], 0, 0)
    assert run(schedule) == 1
    assert (len(mails()), IssuedReport.objects.get().number) == (1, 1)


def test_what_fell_due_while_nothing_ran_is_made_up_for_in_order(lumeon: Site) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house)

    assert run(schedule, DUE + timedelta(days=62)) == 3
    assert [key[-7:] for key, _ in mails()] == ["2026-03", "2026-04", "2026-05"]


def test_a_paused_schedule_sends_nothing_and_goes_on_from_today(lumeon: Site) -> None:
    by, schedule = lumeon.administrator, scheduled(lumeon.administrator, lumeon.house)
    held = pause_schedule(by=by, schedule=schedule, revision=1, at=MADE_AT)
    assert run(schedule) == 0

    at = DUE + timedelta(days=1)
    resume_schedule(by=by, schedule=held, revision=2, at=at)

    assert run(schedule, at) == 0
    assert run(schedule, DUE + timedelta(days=33)) == 1
    assert [key[-7:] for key, _ in mails()] == ["2026-04"]


def test_what_waits_is_still_owed_when_a_paused_schedule_goes_on(piq: World) -> None:
    schedule = scheduled(piq.manager, house_of(piq))
    assert run(schedule) == 0  # March is not closed
    at, march = DUE + timedelta(days=5), Month(2026, 3)
    held = pause_schedule(by=piq.manager, schedule=schedule, revision=1, at=at)
    resume_schedule(by=piq.manager, schedule=held, revision=2, at=at)
    seen = preview(contract=piq.contract, month=march, at=at).seen
    close_month(by=piq.manager, contract=piq.contract, month=march, seen=seen, at=at)

    assert (run(schedule, at), run(schedule, at)) == (1, 0)
    assert ReportRun.objects.get().period == "2026-03"


def test_a_holiday_of_a_year_that_was_never_copied_is_no_business_day(piq: World) -> None:
    schedule = scheduled(piq.manager, house_of(piq), at=DUE.replace(year=2039, month=6, day=15))
    before, due = (DUE.replace(year=2039, month=7, day=day) for day in (1, 5))

    # June of 2039: Friday 1 July is the first day, Monday 4 July a holiday, Tuesday the second.
    assert (schedules_due(at=before), schedules_due(at=due - timedelta(days=1))) == ([], [])
    assert schedules_due(at=due) == [schedule.pk]


def test_periods_in_which_the_contract_did_not_run_are_passed_over(lumeon: Site) -> None:
    schedule = scheduled(lumeon.administrator, lumeon.house)
    contract = schedule.contract
    assert contract is not None
    contract.ends_on = local_date(contract, MADE_AT)
    contract.save(update_fields=["ends_on"])

    assert run(schedule, DUE + timedelta(days=62)) == 1
    assert ReportRun.objects.get().period == "2026-03"


def test_who_left_is_sent_nothing_and_without_anybody_it_waits(lumeon: Site) -> None:
    contact = lumeon.house.contact
    schedule = scheduled(lumeon.administrator, lumeon.house)
    contact.ended_at = MADE_AT
    contact.save(update_fields=["ended_at"])

    assert run(schedule) == 0
    assert ReportRun.objects.get().why.startswith("Nobody is left")
    assert {recipient for _, recipient in mails()} == {lumeon.administrator.person.email}


@pytest.mark.parametrize(
    ("phi_mode", "attaches", "files"),
    [(True, True, 0), (True, False, 0), (False, False, 0), (False, True, 1)],
)
def test_pq_12_the_document_goes_with_the_mail_only_where_mail_may_carry_it(
    lumeon: Site, phi_mode: bool, attaches: bool, files: int
) -> None:
    lumeon.vendor.phi_mode = phi_mode
    lumeon.vendor.save(update_fields=["phi_mode"])
    run(scheduled(lumeon.administrator, lumeon.house, attaches_pdf=attaches))

    message = as_message(OutgoingMail.objects.get(key__startswith="scheduled"))

    assert len(message.attachments) == files
    assert "/lumeon/reports/issued/" in str(message.body)


def test_pq_12_a_vendor_that_forbids_it_meanwhile_has_no_document_sent(lumeon: Site) -> None:
    lumeon.vendor.phi_mode = False
    lumeon.vendor.save(update_fields=["phi_mode"])
    run(scheduled(lumeon.administrator, lumeon.house, attaches_pdf=True))
    lumeon.vendor.phi_mode = True
    lumeon.vendor.save(update_fields=["phi_mode"])

    mail = OutgoingMail.objects.select_related("vendor").get(key__startswith="scheduled")

    assert (bool(mail.attached), as_message(mail).attachments) == (True, [])


def refusals(lumeon: Site, northgate: House) -> dict[str, object]:
    """Return what is refused, by the words of the refusal."""
    by, house = lumeon.administrator, lumeon.house
    schedule = scheduled(by, house)
    wanted = Wanted(business_day=2, recipients=[house.contact])
    return {
        "you cannot look after": lambda: scheduled(lumeon.agent, northgate),
        "is sent to St Brannock's already": lambda: scheduled(by, house),
        "may not read reports of": lambda: scheduled(by, northgate, to=[house.contact]),
        "Choose 1 to 50 recipients": lambda: scheduled(by, northgate, to=[]),
        "Somebody changed this schedule": lambda: change_schedule(
            by=by, schedule=schedule, revision=9, wanted=wanted, at=MADE_AT
        ),
        "It is not paused": lambda: resume_schedule(
            by=by, schedule=schedule, revision=1, at=MADE_AT
        ),
    }


def test_what_cannot_be_is_refused_with_a_sentence(lumeon: Site, northgate: House) -> None:
    for words, deed in refusals(lumeon, northgate).items():
        with pytest.raises(Refusal, match=words):
            deed()  # type: ignore[operator]  # as they stand above

    assert ReportSchedule.objects.count() == 1
