"""Worked cases of months, as data in and data out: what `manage.py calculate month` answers.

A case names a vendor, whose agreement file is read; `policy_overrides` set single settings
otherwise. This is the edge: texts become instants and rules here, bad ones become a sentence.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any, TypedDict

from availability.domain.derivation import decimal_text, plain
from availability.domain.derivation import derivation as derivation_of
from availability.domain.month import Availability, availability_of, percent_text
from availability.domain.response_time import days_of
from contracts.agreement_file import agreement_paths, read_agreement
from contracts.regions import holidays_of
from credits import case_facts as read
from credits import case_values as values
from credits.case_settings import Settings, settings_of
from credits.domain.settlement import due_of
from credits.months import Credit, band_credit_of, hour_credit_of, longest_of
from credits.overrides import changed
from credits.terms import hours_for
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal

YEARS = range(2015, 2046)  # whose holidays are known to worked cases
VENDORS = {"PatientIQ": "patientiq", "HealthyRoster": "healthy-roster", "Lumeon": "lumeon"}

type Case = Mapping[str, Any]
type Answer = dict[str, Any]  # JSON to be


def answer(case: Case) -> Answer:
    """This function will return `{"result": ...}` with the fields that its kind asks for.

    :raises Refusal: with a sentence, if the case is none.
    """
    kind = values.text(case, "kind")
    if kind not in KINDS:
        raise Refusal(f"The kinds of case are {', '.join(KINDS)}, not {kind!r}.", code="bad_case")
    settings = changed(
        _settings(values.text(case, "vendor")), values.mapping(case, "policy_overrides")
    )
    return {"result": KINDS[kind](case, values.mapping(case, "facts"), settings)}


@cache
def _settings(vendor: str) -> Settings:
    """This function will read the agreements as they lie in the code, once."""
    slug = VENDORS.get(vendor, vendor)
    known = {file.terms.slug: file.terms for file in map(read_agreement, agreement_paths())}
    if slug not in known:
        raise Refusal(f"There is no vendor {vendor!r}.", code="unknown_vendor")
    return settings_of(known[slug], holidays_of("US", YEARS))


def _availability(case: Case, facts: Case, settings: Settings) -> Answer:
    month = Month.parse(values.text(case, "month"))
    if settings.policy is None:
        raise Refusal("This agreement promises no availability.", code="no_promise")
    outages, works = read.outages(facts), read.works(facts)
    term = _term(facts)
    found = availability_of(month, outages, works, settings.policy, **term)
    shown = _figures(found)
    longest = longest_of(outages, works, settings.policy, month, **term)
    if settings.policy.restore_within is not None and longest is not None:
        seconds = read.seconds(longest)
        held = longest <= settings.policy.restore_within
        shown["recovery"] = {"longest_outage_seconds": seconds, "rto_4h_met": held}
    derivation = derivation_of(found)
    credit = _credit(found, outages, works, facts, settings)
    if credit is not None:
        shown["credit"] = credit.as_data()
        derivation += credit.derivation
    return shown | {"derivation": derivation}


class Term(TypedDict):
    """The first instant of the service and that at which it ended, where they are stated."""

    starts: datetime | None
    ends: datetime | None


def _term(facts: Case) -> Term:
    contract = values.mapping(facts, "contract")
    return {
        "starts": values.instant_or_none(contract, "service_start"),
        "ends": values.instant_or_none(contract, "service_end"),
    }


def _credit(
    found: Availability, outages: Any, works: Any, facts: Case, settings: Settings
) -> Credit | None:
    contract = values.mapping(facts, "contract")
    fees = values.fees(contract)
    fee, value = fees.of_a_month(), fees.of_a_year()
    if fee is None or value is None:
        return None
    if settings.bands is not None:
        return band_credit_of(found, fee, settings.bands)
    is_dated = fees.annual is not None or "contract_year_start" in contract
    if settings.hours is None or settings.claims is None or not is_dated:
        return None
    return hour_credit_of(
        found,
        outages,
        works,
        annual_value=lambda _: value,
        anchor=values.day(contract, "contract_year_start"),
        rules=hours_for(settings.hours),
        claims=read.claims(facts),
        invoices=read.invoices(facts),
        claim_rules=settings.claims,
        **_term(facts),
    )


def _figures(found: Availability) -> Answer:
    seconds = found.classes.seconds()
    percent = found.percent
    return {
        "total_seconds": found.total,
        "maintenance_seconds": seconds["maintenance"],
        "emergency_seconds": seconds["emergency"],
        "excluded_seconds": seconds["excluded"],
        "downtime_seconds": plain(found.down),
        "availability": {
            "numerator_seconds": plain(found.numerator),
            "denominator_seconds": found.denominator,
            "percent_truncated_6dp": None if percent is None else percent_text(percent),
        },
        "target_percent": decimal_text(found.policy.target),
        "target_met": found.is_met,
    }


def _response_time(case: Case, facts: Case, settings: Settings) -> Answer:
    del case
    if settings.limit is None:
        raise Refusal("This agreement promises no response time.", code="no_promise")
    days = days_of(read.samples(facts), settings.limit)
    failing = [day.on.isoformat() for day in days if day.fails]
    credit = Money(settings.day_credit * len(failing), "USD").rounded()
    return {
        "failing_days": failing,
        "days_without_samples": [day.on.isoformat() for day in days if day.mean is None],
        "credit_amount": str(credit).partition(" ")[0],
        "derivation": [
            f"{day.on}: "
            + ("no samples" if day.mean is None else f"mean {day.mean} s")
            + (", fails" if day.fails else "")
            for day in days
        ],
    }


def _chronic(case: Case, facts: Case, settings: Settings) -> Answer:
    del case
    if settings.misses is None or settings.slow_days is None:
        raise Refusal("This agreement gives no right for chronic failure.", code="no_promise")
    result: Answer = {}
    arises: list[Month] = []
    if "service_periods" in facts:
        missed = read.missed_months(facts)
        month = settings.misses.arises_with(missed)
        result["arises_with_period"] = str(month) if month else None
        arises += [month] if month else []
    if "failing_days_by_month" in facts:
        slow = settings.slow_days.arises_with(read.failing_days(facts))
        arises += [slow] if slow else []
    if not result and "failing_days_by_month" not in facts:
        raise Refusal("A case of chronic failure names periods or days.", code="bad_case")
    says = f"the right arises with {min(arises)}" if arises else "no right arises"
    return {"termination_right": bool(arises)} | result | {"derivation": [says]}


def _compliance(case: Case, facts: Case, settings: Settings) -> Answer:
    del case
    of, within = values.count(facts, "incidents_with_target"), values.count(facts, "within_target")
    if within > of:
        raise Refusal("More are within their target than there are.", code="bad_case")
    if not of:
        return {"compliance_percent": None, "aim_met": None, "derivation": ["0 of 0: no share"]}
    share = Fraction(within, of)
    met = None if settings.aim is None else share >= settings.aim
    return {
        "compliance_percent": read.two_places(share * 100),
        "aim_met": met,
        "derivation": [f"{within} of {of} = {read.two_places(share * 100)} %"],
    }


def _payout(case: Case, facts: Case, settings: Settings) -> Answer:
    """This function will say by when accrued credits are settled (HR-06)."""
    month = Month.parse(values.text(case, "month"))
    days = settings.payment_days
    if days is None or settings.policy is None:
        raise Refusal("This agreement settles no credits by month.", code="no_promise")
    ends = month.plus(1).begins(settings.policy.reporting_zone)
    follows = read.further_invoice(facts, ends)
    due = due_of(month, days, further_invoice=follows)
    if not due.by_payment:
        return {"settled_by": "next_invoice", "pay_by": None, "derivation": ["on the next invoice"]}
    says = f"no invoice follows: {days} days after {month.last_day}"
    return {"settled_by": "payment", "pay_by": due.last_day.isoformat(), "derivation": [says]}


KINDS: dict[str, Callable[[Case, Case, Settings], Answer]] = {
    "availability": _availability,
    "response_time_days": _response_time,
    "chronic_failure": _chronic,
    "target_compliance": _compliance,
    "payout": _payout,
}
