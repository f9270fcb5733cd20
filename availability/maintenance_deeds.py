"""What can be done to maintenance: noun, form, service, what is said, and when it makes sense."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from availability.forms.instants import InstantsForm
from availability.forms.maintenance import (
    ActualForm,
    ApprovalForm,
    CancellationForm,
    ContactForm,
)
from availability.models import Maintenance, MaintenanceVersion
from availability.outage_deeds import Deed
from availability.services import maintenance, notice_records, noticing, planning
from availability.works import state_of
from contracts.models import Contract
from portal.tenancy.policy import Act

ACTS = (Act.PLAN_MAINTENANCE,)

# Those without a form are one button each.
DEEDS: dict[str, Deed] = {
    "start": Deed(
        "Start now", planning.begin_work, "Written down: it began.", ACTS, look="primary"
    ),
    "end": Deed("End now", planning.finish_work, "Written down: it ended.", ACTS, look="primary"),
    "notices": Deed(
        "Tell customers who were not told",
        noticing.send_notices,
        "The mail is on its way; the notice counts from when it has left.",
        ACTS,
        asks="Each technical contact of a customer who was not told yet is mailed.",
    ),
    "contacts": Deed(
        "Write down a telephone call",
        noticing.log_contact,
        "Written down.",
        ACTS,
        ContactForm,
    ),
    "approvals": Deed(
        "A customer approved more minutes",
        notice_records.record_approval,
        "Written down: it raises that customer's allotment.",
        ACTS,
        ApprovalForm,
    ),
    "times": Deed(
        "Correct the actual times", maintenance.record_actual, "Corrected.", ACTS, ActualForm
    ),
    "cancellation": Deed(
        "Cancel it",
        planning.cancel_work,
        "Cancelled. Whoever was told of it is told so.",
        ACTS,
        CancellationForm,
        "danger",
    ),
}


def fits(noun: str, version: MaintenanceVersion, at: datetime) -> bool:
    """This function will say whether a deed makes sense for work as it stands."""
    state = state_of(version, at)
    if state == "cancelled":
        return False
    sessions = list(version.sessions.all())
    is_open = any(one.actual_from and one.actual_to is None for one in sessions)
    if noun == "start":
        return not is_open and any(one.actual_from is None for one in sessions)
    if noun == "end":
        return is_open
    if noun == "cancellation":
        return not any(one.actual_from for one in sessions)
    if noun == "times":
        return sessions[0].announced_from <= at or is_open
    return noun != "notices" or state in {"coming", "running"}


def blank(
    deed: Deed,
    prefix: str,
    *,
    zone: str,
    work: Maintenance,
    contracts: Sequence[Contract],
    data: Any = None,
) -> forms.Form:
    """This function will return a deed's form, empty or with what was typed."""
    asked: dict[str, Any] = {}
    if issubclass(deed.form, InstantsForm):
        asked["zone"] = zone
    if deed.form in {ContactForm, ApprovalForm}:
        asked["contracts"] = contracts
    if deed.form is ActualForm:
        asked["sessions"] = list(work.current.sessions.all())
        asked["initial"] = _last_times(work.current)
    return deed.form(data, prefix=prefix, **asked)


def _last_times(version: MaintenanceVersion) -> dict[str, Any]:
    """This function will return the times of the last session that was begun, else of the first."""
    begun = [
        (place, one)
        for place, one in enumerate(version.sessions.all(), start=1)
        if one.actual_from is not None
    ]
    if not begun:
        return {"session": 1}
    place, session = begun[-1]
    return {
        "session": place,
        "actual_from": session.actual_from,
        "actual_to": session.actual_to,
    }
