"""What the API publishes of outages and exclusions, field by field (CO-10)."""

from datetime import datetime
from typing import NotRequired, TypedDict

from availability.models import Exclusion, Outage, OutageVersion
from contracts.views.finding import is_staff
from portal.web.http import PortalRequest


class OutageVersionShape(TypedDict):
    """What a version says; which customers it names is told to staff alone."""

    version: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    kind: str
    ordinary_functions_out: bool
    is_withdrawn: bool
    is_confirmed: bool
    confirmed_at: datetime | None
    confirmed_how: str
    components: list[str]
    cause: str
    corrective_taken: str
    corrective_planned: str
    last_ok_at: datetime | None
    first_fail_at: datetime | None
    last_fail_at: datetime | None
    first_ok_at: datetime | None
    restored_at: datetime | None
    data_lost_from: datetime | None
    data_lost_to: datetime | None
    users_affected: int | None
    users_total: int | None
    reason: str
    written_at: datetime
    written_by: str | None
    customers: NotRequired[list[int]]


class OutageShape(OutageVersionShape):
    """An outage as it is known now."""

    number: str
    source: str
    source_id: str


class DecisionShape(TypedDict):
    """What was decided of an exclusion."""

    verdict: str
    contract: int | None
    note: str
    decided_by: str
    decided_at: datetime


class ExclusionShape(TypedDict):
    """An exclusion with all that was decided of it."""

    id: int
    reason: str
    contract: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    evidence: str
    link: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decisions: list[DecisionShape]


class OneOutageShape(OutageShape):
    """An outage with its versions and exclusions."""

    versions: list[OutageVersionShape]
    exclusions: list[ExclusionShape]


def outage_as_data(outage: Outage, reader: PortalRequest) -> OutageShape:
    """Return an outage as it is known now."""
    return {
        "number": str(outage),
        "source": outage.source,
        "source_id": outage.source_id,
        **version_as_data(outage.current, reader),
    }


def version_as_data(version: OutageVersion, reader: PortalRequest) -> OutageVersionShape:
    """Return what a version says, as far as its reader may know it."""
    said: OutageVersionShape = {
        "version": version.number,
        "title": version.title,
        "starts_at": version.starts_at,
        "ends_at": version.ends_at,
        "kind": version.kind,
        "ordinary_functions_out": version.ordinary_functions_out,
        "is_withdrawn": version.is_withdrawn,
        "is_confirmed": version.is_confirmed,
        "confirmed_at": version.confirmed_at,
        "confirmed_how": version.confirmed_how,
        "components": [component.slug for component in version.components],
        "cause": version.cause,
        "corrective_taken": version.corrective_taken,
        "corrective_planned": version.corrective_planned,
        "last_ok_at": version.last_ok_at,
        "first_fail_at": version.first_fail_at,
        "last_fail_at": version.last_fail_at,
        "first_ok_at": version.first_ok_at,
        "restored_at": version.restored_at,
        "data_lost_from": version.data_lost_from,
        "data_lost_to": version.data_lost_to,
        "users_affected": version.users_affected,
        "users_total": version.users_total,
        "reason": version.reason,
        "written_at": version.written_at,
        "written_by": str(version.written_by) if version.written_by else None,
    }
    if is_staff(reader):
        said["customers"] = [customer.pk for customer in version.customers]
    return said


def exclusion_as_data(exclusion: Exclusion) -> ExclusionShape:
    """Return an exclusion with all that was decided of it."""
    return {
        "id": exclusion.pk,
        "reason": exclusion.reason,
        "contract": exclusion.contract_id,
        "starts_at": exclusion.starts_at,
        "ends_at": exclusion.ends_at,
        "evidence": exclusion.evidence,
        "link": exclusion.link,
        "state": exclusion.state,
        "proposed_by": str(exclusion.proposed_by),
        "proposed_at": exclusion.proposed_at,
        "decisions": [
            {
                "verdict": one.verdict,
                "contract": one.contract_id,
                "note": one.note,
                "decided_by": str(one.decided_by),
                "decided_at": one.decided_at,
            }
            for one in exclusion.decisions.all()
        ],
    }
