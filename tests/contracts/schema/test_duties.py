"""The sections on tokens, activities and obligations: each fault is named by key and reason."""

import pytest

from contracts.agreement_file import parse_agreement
from contracts.domain.obligations import DayCount, Duty
from tests.contracts.schema.sample import FILE, SAMPLE, problems_of

CLAUSE = 'clause = "CO-04"\nwords = "as agreed"\n'
TOKENS = f"""
[tokens]
bundles = [5, 10]
hours_per_token = 2
valid_months = 12
warn_days = [60, 14]
{CLAUSE}"""
ACTIVITY = f"""
[[activities]]
key = "review"
name = "Review"
tiers = ["basic"]
recurrence = "FREQ=MONTHLY;INTERVAL=3"
how = "telephone"
{CLAUSE}"""
NOTICE = f"""
[[obligations]]
key = "move"
name = "Change of data centre"
kind = "notice"
days = 90
{CLAUSE}"""
REQUEST = f"""
[[obligations]]
key = "restore"
name = "Restore"
kind = "request"
{CLAUSE}"""


def with_tier(section: str) -> str:
    """Put a section behind the sample, naming one of its own tiers."""
    tier = next(iter(parse_agreement(SAMPLE, file=FILE).terms.tiers))
    return SAMPLE + section.replace('"basic"', f'"{tier}"')


def test_co_04_an_agreement_without_these_sections_knows_none() -> None:
    terms = parse_agreement(SAMPLE, file=FILE).terms

    assert (terms.tokens, terms.activities, terms.obligations) == (None, (), ())


def test_co_04_the_sections_are_read() -> None:
    text = with_tier(TOKENS + ACTIVITY + NOTICE + REQUEST)
    terms = parse_agreement(text, file=FILE).terms

    assert terms.tokens is not None
    assert (terms.tokens.bundles, terms.tokens.warn_days) == ((5, 10), (60, 14))
    assert [kind.recurrence for kind in terms.activities] == ["FREQ=MONTHLY;INTERVAL=3"]
    notice, request = terms.obligations
    assert (notice.duty, notice.days, notice.day_count) == (Duty.NOTICE, 90, DayCount.CALENDAR)
    assert (request.duty, request.hours) == (Duty.REQUEST, None)


CASES = [
    pytest.param(TOKENS, "[5, 10]", "[10, 5]", "tokens.bundles", "must rise", id="bundles-fall"),
    pytest.param(TOKENS, "[5, 10]", "[]", "tokens.bundles", "one is needed", id="no-bundle"),
    pytest.param(TOKENS, "[5, 10]", "[0]", "tokens.bundles", "from 1 to 1000", id="empty-bundle"),
    pytest.param(TOKENS, "[60, 14]", "[14, 60]", "tokens.warn_days", "must fall", id="warnings"),
    pytest.param(TOKENS, "[60, 14]", "[400]", "tokens.warn_days", "0 to 365", id="long-before"),
    pytest.param(ACTIVITY, '"basic"', '"gold"', "activities[1].tiers", "no tier", id="tier"),
    pytest.param(ACTIVITY, '["basic"]', "[]", "activities[1].tiers", "empty", id="no-tier"),
    pytest.param(
        ACTIVITY, "MONTHLY;INTERVAL=3", "HOURLY", "activities[1].recurrence",
        "does not look right", id="hourly",
    ),
    pytest.param(
        ACTIVITY, "INTERVAL=3", "INTERVAL=0", "activities[1].recurrence",
        "does not look right", id="for-ever-on-one-day",
    ),
    pytest.param(ACTIVITY, '"telephone"', '"fax"', "activities[1].how", "unknown", id="how"),
    pytest.param(NOTICE, "days = 90\n", "", "obligations[1].days", "missing", id="no-days"),
    pytest.param(
        NOTICE, '"notice"', '"attestation"', "obligations[1].recurrence", "missing",
        id="attested-when",
    ),
    pytest.param(
        NOTICE, "days = 90", "days = 90\nhours = 24", "obligations[1].hours", "unknown key",
        id="hours-of-a-notice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("section", "old", "new", "key", "reason"), CASES)
def test_co_04_a_fault_is_named_by_key_and_reason(
    section: str, old: str, new: str, key: str, reason: str
) -> None:
    assert old in section
    text = with_tier(section.replace(old, new))

    found = [(where, why) for where, why in problems_of(text) if where == key]

    assert len(found) == 1
    assert reason in found[0][1]
