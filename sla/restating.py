"""Restating: final outcomes are read again on the newest calendar, because somebody says so.

Outcomes that are final stay as they were told. Where a holiday was forgotten, or one was none,
an administrator may decide that they follow; who, when and why is kept, and a month so changed
shows what had been told before.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched

from django.db import IntegrityError, transaction
from django.db.models import Q

from contracts.domain.targets import Milestone
from contracts.models import CalendarVersion, Holiday
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require
from sla import keeping
from sla.holding import held
from sla.keeping import Look
from sla.models import Clock, ClockQuerySet, Outcome, Restatement
from sla.readings import Facts, facts_of, reading_of

CHUNK = 500  # clocks read at once: memory stays flat
DAY = timedelta(days=1)
LONGEST_REASON = 300  # characters


@transaction.atomic
def restate(*, by: Membership, version: CalendarVersion, reason: str, at: datetime) -> Restatement:
    """Let final outcomes follow a calendar's newest version; what flips is written as verdicts.

    :raises Refusal: if `by` may not, the version is not the newest, was restated before, moves
        no final outcome, or no reason is given.
    """
    require(by, Act.RESTATE)
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words:
        raise Refusal("Say why outcomes are restated: it is shown with them.", code="no_reason")
    _check_newest(version)
    restatement = _begin(version, by, words, at)
    keys = list(affected(version).order_by("pk").values_list("pk", flat=True))
    moved = sum(_restate(chunk, restatement, at) for chunk in batched(keys, CHUNK, strict=False))
    if not moved:
        raise Refusal("No final outcome would change: there is nothing to restate.", code="none")
    record("outcomes restated", restatement, actor=by.person, at=at, after={"clocks": moved})
    return restatement


def affected(version: CalendarVersion) -> ClockQuerySet:
    """Return the final clocks that a calendar's newest version might turn.

    They were read by an older one, and ran while a date was another day than it is now.
    """
    older = CalendarVersion.objects.filter(
        vendor=version.vendor_id, region=version.region, number__lt=version.number
    )
    span = _span(version)
    final = Clock.objects.filter(calendar__in=older).exclude(
        outcome__in=[Outcome.OPEN, Outcome.NONE]
    )
    if span is None:
        return final.none()
    return final.filter(
        Q(breached_at=None) | Q(breached_at__gt=span[0]),
        incident__reported_at__lt=span[1],
        read_at__gt=span[0],
    )


def _restate(keys: Sequence[int], restatement: Restatement, at: datetime) -> int:
    clocks = list(held(Clock.objects.filter(pk__in=keys).order_by("pk"), waiting=True))
    facts = facts_of({clock.incident for clock in clocks})
    looks = [found for clock in clocks if (found := _look(clock, facts))]
    keeping.keep(looks, facts, at, because=at, restatement=restatement)
    return len(looks)


def _look(clock: Clock, facts: Facts) -> Look | None:
    """Read a final clock on the newest calendar; None: it comes to the same."""
    incident = clock.incident
    found = Look(clock, (clock.outcome, clock.severity, clock.is_assumed))
    figures = clock.outcome, clock.breached_at
    reading = reading_of(incident, Milestone(clock.milestone), facts, clock.read_at)
    if reading is None or (reading.outcome.value, reading.breached_at) == figures:
        return None
    keeping.set_columns(clock, reading, facts.basis.calendar_of(incident).newest)
    found.reading = reading
    return found


def _check_newest(version: CalendarVersion) -> None:
    rows = CalendarVersion.objects.filter(vendor=version.vendor_id, region=version.region)
    newest = rows.order_by("number").last()
    if newest != version:
        raise Refusal(
            f"{version} is not the newest: restating follows {newest} only.", code="not_newest"
        )


def _begin(version: CalendarVersion, by: Membership, reason: str, at: datetime) -> Restatement:
    try:
        with transaction.atomic():
            return Restatement.objects.create(
                vendor=by.vendor, calendar=version, made_at=at, made_by=by.person, reason=reason
            )
    except IntegrityError:
        raise Refusal(f"{version} was restated already.", code="already") from None


def _span(version: CalendarVersion) -> tuple[datetime, datetime] | None:
    """Return the instants around all dates that people have decided anew, in any zone."""
    decided = Holiday.objects.filter(region=version.region, version__made_by__isnull=False)
    dates = sorted(decided.values_list("date", flat=True))
    return around(dates) if dates else None


def around(dates: Sequence[date]) -> tuple[datetime, datetime]:
    """Return instants before and after local dates, wherever on Earth they are."""
    first = datetime.combine(min(dates), time(), UTC) - DAY
    return first, datetime.combine(max(dates), time(), UTC) + 2 * DAY
