"""Eight draws at once from one purchase: never below zero, each key once (LU-06)."""

from functools import partial

import pytest
from django.db.models import Sum

from contracts.models import TokenLine, TokenMove
from contracts.services.tokens import Draw, buy, draw, expire
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY

THREADS = 8
WANTED = 9  # quarter hours each: of 40 there are enough for four


def _bought(site: Site) -> None:
    with vendor_scope(site.vendor):
        contract = site.house.contract
        buy(
            by=site.administrator,
            contract=contract,
            bundle=5,
            on=MONDAY.date(),
            key="bundle",
            at=MONDAY,
        )


def _balance(site: Site) -> int:
    with vendor_scope(site.vendor):
        lines = TokenLine.objects.filter(move__contract=site.house.contract)
        return int(lines.aggregate(all=Sum("quarters"))["all"])


@pytest.mark.slow
def test_lu_06_draws_at_once_never_take_more_than_there_is(committed: Site) -> None:
    _bought(committed)
    start = meeting(THREADS)

    def take(key: str) -> str:
        with vendor_scope(committed.vendor):
            start.wait()
            request = Draw(quarters=WANTED, words="All at once")
            try:
                contract = committed.house.contract
                draw(by=committed.agent, contract=contract, request=request, key=key, at=MONDAY)
            except Refusal as refusal:
                return refusal.code
            return "drawn"

    answers = side_by_side(*(partial(take, f"draw-{one}") for one in range(THREADS)))

    assert sorted(answers) == ["drawn"] * 4 + ["too_little"] * 4
    assert _balance(committed) == 40 - 4 * WANTED


@pytest.mark.slow
def test_lu_06_one_key_sent_eight_times_at_once_is_one_draw(committed: Site) -> None:
    _bought(committed)
    start = meeting(THREADS)

    def take() -> int:
        with vendor_scope(committed.vendor):
            start.wait()
            request = Draw(quarters=WANTED, words="Pressed eight times")
            contract = committed.house.contract
            move = draw(
                by=committed.agent, contract=contract, request=request, key="same", at=MONDAY
            )
            return move.pk

    assert len(set(side_by_side(*[take] * THREADS))) == 1
    assert _balance(committed) == 40 - WANTED


@pytest.mark.slow
def test_lu_06_eight_workers_write_an_expiry_once(committed: Site) -> None:
    _bought(committed)
    later = MONDAY.replace(year=2028)
    start = meeting(THREADS)

    def write_off() -> int:
        with vendor_scope(committed.vendor):
            start.wait()
            return expire(contract=committed.house.contract, at=later)

    assert sum(side_by_side(*[write_off] * THREADS)) == 1
    with vendor_scope(committed.vendor):
        moves = TokenMove.objects.filter(contract=committed.house.contract, kind="expiry")
        assert moves.count() == 1
    assert _balance(committed) == 0
