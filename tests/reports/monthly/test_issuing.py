"""Issuing a report: once, frozen, numbered without gaps; stated anew with what changed (CO-13)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from availability.models import Outage
from availability.services.closing import close_month, preview, restate_month
from availability.services.outages import correct_outage
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from reports.models import IssuedReport
from reports.monthly.differences import differences, seen_hash
from reports.monthly.formats import FORMS
from reports.monthly.issuing import issue_report, restate_report, restatement_of
from reports.monthly.parts import read
from reports.monthly.stamp import Stamp
from tests.availability.saying import LATER, facts, utc
from tests.availability.world import World
from tests.reports.monthly.papers import (
    JUNE,
    TEXTS,
    closed,
    down,
    issued,
    june_of,
    missed_june,
    neighbour,
    raised,
)

pytestmark = pytest.mark.django_db
MUCH_LATER = datetime(2026, 10, 1, 12, tzinfo=UTC)


def corrected(world: World) -> None:
    """Find in September that June's outage was longer, and state the month anew."""
    correct_outage(
        by=world.agent,
        outage=Outage.objects.get(number=1),
        facts=facts(world, "06-09 14:00", "06-09 19:05", **TEXTS),
        reason="The logs say otherwise.",
        at=LATER,
    )
    shown = preview(contract=world.contract, month=JUNE, at=LATER)
    restate_month(
        by=world.manager,
        contract=world.contract,
        month=JUNE,
        seen=shown.seen,
        reason="The logs say otherwise.",
        at=LATER,
    )


@transaction.atomic
def stopped_while_issuing(world: World) -> None:
    """Issue the report of June, and be stopped before it is done."""
    assert issued(world).pk
    raise KeyboardInterrupt


def test_a_report_is_issued_once_whoever_asks_again(piq: World) -> None:
    missed_june(piq)

    first = issued(piq)
    again = issue_report(by=None, contract=piq.contract, month=JUNE, at=MUCH_LATER)

    assert (str(first), first.pk) == ("R-1", again.pk)
    assert (first.period, first.version, first.issued_by) == ("2026-06", 1, piq.manager.person)
    assert first.is_intact
    assert AuditEvent.objects.filter(verb="SLA report issued").count() == 1


def test_what_is_issued_says_the_same_for_ever_in_the_same_bytes(piq: World) -> None:
    missed_june(piq)
    kept = issued(piq)
    before = {key: form.made(read(kept.data), Stamp.of(kept)) for key, form in FORMS.items()}

    raised(piq, piq.contact, utc("06-10 15:00"))
    kept.refresh_from_db()

    after = {key: form.made(read(kept.data), Stamp.of(kept)) for key, form in FORMS.items()}
    assert before == after


def test_the_database_refuses_to_change_or_delete_one(piq: World) -> None:
    missed_june(piq)
    kept = issued(piq)

    for change in (
        lambda: IssuedReport.objects.filter(pk=kept.pk).update(hash="0" * 64),
        kept.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_month_that_goes_on_or_is_not_closed_is_refused_with_who_closes_it(piq: World) -> None:
    with pytest.raises(Refusal, match=r"June 2026 is not over in America/Chicago"):
        issued(piq, at=utc("06-15 12:00"))
    with pytest.raises(Refusal, match=r"not closed yet.*It is closed by: account manager"):
        issued(piq)

    assert not IssuedReport.objects.exists()


def test_who_may_not_issue_is_told_who_may(piq: World) -> None:
    missed_june(piq)

    with pytest.raises(Refusal, match=r"you cannot issue SLA reports.*account manager"):
        issue_report(by=piq.agent, contract=piq.contract, month=JUNE, at=LATER)


def test_figures_that_changed_since_they_were_looked_at_are_not_issued(piq: World) -> None:
    missed_june(piq)
    seen = seen_hash(june_of(piq))
    raised(piq, piq.contact, utc("06-10 15:00"))

    with pytest.raises(Refusal, match="Something changed since you looked"):
        issue_report(by=piq.manager, contract=piq.contract, month=JUNE, at=LATER, seen=seen)

    now = seen_hash(june_of(piq))
    made = issue_report(by=piq.manager, contract=piq.contract, month=JUNE, at=LATER, seen=now)
    assert str(made) == "R-1"


def test_who_is_stopped_while_issuing_has_issued_nothing_and_leaves_no_gap(piq: World) -> None:
    missed_june(piq)
    with pytest.raises(KeyboardInterrupt):
        stopped_while_issuing(piq)

    assert not IssuedReport.objects.exists()
    assert not AuditEvent.objects.filter(verb="SLA report issued").exists()
    assert str(issued(piq)) == "R-1"


def test_numbers_follow_one_another_over_a_vendors_contracts(piq: World) -> None:
    missed_june(piq)
    issued(piq)
    other = neighbour(piq)
    shown = preview(contract=other, month=JUNE, at=LATER)
    close_month(by=piq.manager, contract=other, month=JUNE, seen=shown.seen, at=LATER)

    assert str(issue_report(by=None, contract=other, month=JUNE, at=LATER)) == "R-2"


def test_a_restated_report_lists_what_changed_and_the_first_one_stays(piq: World) -> None:
    missed_june(piq)
    first = issued(piq)
    corrected(piq)

    made = restate_report(by=piq.manager, issued=first, reason="June was restated.", at=MUCH_LATER)

    assert (str(made), made.restates_id, made.reason) == ("R-1.2", first.pk, "June was restated.")
    words = [one["words"] for one in made.difference or ()]
    assert "Availability, Availability: 99.363425 % became 99.224537 %" in words
    row = next(one for one in made.difference or () if one["what"] == "Availability")
    assert (row["title"], row["before"], row["after"]) == (
        "Availability",
        "99.363425 %",
        "99.224537 %",
    )
    assert any(one.startswith("Credits, To be claimed: 54.79 USD became 68.49") for one in words)
    first.refresh_from_db()
    assert first.is_intact
    assert list(IssuedReport.objects.newest()) == [made]


def test_nothing_is_stated_anew_without_a_change_or_a_reason(piq: World) -> None:
    missed_june(piq)
    first = issued(piq)
    with pytest.raises(Refusal, match="Nothing is otherwise"):
        restate_report(by=piq.manager, issued=first, reason="To be sure.", at=MUCH_LATER)
    corrected(piq)
    with pytest.raises(Refusal, match="Say why"):
        restate_report(by=piq.manager, issued=first, reason=" ", at=MUCH_LATER)
    second = restate_report(by=piq.manager, issued=first, reason="Restated.", at=MUCH_LATER)

    with pytest.raises(Refusal, match=r"R-1\.2 has replaced R-1"):
        restatement_of(first, at=MUCH_LATER)
    assert restatement_of(second, at=MUCH_LATER).difference == []


def test_differences_name_rows_that_came_and_went(piq: World) -> None:
    closed(piq)
    before = june_of(piq)
    raised(piq, piq.contact, utc("06-10 15:00"))
    down(piq, "06-25 10:00", "06-25 20:00")

    words = [one["words"] for one in differences(before, june_of(piq))]

    assert "Incidents, Raised: 0 became 1" in words
    assert "Incidents, open at the end: PIQ-1001" in words
    assert not any("Availability" in one for one in words)  # the month is closed
