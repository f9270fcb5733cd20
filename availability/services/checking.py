"""Asking probes: claimed when due, asked outside any transaction, and what came of it kept.

A claim moves a probe to its next time before it is asked. Whoever dies in between leaves a minute
that was not measured, and nothing else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from availability.ingest import Measured, take_samples
from availability.mailout import tell_keepers
from availability.models import OutageProposal, Probe, ProbeKind, ProposalSource, SampleSource
from availability.probes import Answer, Question
from availability.services.confirming import confirm_by_second_probe
from availability.services.suspecting import Suspicion, recovered, suspect

BATCH = 50
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
LATE_EVERY = timedelta(minutes=1)  # how often a late heartbeat is said to be late still
SOURCES = {ProbeKind.HTTP: ProposalSource.PROBE, ProbeKind.HEARTBEAT: ProposalSource.HEARTBEAT}
SAMPLES = {ProbeKind.HTTP: SampleSource.PROBE, ProbeKind.HEARTBEAT: SampleSource.HEARTBEAT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A probe that is to be asked now, by whoever claimed it."""

    vendor_id: int
    probe_id: int
    question: Question


@transaction.atomic
def claim_due(*, at: datetime) -> list[Claim]:
    """Claim the probes in scope that are to be asked, a batch at most; others skip them."""
    due = Probe.objects.due(at).asking().select_for_update(skip_locked=True, of=("self",))
    probes = list(due[:BATCH])
    for probe in probes:
        probe.next_at = next_time(probe, at)
    Probe.objects.bulk_update(probes, ["next_at"])
    return [
        Claim(vendor_id=probe.vendor_id, probe_id=probe.pk, question=question_of(probe))
        for probe in probes
    ]


def question_of(probe: Probe) -> Question:
    """Return what a probe asks."""
    return Question(
        url=probe.url,
        timeout=probe.timeout,
        expected_status=probe.expected_status,
        expected_text=probe.expected_text,
    )


def next_time(probe: Probe, at: datetime) -> datetime:
    """Return the next of a probe's times: by its interval, each probe with its own offset.

    The offset keeps hundreds of probes from being due in the same second.
    """
    interval = timedelta(seconds=probe.interval)
    offset = timedelta(seconds=probe.pk % probe.interval)
    return EPOCH + offset + ((at - EPOCH - offset) // interval + 1) * interval


@transaction.atomic
def keep_answer(*, probe_id: int, answer: Answer, at: datetime) -> Probe | None:
    """Keep what a probe was answered at an instant, and suspect an outage if it failed enough.

    An answer that comes after a later one is a sample of its minute and nothing more.
    """
    rows = Probe.objects.locked().filter(pk=probe_id, is_enabled=True)
    probe = rows.select_related("component__service", "vendor", "kept_by").first()
    if probe is None:
        return None
    _keep_sample(probe, answer, at)
    if at <= max(probe.last_ok_at or EPOCH, probe.last_fail_at or EPOCH):
        return probe
    probe.last_words, probe.last_milliseconds = answer.words[:300], answer.milliseconds
    if answer.is_good:
        _keep_good(probe, answer, at)
    else:
        _keep_bad(probe, at)
    return probe


def _keep_sample(probe: Probe, answer: Answer, at: datetime) -> None:
    sample = Measured(
        component=probe.component_id,
        at=at,
        is_up=answer.is_good,
        milliseconds=answer.milliseconds if answer.is_good else None,
    )
    source = SAMPLES[ProbeKind(probe.kind)]
    take_samples(vendor=probe.vendor, samples=[sample], source=source, at=at)


def _keep_good(probe: Probe, answer: Answer, at: datetime) -> None:
    failed_last, probe.last_ok_at = probe.last_fail_at, at
    was_failing, probe.failing_since, probe.failures = probe.failing_since, None, 0
    probe.certificate_ends_at = answer.certificate_ends_at
    _save(probe, "certificate_ends_at")
    if was_failing is not None:
        recovered(fingerprint_of(probe), ok_at=at, last_fail_at=failed_last, at=at)
    _warn_of_certificate(probe, at)


def _keep_bad(probe: Probe, at: datetime) -> None:
    probe.failing_since = probe.failing_since or at
    probe.last_fail_at, probe.failures = at, probe.failures + 1
    _save(probe)
    if probe.failures >= probe.failures_needed:
        proposal = _suspected_by(probe, at)
        confirm_by_second_probe(proposal, at=at)


def _suspected_by(probe: Probe, at: datetime) -> OutageProposal:
    return suspect(
        Suspicion(
            component=probe.component,
            source=SOURCES[ProbeKind(probe.kind)],
            fingerprint=fingerprint_of(probe),
            probe=probe,
            last_ok_at=probe.last_ok_at,
            first_fail_at=probe.failing_since or at,
            last_fail_at=at,
            title=f"{probe.name} fails",
            words=probe.last_words,
        ),
        at=at,
    )


def fingerprint_of(probe: Probe) -> str:
    """Return what a probe's suspicions have in common."""
    return f"probe-{probe.pk}"


def _save(probe: Probe, *more: str) -> None:
    kept = ("last_ok_at", "last_fail_at", "failing_since", "failures", "last_words")
    probe.save(update_fields=[*kept, "last_milliseconds", *more])


def _warn_of_certificate(probe: Probe, at: datetime) -> None:
    ends = probe.certificate_ends_at
    if ends is None or ends - at > timedelta(days=probe.tls_days_warning):
        return
    tell_keepers(
        probe.vendor,
        key=f"certificate-{probe.pk}-{ends:%Y%m%d}",  # once for each certificate
        title=f"The certificate behind {probe} ends",
        said=f"The certificate that {probe} of {probe.component} sees ends on {ends:%d %B %Y}.",
        path=f"/monitoring/probes/{probe.pk}/",
        at=at,
    )


@transaction.atomic
def beat(*, probe: Probe, at: datetime) -> Probe | None:
    """Take a heartbeat: it was alive, and is waited for again by its interval and grace."""
    good = Answer(is_good=True, words="Reported by itself")
    kept = keep_answer(probe_id=probe.pk, answer=good, at=at)
    if kept is not None:
        kept.next_at = at + timedelta(seconds=kept.interval + kept.timeout)
        kept.save(update_fields=["next_at"])
    return kept


@transaction.atomic
def take_late(*, at: datetime) -> int:
    """Take heartbeats in scope that are late, a batch at most; return how many."""
    due = Probe.objects.due(at).waiting().select_for_update(skip_locked=True, of=("self",))
    late = list(due[:BATCH])
    for probe in late:
        expected = probe.next_at or at
        since = probe.last_ok_at
        words = f"No heartbeat since {since:%d %B %Y %H:%M:%S} UTC" if since else "No heartbeat"
        # It failed when it was expected and did not come, not when somebody looked.
        bad = Answer(is_good=False, words=words)
        keep_answer(probe_id=probe.pk, answer=bad, at=max(expected, at - LATE_EVERY))
        Probe.objects.filter(pk=probe.pk).update(next_at=at + LATE_EVERY)
    return len(late)
