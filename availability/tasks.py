"""Monitoring as tasks: wake-ups only. What is to be asked, and when, stands in PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from availability.probes import Answer, Question, ask
from availability.retention import add_up, drop_old, make_ahead
from availability.services import checking
from availability.services.checking import Claim
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import in_each_scope
from portal.tenancy.scope import every_vendor, vendor_scope

AT_ONCE = 16  # questions on their way; each waits for nothing but the network
BACK = timedelta(days=8)  # how far the nightly look goes back for what was not added up


@shared_task
def ask_probes() -> int:
    """Ask the probes that are due, and take heartbeats that are late; return how many."""
    at = timezone.now().replace(microsecond=0)
    return ask_due(at=at) + take_late(at=at)


def ask_due(*, at: datetime) -> int:
    """Claim what is due, ask outside any transaction, and keep the answers, batch by batch."""
    asked = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        while True:
            with every_vendor("probes of all vendors fall due in one order"):
                claims = checking.claim_due(at=at)
            for claim, answer in zip(claims, pool.map(ask, _questions(claims)), strict=True):
                _keep(claim, answer, at)
            asked += len(claims)
            if len(claims) < checking.BATCH:
                return asked


def _questions(claims: list[Claim]) -> list[Question]:
    return [claim.question for claim in claims]


def _keep(claim: Claim, answer: Answer, at: datetime) -> None:
    with vendor_scope(Vendor.objects.get(pk=claim.vendor_id)):
        checking.keep_answer(probe_id=claim.probe_id, answer=answer, at=at)


def take_late(*, at: datetime) -> int:
    """Take late heartbeats vendor by vendor, so that one vendor's trouble holds up no other."""
    return in_each_scope(lambda _: checking.take_late(at=at))


@shared_task
def add_up_today() -> int:
    """Add up the samples of yesterday and today; return how many days changed."""
    return add_up_since(at=timezone.now(), back=timedelta(days=1))


@shared_task
def keep_samples() -> int:
    """Add up what may have been left, make the months to come, drop those that are past keeping."""
    at = timezone.now()
    changed = add_up_since(at=at, back=BACK)
    make_ahead(at)
    drop_old(at)
    return changed


def add_up_since(*, at: datetime, back: timedelta) -> int:
    """Add up the days since so long ago, vendor by vendor."""
    first = (at - back).date()
    ahead = at.date() + timedelta(days=1)  # it is tomorrow already somewhere
    return in_each_scope(lambda vendor: add_up(vendor=vendor, first=first, last=ahead, at=at))
