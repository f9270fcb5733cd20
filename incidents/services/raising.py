"""Raising an incident: gates, number, first event, acknowledgement (LU-03, LU-09, LU-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from contracts.domain.terms import Terms
from contracts.models import Contract, Instance
from contracts.provided import critical_functions
from contracts.queries import is_active
from contracts.services import cover_holidays
from contracts.services.amending import local_date, terms_on
from contracts.standings import standing_of, today_at
from incidents.choosing import Overdue, overdue_for
from incidents.domain.kinds import Channel, EventKind
from incidents.domain.lifecycle import Stage
from incidents.domain.severity import Hindrance, Reach
from incidents.mailout.accounts import tell_account_managers
from incidents.models import Incident, NumberSeries
from incidents.services.files import Upload
from incidents.services.steps import checked_text, first_working_status, happen, say
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, require

LONGEST_TITLE = 160  # characters
LONGEST_IMPACT = 200
LONGEST_CONTACT = 120


COUNT_UP = """
    INSERT INTO incidents_numberseries AS series (vendor_id, last) VALUES (%s, %s)
    ON CONFLICT (vendor_id) DO UPDATE SET last = series.last + 1 RETURNING last
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says (LU-11)."""

    title: str
    text: str
    severity: str
    category: str
    impact: str = ""
    affected: str = ""  # incidents.domain.severity.Reach, where it was said
    urgency: str = ""  # incidents.domain.severity.Hindrance, where it was said
    contact_details: str = ""  # how the reporter is reached about it
    always_critical: str = ""  # key of an always-critical function that is unavailable (LU-13)
    channel: Channel = Channel.PORTAL


@transaction.atomic
def raise_incident(
    *,
    by: Membership,
    contract: Contract,
    instance: Instance | None,
    report: Report,
    at: datetime,
    recorder: Membership | None = None,
    caution: Caution = Caution.ASK,
    files: Sequence[Upload] = (),
) -> Incident:
    """Take a report in, give it a number and start its clocks (LU-11).

    `by` is the customer's contact. Staff who log a telephone call pass themselves as `recorder`;
    where monitoring found it, the words are the recorder's too, or the portal's own if there is
    none, and no invoice is in the way.

    :param caution: what is done if patient data seems to be in it (PQ-12).
    :raises Refusal: if the contact may not, no agreement is active, an overdue invoice bars it, the
        report is incomplete, or its writer must be asked about patient data first.
    """
    require(by, Act.RAISE_INCIDENT)
    is_found = report.channel is Channel.MONITORING
    _check_recorder(recorder, contract, is_found=is_found)
    _check_standing(by, contract, instance, at)
    stands_on = terms_on(contract, local_date(contract, at))
    terms = stands_on.agreement.terms
    overdue = None if is_found else _check_invoices(contract, terms, at)
    severity = _severity(terms, report, contract)
    cover_holidays(vendor=by.vendor, region=contract.customer.holiday_region, at=at)
    incident = Incident.objects.create(
        number=next_number(by.vendor),
        **_raised_by(by, contract, instance),
        agreement=stands_on.agreement,
        tier=stands_on.tier,
        **release_at_report(instance, terms, at),
        severity=severity,
        **_said(report, terms),
        **_beginning(terms, at),
    )
    speaker = recorder if is_found else by
    beside = f"{report.title}\n{report.impact}"
    message = say(
        incident, report.text, by=speaker, at=at, caution=caution, beside=beside, files=files
    )
    person = _person(recorder or speaker)
    happen(incident, EventKind.REPORTED, actor=person, at=at, severity=severity, message=message)
    if overdue:
        tell_account_managers(incident, overdue, at=at)
    return incident


def _person(member: Membership | None) -> Person | None:
    return member.person if member else None


def _raised_by(by: Membership, contract: Contract, instance: Instance | None) -> dict[str, Any]:
    return {
        "vendor": by.vendor,
        "customer": contract.customer,
        "contract": contract,
        "instance": instance,
        "reporter": by.person,
    }


def _said(report: Report, terms: Terms) -> dict[str, Any]:
    return {
        "title": checked_title(report.title),
        "category": _category(terms, report.category),
        "impact": _line(report.impact, LONGEST_IMPACT),
        "affected": report.affected if report.affected in set(Reach) else "",
        "urgency": report.urgency if report.urgency in set(Hindrance) else "",
        "contact_details": _line(report.contact_details, LONGEST_CONTACT),
        "channel": report.channel,
    }


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]


def _beginning(terms: Terms, at: datetime) -> dict[str, Any]:
    return {
        "status": Stage.NEW,
        "working_status": first_working_status(terms),
        "reported_at": at,
        "last_event_at": at,
    }


def next_number(vendor: Vendor) -> int:
    """Return the vendor's next incident number; its row stays locked until the report is kept.

    A sequence would leave gaps where a report fails; a locked row leaves none.
    """
    with connection.cursor() as cursor:
        # Django knows no statement that counts up and answers; two would be one question more.
        cursor.execute(COUNT_UP, [vendor.pk, NumberSeries.BEFORE_THE_FIRST + 1])
        (number,) = cursor.fetchone()
    return int(number)


def _check_recorder(recorder: Membership | None, contract: Contract, *, is_found: bool) -> None:
    if recorder is None:
        return
    if not is_found:  # who confirms an outage was asked when it was confirmed
        require(recorder, Act.WORK_ON_INCIDENTS)
    if recorder.vendor_id != contract.vendor_id:
        raise Refusal("You do not work for the vendor of this contract.", code="not_allowed")


def _check_standing(
    by: Membership, contract: Contract, instance: Instance | None, at: datetime
) -> None:
    if contract.customer_id != by.customer_id:
        raise Refusal(f"{by.person} is no contact of {contract.customer}.", code="not_allowed")
    if instance is not None and instance.contract_id != contract.pk:
        raise Refusal("That instance is not covered by this contract.", code="wrong_instance")
    if instance is not None and instance.ended_on is not None:
        raise Refusal(
            f"{instance} ended on {instance.ended_on:%d %B %Y}; choose one that runs.",
            code="wrong_instance",
        )
    if not is_active(contract, at):
        raise Refusal(
            f"{contract.customer} has no active agreement with {by.vendor}"
            f"{_term_of(contract, at)}, so no new incident can be raised. Your account manager can "
            f"renew it{_whom_to_call(contract.agreement.terms)}.",
            code="no_agreement",
        )


def _check_invoices(contract: Contract, terms: Terms, at: datetime) -> Overdue:
    """Say what is overdue where the agreement lets the incident in; refuse it where it bars it."""
    overdue = overdue_for(contract, at, terms)
    if overdue.is_barred:
        raise Refusal(
            f"{overdue.words} {terms.name}'s agreement takes no new incident until then "
            f"(LU-09). Your account manager can help{_whom_to_call(terms)}.",
            code="overdue",
        )
    return overdue


def release_at_report(
    instance: Instance | None, terms: Terms, at: datetime
) -> dict[str, str | bool]:
    """Return what an incident keeps of the release it was reported on: written once (LU-08)."""
    if instance is None:
        return {}
    facts: dict[str, str | bool] = {"release": instance.release}
    if terms.lifecycle is not None:
        standing = standing_of(instance, terms.lifecycle, today_at(instance.vendor, at))
        facts |= {"release_stage": standing.stage.value, "is_measured": standing.is_measured}
    return facts


def _term_of(contract: Contract, at: datetime) -> str:
    if contract.starts_on > at.date():
        return f" (it starts on {contract.starts_on:%d %B %Y})"
    return f" (it ended on {contract.ends_on:%d %B %Y})" if contract.ends_on else ""


def _whom_to_call(terms: Terms) -> str:
    # Not every document prints its addresses; the portal itself would only refuse again.
    addresses = [c.address for c in terms.channels if c.kind != "portal" and c.address]
    return f": {' or '.join(addresses)}" if addresses else ""


def _severity(terms: Terms, report: Report, contract: Contract) -> str:
    if report.always_critical:
        known = {rule.key for rule in critical_functions(contract, terms)}
        if report.always_critical not in known:
            raise Refusal("That function is not on the always-critical list.", code="unknown")
        return terms.most_severe.key
    if report.severity not in terms.severities:
        named = ", ".join(severity.name for severity in terms.severities.values())
        raise Refusal(f"Choose how severe it is: {named}.", code="unknown_severity")
    return report.severity


def _category(terms: Terms, category: str) -> str:
    if category not in {known.key for known in terms.categories}:
        named = ", ".join(known.label for known in terms.categories)
        raise Refusal(f"Choose what it is about: {named}.", code="unknown_category")
    return category


def checked_title(title: str) -> str:
    """Return a title on one line.

    :raises Refusal: if there is none, or it is too long.
    """
    words = " ".join(checked_text(title).split())
    if len(words) > LONGEST_TITLE:
        raise Refusal(
            f"The title has {len(words)} characters; {LONGEST_TITLE} fit. "
            "Put the rest in the text.",
            code="too_long",
        )
    return words
