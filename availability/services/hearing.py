"""Hearing what other systems report with a token: alerts, heartbeats, measured minutes."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from availability.alerts import Signal
from availability.ingest import MOST_AT_ONCE, Measured, take_samples
from availability.models import (
    Component,
    MonitorToken,
    OutageProposal,
    ProposalSource,
    SampleSource,
)
from availability.services.suspecting import Suspicion, recovered, suspect
from portal.kernel.refusal import Refusal

USED_EVERY = timedelta(minutes=1)  # how exactly it is kept when a token was used last


@transaction.atomic
def hear_alerts(*, token: MonitorToken, signals: Iterable[Signal], at: datetime) -> int:
    """Take alerts in: what fires is suspected, what is resolved is good again.

    All of a payload is taken or nothing; sent again, it says what is known already.

    :raises Refusal: if an alert names a component that is not there, or none where none is meant.
    """
    heard = 0
    for signal in signals:
        component = _component(token, signal)
        _hear(token, component, signal, at)
        heard += 1
    used(token, at=at)
    return heard


def _hear(token: MonitorToken, component: Component, signal: Signal, at: datetime) -> None:
    # A sender's clock may be ahead; nothing is suspected of the future.
    began = min(signal.started_at or at, at)
    fingerprint = f"alert-{token.pk}-{component.pk}-{signal.series}"
    ended = min(max(signal.ended_at or at, began if signal.started_at else at), at)
    if signal.is_firing or (signal.started_at and not _is_known(fingerprint, began)):
        suspect(
            Suspicion(
                component=component,
                source=_source(signal),
                fingerprint=fingerprint,
                first_fail_at=began,
                last_fail_at=at if signal.is_firing else ended,
                title=signal.title,
                words=signal.words,
                payload=signal.said,
                token=token,
            ),
            at=at,
        )
    if not signal.is_firing:
        recovered(fingerprint, ok_at=min(signal.ended_at or at, at), at=at)


def _is_known(fingerprint: str, began: datetime) -> bool:
    return OutageProposal.objects.saying(fingerprint, began).exists()


def _source(signal: Signal) -> ProposalSource:
    is_labelled = "labels" in signal.said
    return ProposalSource.ALERTMANAGER if is_labelled else ProposalSource.WEBHOOK


def _component(token: MonitorToken, signal: Signal) -> Component:
    if signal.component:
        rows = Component.objects.filter(vendor=token.vendor_id, slug=signal.component)
        found = rows.select_related("service", "vendor").first()
        if found is None:
            raise Refusal(
                f"There is no component “{signal.component[:40]}”: name one by its short name, or "
                "none, and it is the token's.",
                code="no_component",
            )
        return found
    if token.component is None:
        raise Refusal(
            "The alert names no component, and this token has none of its own: add a label "
            "“component” with a component's short name.",
            code="no_component",
        )
    return token.component


@transaction.atomic
def hear_samples(*, token: MonitorToken, body: bytes, at: datetime) -> int:
    """Take measured minutes in; return of how many minutes.

    :raises Refusal: if it is no list of samples, or one of them cannot be.
    """
    samples = [_measured(token, row) for row in _rows(body)]
    slugs = {slug for slug, _ in samples}
    rows = Component.objects.filter(vendor=token.vendor_id, slug__in=slugs)
    known = dict(rows.values_list("slug", "pk"))
    missing = sorted(slugs - known.keys())
    if missing:
        raise Refusal(f"There is no component “{missing[0][:40]}”.", code="no_component")
    taken = take_samples(
        vendor=token.vendor,
        samples=[Measured(component=known[slug], **values) for slug, values in samples],
        source=SampleSource.SENT,
        at=at,
    )
    used(token, at=at)
    return taken


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        payload = json.loads(body)
        rows = payload["samples"]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise Refusal(
            'Send complete JSON: {"samples": [{"at": "2026-03-02T10:00:00Z", "is_up": true, '
            '"milliseconds": 180}]}. Nothing of it was taken.',
            code="bad_payload",
        ) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refusal('"samples" must be a list of objects.', code="bad_payload")
    if len(rows) > MOST_AT_ONCE:
        raise Refusal(f"Send at most {MOST_AT_ONCE:,} samples at once.", code="too_many")
    return rows


def _measured(token: MonitorToken, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    slug = row.get("component") or (token.component.slug if token.component else "")
    requests, took = row.get("requests", 1), row.get("milliseconds")
    try:
        at = datetime.fromisoformat(row["at"])
    except (KeyError, TypeError, ValueError):
        at = None
    is_right = isinstance(slug, str) and slug and at is not None and at.tzinfo is not None
    numbers = (requests, 0 if took is None else took)
    are_whole = all(type(one) is int for one in numbers)
    if not is_right or not isinstance(row.get("is_up"), bool) or not are_whole:
        raise Refusal(
            'Each sample has "at" with its zone, "is_up", and if wanted "component", "requests" '
            f'and whole "milliseconds"; this one has not: {json.dumps(row)[:120]}',
            code="bad_sample",
        )
    return slug, {"at": at, "is_up": row["is_up"], "requests": requests, "milliseconds": took}


def used(token: MonitorToken, *, at: datetime) -> None:
    """Keep when a token was used, not more exactly than anybody asks."""
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        token.last_used_at = at
        token.save(update_fields=["last_used_at"])
