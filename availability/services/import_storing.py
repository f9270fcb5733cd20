"""Storing what a file holds, row by row through the services that people use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from availability.import_cells import SaidWork
from availability.import_finding import Found, Step
from availability.importing import Understanding
from availability.models import (
    ImportedRow,
    Maintenance,
    MaintenanceNotice,
    NoticeKind,
    Outage,
    Sheet,
)
from availability.planned import WorkFacts
from availability.queries import contracts_concerned
from availability.services.maintenance import (
    change_maintenance,
    plan_maintenance,
)
from availability.services.notice_records import record_notice
from availability.services.outages import correct_outage, declare_outage
from availability.stated import OutageFacts
from portal.kernel.period import Period
from portal.tenancy.models import Membership

BATCH = 25  # rows stored between two looks at the progress
MINUTE = timedelta(minutes=1)

type Tell = Callable[[int], None]  # takes the share done, in percent


@transaction.atomic
def store_found(
    *,
    by: Membership | None,
    found: Found,
    sheet: Sheet,
    source: str,
    how: Understanding,
    at: datetime,
    tell: Tell,
) -> None:
    """Store what was found, row by row through the services; `by` None is an operator's command."""
    steps = found.steps
    taken: list[ImportedRow] = []
    for place, step in enumerate(steps):
        if place % BATCH == 0:
            tell(100 * place // len(steps))
        made = _stored(step, by, source, how, at)
        taken.append(_row(made, step, sheet, source, at))
    taken += [_row(step.known, step, sheet, source, at) for step in found.same if step.known]
    ImportedRow.objects.bulk_create(
        taken,
        update_conflicts=True,
        update_fields=["sha256", "taken_at"],
        unique_fields=["vendor", "sheet", "source", "source_id"],
    )
    tell(100)


def _stored(
    step: Step, by: Membership | None, source: str, how: Understanding, at: datetime
) -> Outage | Maintenance:
    if isinstance(step.facts, WorkFacts) and isinstance(step.said, SaidWork):
        return _stored_work(step, step.facts, step.said, by, source, at)
    if not isinstance(step.facts, OutageFacts):
        raise TypeError(f"{step.said.source_id} has nothing to be stored.")
    if isinstance(step.known, Outage):
        return correct_outage(
            by=by, outage=step.known, facts=step.facts, reason=_reason(source), at=at
        )
    return declare_outage(
        by=by,
        facts=step.facts,
        confirmed_how=how.confirmed_how,
        source=source,
        source_id=step.said.source_id,
        at=at,
    )


def _stored_work(
    step: Step,
    facts: WorkFacts,
    said: SaidWork,
    by: Membership | None,
    source: str,
    at: datetime,
) -> Maintenance:
    if isinstance(step.known, Maintenance):
        work = change_maintenance(
            by=by, maintenance=step.known, facts=facts, reason=_reason(source), at=at
        )
    else:
        work = plan_maintenance(by=by, facts=facts, source=source, source_id=said.source_id, at=at)
    if said.notice_at is not None and said.notice_at <= at:
        _tell_of_notice(work, facts, said.notice_at, by, source, at)
    return work


def _tell_of_notice(
    work: Maintenance,
    facts: WorkFacts,
    sent_at: datetime,
    by: Membership | None,
    source: str,
    at: datetime,
) -> None:
    """Record the notice that the source gave, for each customer whom the work concerns."""
    (session,) = facts.sessions
    during = Period(session.announced_from, session.announced_to)
    known = MaintenanceNotice.objects.filter(maintenance=work, sent_at=sent_at)
    told = set(known.values_list("contract_id", flat=True))
    for contract in contracts_concerned(facts.components, during):
        if contract.pk not in told:
            record_notice(
                by=by,
                maintenance=work,
                contract=contract,
                kind=NoticeKind.NOTICE,
                sent_at=sent_at,
                to=f"As {source} says.",
                expected_start=during.start,
                expected_minutes=-(-during.duration // MINUTE),
                is_outage_expected=facts.is_outage_expected,
                at=at,
            )


def _reason(source: str) -> str:
    return f"{source} says so now."


def _row(
    made: Outage | Maintenance, step: Step, sheet: Sheet, source: str, at: datetime
) -> ImportedRow:
    return ImportedRow(
        vendor_id=made.vendor_id,
        sheet=sheet,
        source=source,
        source_id=step.said.source_id,
        sha256=step.said.digest,
        outage=made if isinstance(made, Outage) else None,
        maintenance=made if isinstance(made, Maintenance) else None,
        taken_at=at,
    )
