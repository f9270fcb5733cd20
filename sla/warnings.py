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

from incidents.mailout.words import path_of, subject
from portal.notify.services import Letter
from portal.notify.telling import Telling
from portal.notify.telling import tell as tell_people
from portal.notify.topics import Topic
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
    """Tell the warnings whose time has come in the open scope, once a person and vendor."""
    rows = ClockWarning.objects.untold(at).select_for_update(skip_locked=True, of=("self",))
    due = list(
        rows.prefetch_related("vendor", "recipient", "crossing__clock__incident__vendor")[:MOST]
    )
    if not due:
        return 0
    together: dict[tuple[Vendor, Person], list[ClockWarning]] = defaultdict(list)
    for warning in due:
        warning.told_at = at
        if _matters(warning.crossing):
            together[warning.vendor, warning.recipient].append(warning)
    tell_people([_telling(*whose, warnings, at) for whose, warnings in together.items()])
    ClockWarning.objects.bulk_update(due, ["told_at"])
    return len(together)


def _telling(vendor: Vendor, person: Person, warnings: list[ClockWarning], at: datetime) -> Telling:
    """Return what a person is told. Its hour was chosen already: it does not wait once more."""
    first = warnings[0].crossing
    incident = first.clock.incident
    alone = len(warnings) == 1
    together = f"{len(warnings)} clocks of {vendor.name} need you"
    return Telling(
        person=person,
        topic=Topic.WARNINGS,
        letter=_letter(vendor, person, warnings, at),
        title=f"{incident} {incident.title}" if alone else together,
        said=f"{_said(first)}." if alone else _listed(warnings),
        path=path_of(incident) if alone else "/at-risk/",
        customer_id=incident.customer_id if alone else None,
        may_wait=False,
    )


def _letter(vendor: Vendor, person: Person, warnings: list[ClockWarning], at: datetime) -> Letter:
    incident = warnings[0].crossing.clock.incident
    alone = len(warnings) == 1
    together = f"{len(warnings)} clocks of {vendor.name} need you"
    lines = [(warning.crossing, _said(warning.crossing)) for warning in warnings]
    link = f"{settings.PORTAL_URL}/{vendor.slug}"
    context = {"recipient": person, "vendor": vendor, "lines": lines, "link": link}
    return Letter(
        vendor=vendor,
        key=f"warning-{warnings[0].pk}",
        recipient=person.email,
        subject=subject(incident, _said(warnings[0].crossing)) if alone else together,
        text=render_to_string("sla/mail/warning.txt", context),
        at=at,
        thread=f"incident-{incident.pk}" if alone else "",
    )


def _listed(warnings: list[ClockWarning]) -> str:
    said = (f"{one.crossing.clock.incident} {_said(one.crossing)}" for one in warnings)
    return "; ".join(said) + "."


def _said(crossing: Crossing) -> str:
    milestone = crossing.clock.get_milestone_display()
    if crossing.percent == BREACH:
        return f"{milestone} missed"
    return f"{milestone} {crossing.percent} % used"
