"""Keeping probes and tokens: what is asked, and who else may report (HR-10)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction

from availability.addresses import checked_url
from availability.models import (
    INTERVALS,
    Component,
    MonitorToken,
    OutageProposal,
    Probe,
    ProbeKind,
    ProposalState,
    TokenKind,
)
from availability.services.checking import next_time
from contracts.services.said import one_line
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require

TOKEN_BYTES = 32
LONGEST_NAME = 80
LONGEST_TIMEOUT = 30  # seconds; of a heartbeat's grace: a day
LONGEST_GRACE = 24 * 60 * 60
LONGEST_BEAT = 7 * 24 * 60 * 60
MOST_FAILURES = 60
STATUSES = range(100, 600)

# Where what a token allows is posted, below /monitoring/.
PATHS = {
    TokenKind.ALERTS: "alerts",
    TokenKind.SAMPLES: "samples",
    TokenKind.HEARTBEAT: "heartbeats",
}

_signer = Signer(salt="availability.monitoring")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a component is watched: what is asked how often, and what a good answer is."""

    name: str
    kind: ProbeKind = ProbeKind.HTTP
    url: str = ""
    interval: int = 60  # seconds
    timeout: int = 10  # seconds; of a heartbeat, the grace before it is late
    expected_status: int = 200
    expected_text: str = ""
    tls_days_warning: int = 14
    failures_needed: int = 2
    may_confirm: bool = False
    is_enabled: bool = True

    def columns(self) -> dict[str, object]:
        """Return what stands in the probe's row, checked.

        :raises Refusal: if something cannot be.
        """
        name = one_line(self.name, "Name the probe.")[:LONGEST_NAME]
        is_asked = self.kind is ProbeKind.HTTP
        if is_asked:
            self._check_question()
        else:
            self._check_beat()
        return {
            "name": name,
            "kind": self.kind,
            "url": checked_url(self.url).geturl() if is_asked else "",
            "interval": self.interval,
            "timeout": self.timeout,
            "expected_status": self.expected_status,
            "expected_text": self.expected_text.strip()[:200],
            "tls_days_warning": min(max(self.tls_days_warning, 0), 365),
            # A heartbeat that is late has had its grace.
            "failures_needed": self.failures_needed if is_asked else 1,
            "may_confirm": self.may_confirm,
            "is_enabled": self.is_enabled,
        }

    def _check_question(self) -> None:
        if self.interval not in dict(INTERVALS):
            named = ", ".join(label.lower() for _, label in INTERVALS)
            raise Refusal(f"Choose how often it is asked: {named}.", code="interval")
        if not 1 <= self.timeout <= min(LONGEST_TIMEOUT, self.interval):
            raise Refusal(
                f"It is waited for an answer for 1 to {LONGEST_TIMEOUT} seconds, and no longer "
                "than until it is asked again.",
                code="timeout",
            )
        if self.expected_status not in STATUSES:
            raise Refusal("A status is a number from 100 to 599.", code="expected_status")
        if not 1 <= self.failures_needed <= MOST_FAILURES:
            raise Refusal(
                f"An outage is suspected after 1 to {MOST_FAILURES} failures.",
                code="failures_needed",
            )

    def _check_beat(self) -> None:
        if not 60 <= self.interval <= LONGEST_BEAT or not 1 <= self.timeout <= LONGEST_GRACE:
            raise Refusal(
                "A heartbeat comes every minute to every week, with a grace of a second to a day.",
                code="interval",
            )


@transaction.atomic
def add_probe(*, by: Membership, component: Component, watch: Watch, at: datetime) -> Probe:
    """Watch a component; the portal asks from now on, a heartbeat is waited for from its first.

    :raises Refusal: if `by` may not, or something of it cannot be.
    """
    require(by, Act.MANAGE_MONITORS)
    if component.ended_on is not None:
        raise Refusal(f"{component} ended on {component.ended_on:%d %B %Y}.", code="ended")
    columns = watch.columns()
    probe = Probe.objects.create(vendor_id=by.vendor_id, component=component, kept_by=by, **columns)
    _plan(probe, at)
    record("probe added", probe, actor=by.person, at=at, after=_said(columns))
    return probe


