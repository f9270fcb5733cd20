"""What is known of a contract's month: outages, exclusions and maintenance that concern it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from availability.domain.policy import Effect
from availability.planned import Session, WorkFacts
from availability.queries import (
    MonthFacts,
    components_of,
    contracts_concerned,
    contracts_touched,
    facts_of,
    facts_of_many,
)
from availability.services.exclusions import (
    contest_exclusion,
    decide_exclusion,
    propose_exclusion,
)
from availability.services.maintenance import (
    change_maintenance,
)
from availability.services.notice_records import record_approval, record_notice
from availability.services.outages import correct_outage, withdraw_outage
from availability.stated import OutageFacts
from contracts.domain.fees import Fees
from contracts.models import Contract, Product
from contracts.services.contracts import terminate
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, planned, utc
from tests.availability.world import World, signed_for

JUNE = Month(2026, 6)
DAY = Period(utc("06-09 00:00"), utc("06-10 00:00"))


def june(world: World, contract: Contract | None = None, **when: object) -> MonthFacts:
    return facts_of(contract or world.contract, JUNE, **({"at": LATER} | when))  # type: ignore[arg-type]  # tests


def keys(known: MonthFacts) -> list[str]:
    return [one.key for one in known.outages]


def test_a_shared_component_serves_whom_the_product_covers_and_another_whom_it_was_given(
    piq: World,
) -> None:
    lakeside = piq.site.house.contract  # names no product, so it has any

    assert set(contracts_concerned([piq.main], DAY)) == {piq.contract, lakeside}
    assert contracts_concerned([piq.other], DAY) == [piq.contract]
    assert components_of(piq.contract) == [piq.other, piq.main]
    assert components_of(lakeside) == [piq.main]


def test_a_contract_for_another_product_is_not_concerned(piq: World) -> None:
    other = Product.objects.create(vendor=piq.site.vendor, name="Survey Kiosk")
    kiosk = signed_for(piq.site, "Kiosk Clinics", other, Fees())

    assert kiosk not in contracts_concerned([piq.main], DAY)


def test_the_month_has_its_own_outages_and_those_that_touch_them_across_its_ends(
    piq: World,
) -> None:
    # June in Chicago begins at 05:00 UTC.
    declared(piq, "06-01 03:00", "06-01 04:59")
    before = declared(piq, "06-01 04:00", "06-01 05:00")
    first = declared(piq, "06-01 05:00", "06-01 06:00")
    last = declared(piq, "07-01 04:00", "07-01 04:30")
    declared(piq, "07-01 05:00", "07-01 06:00")
    withdrawn = declared(piq, "06-20 05:00", "06-20 06:00")
    withdraw_outage(by=piq.agent, outage=withdrawn, reason="None.", at=LATER)

    assert keys(june(piq)) == ["O-1", str(before), str(first), str(last)]


def test_an_outage_of_another_component_or_naming_others_is_not_in_it(piq: World) -> None:
    lakeside = piq.site.house
    declared(piq, "06-09 14:00", "06-09 15:00", components=[piq.other])
    declared(piq, "06-10 14:00", "06-10 15:00", customers=[lakeside.customer])
    declared(piq, "06-11 14:00", "06-11 15:00")

    assert keys(june(piq)) == ["O-1", "O-3"]
    assert keys(june(piq, lakeside.contract)) == ["O-2", "O-3"]


def test_an_outage_that_goes_on_runs_until_one_looks(piq: World) -> None:
    declared(piq, "06-09 14:00", at=utc("06-09 14:10"))

    known = june(piq, at=utc("06-09 15:30"))

    assert known.outages[0].during == Period(utc("06-09 14:00"), utc("06-09 15:30"))
    assert known.outages[0].is_running


def test_what_an_outage_did_to_the_service_is_told_to_the_rules(piq: World) -> None:
    declared(
        piq,
        "06-09 14:00",
        "06-09 15:00",
        kind="impaired",
        ordinary_functions_out=True,
        users_affected=1,
        users_total=50,
        last_ok_at=utc("06-09 13:59"),
        restored_at=utc("06-09 15:05"),
        data_lost_from=utc("06-09 13:30"),
        data_lost_to=utc("06-09 14:00"),
    )

    (outage,) = june(piq).outages

    assert (outage.effect, outage.ordinary_out, outage.users) == (Effect.IMPAIRED, True, (1, 50))
    assert outage.detection is not None
    assert outage.detection.last_ok == utc("06-09 13:59")
    assert outage.restored_at == utc("06-09 15:05")
    assert outage.data_lost == Period(utc("06-09 13:30"), utc("06-09 14:00"))


def test_the_month_can_be_read_as_it_was_known_earlier(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00", at=utc("06-10 08:00"))
    longer = replace(OutageFacts.of(outage.current), ends_at=utc("06-09 16:00"))
    correct_outage(by=piq.agent, outage=outage, facts=longer, reason="Log.", at=utc("07-03 08:00"))

    then = june(piq, known_by=utc("07-01 08:00"))

    assert then.outages[0].during.end == utc("06-09 15:00")
    assert june(piq).outages[0].during.end == utc("06-09 16:00")
    assert not june(piq, known_by=utc("06-10 07:59")).outages


def test_only_approved_exclusions_count_and_only_for_their_contract(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00", at=utc("06-10 07:00"))
    exclusion = propose_exclusion(
        by=piq.agent,
        outage=outage,
        reason="force_majeure",
        evidence="The flood.",
        contract=piq.contract,
        starts_at=utc("06-09 14:30"),
        ends_at=utc("06-09 14:50"),
        at=utc("06-10 08:00"),
    )
    assert june(piq).outages[0].exclusions == ()
    assert june(piq).undecided == (exclusion,)

    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=utc("07-02 08:00"))

    (excluded,) = june(piq).outages[0].exclusions
    assert excluded.during == Period(utc("06-09 14:30"), utc("06-09 14:50"))
    assert june(piq).undecided == ()
    assert june(piq, known_by=utc("07-01 08:00")).outages[0].exclusions == ()
    assert june(piq, piq.site.house.contract).outages[0].exclusions == ()
    contest_exclusion(by=piq.contact, exclusion=exclusion, note="No.", at=utc("07-03 08:00"))
    assert june(piq).outages[0].exclusions == ()
    assert june(piq).undecided == (exclusion,)


def test_one_customers_objection_moves_no_other_customers_month(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00", at=utc("06-10 07:00"))
    other = piq.site.house.contract
    exclusion = propose_exclusion(
        by=piq.agent,
        outage=outage,
        reason="force_majeure",
        evidence="The flood.",
        at=utc("06-10 08:00"),
    )
    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=utc("07-02 08:00"))
    before = june(piq, other)
    assert before.outages[0].exclusions

    contest_exclusion(by=piq.contact, exclusion=exclusion, note="No.", at=utc("07-03 08:00"))

    assert june(piq, other) == before
    assert june(piq).outages[0].exclusions == ()
    assert june(piq).undecided == (exclusion,)
    assert june(piq, known_by=utc("07-02 09:00")).outages[0].exclusions
    decide_exclusion(
        by=piq.manager,
        exclusion=exclusion,
        verdict="approved",
        note="The trace.",
        contract=piq.contract,
        at=utc("07-04 08:00"),
    )
    assert june(piq).outages[0].exclusions
    assert june(piq, other) == before


def test_an_exclusion_is_cut_to_an_outage_that_was_corrected(piq: World) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 15:00")
    exclusion = propose_exclusion(
        by=piq.agent,
        outage=outage,
        reason="force_majeure",
        evidence="The flood.",
        starts_at=utc("06-09 14:30"),
        ends_at=utc("06-09 14:50"),
        at=LATER,
    )
    decide_exclusion(by=piq.manager, exclusion=exclusion, verdict="approved", at=LATER)
    shorter = replace(OutageFacts.of(outage.current), ends_at=utc("06-09 14:40"))
    correct_outage(by=piq.agent, outage=outage, facts=shorter, reason="Log.", at=LATER)

    (excluded,) = june(piq).outages[0].exclusions

    assert excluded.during == Period(utc("06-09 14:30"), utc("06-09 14:40"))


def test_maintenance_counts_as_it_was_done_and_with_the_notice_of_this_contract(
    piq: World,
) -> None:
    work = planned(piq, ("06-20 05:00", "06-20 06:00"), at=utc("06-01 08:00"), done=True)
    planned(piq, ("06-21 05:00", "06-21 06:00"), at=utc("06-01 08:00"))  # never begun
    record_notice(
        by=piq.agent,
        maintenance=work,
        contract=piq.contract,
        kind="notice",
        sent_at=utc("06-02 08:00"),
        to="marisol@riverbend.example",
        at=utc("06-02 08:00"),
    )

    (known,) = june(piq).works
    (other,) = june(piq, piq.site.house.contract).works

    assert (known.key, known.notice_at) == ("M-1", utc("06-02 08:00"))
    assert known.during == known.announced == Period(utc("06-20 05:00"), utc("06-20 06:00"))
    assert [str(zone) for zone in known.zones] == ["America/Chicago"]
    assert other.notice_at is None
    assert not june(piq, known_by=utc("06-01 07:59")).works


def test_a_notice_of_the_old_time_is_none_of_the_new_one(piq: World) -> None:
    work = planned(piq, ("06-20 05:00", "06-20 06:00"), at=utc("06-01 08:00"))

    def told(when: str) -> None:
        record_notice(
            by=piq.agent,
            maintenance=work,
            contract=piq.contract,
            kind="update",
            sent_at=utc(when),
            to="marisol@riverbend.example",
            at=utc(when),
        )

    told("06-02 08:00")
    moved = WorkFacts(
        title="Database upgrade",
        components=[piq.main],
        sessions=[
            Session(
                announced_from=utc("06-21 05:00"),
                announced_to=utc("06-21 06:00"),
                actual_from=utc("06-21 05:00"),
                actual_to=utc("06-21 05:40"),
            )
        ],
    )
    change_maintenance(
        by=piq.agent, maintenance=work, facts=moved, reason="Moved.", at=utc("06-03 08:00")
    )
    assert june(piq).works[0].notice_at is None

    told("06-03 09:00")

    assert june(piq).works[0].notice_at == utc("06-03 09:00")


def test_an_approval_raises_the_month_once(roster: World) -> None:
    work = planned(
        roster,
        ("06-20 05:00", "06-20 06:00"),
        ("06-27 05:00", "06-27 06:00"),
        at=utc("06-01 08:00"),
        done=True,
    )
    record_approval(
        by=roster.agent,
        maintenance=work,
        contract=roster.contract,
        minutes=45,
        approved_by="Noor Haddad",
        evidence="Her mail of 2 June.",
        at=utc("06-02 08:00"),
    )

    known = june(roster).works

    assert [one.key for one in known] == ["M-1", "M-1/2"]
    assert [one.extension for one in known] == [timedelta(minutes=45), timedelta(0)]


def test_a_contract_that_begins_or_ends_in_the_month_says_when(piq: World) -> None:
    assert (june(piq).starts, june(piq).ends) == (None, None)
    terminate(
        by=piq.manager,
        contract=piq.contract,
        last_day=date(2026, 6, 20),
        reason="Moved away.",
        at=utc("06-01 08:00"),
    )
    piq.contract.refresh_from_db()

    assert june(piq).ends == utc("06-21 05:00")
    with pytest.raises(Refusal, match="No availability was promised"):
        facts_of(piq.contract, JUNE.plus(1), at=LATER)


def test_an_agreement_without_availability_has_no_month(lumeon: object) -> None:
    contract = lumeon.house.contract  # type: ignore[attr-defined]  # the cast's site
    with pytest.raises(Refusal, match="No availability was promised"):
        facts_of(contract, JUNE, at=LATER)


def test_who_was_touched_is_whom_the_components_served_or_the_named(piq: World) -> None:
    every = declared(piq, "06-09 14:00", "06-09 15:00")
    named = declared(piq, "06-10 14:00", "06-10 15:00", customers=[piq.customer])

    assert len(contracts_touched(every.current, at=LATER)) == 2
    assert contracts_touched(named.current, at=LATER) == [piq.contract]


def test_many_contracts_take_as_many_queries_as_one(piq: World) -> None:
    assert piq.service.product
    contracts = [piq.contract]
    for number in range(3):
        declared(piq, f"06-0{number + 1} 14:00", f"06-0{number + 1} 15:00")
        planned(piq, (f"06-1{number} 05:00", f"06-1{number} 06:00"), done=True)
        contracts.append(signed_for(piq.site, f"Clinic {number}", piq.service.product, Fees()))

    def asked(some: list[Contract]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = facts_of_many(piq.site.vendor, JUNE, some, at=LATER)
        assert len(found) == len(some)
        assert all(len(one.outages) == len(one.works) == 3 for one in found.values())
        return len(queries)

    assert asked(contracts[:1]) == asked(contracts)
