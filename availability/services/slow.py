"""Saying why days were too slow and what is done about it; said better by a later row (HR-08).

What was said of a day stays; what is written of it later holds from then on. A month that was
closed keeps the words that were known when it was signed.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from django.db import transaction

from availability.domain.derivation import decimal_text
from availability.domain.response_time import Day, seconds_text
from availability.figures import MonthFigure, figure_of
from availability.models import Service, SlowSpell
from availability.slow import services_of
from contracts.models import Contract
from contracts.services.said import LONGEST_TEXT, paragraphs
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import first_instant
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowFacts:
    """What is said of a run of slow days; one day begins and ends a run of its own."""

    first_day: date
    last_day: date
    cause: str
    corrective_taken: str = ""
    corrective_planned: str = ""

    def tidied(self) -> Self:
        """Return it fit to be kept.

        :raises Refusal: if a text is missing that is owed.
        """
        cause = paragraphs(self.cause, "Say why it was slow: the cause is what the report owes.")
        taken, planned = (
            one.strip()[:LONGEST_TEXT] for one in (self.corrective_taken, self.corrective_planned)
        )
        if not taken and not planned:
            raise Refusal(
                "Say what was done about it, or what will be: the report owes the corrective "
                "action.",
                code="corrective_taken",
            )
        return replace(self, cause=cause, corrective_taken=taken, corrective_planned=planned)

    def columns(self) -> dict[str, Any]:
        """Return it by the names of the columns."""
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def explain_slow_days(
    *,
    by: Membership,
    contract: Contract,
    month: Month,
    service: Service,
    facts: SlowFacts,
    reason: str = "",
    based_on: int | None = None,
    at: datetime,
) -> SlowSpell:
    """Write cause and corrective action of slow days of a service, as a contract's month has them.

    It holds for every contract that the service serves. Of days that were spoken of before, it
    holds from now on, and needs a reason.

    :param based_on: the key of the last row that was read; if a later one is about these days,
        nothing is written. None: whatever was said.
    :raises Refusal: if `by` may not, a day was not too slow or is not over, the service did not
        serve the contract, or a text is missing.
    """
    require(by, Act.DECLARE_OUTAGE)
    facts = facts.tidied()
    _check_order(facts, month)
    _check_days(facts, contract, month, at)
    _check_service(service, contract, facts)
    service = Service.objects.locked().get(pk=service.pk)
    rows = SlowSpell.objects.filter(service=service)
    before = list(rows.touching(facts.first_day, facts.last_day).in_order())
    reason = _checked_reason(before, facts, reason, based_on)
    made = SlowSpell.objects.create(
        vendor_id=service.vendor_id,
        service=service,
        reason=reason,
        written_at=at,
        written_by=by.person,
        **facts.columns(),
    )
    verb = "slow days explained anew" if before else "slow days explained"
    said = {name: str(value) for name, value in facts.columns().items() if value}
    after = said | {"service": service.name}
    record(verb, made, actor=by.person, at=at, after=after, reason=reason)
    return made


def _check_order(facts: SlowFacts, month: Month) -> None:
    if facts.last_day < facts.first_day:
        raise Refusal("The last day is before the first: check both.", code="last_day")
    for name in ("first_day", "last_day"):
        day = getattr(facts, name)
        if not month.first_day <= day <= month.last_day:
            raise Refusal(
                f"{day:%d %B %Y} is not in {month}: days of two months are written in two parts, "
                "each on the page of its month.",
                code=name,
            )


def _check_days(facts: SlowFacts, contract: Contract, month: Month, at: datetime) -> None:
    """Refuse days that are not over, or were not too slow as the contract's month counts them."""
    figure = figure_of(contract, month, at=at)
    terms = figure.facts.terms.response_time
    if terms is None:
        raise Refusal(
            f"No response time is promised to {contract.customer}: no day of theirs is too slow.",
            code="no_promise",
        )
    _check_over(facts.last_day, figure, at)
    known = {day.on: day for day in figure.days}
    for ordinal in range(facts.first_day.toordinal(), facts.last_day.toordinal() + 1):
        on = date.fromordinal(ordinal)
        day = known.get(on)
        if day is None or not day.fails:
            raise Refusal(
                f"{on:%d %B %Y} was not too slow: {_measured(day)}. At most "
                f"{decimal_text(terms.limit_seconds)} s are promised to {contract.customer}.",
                code="first_day",
            )


def _check_over(last: date, figure: MonthFigure, at: datetime) -> None:
    over = first_instant(date.fromordinal(last.toordinal() + 1), figure.facts.zone)
    if at < over:
        raise Refusal(
            f"{last:%d %B %Y} is not over before {over:%d %B %Y %H:%M} UTC: its average can still "
            "change.",
            code="last_day",
        )


def _measured(day: Day | None) -> str:
    if day is None or day.mean is None:
        return "nothing was measured that counts"
    return f"its average was {seconds_text(day.mean)} s"


def _check_service(service: Service, contract: Contract, facts: SlowFacts) -> None:
    if service not in services_of(contract.pk, facts.first_day, facts.last_day):
        raise Refusal(
            f"{service} did not serve {contract.customer} on these days: choose another service.",
            code="service",
        )


def _checked_reason(
    before: list[SlowSpell], facts: SlowFacts, reason: str, based_on: int | None
) -> str:
    """Return why something is said otherwise; of days never spoken of there is nothing to say."""
    if not before:
        return ""
    newest = before[-1]
    if based_on is not None and newest.pk > based_on:
        raise Refusal(
            f"{newest.written_by} wrote about {newest} meanwhile: read it first, then say what is "
            "known better.",
            code="changed_meanwhile",
        )
    kept = SlowFacts(**{name: getattr(newest, name) for name in facts.columns()})
    if kept == facts:
        raise Refusal("Nothing is different from what is said already.", code="unchanged")
    try:
        return paragraphs(reason, "Say why it is said otherwise: it stands beside the new words.")
    except Refusal as refusal:
        raise Refusal(str(refusal), code="reason") from None
