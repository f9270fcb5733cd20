"""The support lines of an agreement: L1, L2, L3 are where its stations of work stand (LU-19)."""

from collections.abc import Iterable, Mapping

from contracts.domain.terms import Terms
from contracts.domain.workflow import Status
from incidents.domain.lifecycle import Stage, stage_of
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


def lines_of(terms: Terms) -> Mapping[str, Status]:
    """Return the stations of work that belong to a line, by key; none: the vendor has no lines."""
    return {
        status.key: status
        for status in terms.workflow.statuses
        if status.support_level and stage_of(status.key) is Stage.WORKING
    }


def line_of(incident: Incident) -> str:
    """Return the line that works on an incident, or last worked on it; empty: there are none."""
    stations = lines_of(incident.agreement.terms)
    station = stations.get(incident.working_status)
    return (station.support_level or "") if station else ""


def is_of_another_line(incident: Incident, station: Status) -> bool:
    """Say whether work at this station would be another line's than the one that has it now."""
    line = line_of(incident)
    return bool(line and station.support_level and station.support_level != line)


def colleagues(incident: Incident) -> list[Membership]:
    """Return who at the vendor can work on incidents, by line and name."""
    return able_among(staff_of(incident))


def staff_of(incident: Incident) -> list[Membership]:
    """Return the vendor's own people with their names, the longest there first."""
    rows = Membership.objects.current().staff().filter(vendor=incident.vendor_id)
    return list(rows.select_related("person").order_by("since", "pk"))


def able_among(staff: Iterable[Membership]) -> list[Membership]:
    """Return those who can work on incidents, by line and name."""
    able = [one for one in staff if may(one, Act.WORK_ON_INCIDENTS)]
    return sorted(able, key=lambda one: (one.support_tier or "L9", str(one.person)))
