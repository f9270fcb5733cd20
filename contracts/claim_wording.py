"""How a credit is claimed and settled, as sentences (PQ-07, HR-06)."""

from collections.abc import Iterator

from contracts.domain.credits import Claims, ClaimTrigger, InvoiceGate
from contracts.domain.further_credits import Settlement
from contracts.wording import Sentence

TRIGGERS = {
    ClaimTrigger.OUTAGE_END: "the day on which the outage ended",
    ClaimTrigger.OUTAGE_START: "the day on which the outage began",
    ClaimTrigger.MONTH_END: "the last day of the month",
}
INVOICES = {
    InvoiceGate.PAST_DUE: "At some moment from the claim to the end of its time no invoice of the "
    "customer's account was past due, unless it is disputed.",
    InvoiceGate.ANY_UNPAID: "At some moment from the claim to the end of its time no invoice of "
    "the customer's account was unpaid.",
    InvoiceGate.NONE: "No invoice stands in the way of a credit.",
}
INCOMPLETE = {
    True: "A claim that lacks something counts from when it is complete.",
    False: "A claim counts from when it came, also if it lacks something.",
}
OFFSET = (
    "A credit counts towards any claim for loss or damage, which is so much less by it. That is "
    "noted on the credit, whose own amount stays."
)

# What an agreement can ask a claim to state, as people say it.
DETAILS = {
    "functional_areas": "the functional areas affected",
    "date_and_time": "date and time of the outage",
    "users": "usernames and email addresses of the users affected",
    "estimated_minutes": "the estimated minutes of unavailability",
    "ticket_number": "the number of the documented incident",
}


def claiming(terms: Claims | None, zone: str) -> Iterator[Sentence]:
    """This function will write what must be done to be given a credit (PQ-07).

    :param zone: whose days are counted.
    """
    if terms is None:
        return
    yield Sentence(_until(terms, zone), terms.clause)
    if terms.details:
        named = "; ".join(detail_in_words(one) for one in terms.details)
        said = f"The claim states {named}. {INCOMPLETE[terms.incomplete_is_none]}"
        yield Sentence(said, terms.clause)
    yield Sentence(INVOICES[terms.invoice_gate], terms.clause)


def settling(terms: Settlement | None) -> Iterator[Sentence]:
    """This function will write by when a credit is given, and against what (HR-06, PQ-08)."""
    if terms is None:
        return
    if terms.payment_days is not None:
        days = terms.payment_days
        yield Sentence(
            "A credit accrues with the close of its month and stands on the next invoice; where "
            f"none follows it is paid within {days} day{'' if days == 1 else 's'} of the month's "
            "end.",
            terms.clause,
        )
    if terms.offsets_damages:
        yield Sentence(OFFSET, terms.clause)


def detail_in_words(detail: str) -> str:
    """This function will name a detail as people say it; one of a file's own by its key."""
    return DETAILS.get(detail, detail.replace("_", " "))


def _until(terms: Claims, zone: str) -> str:
    days = terms.business_days
    holidays = "public holidays among them"
    if terms.holidays:
        holidays = f"without the public holidays of {terms.holidays}"
    return (
        f"A credit for an outage is claimed until the end of business day {days} after "
        f"{TRIGGERS[terms.trigger]}, which is not counted itself. Business days are Monday to "
        f"Friday {holidays}, in {zone}."
    )
