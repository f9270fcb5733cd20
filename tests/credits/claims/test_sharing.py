"""Claims of one month together: what each adds, whatever is decided of the others (PQ-06, PQ-07).

June 2026 allows 216 minutes. Outages of 160 and 140 minutes are 84 more; a third of 40 minutes
makes 124. An hour of 120,000 USD is worth 13.70 USD.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations

import pytest

from availability.models import Outage
from availability.services.outages import correct_outage
from credits.claims.months import ClaimsMonth, closed_month
from credits.claims.shares import share_of
from credits.claims.states import ClaimState, state_of
from credits.models import Claim, LedgerEntry
from credits.services.claiming import decide_claim
from portal.kernel.money import Money
from tests.availability.amending import amended
from tests.availability.saying import LATER, facts, utc
from tests.availability.world import World
from tests.credits.claims.filing import TEXTS, close, filed, outage_of, restate

pytestmark = pytest.mark.django_db

EPISODE = 'basis = "per_episode_net"'
SUM, PIECES = 'basis = "per_month"', 'basis = "per_episode_piece"'
ALL, EXCESS = 'scope = "all_hours"', 'scope = "excess_only"'
LONGER, SHORTER, SHORT = (
    ("06-09 14:00", "06-09 16:40"),
    ("06-10 14:00", "06-10 16:20"),
    ("06-11 14:00", "06-11 14:40"),
)
type Reading = tuple[str, str]  # the words of the agreement, and those in their place


@pytest.fixture
def read(piq: World) -> Callable[[Reading], None]:
    """Agree on another reading from 1 June on."""

    def agree(reading: Reading) -> None:
        amended(piq, date(2026, 6, 1), *reading)

    return agree


def lost(world: World, *bounds: tuple[str, str]) -> list[Outage]:
    return [outage_of(world, *one, at=utc("06-12 08:00")) for one in bounds]


def claimed(world: World, *bounds: tuple[str, str]) -> list[Claim]:
    """File a claim for each, and close June."""
    made = [filed(world, one, at=utc("06-12 12:00")) for one in lost(world, *bounds)]
    close(world)
    return made


def decide(world: World, claim: Claim, *, approve: bool = True) -> str:
    """Decide a claim; return what it came to."""
    decide_claim(by=world.manager, claim=claim, approve=approve, reason="So.", at=LATER)
    return str(sum(LedgerEntry.objects.filter(claim=claim).values_list("amount", flat=True)))


def credited(world: World) -> Decimal:
    """Return what all claims of the contract have come to."""
    rows = LedgerEntry.objects.filter(contract=world.contract)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


@pytest.mark.parametrize(
    ("reading", "alone"),
    [((EPISODE, PIECES), "27.400"), ((EPISODE, SUM), "27.400"), ((ALL, EXCESS), "13.700")],
    ids=["pieces", "sum", "excess"],
)
def test_declining_one_leaves_the_other_what_it_is_alone(
    piq: World, read: Callable[[Reading], None], reading: Reading, alone: str
) -> None:
    read(reading)
    first, second = claimed(piq, LONGER, SHORTER)
    assert [state_of(one) for one in (first, second)] == [ClaimState.HOLDS] * 2

    decide(piq, first, approve=False)

    assert decide(piq, second) == alone
    assert credited(piq) == Decimal(alone)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as-filed", "reversed"])
@pytest.mark.parametrize(
    ("reading", "posted"),
    [((EPISODE, SUM), ["27.400", "41.090"]), ((ALL, EXCESS), ["13.700", "0.000"])],
    ids=["sum", "excess"],
)
def test_each_is_given_what_it_adds_to_those_approved_before_it(
    piq: World,
    read: Callable[[Reading], None],
    reading: Reading,
    posted: list[str],
    order: tuple[int, int],
) -> None:
    read(reading)
    claims = claimed(piq, LONGER, SHORTER)

    assert [decide(piq, claims[place]) for place in order] == posted


def test_minutes_that_make_no_hour_alone_hold_and_make_one_with_others(
    piq: World, read: Callable[[Reading], None]
) -> None:
    read((EPISODE, SUM))
    lost(piq, LONGER)  # never claimed
    first, second = claimed(piq, SHORT, ("06-11 18:00", "06-11 18:40"))
    words = {one["name"]: one["words"] for one in first.verdicts.get().conditions}
    assert words["hours"] == (
        "40 minutes count. What they add to the month's other claims is known when it is approved."
    )

    assert [decide(piq, one) for one in (first, second)] == ["0.000", "13.700"]
    entry = LedgerEntry.objects.get(claim=first, kind="approved")
    assert entry.derivation == ["120000.00 USD / 8760 h x 0 h = 0.00 USD"]


def test_what_lies_beyond_the_target_is_not_given_to_an_outage_that_was_shorter(
    piq: World, read: Callable[[Reading], None]
) -> None:
    read((ALL, EXCESS))
    lost(piq, LONGER, SHORTER)  # with the third they are 124 minutes beyond: two hours

    (short,) = claimed(piq, SHORT)

    assert decide(piq, short) == "0.000"


def test_without_a_full_hour_in_the_whole_month_a_claim_fails(
    piq: World, read: Callable[[Reading], None]
) -> None:
    read((ALL, EXCESS))
    (only,) = claimed(piq, ("06-09 14:00", "06-09 18:30"))  # 54 minutes beyond

    assert state_of(only) is ClaimState.FAILS
    assert only.verdicts.get().reasons == ["270 minutes count: no full hour, and parts earn none."]


def test_a_limit_cuts_off_the_same_whichever_is_approved_first(piq: World) -> None:
    two = ("06-01 14:00", "06-21 14:00"), ("06-22 00:00", "07-06 00:00")  # 480 and 336 hours
    claims = [filed(piq, outage_of(piq, *one, at=utc("07-06 08:00"))) for one in two]
    close(piq)

    assert decide(piq, claims[0], approve=False) == "0.000"
    assert decide(piq, claims[1]) == "4602.740"  # all of its own, though the first was filed first


@pytest.mark.parametrize(
    "reading",
    [(EPISODE, PIECES), (EPISODE, SUM), (ALL, EXCESS)],
    ids=["pieces", "sum", "excess"],
)
def test_what_is_approved_of_a_month_comes_to_the_same_in_whatever_order(
    piq: World, read: Callable[[Reading], None], reading: Reading
) -> None:
    read(reading)
    outages = lost(piq, LONGER, SHORTER, SHORT)
    month = closed_month(close(piq))
    for count in range(1, 4):
        for some in combinations(outages, count):
            assert len({summed(month, order) for order in permutations(some)}) == 1


def summed(month: ClaimsMonth, order: tuple[Outage, ...]) -> Money:
    """Return what claims for these outages come to, approved in this order; none is below zero."""
    shares = [share_of(month, own, order[:place]).money for place, own in enumerate(order)]
    assert all(one.amount >= 0 for one in shares)
    return sum(shares[1:], shares[0])


def test_a_month_stated_anew_restates_approved_claims_alone_and_not_their_order(
    piq: World, read: Callable[[Reading], None]
) -> None:
    read((ALL, EXCESS))
    waiting, late, early = claimed(piq, LONGER, SHORTER, SHORT)  # 124 minutes beyond: two hours
    assert [decide(piq, one) for one in (early, late)] == ["0.000", "27.400"]

    lost(piq, ("06-12 06:00", "06-12 06:01"))
    restate(piq)

    assert not LedgerEntry.objects.filter(kind="restated").exists()

    longer = facts(piq, "06-10 14:00", "06-10 18:20", **TEXTS)  # 244 minutes beyond: four hours
    correct_outage(by=piq.agent, outage=late.outage, facts=longer, reason="Logs.", at=LATER)
    restate(piq)

    assert credited(piq) == Decimal("54.79")
    assert decide(piq, waiting) == "0.000"  # four hours are all there are


def test_an_approved_claim_that_holds_no_more_gives_its_hours_back_with_the_reason(
    piq: World, read: Callable[[Reading], None]
) -> None:
    read((EPISODE, SUM))
    first, second = claimed(piq, LONGER, SHORTER)
    assert [decide(piq, one) for one in (first, second)] == ["27.400", "41.090"]
    shorter = facts(piq, *SHORT, **TEXTS)  # June meets its target by this
    correct_outage(by=piq.agent, outage=first.outage, facts=shorter, reason="Logs.", at=LATER)

    restate(piq)

    assert credited(piq) == 0
    entry = LedgerEntry.objects.get(claim=second, kind="restated")
    assert entry.derivation[0].startswith("140 minutes were lost, but June 2026 reached")
