"""Whether the machinery runs, vendor by vendor: figures without a word of any incident."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from contracts.models import Contract, HolidayYear
from incidents.models import Attachment
from portal.audit.models import AuditEvent, AuditSeal, ChainCheck
from portal.notify.models import OutgoingMail
from portal.notify.models.outgoing import PUT_AWAY
from portal.tenancy.models import Vendor
from sla.models import Clock, ReplayRun

LATE_SWEEP = timedelta(minutes=2)
LATE_MAIL = timedelta(minutes=15)
LATE_SCAN = timedelta(minutes=15)
LATE_REPLAY = timedelta(hours=36)  # it runs every night
LATE_SEAL = timedelta(minutes=5)
LATE_CHECK = timedelta(hours=36)  # every night too


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery:
    """What an operator watches of one vendor."""

    vendor: Vendor
    at: datetime
    run: ReplayRun | None  # the last one over all incidents
    parked: list[tuple[str, int]]  # why clocks cannot be read, and how many
    due: int  # clocks that no worker has taken yet
    due_since: datetime | None
    mail: int  # waiting to be sent
    mail_since: datetime | None
    mail_given_up: int
    files: int  # waiting for the scanner
    files_since: datetime | None
    sealed: int  # records in the chain
    unsealed_since: datetime | None
    check: ChainCheck | None  # the chain's last reading
    uncovered: list[str]  # holiday regions in use whose next year is not copied

    @property
    def alerts(self) -> list[str]:
        """What somebody has to see to, in sentences."""
        return [sentence for wrong, sentence in self._watched() if wrong]

    @property
    def parked_count(self) -> int:
        """How many clocks cannot be read."""
        return sum(count for _, count in self.parked)

    @property
    def is_replay_late(self) -> bool:
        """Whether the last replay is longer ago than a night and a day."""
        return self.run is None or self.at - self.run.started_at > LATE_REPLAY

    @property
    def is_sweep_late(self) -> bool:
        """Whether a clock has been due for longer than a sweep may take."""
        return self.due_since is not None and self.at - self.due_since > LATE_SWEEP

    @property
    def is_mail_late(self) -> bool:
        """Whether mail has waited for longer than sending it takes."""
        return self.mail_since is not None and self.at - self.mail_since > LATE_MAIL

    @property
    def is_scan_late(self) -> bool:
        """Whether a file has waited for longer than scanning takes: nobody can download it."""
        return self.files_since is not None and self.at - self.files_since > LATE_SCAN

    @property
    def is_chain_late(self) -> bool:
        """Whether records wait to be sealed, or their chain was last read too long ago."""
        if self.unsealed_since is not None and self.at - self.unsealed_since > LATE_SEAL:
            return True
        return self.check is None or self.at - self.check.finished_at > LATE_CHECK

    def _watched(self) -> Iterator[tuple[bool, str]]:
        differences = self.run.differences if self.run else 0
        yield differences > 0, f"Stored figures that differ from the events: {differences:,}."
        yield self.is_replay_late, "No replay has begun since yesterday night."
        yield self.is_sweep_late, f"Clocks due for minutes that nobody has taken: {self.due:,}."
        yield self.is_mail_late, f"Mail that waits for too long: {self.mail:,}."
        yield self.mail_given_up > 0, f"Mail that was given up: {self.mail_given_up:,}."
        yield self.is_scan_late, f"Files that wait for the scanner for too long: {self.files:,}."
        problem = self.check.problem if self.check else ""
        yield bool(problem), f"The chain of audit records is broken: {problem}"
        yield self.is_chain_late, "Audit records are not sealed, or their chain is not read."
        yield bool(self.parked), f"Clocks that cannot be read: {self.parked_count:,}."
        regions = ", ".join(self.uncovered)
        yield bool(regions), f"Holidays of {self.at.year + 1} are missing for {regions}."


def machinery(at: datetime) -> list[Machinery]:
    """Return what operators watch of every vendor, in ten queries; all vendors are in scope."""
    runs = {run.vendor_id: run for run in ReplayRun.objects.whole().distinct("vendor_id")}
    parked = _parked()
    due = _due(at)
    mail = _mail()
    files = _files()
    chains = _chains()
    checks = {check.vendor_id: check for check in ChainCheck.objects.newest()}
    uncovered = _uncovered(at)
    return [
        Machinery(
            vendor=vendor,
            at=at,
            run=runs.get(vendor.pk),
            parked=parked.get(vendor.pk, []),
            uncovered=uncovered.get(vendor.pk, []),
            check=checks.get(vendor.pk),
            **chains[vendor.pk],
            **due.get(vendor.pk, {"due": 0, "due_since": None}),
            **mail.get(vendor.pk, {"mail": 0, "mail_since": None, "mail_given_up": 0}),
            **files.get(vendor.pk, {"files": 0, "files_since": None}),
        )
        for vendor in Vendor.objects.all()
    ]


def _parked() -> Mapping[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = Clock.objects.exclude(parked="").values_list("vendor_id", "parked")
    for vendor, why, count in rows.annotate(count=Count("pk")).order_by("-count", "parked"):
        found[vendor].append((why, count))
    return found


def _due(at: datetime) -> Mapping[int, dict[str, Any]]:
    rows = Clock.objects.due(at).order_by().values("vendor_id")
    return _by_vendor(rows.annotate(due=Count("pk"), due_since=Min("next_at")))


def _mail() -> Mapping[int, dict[str, Any]]:
    waits = Q(next_try_at__isnull=False)
    rows = OutgoingMail.objects.filter(sent_at=None).order_by().values("vendor_id")
    return _by_vendor(
        rows.annotate(
            mail=Count("pk", filter=waits),
            mail_since=Min("created_at", filter=waits),
            mail_given_up=Count("pk", filter=~waits & ~Q(problem__startswith=PUT_AWAY)),
        )
    )


def _files() -> Mapping[int, dict[str, Any]]:
    rows = Attachment.objects.waiting().order_by().values("vendor_id")
    return _by_vendor(rows.annotate(files=Count("pk"), files_since=Min("at")))


def _chains() -> Mapping[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"sealed": 0, "unsealed_since": None})
    last = AuditSeal.objects.order_by("vendor_id", "-number").distinct("vendor_id")
    for vendor, number in last.values_list("vendor_id", "number"):
        found[vendor]["sealed"] = number
    # Older ones the nightly reading finds; this keeps the page from joining all there are.
    recent = AuditEvent.objects.filter(recorded_at__gt=Now() - timedelta(days=2))
    waiting = recent.unsealed().order_by().values("vendor_id")
    for row in waiting.annotate(since=Min("recorded_at")):
        found[row["vendor_id"]]["unsealed_since"] = row["since"]
    return found


def _by_vendor(rows: Any) -> Mapping[int, dict[str, Any]]:
    return {row.pop("vendor_id"): row for row in rows}


def _uncovered(at: datetime) -> Mapping[int, list[str]]:
    copied = set(HolidayYear.objects.filter(year=at.year + 1).values_list("vendor_id", "region"))
    in_use = Contract.objects.active(at.date()).exclude(customer__holiday_region="")
    found: dict[int, list[str]] = defaultdict(list)
    rows = in_use.order_by("customer__holiday_region").distinct()
    for vendor, region in rows.values_list("vendor_id", "customer__holiday_region"):
        if (vendor, region) not in copied:
            found[vendor].append(region)
    return found
