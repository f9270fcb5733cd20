"""What the demo world's status pages and backups show of what its vendors run (HR-09)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from availability.models import BackupRun, Component, Outage, SampleDay, Stage
from availability.services.backups import Run, record_backup
from availability.services.updates import write_update
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast
from reports.demo.slow_days import SLOW, slow_days_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MEASURED_DAYS = 95
NOT_MEASURED = (61, 62)  # days ago
BACKED_UP_DAYS = 30
MISSED = 11  # the night, counted back, whose backup is not there
SUNDAY = 6
ONE_THIRTY = time(1, 30)
GIGABYTE = 10**9


def keep_status(slug: str, cast: Cast) -> None:
    """This function will tell of the vendor's outages, and measure and back up what it runs."""
    crew = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    components = list(Component.objects.with_service())
    for outage in Outage.objects.with_current():
        _tell(outage, crew[Role.AGENT], cast.at)
    for component in components:
        _measured(component, cast.at, slow_days_of(slug, cast.at.date()))
    if slug == "healthy-roster":
        for component in components:
            _backed_up(component, crew[Role.AGENT], cast.at)


def _tell(outage: Outage, by: Membership, now: datetime) -> None:
    """This function will say that an outage is looked into, and that it is over once it is."""
    current = outage.current
    if current.is_withdrawn:
        return
    said = [(Stage.INVESTIGATING, "We look into it, and say more within the hour.", MINUTE)]
    if current.ends_at is not None:
        lasted = current.ends_at - current.starts_at
        words = "It works again. What was behind it follows here once we know."
        said.append((Stage.RESOLVED, words, lasted))
    for stage, words, after in said:
        at = min(current.starts_at + after + 5 * MINUTE, now)
        write_update(by=by, about=outage, words=words, stage=stage, is_public=True, at=at)


def _measured(component: Component, now: datetime, slow: Collection[date]) -> None:
    """This function will say that a component was measured each minute, but for two days."""
    today = now.date()
    past = [today - place * DAY for place in range(1, MEASURED_DAYS) if place not in NOT_MEASURED]
    usual = {day: 480 + 37 * (day.toordinal() % 7) for day in past}
    zones = dict.fromkeys(("UTC", component.time_zone, component.vendor.time_zone))
    rows = [
        _day(component, zone, day, milliseconds)
        for zone in zones
        for day, milliseconds in (usual | dict.fromkeys(slow, SLOW)).items()
    ]
    SampleDay.objects.bulk_create(rows, ignore_conflicts=True)


def _day(component: Component, zone: str, day: date, milliseconds: int) -> SampleDay:
    return SampleDay(
        vendor_id=component.vendor_id,
        component=component,
        zone=zone,
        day=day,
        samples=1440,
        up_seconds=86_400,
        down_seconds=0,
        requests=1440,
        total_ms=1440 * milliseconds,
    )


def _backed_up(component: Component, by: Membership, now: datetime) -> None:
    """This function will record a backup for each night but one; on Sundays a full one."""
    if BackupRun.objects.filter(component=component).exists():
        return
    zone = ZoneInfo(component.time_zone)
    today = now.astimezone(zone).date()
    for place in range(BACKED_UP_DAYS, 0, -1):
        if place == MISSED:
            continue
        day = today - place * DAY
        is_full = day.weekday() == SUNDAY
        start = datetime.combine(day, ONE_THIRTY, zone)
        run = Run(
            kind="weekly_full" if is_full else "daily",
            started_at=start,
            ended_at=start + (150 if is_full else 22) * MINUTE,
            size=(412 if is_full else 9 + place % 4) * GIGABYTE,
            is_good=True,
            evidence=f"Checked by restoring a sample, log {day:%Y-%m-%d}.",
        )
        record_backup(by=by, component=component, run=run, at=start + 4 * 60 * MINUTE)
