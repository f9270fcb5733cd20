"""Who hears of a threshold, and when: the owner first, the managers when it is missed.

A warning is told in the service hours of the incident, since these are the hours of those who
can act on it; what falls together for one person goes out as one mail. Of the thresholds that
one look finds crossed (a worker was down for an hour), only the last is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from portal.notify.services import post
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.roles import Role
from sla.basis import Basis
from sla.models import BREACH, ClockWarning, Crossing, Phase
from sla.readings import hours_run

MOST = 1000  # warnings told at one look

type Managers = dict[int, list[Person]]  # by vendor


def foresee(crossings: Iterable[Crossing], basis: Basis, at: datetime) -> None:
    """Note who is to hear of these newly recorded crossings; each one is told once.

    The crossings' clocks, incidents, owners, contracts and customers must have been fetched.
    """
    in_order = sorted(crossings, key=lambda crossing: crossing.percent)
    last = {crossing.clock_id: crossing for crossing in in_order if _matters(crossing)}
    managers = _managers({crossing.vendor_id for crossing in last.values()})
    ClockWarning.objects.bulk_create(
        [
            ClockWarning(
                vendor_id=crossing.vendor_id,
                crossing=crossing,
                recipient=recipient,
                tell_at=hours_run(crossing.clock.incident, basis, at),
            )
            for crossing in last.values()
            for recipient in _recipients(crossing, managers.get(crossing.vendor_id, []))
        ],
        ignore_conflicts=True,
    )


def _matters(crossing: Crossing) -> bool:
    """Say whether somebody should still hear of it: a stopped clock needs no warning."""
    return crossing.percent == BREACH or crossing.clock.phase != Phase.STOPPED


def _recipients(crossing: Crossing, managers: list[Person]) -> Iterator[Person]:
    owner = crossing.clock.incident.owner
    if owner is not None:
        yield owner
    if owner is None or crossing.percent == BREACH:
        yield from (manager for manager in managers if manager != owner)


def _managers(vendor_ids: set[int]) -> Managers:
    found: Managers = defaultdict(list)
    rows = Membership.objects.current().filter(vendor__in=vendor_ids, role=Role.SUPPORT_MANAGER)
    for membership in rows.select_related("person") if vendor_ids else ():
        found[membership.vendor_id].append(membership.person)
    return found


def tell(*, at: datetime) -> int:
    """Mail the warnings whose time has come in the open scope, one mail a person and vendor."""
    rows = ClockWarning.objects.untold(at).select_for_update(skip_locked=True, of=("self",))
    due = list(
        rows.prefetch_related("vendor", "recipient", "crossing__clock__incident__vendor")[:MOST]
    )
    together: dict[tuple[Vendor, Person], list[ClockWarning]] = defaultdict(list)
    for warning in due:
        warning.told_at = at
        if _matters(warning.crossing):
            together[warning.vendor, warning.recipient].append(warning)
    for (vendor, person), warnings in together.items():
        _mail(vendor, person, warnings, at)
    ClockWarning.objects.bulk_update(due, ["told_at"])
    return len(together)


def _mail(vendor: Vendor, person: Person, warnings: list[ClockWarning], at: datetime) -> None:
    first = warnings[0].crossing
    incident = first.clock.incident
    subject = f"[{incident}] {_said(first)}: {incident.title}"
    if len(warnings) > 1:
        subject = f"{len(warnings)} clocks of {vendor.name} need you"
    link = f"{settings.PORTAL_URL}/{vendor.slug}"
    lines = [(warning.crossing, _said(warning.crossing)) for warning in warnings]
    context = {"recipient": person, "vendor": vendor, "lines": lines, "link": link}
    post(
        vendor=vendor,
        key=f"warning-{warnings[0].pk}",
        recipient=person.email,
        subject=subject,
        text=render_to_string("sla/mail/warning.txt", context),
        at=at,
        thread=f"incident-{incident.pk}" if len(warnings) == 1 else "",
    )


def _said(crossing: Crossing) -> str:
    milestone = crossing.clock.get_milestone_display()
    if crossing.percent == BREACH:
        return f"{milestone} missed"
    return f"{milestone} {crossing.percent} % used"
