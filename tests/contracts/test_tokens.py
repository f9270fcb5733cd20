"""Buying, drawing, giving back and expiring On-Demand tokens (LU-06)."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum

from contracts.models import Contract, TokenLine, TokenMove
from contracts.services.tokens import Draw, buy, draw, expire, give_back, holdings_of
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, staff
from tests.factories import MONDAY

TODAY = MONDAY.date()
SELLERS = "account manager, administrator, support manager, technical account manager"


@pytest.fixture
def grace(lumeon: Site) -> Membership:
    """Lumeon's account manager."""
    return staff(lumeon.vendor, "Grace Mbeki", Role.ACCOUNT_MANAGER)


def bought(
    by: Membership, house: House, *, bundle: int = 5, on: date = TODAY, key: str = "b1"
) -> TokenMove:
    return buy(by=by, contract=house.contract, bundle=bundle, on=on, key=key, at=MONDAY)


def drawn(
    by: Membership, house: House, quarters: int, *, key: str = "d1", at: datetime = MONDAY
) -> TokenMove:
    request = Draw(quarters=quarters, words="New dashboard for the fracture clinic")
    return draw(by=by, contract=house.contract, request=request, key=key, at=at)


def left(contract: Contract) -> list[int]:
    return [held.left for held in holdings_of(contract)]


def balance(contract: Contract) -> int:
    total = TokenLine.objects.filter(move__contract=contract).aggregate(all=Sum("quarters"))
    return total["all"] or 0


def test_lu_06_a_bundle_of_five_is_ten_hours_for_twelve_months(
    lumeon: Site, grace: Membership
) -> None:
    move = bought(grace, lumeon.house)

    assert (move.bundle, move.usable_until) == (5, date(2027, 3, 2))
    assert balance(lumeon.house.contract) == 40
    assert AuditEvent.objects.get(verb="tokens bought").actor == grace.person


def test_lu_06_a_draw_is_spread_over_purchases_the_earliest_to_expire_first(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house, key="late")
    early = bought(grace, lumeon.house, on=date(2026, 1, 5), key="early")

    move = drawn(lumeon.agent, lumeon.house, 42)

    lines = list(move.lines.values_list("purchase__key", "quarters"))
    assert lines == [("early", -40), ("late", -2)]
    assert holdings_of(lumeon.house.contract)[0].purchase.key == early.pk
    assert left(lumeon.house.contract) == [0, 38]


def test_lu_06_too_much_is_refused_saying_what_is_left_until_when_and_who_records_more(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house, on=date(2026, 2, 1), key="b1")
    drawn(lumeon.agent, lumeon.house, 31)

    with pytest.raises(Refusal) as refused:
        drawn(lumeon.agent, lumeon.house, 10, key="d2")

    assert str(refused.value) == (
        "2 h 30 min cannot be drawn. What is left is 2 h 15 min until 01 February 2027. "
        f"More tokens are recorded by: {SELLERS}."
    )
    assert (refused.value.code, balance(lumeon.house.contract)) == ("too_little", 9)


def test_lu_06_without_tokens_the_refusal_says_that_nothing_is_left(lumeon: Site) -> None:
    with pytest.raises(Refusal, match=r"^15 min cannot be drawn\. Nothing is left\."):
        drawn(lumeon.agent, lumeon.house, 1)


def test_lu_06_the_same_key_is_the_same_entry(lumeon: Site, grace: Membership) -> None:
    assert bought(grace, lumeon.house) == bought(grace, lumeon.house)
    assert drawn(lumeon.agent, lumeon.house, 3) == drawn(lumeon.agent, lumeon.house, 3)

    assert balance(lumeon.house.contract) == 37


def test_lu_06_the_same_key_with_other_values_is_refused(lumeon: Site, grace: Membership) -> None:
    bought(grace, lumeon.house)
    drawn(lumeon.agent, lumeon.house, 3)

    with pytest.raises(Refusal, match="sent before with other values"):
        bought(grace, lumeon.house, bundle=10)
    with pytest.raises(Refusal, match="sent before with other values"):
        drawn(lumeon.agent, lumeon.house, 4)
    with pytest.raises(Refusal, match="sent before with other values"):
        drawn(lumeon.agent, lumeon.house, 3, key="b1")


def test_lu_06_a_draw_given_back_returns_to_the_purchases_it_came_from(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house, key="b1")
    bought(grace, lumeon.house, on=date(2026, 1, 5), key="b2")
    move = drawn(lumeon.agent, lumeon.house, 50)

    give_back(by=grace, move=move, words="The dashboard was a standard one", at=MONDAY)

    assert left(lumeon.house.contract) == [40, 40]
    with pytest.raises(Refusal, match="given back already"):
        give_back(by=grace, move=move, words="Again", at=MONDAY)


