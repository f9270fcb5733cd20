"""What must hold after every fault: each due threshold once, each warning mailed once (CO-05)."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from contracts.domain.targets import Milestone
from incidents.models import Incident
from portal.notify.models import OutgoingMail
from portal.tenancy.scope import vendor_scope
from sla.differences import marks_of
from sla.models import BREACH, Clock, ClockWarning, Crossing, Verdict
from sla.readings import facts_of, reading_of
from sla.replay import replay
from tests.cast import Site

type Threshold = tuple[int, int, int, datetime]  # clock, episode, percent, when it was used up

SAID = re.compile(r"^(\S+-\d+) (Response|Resolution) (?:(\d+) % used|missed)(?::|$)", re.MULTILINE)


def due_by(site: Site, at: datetime) -> list[Threshold]:
    """Return all that came due by an instant, as a calm reading of the events has it."""
    with vendor_scope(site.vendor):
        return sorted(_read(at))


def _read(at: datetime) -> Iterator[Threshold]:
    clocks = list(Clock.objects.all())
    incidents = {incident.pk: incident for incident in Incident.objects.with_names()}
    facts = facts_of(incidents.values())
    for clock in clocks:
        incident = incidents[clock.incident_id]
        reading = reading_of(incident, Milestone(clock.milestone), facts, at)
        marks = marks_of(reading, incident.agreement.terms.thresholds)
        for percent, instant in marks.items():
            yield clock.pk, clock.episode, percent, instant


def recorded(site: Site) -> list[Threshold]:
    """Return what is recorded; whatever were recorded twice stands in it twice."""
    with vendor_scope(site.vendor):
        return sorted(Crossing.objects.values_list("clock_id", "episode", "percent", "at"))


def assert_each_once(site: Site, at: datetime) -> None:
    """Compare what is recorded and mailed with what came due by `at`."""
    assert recorded(site) == due_by(site, at)
    with vendor_scope(site.vendor):
        assert not Clock.objects.due(at).exists()
        assert not ClockWarning.objects.filter(told_at=None).exists()
        assert _mailed() == _warned()
        assert set(Counter(Verdict.objects.values_list("clock", "outcome")).values()) <= {1}
        _assert_every_miss_is_warned_of(_warned())
    assert [one for part in replay(site.vendor) for one in part.differences] == []


def _warned() -> Counter[tuple[str, ...]]:
    rows = ClockWarning.objects.select_related(
        "recipient", "crossing__clock__incident__vendor"
    ).all()
    return Counter(
        (
            row.recipient.email,
            str(row.crossing.clock.incident),
            row.crossing.clock.milestone,
            str(row.crossing.percent),
        )
        for row in rows
    )


def _mailed() -> Counter[tuple[str, ...]]:
    """Return each line of each mail in the outbox: whom it tells of which clock, and what."""
    mails = OutgoingMail.objects.filter(key__startswith="warning-")
    return Counter(
        (mail.recipient, number, milestone.lower(), percent or str(BREACH))
        for mail in mails
        for number, milestone, percent in SAID.findall(mail.text)
    )


def _assert_every_miss_is_warned_of(warned: Counter[tuple[str, ...]]) -> None:
    """Of what one look finds crossed only the last is told, and a miss is always the last."""
    told = {(number, milestone) for _, number, milestone, percent in warned if percent == "100"}
    missed = Crossing.objects.filter(percent=BREACH).select_related("clock__incident__vendor")
    assert told == {(str(row.clock.incident), row.clock.milestone) for row in missed}
    assert set(warned.values()) <= {1}
