"""What the agreement page writes of credits: each term in words, each with its clause (CO-06)."""

from dataclasses import replace

import pytest

from contracts.claim_wording import DETAILS, INVOICES, OFFSET, TRIGGERS
from contracts.credit_wording import (
    CAPS,
    GATES,
    HOURS,
    MINIMA,
    ROUNDINGS,
    SCOPES,
    YEARS,
    Part,
    credit_parts,
)
from contracts.domain.credits import (
    ClaimTrigger,
    CreditGate,
    CreditScope,
    FailureRounding,
    HourBasis,
    HourCap,
    InvoiceGate,
    YearHours,
)
from contracts.domain.further_credits import BelowMinimum
from contracts.domain.terms import Terms
from credits.domain import conditions
from tests.cast import Site, signed_in
from tests.contracts.vendors import terms_of
from tests.credits.test_further import BELOW, DAYS, FLAT, STEPS, further, limits, stated

MISSES = further(
    "misses",
    "missed_milestones",
    milestones='["response", "resolution"]',
    severities='["critical"]',
    credit_percent=2,
    further_percent=1,
    most_percent=10,
)
VALUES = [
    (HOURS, HourBasis),
    (SCOPES, CreditScope),
    (GATES, CreditGate),
    (YEARS, YearHours),
    (CAPS, HourCap),
    (ROUNDINGS, FailureRounding),
    (MINIMA, BelowMinimum),
    (TRIGGERS, ClaimTrigger),
    (INVOICES, InvoiceGate),
]


def said(terms: Terms) -> dict[str, list[tuple[str, str]]]:
    """Return each part's sentences with their clauses."""
    return {part.title: _rows(part) for part in credit_parts(terms)}


def _rows(part: Part) -> list[tuple[str, str]]:
    return [(one.words, one.clause.ref) for one in part.sentences]


def test_bands_stand_as_they_are_printed_with_what_becomes_of_a_gap() -> None:
    parts = said(terms_of("healthy-roster"))

    assert parts["What is earned"] == [
        (
            (
                "A month below its target earns the share of that month's fee that its band gives. "
                "The lower bound belongs to a band. A figure between two bands falls to the worse "
                "one."
            ),
            "HR-04",
        ),
        ("99.1 % to below 99.995 %: 1 % of the month's fee.", "HR-04"),
        ("96.6 % to 99 %: 10 % of the month's fee.", "HR-04"),
        ("95 % to 96.5 %: 25 % of the month's fee.", "HR-04"),
        ("Below 95 %: 30 % of the month's fee.", "HR-04"),
        (
            "1 USD for each day whose average response time is greater than 2.5 seconds.",
            "HR-05",
        ),
    ]


def test_promise_settlement_and_chronic_failure_cite_their_clauses() -> None:
    parts = said(terms_of("healthy-roster"))

    assert list(parts) == [
        "The promise",
        "What is earned",
        "How it is settled",
        "Chronic failure",
    ]
    assert parts["The promise"][0][0].startswith("Availability of 99.995 % in each calendar month")
    assert parts["How it is settled"] == [
        (
            (
                "A credit accrues with the close of its month and stands on the next "
                "invoice; where "
                "none follows it is paid within 30 days of the month's end."
            ),
            "HR-06",
        )
    ]
    assert parts["Chronic failure"] == [
        (
            (
                "The customer may terminate once availability was missed in 2 of 6 "
                "months in a row, "
                "or once the average response time was too long on 15 days in all within "
                "two months "
                "in a row. The right arises with the close of the last of them."
            ),
            "HR-07",
        )
    ]


