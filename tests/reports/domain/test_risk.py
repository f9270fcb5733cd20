"""The order of the portfolio can be explained by counting signs (docs/algorithms/portfolio.md)."""

from fractions import Fraction

import pytest

from reports.domain.risk import Position, order_of, signs_of


@pytest.mark.parametrize(
    ("said", "sign", "is_grave"),
    [
        ({"has_right": True, "is_near_right": True}, "right", True),
        ({"is_near_right": True}, "near_right", False),
        ({"missed_month": True, "used": Fraction(2)}, "availability", True),
        ({"used": Fraction(3, 4)}, "budget", False),
        ({"criticals": 1}, "criticals", True),
        ({"escalations": 2}, "escalations", False),
        ({"below_aim": True}, "attainment", False),
        ({"standing": ("Invoice 1 is not paid.",)}, "standing", False),
        ({"owes_credits": True}, "credits", False),
        ({"late_activities": 1}, "activities", False),
        ({"days_left": 90}, "renewal", False),
    ],
)
def test_each_fact_gives_one_sign(said: dict[str, object], sign: str, is_grave: bool) -> None:
    found = signs_of(Position(name="Kelso", **said))  # type: ignore[arg-type]  # as in the table

    assert [(one.key, one.is_grave) for one in found] == [(sign, is_grave)]


@pytest.mark.parametrize("said", [{}, {"used": Fraction(74, 100)}, {"days_left": 91}])
def test_what_is_in_order_gives_no_sign(said: dict[str, object]) -> None:
    assert signs_of(Position(name="Kelso", **said)) == []  # type: ignore[arg-type]  # as in the table


def test_grave_signs_go_before_any_number_of_warnings() -> None:
    rows = [
        Position(name="Quiet"),
        Position(name="Warned", below_aim=True, owes_credits=True, escalations=1),
        Position(name="Grave", criticals=1),
        Position(name="Graver", criticals=1, missed_month=True, used=Fraction(3)),
        Position(name="Grave and warned", criticals=1, below_aim=True),
        Position(name="Nearly", used=Fraction(1, 2)),
    ]

    ordered = [one.name for one in sorted(rows, key=order_of)]

    assert ordered == ["Graver", "Grave and warned", "Grave", "Warned", "Nearly", "Quiet"]
