"""Reminding whoever planned maintenance that somebody has yet to be told (PQ-03, PQ-04, HR-03)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from availability.models import Maintenance
from availability.planner import standing
from availability.scene import Row
from availability.services.noticing import told_of
from availability.works import in_state
from portal.kernel.wall_time import first_instant
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may

BEFORE_NOTICE = timedelta(hours=24)
BEFORE_CONTACT = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)


def remind(*, at: datetime) -> int:
    """Remind of notices that are owed soon and not on their way; return how many works' worth."""
    rows = Maintenance.objects.all()
    works = [*in_state(rows, "coming", at), *in_state(rows, "running", at)]
    reminded = 0
    for work in Maintenance.objects.filter(pk__in=[one.pk for one in works]).with_current():
        due = list(_due(work, at))
        if due:
            _tell(work, due, at)
            reminded += 1
    return reminded


def deadline_of(row: Row) -> datetime | None:
    """Return the instant by which a customer has to be told; None: none is owed, or it is over."""
    if row.contact_until is not None:
        return row.contact_until
    latest = row.notice_until
    if latest is None or isinstance(latest, datetime):
        return latest
    return _end_of(latest, row.policy.maintenance_zone)


def _due(work: Maintenance, at: datetime) -> Iterable[tuple[Row, datetime]]:
    told = told_of(work)
    for row in standing(work, at).rows:
        deadline = deadline_of(row)
        if deadline is None or row.contract.pk in told:
            continue
        lead = BEFORE_CONTACT if row.contact_until else BEFORE_NOTICE
        if deadline - lead <= at < deadline:
            yield row, deadline


def _tell(work: Maintenance, due: list[tuple[Row, datetime]], at: datetime) -> None:
    first = min(deadline for _, deadline in due)
    names = ", ".join(sorted({str(row.contract.customer) for row, _ in due}))
    tell([_telling(work, one, names, first, at) for one in _hearers(work)])


def _telling(
    work: Maintenance, person: Person, names: str, deadline: datetime, at: datetime
) -> Telling:
    vendor, path = work.vendor, f"/maintenance/{work.number}/"
    local = deadline.astimezone(ZoneInfo(person.time_zone))
    said = f"Not told yet: {names}. Without word by {local:%a} {local.day} {local:%b %H:%M %Z}"
    said += " the work counts as downtime."
    context = {"recipient": person, "said": said, "vendor": vendor}
    context["link"] = f"{settings.PORTAL_URL}/{vendor.slug}{path}"
    return Telling(
        person=person,
        topic=Topic.WARNINGS,
        letter=Letter(
            vendor=vendor,
            key=f"work-due-{work.pk}-{work.version}-{deadline:%Y%m%d%H%M}",
            recipient=person.email,
            subject=f"[{work}] Customers have yet to be told",
            text=render_to_string("availability/mail/staff.txt", context),
            at=at,
        ),
        title=f"{work} {work.current.title}",
        said=said,
        path=path,
        may_wait=False,  # the deadline does not wait either
    )


def _hearers(work: Maintenance) -> list[Person]:
    """Return who wrote the newest version; if they left, everybody who plans maintenance."""
    rows = Membership.objects.current().staff().filter(vendor=work.vendor)
    known = rows.filter(person__is_active=True).select_related("person").order_by("pk")
    planners = [one for one in known if may(one, Act.PLAN_MAINTENANCE)]
    own = [one.person for one in planners if one.person_id == work.current.written_by_id]
    return own or [one.person for one in planners]


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return first_instant(day + ONE_DAY, zone)