@transaction.atomic
def change_probe(*, by: Membership, probe: Probe, watch: Watch, at: datetime) -> Probe:
    """Watch otherwise, or for the time being not at all; its kind stays.

    :raises Refusal: if `by` may not, or something of it cannot be.
    """
    require(by, Act.MANAGE_MONITORS)
    probe = Probe.objects.locked().get(pk=probe.pk)
    columns = watch.columns() | {"kind": probe.kind}
    before = {name: getattr(probe, name) for name in columns}
    for name, value in columns.items():
        setattr(probe, name, value)
    probe.kept_by = by
    # What another question was answered says nothing of this one.
    probe.failing_since, probe.failures = None, 0
    probe.save(update_fields=[*columns, "kept_by", "failing_since", "failures"])
    _plan(probe, at)
    record(
        "probe changed",
        probe,
        actor=by.person,
        at=at,
        before=_said(before),
        after=_said(columns),
    )
    return probe


def _plan(probe: Probe, at: datetime) -> None:
    if probe.kind == ProbeKind.HTTP:
        probe.next_at = next_time(probe, at) if probe.is_enabled else None
    elif not probe.is_enabled:
        probe.next_at = None
    probe.save(update_fields=["next_at"])


def _said(columns: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in columns.items() if value not in ("", None)}


@transaction.atomic
def make_token(
    *,
    by: Membership,
    name: str,
    kind: TokenKind,
    component: Component | None = None,
    probe: Probe | None = None,
    at: datetime,
) -> tuple[MonitorToken, str]:
    """Make a token and return it with its address part, which is shown this once.

    :param component: what alerts are about that name no component of their own.
    :param probe: whose heartbeats they are.
    :raises Refusal: if `by` may not, or a heartbeat is of no probe.
    """
    require(by, Act.MANAGE_MONITORS)
    is_beat = kind is TokenKind.HEARTBEAT
    if is_beat != (probe is not None) or (probe and probe.kind != ProbeKind.HEARTBEAT):
        raise Refusal("A heartbeat's token belongs to one heartbeat.", code="probe")
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    token = MonitorToken.objects.create(
        vendor_id=by.vendor_id,
        name=one_line(name, "Name who reports with it.")[:LONGEST_NAME],
        kind=kind,
        component=probe.component if probe else component,
        probe=probe,
        token_hash=_hash_of(secret),
        created_at=at,
        created_by=by.person,
    )
    record("monitor token made", token, actor=by.person, at=at, after={"name": token.name})
    return token, _signer.sign(f"{by.vendor.slug}.{secret}")


@transaction.atomic
def revoke_token(*, by: Membership, token: MonitorToken, at: datetime) -> MonitorToken:
    """Make a token worthless, for good.

    :raises Refusal: if `by` may not, or it was revoked before.
    """
    require(by, Act.MANAGE_MONITORS)
    token = MonitorToken.objects.locked().get(pk=token.pk)
    if token.revoked_at is not None:
        raise Refusal(f"{token} was revoked already.", code="already")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record("monitor token revoked", token, actor=by.person, at=at, after={"name": token.name})
    return token


@dataclass(frozen=True, slots=True)
class Address:
    """What a token's address says: whose it is, and the hash by which it is found."""

    vendor: Vendor
    token_hash: str


def read_address(address: str) -> Address:
    """Return what an address says, before anything of a tenant's is looked up.

    :raises Refusal: if it was not made here.
    """
    try:
        slug, _, secret = _signer.unsign(address).partition(".")
        return Address(Vendor.objects.get(slug=slug), _hash_of(secret))
    except (BadSignature, Vendor.DoesNotExist):
        raise Refusal("Nothing is reported here.", code="no_token") from None


def token_of(address: Address, kind: TokenKind) -> MonitorToken:
    """Return the token behind an address, in its vendor's scope.

    :raises Refusal: if it was revoked, or is for something else.
    """
    rows = MonitorToken.objects.current().select_related("vendor", "component", "probe__component")
    token = rows.filter(token_hash=address.token_hash, kind=kind).first()
    if token is None:
        raise Refusal("Nothing is reported here.", code="no_token")
    return token


def suggested_end(outage_id: int) -> datetime | None:
    """Return when monitoring saw all of an outage good again, if it did."""
    rows = OutageProposal.objects.filter(outage=outage_id, state=ProposalState.CONFIRMED)
    seen = list(rows.order_by().values_list("first_ok_at", flat=True))
    known = [at for at in seen if at is not None]
    return max(known) if known and len(known) == len(seen) else None


def _hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
