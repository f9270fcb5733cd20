"""The severity that impact and urgency suggest (LU-11, LU-12), by the handbook's own scenarios."""

import pytest

from incidents.domain.severity import (
    HINDRANCES,
    REACHES,
    Hindrance,
    Reach,
    is_grave,
    on_scale,
    suggest,
)

SCENARIOS = [
    pytest.param(Reach.EVERYBODY, Hindrance.STOPPED, 1, id="total-loss-of-service"),
    pytest.param(Reach.MANY, Hindrance.STOPPED, 2, id="single-service-unavailable"),
    pytest.param(Reach.MANY, Hindrance.PREVENTED, 2, id="multiple-records-out-of-reach"),
    pytest.param(Reach.EVERYBODY, Hindrance.IMPAIRED, 3, id="low-degradation"),
    pytest.param(Reach.MANY, Hindrance.IMPAIRED, 3, id="ten-or-more-users-impacted"),
    pytest.param(Reach.FEW, Hindrance.PREVENTED, 3, id="a-single-function-for-a-few"),
    pytest.param(Reach.FEW, Hindrance.MINIMAL, 4, id="no-impact-to-service"),
    pytest.param(Reach.NOBODY, Hindrance.STOPPED, 4, id="a-question"),
]


@pytest.mark.parametrize(("reach", "hindrance", "rank"), SCENARIOS)
def test_lu_12_the_handbooks_scenarios_have_the_handbooks_severity(
    reach: Reach, hindrance: Hindrance, rank: int
) -> None:
    suggestion = suggest(reach, hindrance, 4)

    assert suggestion is not None
    assert suggestion.rank == rank


def test_a_suggestion_says_why() -> None:
    suggestion = suggest(Reach.MANY, Hindrance.PREVENTED, 4)

    assert suggestion is not None
    assert suggestion.reason == (
        "10 or more users or a whole service are affected, and key operations are prevented "
        "without a workaround"
    )


@pytest.mark.parametrize(("reach", "hindrance"), [("", "stopped"), ("many", ""), ("?", "?")])
def test_nothing_is_suggested_before_both_are_answered(reach: str, hindrance: str) -> None:
    assert suggest(reach, hindrance, 4) is None


@pytest.mark.parametrize(
    ("severities", "ranks"),
    [(1, [1, 1, 1, 1]), (2, [1, 1, 1, 2]), (3, [1, 1, 2, 3]), (4, [1, 2, 3, 4]), (5, [1, 2, 3, 4])],
)
def test_other_scales_are_laid_beside_the_handbooks(severities: int, ranks: list[int]) -> None:
    assert [on_scale(level, severities) for level in (1, 2, 3, 4)] == ranks


def test_a_scale_has_one_severity_at_least() -> None:
    with pytest.raises(ValueError, match="one severity at least"):
        on_scale(1, 0)


def test_grave_is_what_the_handbook_calls_critical_or_high() -> None:
    assert [rank for rank in range(1, 5) if is_grave(rank, 4)] == [1, 2]
    assert [rank for rank in range(1, 4) if is_grave(rank, 3)] == [1]


def test_worse_answers_never_suggest_a_milder_severity() -> None:
    for severities in (2, 3, 4):
        ranks = [
            [suggest(reach, hindrance, severities) for reach in Reach] for hindrance in Hindrance
        ]
        for row in ranks:
            assert [one.rank for one in row if one] == sorted(one.rank for one in row if one)
        for column in zip(*ranks, strict=True):
            assert [one.rank for one in column if one] == sorted(one.rank for one in column if one)


def test_each_answer_has_its_words() -> None:
    assert (set(REACHES), set(HINDRANCES)) == (set(Reach), set(Hindrance))