def test_lu_06_only_draws_can_be_given_back(lumeon: Site, grace: Membership) -> None:
    purchase = bought(grace, lumeon.house)

    with pytest.raises(Refusal, match="Only drawn time"):
        give_back(by=grace, move=purchase, words="We want our money back", at=MONDAY)


def test_lu_06_expiry_is_written_once_however_often_the_day_is_kept(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house)
    drawn(lumeon.agent, lumeon.house, 7)
    contract = lumeon.house.contract
    last_evening = datetime.fromisoformat("2027-03-02T23:59:59+00:00")

    assert expire(contract=contract, at=last_evening) == 0
    assert expire(contract=contract, at=last_evening + timedelta(seconds=1)) == 1
    assert expire(contract=contract, at=last_evening + timedelta(seconds=1)) == 0

    assert balance(contract) == 0
    assert TokenMove.objects.get(kind="expiry").by is None


def test_lu_06_on_the_day_after_nothing_can_be_drawn_though_nothing_was_written_off(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house)

    with pytest.raises(Refusal, match="Nothing is left"):
        drawn(lumeon.agent, lumeon.house, 1, at=MONDAY.replace(year=2027, day=3))


def test_lu_06_time_given_back_to_an_expired_purchase_expires_again(
    lumeon: Site, grace: Membership
) -> None:
    bought(grace, lumeon.house)
    move = drawn(lumeon.agent, lumeon.house, 8)
    later = MONDAY.replace(year=2027, day=9)
    expire(contract=lumeon.house.contract, at=later)

    give_back(by=grace, move=move, words="Done under warranty", at=later)
    assert expire(contract=lumeon.house.contract, at=later) == 1

    assert balance(lumeon.house.contract) == 0


def test_lu_06_the_day_ends_at_the_customers_midnight(lumeon: Site, grace: Membership) -> None:
    lumeon.house.customer.time_zone = "America/Los_Angeles"
    lumeon.house.customer.save(update_fields=["time_zone"])
    bought(grace, lumeon.house)
    evening_there = datetime.fromisoformat("2027-03-03T07:30:00+00:00")  # 2 March, 23:30

    assert drawn(lumeon.agent, lumeon.house, 4, at=evening_there).on == date(2027, 3, 2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bundle": 7}, "Tokens come in bundles of 5, 10, 20."),
        ({"on": date(2026, 3, 3)}, "The day of purchase lies ahead; record it when it has come."),
        ({"on": date(2025, 12, 31)}, "The contract does not run on 31 December 2025."),
    ],
)
def test_lu_06_a_purchase_that_makes_no_sense_is_refused(
    lumeon: Site, grace: Membership, changes: dict[str, int | date], sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        bought(grace, lumeon.house, **changes)  # type: ignore[arg-type]  # one of them at a time

    assert str(refused.value) == sentence
    assert not TokenMove.objects.exists()


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Draw(quarters=0, words="Nothing"), "no_amount"),
        (Draw(quarters=-4, words="More"), "no_amount"),
        (Draw(quarters=4, words="  "), "no_words"),
        (Draw(quarters=4, words="Tuning", incident="PIQ-12"), "no_incident"),
    ],
)
def test_lu_06_a_draw_that_makes_no_sense_is_refused(
    lumeon: Site, grace: Membership, request_: Draw, code: str
) -> None:
    bought(grace, lumeon.house)

    with pytest.raises(Refusal) as refused:
        draw(by=lumeon.agent, contract=lumeon.house.contract, request=request_, key="d", at=MONDAY)

    assert (refused.value.code, balance(lumeon.house.contract)) == (code, 40)


def test_lu_06_agents_draw_and_account_managers_sell(lumeon: Site, grace: Membership) -> None:
    with pytest.raises(Refusal, match="As agent you cannot look after a customer's account"):
        bought(lumeon.agent, lumeon.house)
    bought(grace, lumeon.house)
    with pytest.raises(Refusal, match="As account manager you cannot work on incidents"):
        drawn(grace, lumeon.house, 4)
    with pytest.raises(Refusal, match="As technical contact you cannot"):
        drawn(lumeon.house.contact, lumeon.house, 4)


def test_lu_06_a_vendor_without_tokens_sells_none(patientiq: Site) -> None:
    with vendor_scope(patientiq.vendor), pytest.raises(Refusal, match="sells no On-Demand tokens"):
        bought(patientiq.administrator, patientiq.house)
