"""Telling customers of releases: what corrects theirs, and when its support changes (LU-28, LU-08).

A notice's key says what it is about, so that it goes out once however often one looks. A look
tells what has become due since the last, and of several steps towards one day only the nearest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.domain.lifecycle import Lifecycle, LifeStage, Standing
from contracts.domain.versions import ReleaseKind, ReleaseNumber, Series, parse_number
from contracts.models import Contract, Instance, InstanceRelease, Product, Release
from contracts.models.instance import InstanceQuerySet
from contracts.services.hearers import contacts_of, tell
from contracts.standings import Shelf, covered, shelf_for, today_at
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Vendor

DAYS_AHEAD = (90, 30)
LATE_BY = timedelta(days=30)  # how long after a change it is still news
NEWS_FOR = timedelta(days=14)  # after its day, a release is history and nobody is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A customer's release comes, or came, to another stage of its life."""

    contract: Contract
    product: Product
    series: Series
    on: date
    to: LifeStage
    instances: list[Instance]
    rules: Lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail to each technical contact of a customer."""

    key: str
    contract: Contract
    subject: str
    template: str
    context: dict[str, object]


def tell_all(*, vendor: Vendor, at: datetime) -> int:
    """Tell what is due of the vendor's releases; return how many notices went out."""
    return tell_of_releases(vendor=vendor, at=at) + tell_of_stages(vendor=vendor, at=at)


def tell_of_stages(*, vendor: Vendor, at: datetime) -> int:
    """Tell the vendor's customers of stages that change soon or changed just now (LU-08).

    They hear of it 90 and 30 days ahead and on the day; return how many notices went out.
    """
    today = today_at(vendor, at)
    instances = list(_running(vendor, today))
    shelf = shelf_for(instances, today)
    notices = [
        _stage_notice(change, step, shelf)
        for change in _changes(instances, shelf)
        if (step := step_due(change.on, today)) is not None
    ]
    return _send(notices, at)


def step_due(on: date, today: date) -> int | None:
    """Return which step towards a day is due: 90, 30 or 0 days ahead; None: none, or long past."""
    left = (on - today).days
    if left > 0:
        return min((days for days in DAYS_AHEAD if left <= days), default=None)
    return 0 if today - on <= LATE_BY else None


def tell_of_releases(*, vendor: Vendor, at: datetime) -> int:
    """Tell of releases that came out lately, announced ones on their day (LU-28)."""
    today = today_at(vendor, at)
    lately = Release.objects.filter(vendor=vendor, published_on__gt=today - NEWS_FOR).out(today)
    return sum(tell_of_release(release, at=at) for release in lately.select_related("product"))


def tell_of_release(release: Release, *, at: datetime) -> int:
    """Tell whoever runs a version that a maintenance release or hot fix corrects (LU-28)."""
    today = today_at(release.vendor, at)
    is_news = release.published_on <= today < release.published_on + NEWS_FOR
    if release.kind is ReleaseKind.QUARTERLY or not is_news:
        return 0
    affected: dict[Contract, list[Instance]] = defaultdict(list)
    for instance in _running(release.vendor, today).filter(product=release.product_id):
        if _is_corrected(instance.number, release.number):
            affected[instance.contract].append(instance)
    return _send([_release_notice(release, *one) for one in affected.items()], at)


def _is_corrected(installed: ReleaseNumber, by: ReleaseNumber) -> bool:
    return installed.series == by.series and installed < by


def _running(vendor: Vendor, today: date) -> InstanceQuerySet:
    contracts = Contract.objects.filter(vendor=vendor).active(today)
    return Instance.objects.running().with_names().filter(contract__in=contracts).order_by("pk")


def _changes(instances: Iterable[Instance], shelf: Shelf) -> Iterator[Change]:
    """Yield the change behind and the change ahead of each release that a customer runs."""
    since = _first_days(instances)
    groups: dict[tuple[int, int, Series], list[Instance]] = defaultdict(list)
    for instance in instances:
        if instance.contract.agreement.terms.lifecycle is not None:
            key = instance.contract_id, instance.product_id, instance.number.series
            groups[key].append(instance)
    for (_, _, series), found in groups.items():
        rules = found[0].contract.agreement.terms.lifecycle
        assert rules is not None  # noqa: S101 - only such instances were grouped
        for on, to in _turns(shelf.of(found[0], rules)):
            concerned = [one for one in found if since.get((one.pk, series), on) <= on]
            if on > shelf.on or concerned:
                yield Change(
                    contract=found[0].contract,
                    product=found[0].product,
                    series=series,
                    on=on,
                    to=to,
                    instances=found if on > shelf.on else concerned,
                    rules=rules,
                )


def _turns(standing: Standing) -> Iterator[tuple[date, LifeStage]]:
    turns = ((standing.since, standing.stage), (standing.changes_on, standing.changes_to))
    for on, to in turns:
        if on is not None and to not in {None, LifeStage.UNPUBLISHED, LifeStage.FULL}:
            yield on, LifeStage(str(to))


def _first_days(instances: Iterable[Instance]) -> dict[tuple[int, Series], date]:
    """Return since when each instance has run a series: what changed before is no news to it."""
    rows = InstanceRelease.objects.filter(instance__in=[one.pk for one in instances])
    found: dict[tuple[int, Series], date] = {}
    for instance, release, since in rows.order_by("-since", "-pk").values_list(
        "instance_id", "release", "since"
    ):
        found[instance, parse_number(release).series] = since
    return found


def _stage_notice(change: Change, step: int, shelf: Shelf) -> Notice:
    parts = (change.contract.pk, change.product.pk, change.series, change.to, change.on, step)
    days = (change.on - shelf.on).days
    named = f"{change.product} {change.series}"
    stage = change.rules.stages[change.to]
    when = f"in {days} days" if days > 1 else "tomorrow" if days == 1 else "now"
    newest = covered(change.product, change.rules, shelf)
    return Notice(
        key="lifecycle-" + "-".join(map(str, parts)),
        contract=change.contract,
        subject=f"{named}: {stage.name[0].lower()}{stage.name[1:]} {when}",
        template="stage",
        context={
            "named": named,
            "change": change,
            "stage": stage,
            "is_ahead": days > 0,
            "newest": newest[1] if newest else None,
        },
    )


def _release_notice(release: Release, contract: Contract, instances: list[Instance]) -> Notice:
    return Notice(
        key=f"release-{release.pk}-{contract.pk}",
        contract=contract,
        subject=f"{release.product} {release}: {release.kind.words} published",
        template="release",
        context={"release": release, "instances": instances},
    )


def _send(notices: list[Notice], at: datetime) -> int:
    """Put each notice that has not gone out yet into the outbox, for every technical contact."""
    keys = [notice.key for notice in notices]
    told = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [notice for notice in notices if notice.key not in told]
    for notice in fresh:
        tell(
            contacts_of(notice.contract),
            contract=notice.contract,
            key=notice.key,
            subject=notice.subject,
            template=notice.template,
            context=notice.context,
            path="/products/",
            at=at,
        )
    return len(fresh)
