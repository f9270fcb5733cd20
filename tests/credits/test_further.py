"""Synthetic agreements with further credits: read from a file, and worked out for one month."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from availability.domain.facts import Outage
from availability.domain.month import availability_of
from availability.terms import policy_for
from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.domain.fees import Fees
from contracts.domain.targets import Milestone
from contracts.models import AgreementVersion, Contract
from contracts.schema.problems import BadAgreement
from credits.basis import Basis
from credits.figures import CreditFigure, figures_for
from credits.missed import Miss
from portal.kernel.month import Month
from portal.kernel.period import Period

JUNE = Month(2026, 6)
FEES = Fees(monthly=1000, currency="USD")  # type: ignore[arg-type]  # a whole number is exact
CLAUSE = 'clause = "HR-04"\nreading = "A synthetic agreement."\n'
NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)


def stated(*sections: str, settlement: str = "payment_days = 30") -> AgreementVersion:
    """Return Healthy Roster's agreement with other credits than its bands."""
    path = next(one for one in agreement_paths() if one.stem == "healthy_roster")
    text = path.read_text(encoding="utf-8").replace("payment_days = 30", settlement)
    head, _, rest = text.partition("[credits]\n")
    text = head + rest[rest.index("[settlement]") :] + "".join(sections)
    parse_agreement(text, file=path.name)
    return AgreementVersion(
        source=text, sha256=sha256(text.encode()).hexdigest(), file=path.name, label="synthetic"
    )


def further(key: str, shape: str, **columns: Any) -> str:
    lines = [f"{name} = {value}\n" for name, value in columns.items()]
    head = f'\n[[further_credits]]\nkey = "{key}"\nshape = "{shape}"\nname = "{key}"\n'
    return head + "".join(lines) + CLAUSE


def limits(**columns: Any) -> str:
    lines = [f"{name} = {value}\n" for name, value in columns.items()]
    return "\n[credit_limits]\n" + "".join(lines) + CLAUSE


def earned(
    *sections: str, minutes: int = 95, misses: tuple[Miss, ...] = ()
) -> dict[str, CreditFigure]:
    """Return what a June with one outage earns, slow days left out."""
    agreement = stated(*sections)
    terms = agreement.terms.availability
    assert terms is not None
    policy = policy_for(terms, {})
    down = Period(NOON, NOON + timedelta(minutes=minutes)) if minutes else None
    outages = [Outage(key="O-1", during=down)] if down else []
    basis = Basis(
        contract=Contract(starts_on=date(2026, 1, 1)),
        agreement=agreement,
        found=availability_of(JUNE, outages, [], policy),
        outages=outages,
        works=[],
        days=(),
        misses=misses,
    )
    return {one.source: one for one in figures_for(basis, FEES) if one.source != "response-time"}


def amounts(*sections: str, **said: Any) -> list[str]:
    return [str(one.amount) for one in earned(*sections, **said).values()]


STEPS = further("steps", "minute_steps", minutes=30, credit_percent=2)
BELOW = further("below", "percent_steps", percent=0.1, credit_percent=5)
DAYS = further("days", "service_days", minutes=60, days=3)
FLAT = further("flat", "flat_days", minutes=1, amount=12.5, currency='"USD"')


@pytest.mark.parametrize(
    ("section", "minutes", "amount"),
    [
        (STEPS, 29, "0.00 USD"),
        (STEPS, 95, "60.00 USD"),
        (BELOW, 95, "100.00 USD"),
        (BELOW, 0, "0.00 USD"),
        (DAYS, 59, "0.00 USD"),
        (DAYS, 125, "200.00 USD"),
        (FLAT, 95, "12.50 USD"),
        (FLAT, 24 * 60, "25.00 USD"),
        (further("gated", "flat_days", gate='"missed_month"', minutes=1, amount=9,
                 currency='"USD"'), 5, "9.00 USD"),
        (further("gated", "flat_days", gate='"missed_month"', minutes=1, amount=9,
                 currency='"USD"'), 2, "0.00 USD"),
    ],
)  # fmt: skip
def test_a_shape_gives_what_its_worked_table_says(section: str, minutes: int, amount: str) -> None:
    assert amounts(section, minutes=minutes) == [amount]


def test_missed_milestones_grow_by_the_hour_of_those_the_section_names() -> None:
    section = further(
        "support",
        "missed_milestones",
        milestones='["resolution"]',
        severities='["critical"]',
        credit_percent=2,
        further_percent=1,
        most_percent=10,
    )
    misses = tuple(
        Miss(incident=number, severity=severity, milestone=milestone, late=late)
        for number, severity, milestone, late in (
            ("HR-1001", "critical", Milestone.RESOLUTION, timedelta(minutes=61)),
            ("HR-1002", "critical", Milestone.RESOLUTION, timedelta(days=9)),
            ("HR-1003", "low", Milestone.RESOLUTION, timedelta(days=9)),
            ("HR-1004", "critical", Milestone.RESPONSE, timedelta(days=9)),
        )
    )

    figure = earned(section, misses=misses)["support"]

    assert str(figure.amount) == "130.00 USD"
    assert [label for label, _ in figure.inputs] == [
        "HR-1001, resolution",
        "HR-1002, resolution",
        "Fee of the month",
    ]


def test_a_cap_and_a_minimum_hold_for_a_months_credits_together() -> None:
    assert amounts(STEPS, BELOW, limits(cap_percent=10)) == ["60.00 USD", "40.00 USD"]
    assert amounts(STEPS, limits(minimum=75)) == ["75.00 USD"]
    assert amounts(STEPS, limits(minimum=75, below_minimum='"nothing"')) == ["0.00 USD"]
    assert amounts(STEPS, limits(minimum=75), minutes=0) == ["0.00 USD"]
    lines = earned(STEPS, BELOW, limits(cap_percent=10))["below"].derivation
    assert lines[-1] == "capped to 40 USD (HR-04)"


@pytest.mark.parametrize(
    ("section", "why"),
    [
        (further("x", "no_such_shape"), "unknown 'no_such_shape'"),
        (further("x", "minute_steps", minutes=0, credit_percent=2), "not between 1 and"),
        (further("x", "percent_steps", percent=0, credit_percent=2), "more than nothing"),
        (further("x", "minute_steps", minutes=5, credit_percent=101), "0 to 100"),
        (STEPS + STEPS, "is there twice"),
        (further("x", "missed_milestones", milestones='["lunch"]', credit_percent=1,
                 further_percent=1, most_percent=5), "unknown 'lunch'"),
        (limits(below_minimum='"nothing"'), "state a cap_percent, a minimum, or both"),
    ],
)  # fmt: skip
def test_a_section_that_cannot_be_is_refused_with_its_place(section: str, why: str) -> None:
    with pytest.raises(BadAgreement, match=why):
        stated(section)


@pytest.mark.parametrize("settlement", ["", "offsets_damages = false", 'payment_days = "soon"'])
def test_a_settlement_states_a_date_or_what_credits_count_towards(settlement: str) -> None:
    with pytest.raises(BadAgreement, match=r"settlement.payment_days"):
        stated(STEPS, settlement=settlement)


def test_pq_08_credits_that_are_offset_need_no_date() -> None:
    terms = stated(STEPS, settlement="offsets_damages = true").terms.settlement

    assert terms is not None
    assert (terms.payment_days, terms.offsets_damages) == (None, True)
