"""Credit bands: in order, without overlap, and no figure left without an answer (HR-04)."""

from fractions import Fraction

import pytest

from contracts.agreement_file import parse_agreement
from contracts.domain.credits import GapRule
from tests.contracts.schema.sample import FILE, SAMPLE, problems_of
from tests.contracts.vendors import terms_of

HEAD = '\n[credits]\nclause = "HR-04"\nreading = "of the sample"\n'


def band(low: str, high: str, credit: str) -> str:
    return (
        f"\n[[credits.bands]]\nfrom_percent = {low}\nto_percent = {high}\n"
        f'credit_percent = {credit}\nclause = "HR-04"\nreading = "of the sample"\n'
    )


def sample_with(*bands: str, rule: str = "") -> str:
    return SAMPLE + HEAD + rule + "".join(bands)


def test_hr_04_healthy_rosters_bands_are_as_printed() -> None:
    stated = terms_of("healthy-roster").credits

    assert stated is not None
    assert stated.gap_rule is GapRule.WORSE_BAND
    assert [(one.low, one.high, one.credit) for one in stated.bands] == [
        (Fraction("99.1"), Fraction("99.995"), Fraction(1)),
        (Fraction("96.6"), Fraction(99), Fraction(10)),
        (Fraction(95), Fraction("96.5"), Fraction(25)),
        (Fraction(0), Fraction(95), Fraction(30)),
    ]


@pytest.mark.parametrize("vendor", ["lumeon", "patientiq"])
def test_the_others_have_no_bands(vendor: str) -> None:
    assert terms_of(vendor).credits is None


def test_bands_that_meet_need_no_rule() -> None:
    text = sample_with(band("99", "99.9", "5"), band("0", "99", "10"))

    stated = parse_agreement(text, file=FILE).terms.credits

    assert stated is not None
    assert stated.gap_rule is GapRule.NONE


REFUSED = [
    pytest.param(
        [band("99.1", "99.9", "5"), band("0", "99", "10")],
        "credits.bands[2].to_percent",
        "leaves a gap from 99 to 99.1: close it, or state a gap_rule",
        id="gap-between",
    ),
    pytest.param(
        [band("99", "99.9", "5"), band("95", "99", "10")],
        "credits.bands[2].from_percent",
        "leaves a gap down to 0",
        id="gap-below",
    ),
    pytest.param(
        [band("99", "99.9", "5"), band("0", "99.5", "10")],
        "credits.bands[2].to_percent",
        "overlaps the band above, which begins at 99",
        id="overlap",
    ),
    pytest.param(
        [band("99", "99.9", "5"), band("0", "99", "5")],
        "credits.bands[2].credit_percent",
        "must be more than the band above earns",
        id="no-worse-credit",
    ),
    pytest.param(
        [band("99", "99", "5"), band("0", "99", "10")],
        "credits.bands[1].to_percent",
        "must be greater than from_percent",
        id="empty-band",
    ),
    pytest.param(
        [band("0", "101", "5")],
        "credits.bands[1].to_percent",
        "'101' is not a percentage from 0 to 100",
        id="no-percentage",
    ),
    pytest.param([], "credits.bands", "missing", id="no-bands"),
]


@pytest.mark.parametrize(("bands", "key", "reason"), REFUSED)
def test_what_leaves_a_figure_without_an_answer_is_refused(
    bands: list[str], key: str, reason: str
) -> None:
    assert (key, reason) in problems_of(sample_with(*bands))
