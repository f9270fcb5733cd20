"""The report of a contract's month: all that is said in it, as one value (CO-05, CO-13).

A section that the agreement does not promise is left out. The report is read from the closed month
where there is one; a month that goes on is reported so far.
"""

from collections.abc import Iterator
from datetime import datetime

from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from reports.monthly.material import Material, Measured, material_of, runs_in
from reports.monthly.parts import As, Fact, MonthlyReport, Section
from reports.monthly.sections.about import about
from reports.monthly.sections.attainment import attainment
from reports.monthly.sections.availability import availability, verdict
from reports.monthly.sections.chronic import chronic
from reports.monthly.sections.entitled import activities, seats, tokens
from reports.monthly.sections.incidents import incidents
from reports.monthly.sections.money import earnings
from reports.monthly.sections.service import causes, recovery, response_time
from reports.monthly.sections.work import changes, escalations
from reports.monthly.writing import instant
from sla.names import Names

NOTICES = {
    "so far": "So far: the month goes on. Figures stand as of when this was drawn.",
    "not closed": "Not final: the month is over, and has not been closed yet.",
}


def report_of(contract: Contract, month: Month, *, at: datetime) -> MonthlyReport:
    """Return what is to be said of a contract's month.

    :raises Refusal: if the month has not begun, or the contract was not active in it.
    """
    if not runs_in(contract, month):
        raise Refusal(
            f"The contract of {contract.customer} was not active in {month.first_day:%B %Y}.",
            code="not_active",
        )
    seen = material_of(contract, month, at=at)
    if at <= seen.period.start:
        raise Refusal(f"{month.first_day:%B %Y} has not begun: there is nothing to report yet.")
    sections = tuple(_sections(seen))
    standing = standing_of(seen)
    return MonthlyReport(
        vendor=contract.vendor.name,
        colour=contract.vendor.colour,
        customer=contract.customer.name,
        contract=contract.pk,
        tier=seen.tier,
        agreement=str(seen.agreement),
        month=str(month),
        zone=seen.zone.key,
        first_day=month.first_day.isoformat(),
        last_day=month.last_day.isoformat(),
        drawn_at=instant(at),
        standing=standing,
        notice=NOTICES.get(standing, ""),
        headline=tuple(_headline(seen, sections)),
        sections=sections,
    )


def standing_of(seen: Material) -> str:
    """Say how final a month is: one without an availability to be closed is so once it is over."""
    if not seen.is_over:
        return "so far"
    if seen.measured is None:
        return "final"
    if seen.closing is None:
        return "not closed"
    return "closed" if seen.closing.number == 1 else "restated"


def _sections(seen: Material) -> Iterator[Section]:
    names = Names.on(seen.month.last_day)
    yield about(seen)
    yield incidents(seen, names)
    yield attainment(seen, names)
    if seen.measured:
        yield from _measured(seen, seen.measured)
    if seen.terms.ladder:
        yield escalations(seen)
    yield changes(seen)
    if seen.terms.tokens:
        yield tokens(seen, seen.terms.tokens)
    if found := seats(seen):
        yield found
    if seen.terms.activities:
        yield activities(seen)


def _measured(seen: Material, measured: Measured) -> Iterator[Section]:
    terms = measured.terms
    yield availability(seen, measured)
    if terms.response_time:
        yield response_time(measured, terms.response_time)
    if terms.recovery:
        yield recovery(measured, terms.recovery)
    if found := earnings(seen, measured):
        yield found
    if terms.chronic:
        yield chronic(seen, measured, terms.chronic)
    yield causes(measured)


def _headline(seen: Material, sections: tuple[Section, ...]) -> Iterator[Fact]:
    """Yield the figures that one reads first."""
    known = {(one.key, fact.key): fact for one in sections for fact in one.facts}
    if seen.measured:
        yield verdict(seen.measured, is_over=seen.is_over)
    for key, fact, name in (
        ("attainment", "total_both", "Promises kept in time"),
        ("attainment", "total_response", "Responses in time"),
        ("incidents", "raised", "Incidents raised"),
        ("incidents", "open_after", "Incidents open at the end"),
        ("response_time", "failing", "Days too slow"),
        ("credits", "earned", "Credits earned"),
        ("credits", "claimable", "Credits to be claimed"),
    ):
        found = known.get((key, fact))
        is_second = fact == "total_response" and ("attainment", "total_both") in known
        if found and not is_second:
            yield _named(found, key, name)


def _named(fact: Fact, section: str, name: str) -> Fact:
    return Fact(
        key=f"{section}_{fact.key}",
        name=name,
        value=fact.value,
        of=As(fact.of),
        note=fact.note,
        tone=fact.tone,
    )
