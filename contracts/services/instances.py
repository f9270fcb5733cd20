"""A customer's instances: adding, upgrading, changing and ending them (LU-04, LU-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

from django.db import transaction

from contracts.domain.instances import InstanceKind
from contracts.domain.publication import check_series
from contracts.domain.versions import parse_number
from contracts.models import Contract, Instance, InstanceRelease, Product
from contracts.provided import optional_functions
from contracts.services.covering import check_covers
from contracts.services.releases import check_own
from contracts.standings import today_at
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How an instance is set up at the customer."""

    name: str = ""
    time_zone: str = ""  # where it is deployed; none: the customer's zone
    provided: Collection[str] = ()  # keys of optional functions (LU-13)


@transaction.atomic
def add_instance(
    *,
    by: Membership,
    contract: Contract,
    product: Product,
    kind: str,
    release: str,
    since: date,
    setup: Setup,
    at: datetime,
) -> Instance:
    """Take an instance under a contract, with the release it runs since a day (LU-04).

    :raises Refusal: if the tier does not cover its kind, the contract has ended or covers other
        products, the release number is none, or the day has not come.
    """
    require(by, Act.KEEP_ACCOUNT)
    check_own(by, contract)
    check_own(by, product)
    _check_contract(contract, at)
    _check_kind(contract, kind)
    check_covers(contract, product)
    instance = Instance(
        vendor=by.vendor,
        contract=contract,
        product=product,
        kind=kind,
        release=_release(contract, release),
        **_set_up(contract, setup),
    )
    _check_day(since, instance, at)
    instance.save(force_insert=True)
    _note(instance, since, by.person, at)
    record("instance added", instance, actor=by.person, at=at, after=_facts(instance))
    return instance


@transaction.atomic
def record_upgrade(
    *, instance: Instance, by: Membership, release: str, since: date, at: datetime
) -> Instance:
    """Record that an instance runs another release since a day; what it ran before stays.

    :raises Refusal: if it has ended, runs that release already, or the day is out of order.
    """
    require(by, Act.RECORD_UPGRADE)
    instance = lock(instance)
    before = _facts(instance)
    number = _release(instance.contract, release)
    if number == instance.release:
        raise Refusal(f"{instance.called} runs {number} already.", code="already")
    _check_day(since, instance, at)
    last = InstanceRelease.objects.filter(instance=instance).first()
    if last is not None and since < last.since:
        raise Refusal(
            f"{instance.called} has run {last.release} since {last.since:%d %B %Y}; an upgrade "
            "cannot be dated before that.",
            code="too_early",
        )
    instance.release = number
    instance.save(update_fields=["release"])
    _note(instance, since, by.person, at)
    record(
        "instance upgraded", instance, actor=by.person, at=at, before=before, after=_facts(instance)
    )
    return instance


@transaction.atomic
def change_instance(*, instance: Instance, by: Membership, setup: Setup, at: datetime) -> Instance:
    """Change an instance's name, zone or the functions that the customer has there (LU-13).

    :raises Refusal: if it has ended, or what is named is unknown.
    """
    require(by, Act.KEEP_ACCOUNT)
    instance = lock(instance)
    before = _facts(instance)
    for field, value in _set_up(instance.contract, setup).items():
        setattr(instance, field, value)
    instance.save(update_fields=["name", "time_zone", "provided"])
    record(
        "instance changed", instance, actor=by.person, at=at, before=before, after=_facts(instance)
    )
    return instance


@transaction.atomic
def end_instance(*, instance: Instance, by: Membership, on: date, at: datetime) -> Instance:
    """Record that an instance is gone since a day; nothing new can be raised for it.

    :raises Refusal: if it has ended already, or the day has not come or lies before its release.
    """
    require(by, Act.KEEP_ACCOUNT)
    instance = lock(instance)
    _check_day(on, instance, at)
    last = InstanceRelease.objects.filter(instance=instance).first()
    if last is not None and on < last.since:
        raise Refusal(
            f"{instance.called} was upgraded on {last.since:%d %B %Y}; it cannot have ended "
            "before that.",
            code="too_early",
        )
    instance.ended_on = on
    instance.save(update_fields=["ended_on"])
    record("instance ended", instance, actor=by.person, at=at, after={"on": on.isoformat()})
    return instance


def lock(instance: Instance) -> Instance:
    """Re-read an instance, locked.

    :raises Refusal: if it has ended: what was stays as it was.
    """
    locked = Instance.objects.locked().with_names().select_related("vendor").get(pk=instance.pk)
    if locked.ended_on is not None:
        raise Refusal(f"{locked.called} ended on {locked.ended_on:%d %B %Y}.", code="ended")
    return locked


def _check_contract(contract: Contract, at: datetime) -> None:
    if contract.ends_on is not None and contract.ends_on < today_at(contract.vendor, at):
        raise Refusal(
            f"{contract.customer}'s contract ended on {contract.ends_on:%d %B %Y}. It takes in no "
            "more instances until it is renewed.",
            code="no_agreement",
        )


def _check_kind(contract: Contract, kind: str) -> None:
    """Refuse a kind that the contract's tier does not cover, naming the tiers that do (LU-04)."""
    if kind not in set(InstanceKind):
        raise Refusal("Choose which kind of instance it is.", code="unknown_kind")
    tiers = contract.agreement.terms.tiers_with(InstanceKind(kind))
    if contract.tier not in {tier.key for tier in tiers}:
        label = Instance.Kind(kind).label.lower()
        having = " and ".join(tier.name for tier in tiers) or "None"
        raise Refusal(
            f"{contract.tier_name} does not cover a {label} instance (LU-04). {having} "
            f"{'does' if len(tiers) < 2 else 'do'}; whoever amends contracts can change the tier.",
            code="not_in_tier",
        )


def _release(contract: Contract, release: str) -> str:
    number = parse_number(release)
    check_series(number, contract.agreement.terms.lifecycle)
    return str(number)


def _set_up(contract: Contract, setup: Setup) -> dict[str, str | list[str]]:
    known = {rule.key for rule in optional_functions(contract)}
    if not set(setup.provided) <= known:
        raise Refusal(
            "That is no function which this customer can have or not have (LU-13).", code="unknown"
        )
    if setup.time_zone and setup.time_zone not in available_timezones():
        raise Refusal(
            f"There is no time zone {setup.time_zone[:40]!r}; choose one such as Europe/London.",
            code="unknown_zone",
        )
    return {
        "name": " ".join(setup.name.split())[:60],
        "time_zone": setup.time_zone,
        "provided": sorted(set(setup.provided)),
    }


def _check_day(day: date, instance: Instance, at: datetime) -> None:
    if day > today_at(instance.vendor, at):
        raise Refusal(
            f"{day:%d %B %Y} has not come yet: record it on the day or after.", code="too_late"
        )


def _note(instance: Instance, since: date, person: Person, at: datetime) -> None:
    InstanceRelease.objects.create(
        vendor_id=instance.vendor_id,
        instance=instance,
        release=instance.release,
        since=since,
        recorded_at=at,
        recorded_by=person,
    )


def _facts(instance: Instance) -> dict[str, str | list[str]]:
    return {
        "kind": instance.kind,
        "release": instance.release,
        "name": instance.name,
        "time zone": instance.time_zone,
        "provided": list(instance.provided),
    }