def test_full_hours_and_claims_are_written_out() -> None:
    parts = said(terms_of("patientiq"))

    ((hours, clause),) = parts["What is earned"]
    assert clause == "PQ-06"
    assert hours.startswith("Each full hour of an outage earns an hour's share of the contract's")
    assert "8,760 hours, or 8,784 with a 29 February." in hours
    assert hours.endswith("A month earns no more hours than it has.")
    assert parts["How it is claimed"] == [
        (
            (
                "A credit for an outage is claimed until the end of business day 5 after "
                "the day on "
                "which the outage ended, which is not counted itself. Business days are Monday to "
                "Friday without the public holidays of US, in America/Chicago."
            ),
            "PQ-07",
        ),
        (
            (
                "The claim states the functional areas affected; date and time of the outage; "
                "usernames and email addresses of the users affected; the estimated minutes of "
                "unavailability; the number of the documented incident. A claim that "
                "lacks something "
                "counts from when it is complete."
            ),
            "PQ-07",
        ),
        (INVOICES[InvoiceGate.PAST_DUE], "PQ-07"),
    ]
    assert parts["How it is settled"] == [(OFFSET, "PQ-08")]


def test_an_agreement_that_gives_no_credits_has_no_such_part() -> None:
    assert credit_parts(terms_of("lumeon")) == []


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (STEPS, "2 % of the month's fee for each full 30 minutes of downtime."),
        (BELOW, "5 % of the month's fee for each full 0.1 % by which the month is below"),
        (DAYS, "3 days of service for each full 60 minutes of downtime, each worth the month's"),
        (FLAT, "12.5 USD for each day with 1 minute of downtime or more. Also for a month"),
        (MISSES, "for each missed response or resolution (Critical), 1 % more for each further"),
    ],
    ids=["minute-steps", "percent-steps", "service-days", "flat-days", "misses"],
)
def test_each_further_shape_has_its_sentence(section: str, words: str) -> None:
    ((_, _), (further_words, clause)) = said(stated(section).terms)["What is earned"]

    assert words in further_words
    assert clause == "HR-04"


def test_pq_08_a_file_may_state_both_a_date_and_what_credits_count_towards() -> None:
    both = stated(STEPS, settlement="payment_days = 1\noffsets_damages = true").terms

    paid, offset = (words for words, _ in said(both)["How it is settled"])
    assert paid.endswith("where none follows it is paid within 1 day of the month's end.")
    assert offset == OFFSET


def test_limits_say_what_they_do_and_in_which_order() -> None:
    text = stated(STEPS, limits(cap_percent=60, minimum=5, below_minimum='"nothing"'))

    assert [words for words, _ in said(text.terms)["Limits"]] == [
        "Credits of a month that come to less than 5 are not given.",
        (
            "Credits of a month together come to 60 % of its fee at most; they are given "
            "in the order "
            "above until that is used up."
        ),
    ]


def test_bands_that_meet_speak_of_no_gap() -> None:
    terms = terms_of("healthy-roster")
    bands = terms.credits
    assert bands is not None
    always = replace(terms, credits=replace(bands, rounding=FailureRounding.ALWAYS))

    assert "rounded up to a full percent; a figure" in said(always)["What is earned"][0][0]


@pytest.mark.parametrize(("words", "values"), VALUES, ids=[one.__name__ for _, one in VALUES])
def test_every_value_that_a_file_can_state_has_words(
    words: dict[object, str], values: type
) -> None:
    assert set(words) == set(values)  # type: ignore[call-overload]  # an enumeration


def test_what_a_claim_states_has_one_name_here_and_where_claims_are_judged() -> None:
    assert DETAILS == conditions.DETAILS


@pytest.mark.django_db
def test_the_agreement_page_shows_them_with_the_documents_words(
    patientiq: Site, lumeon: Site
) -> None:
    contact = signed_in(patientiq.house.contact.person)
    page = contact.get("/patientiq/agreement/").content.decode()

    assert "Credits for what was missed" in page
    assert "equal to 100% of the Service cost per hour" in page
    assert "PQ-07" in page
    assert "Service Level Credits shall be offset against any claim" in page
    theirs = signed_in(lumeon.house.contact.person).get("/lumeon/agreement/").content.decode()
    assert "Credits for what was missed" not in theirs
