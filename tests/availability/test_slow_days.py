"""Why days were slow: written once, said better later, owed before a month is closed (HR-08)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from availability.figures import figure_of, figures_of_many
from availability.lacking import lacking
from availability.models import SampleDay, SlowSpell
from availability.month_standings import standings
from availability.services.catalogue import add_component, add_service
from availability.services.closing import close_month, close_months, last_closing, preview
from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.slow import runs_of, slow_days
from contracts.domain.fees import Fees
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, utc
from tests.availability.slow import JUNE, TEXTS, explained, june, measured, slow
from tests.availability.world import World, signed_for
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def told(world: World) -> list[tuple[int, int, str]]:
    """Return the runs of June in short: first and last day, and the cause."""
    runs = runs_of(figure_of(world.contract, JUNE, at=LATER).slow)
    return [(one.first.day, one.last.day, one.spell.cause if one.spell else "") for one in runs]


def close(world: World, **said: Any) -> None:
    seen = preview(contract=world.contract, month=JUNE, at=LATER).seen
    close_month(by=world.manager, contract=world.contract, month=JUNE, seen=seen, at=LATER, **said)


def test_hr_08_cause_and_corrective_action_of_slow_days_are_written_with_who_and_when(
    roster: World,
) -> None:
    slow(roster, 3, 4)

    made = explained(roster, 3, 4)

    assert (made.first_day, made.last_day, made.service) == (june(3), june(4), roster.service)
    assert (made.written_by, made.written_at) == (roster.agent.person, LATER)
    assert told(roster) == [(3, 4, TEXTS["cause"])]
    event = AuditEvent.objects.get(verb="slow days explained", object_id=made.pk)
    assert event.after is not None
    assert event.after["corrective_planned"] == TEXTS["corrective_planned"]


def test_hr_08_what_is_said_later_holds_and_what_was_said_stays(roster: World) -> None:
    slow(roster, 3, 4, 5)
    first = explained(roster, 3, 5)

    with pytest.raises(Refusal, match="Nothing is different"):
        explained(roster, 3, 5)
    with pytest.raises(Refusal, match="Say why it is said otherwise") as refused:
        explained(roster, 4, cause="A backup ran by day.")
    assert refused.value.code == "reason"
    explained(roster, 4, cause="A backup ran by day.", reason="The log of the 4th.")

    assert told(roster) == [
        (3, 3, TEXTS["cause"]),
        (4, 4, "A backup ran by day."),
        (5, 5, TEXTS["cause"]),
    ]
    first.refresh_from_db()
    assert first.cause == TEXTS["cause"]
    assert AuditEvent.objects.filter(verb="slow days explained anew").count() == 1


def test_hr_08_what_is_known_as_of_a_time_is_what_was_written_by_then(roster: World) -> None:
    slow(roster, 3)
    explained(roster, 3, at=LATER)

    before = figure_of(roster.contract, JUNE, at=LATER - timedelta(days=1))

    assert [one.is_explained for one in before.slow] == [False]


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        ({"first": 2}, "first_day", r"02 June 2026 was not too slow: its average was 2\.500 s"),
        ({"first": 9}, "first_day", "09 June 2026 was not too slow: nothing was measured"),
        ({"first": 3, "last": 5}, "first_day", "05 June 2026 was not too slow"),
        ({"first": 4, "last": 3}, "last_day", "The last day is before the first"),
        ({"first": 3, "last_day": june(30) + timedelta(days=1)}, "last_day", "is not in 2026-06"),
        ({"first": 3, "cause": "  "}, "no_words", "Say why it was slow"),
        (
            {"first": 3, "corrective_taken": "", "corrective_planned": " "},
            "corrective_taken",
            "Say what was done about it",
        ),
    ],
)
def test_hr_08_a_day_that_was_not_slow_and_a_text_that_is_missing_are_refused(
    roster: World, said: dict[str, Any], code: str, why: str
) -> None:
    slow(roster, 3, 4)
    measured(roster.main, june(2), 2_500, 1)

    with pytest.raises(Refusal, match=why) as refused:
        explained(roster, **said)

    assert (refused.value.code, SlowSpell.objects.count()) == (code, 0)


def test_hr_08_a_day_that_is_not_over_where_the_month_is_measured_is_refused(
    roster: World,
) -> None:
    slow(roster, 3)

    with pytest.raises(Refusal, match=r"is not over before 04 June 2026 04:00 UTC"):
        explained(roster, 3, at=utc("06-04 03:59"))

    assert explained(roster, 3, at=utc("06-04 04:00")).pk


def test_hr_08_a_service_that_did_not_serve_is_refused(roster: World) -> None:
    ada = roster.administrator
    strange = add_service(by=ada, name="Archive", at=MONDAY)
    add_component(by=ada, service=strange, name="Disk", time_zone="UTC", is_shared=False, at=MONDAY)
    slow(roster, 3)

    with pytest.raises(Refusal, match="Archive did not serve Elm Street Physio"):
        explained(roster, 3, service=strange)


def test_hr_08_where_no_response_time_is_promised_no_day_is_slow(piq: World) -> None:
    with pytest.raises(Refusal, match="No response time is promised to Riverbend"):
        explained(piq, 3)


def test_hr_08_only_the_desk_says_why_a_day_was_slow(roster: World) -> None:
    slow(roster, 3)

    for nobody in (roster.contact, roster.manager):
        with pytest.raises(Refusal, match="cannot declare and correct outages"):
            explained(roster, 3, by=nobody)


def test_hr_08_two_who_read_the_same_do_not_write_over_each_other(roster: World) -> None:
    slow(roster, 3)
    explained(roster, 3, based_on=0)

    with pytest.raises(Refusal, match="wrote about Portal, 03 June 2026 meanwhile"):
        explained(roster, 3, cause="Another.", reason="I think so.", based_on=0)


def test_co_05_what_was_written_is_never_changed_nor_without_words(roster: World) -> None:
    slow(roster, 3)
    made = explained(roster, 3)

    with pytest.raises(ProgrammingError), transaction.atomic():
        SlowSpell.objects.filter(pk=made.pk).update(cause="Nothing.")
    with pytest.raises(ProgrammingError), transaction.atomic():
        made.delete()
    made.pk, made.cause = None, ""
    with pytest.raises(IntegrityError, match="slow_said"), transaction.atomic():
        made.save(force_insert=True)


def test_hr_08_a_month_with_slow_days_that_nobody_explained_is_not_closed(roster: World) -> None:
    slow(roster, 3, 4, 9)
    explained(roster, 4)

    (lack,) = preview(contract=roster.contract, month=JUNE, at=LATER).lacks
    assert (lack.owed, lack.slow_days) == (True, (june(3), june(9)))
    with pytest.raises(Refusal, match="too slow on 3 and 9 June 2026, and nobody has said why"):
        close(roster, reason="We are in a hurry.")
    assert close_months(by=roster.manager, month=JUNE, contracts=[roster.contract], at=LATER) == []

    explained(roster, 3)
    explained(roster, 9)
    close(roster)

    closing = last_closing(roster.contract, JUNE)
    assert closing is not None
    assert closing.figures["response"]["failing"] == ["2026-06-03", "2026-06-04", "2026-06-09"]


def test_hr_05_days_that_earn_no_credit_are_closed_over_with_a_reason(roster: World) -> None:
    slow(roster, 3)
    figure = figure_of(roster.contract, JUNE, at=LATER)
    terms = figure.facts.terms
    assert terms.response_time is not None
    free = replace(terms.response_time, credit_per_day=terms.response_time.credit_per_day * 0)
    facts = replace(figure.facts, terms=replace(terms, response_time=free))

    (lack,) = lacking(replace(figure, facts=facts))

    assert (lack.owed, lack.slow_days) == (False, (june(3),))


def test_hr_08_what_is_written_after_a_closing_changes_nothing_that_was_signed(
    roster: World,
) -> None:
    slow(roster, 3)
    explained(roster, 3)
    close(roster)
    closing = last_closing(roster.contract, JUNE)
    assert closing is not None

    later = LATER + timedelta(days=2)
    explained(roster, 3, cause="A backup.", reason="The log.", at=later)

    shown = preview(contract=roster.contract, month=JUNE, at=later)
    assert (shown.difference, shown.owed) == ({}, [])
    kept = {roster.contract.pk: shown.figure.days}
    ((signed,),) = slow_days(JUNE, kept, known_by=closing.signed_at).values()
    assert [one.cause for one in signed.spells] == [TEXTS["cause"]]


def test_hr_08_words_about_a_service_are_those_of_every_contract_that_it_serves(
    roster: World,
) -> None:
    assert roster.service.product is not None
    more = [
        signed_for(roster.site, f"School {place}", roster.service.product, Fees())
        for place in range(3)
    ]
    slow(roster, 3)
    explained(roster, 3)

    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = figures_of_many(
                roster.site.vendor, JUNE, [roster.contract, *more][:count], at=LATER
            )
        assert all(one.slow[0].is_explained for one in found.values())
        return len(queries)

    assert asked(2) == asked(4)


def test_hr_05_contracts_that_leave_out_the_same_share_what_is_read(roster: World) -> None:
    assert roster.service.product is not None
    more = [
        signed_for(roster.site, f"School {place}", roster.service.product, Fees())
        for place in range(3)
    ]
    outage = declared(roster, "06-09 14:00", "06-09 15:00")
    said = propose_exclusion(
        by=roster.agent, outage=outage, reason="misuse", evidence="A script.", at=LATER
    )
    decide_exclusion(by=roster.manager, exclusion=said, verdict="approved", at=LATER)
    slow(roster, 3)

    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = standings(roster.site.vendor, [roster.contract, *more][:count], JUNE, at=LATER)
        assert all(one.figure and one.figure.found.classes.excluded for one in rows)
        return len(queries)

    assert asked(1) == asked(3)


def test_hr_08_the_list_of_months_to_close_names_slow_days(roster: World) -> None:
    slow(roster, 3)

    (standing,) = standings(roster.site.vendor, [roster.contract], JUNE, at=LATER)

    assert standing.state == "lacking"
    assert "too slow on 3 June 2026" in standing.lacks[0].words


def test_hr_08_a_day_that_is_not_slow_any_more_owes_no_words(roster: World) -> None:
    slow(roster, 3)
    explained(roster, 3)
    SampleDay.objects.filter(day=june(3)).update(total_ms=2_000)

    assert told(roster) == []


def test_hr_08_outages_and_slow_days_are_owed_side_by_side(roster: World) -> None:
    declared(roster, "06-09 14:00", "06-09 19:00")
    slow(roster, 9)

    lacks = preview(contract=roster.contract, month=JUNE, at=LATER).lacks

    assert [(one.outage, len(one.slow_days)) for one in lacks if one.owed] == [("O-1", 0), ("", 1)]
