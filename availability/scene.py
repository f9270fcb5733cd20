"""The contracts that work concerns, and all that their rules are held against, read once."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.domain.down import Down, down_by
from availability.domain.plan import Plan
from availability.domain.planner import Reckoning, reckon, reckon_works
from availability.domain.policy import Kind, Policy
from availability.domain.slots import SEARCHED, Surroundings, earliest_slot
from availability.expecting import expected_works, zones_served
from availability.models import Component, Maintenance, OutageVersion
from availability.policies import policy_of
from availability.recalling import Recalled, recall
from availability.serving import Serving, contracts_concerned, serving
from availability.translating import TELLING
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor

AROUND = timedelta(days=35)  # whole months, and the weeks at their ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Work as somebody would have it."""

    components: Sequence[Component]
    sessions: Sequence[Period]
    kind: Kind = Kind.SCHEDULED
    is_outage_expected: bool = True
    expected_minutes: int | None = None
    instead_of: Maintenance | None = None  # what it would change

    @property
    def down(self) -> timedelta | None:
        """This property will return how long the service is expected to be down; None: always."""
        return None if self.expected_minutes is None else timedelta(minutes=self.expected_minutes)

    @property
    def during(self) -> Period:
        """This property will return from the first session's start until the last one's end."""
        return Period(self.sessions[0].start, max(one.end for one in self.sessions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one contract's rules make of it."""

    contract: Contract
    policy: Policy
    reckoning: Reckoning
    notice_until: date | datetime | None  # None: no notice is owed
    notice_at: datetime | None
    is_noticed: bool
    contact_until: datetime | None  # of emergency work
    contacted_at: datetime | None = None
    slot: datetime | None = None

    @property
    def downtime(self) -> timedelta:
        """This property will return what it costs under this contract."""
        return self.reckoning.downtime


@dataclass(slots=True, kw_only=True)
class Scene:
    """The contracts concerned, and what is known of their months ahead."""

    contracts: list[Contract]
    components: Sequence[Component]
    at: datetime
    recalled: Recalled
    served: Serving
    policies: dict[int, Policy]  # by agreement
    without: Maintenance | None
    _made: dict[Hashable, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        components: Sequence[Component],
        during: Period,
        at: datetime,
        *,
        without: Maintenance | None,
    ) -> "Scene":
        """This function will read what the rules need, in a fixed number of queries."""
        contracts = contracts_concerned(components, during)
        vendor = components[0].vendor
        around = Period(min(during.start, at) - AROUND, max(during.end, at + SEARCHED) + AROUND)
        keys = [one.pk for one in contracts]
        return cls(
            contracts=contracts,
            components=components,
            at=at,
            recalled=recall(vendor, around, keys, at=at, known_by=at),
            served=serving(keys),
            policies=_policies(vendor, contracts, during.start),
            without=without,
        )

    def row(self, contract: Contract, draft: Draft) -> Row:
        """This method will reckon a draft under one contract."""
        plan, policy = self.plan(contract, draft), self.policies[contract.agreement_id]
        works, down = self._works(contract), self._outages(contract)
        key = (contract.agreement_id, plan, works, down.raw)
        reckoning = self._once(key, lambda: reckon(plan, policy, works, down))
        slot = None
        if draft.kind is Kind.SCHEDULED:
            slot = self._once(
                ("slot", *key),
                lambda: earliest_slot(plan, [self._around(contract, draft)], self.at),
            )
        return Row(
            contract=contract,
            policy=policy,
            reckoning=reckoning,
            notice_until=plan.notice_until(policy),
            notice_at=plan.notice_at,
            is_noticed=plan.is_noticed(policy),
            contact_until=_contact_until(plan.kind, plan.start, policy),
            slot=slot,
        )

    def done(self, contract: Contract, work: Maintenance) -> Row:
        """This method will reckon a piece of work that there is, as it was told and done."""
        policy = self.policies[contract.agreement_id]
        own = tuple(expected_works(self.recalled, contract, self.served, self.at, only=work))
        works, down = self._works(contract), self._outages(contract)
        key = ("done", contract.agreement_id, own, works, down.raw)
        plan = self._as_told(contract, work)
        return Row(
            contract=contract,
            policy=policy,
            reckoning=self._once(key, lambda: reckon_works(own, policy, works, down)),
            notice_until=plan.notice_until(policy),
            notice_at=plan.notice_at,
            is_noticed=plan.is_noticed(policy),
            contact_until=_contact_until(plan.kind, plan.start, policy),
            contacted_at=plan.contacted_at,
        )

    def _as_told(self, contract: Contract, work: Maintenance) -> Plan:
        """This method will return the announced sessions with when the customer was told."""
        current = work.current
        rows = list(current.sessions.all())
        sessions = tuple(Period(one.announced_from, one.announced_to) for one in rows)
        told = self.recalled.notices.get((work.pk, contract.pk), [])
        rows_known = (one for one in self.recalled.works if one.current.maintenance_id == work.pk)
        known = next(rows_known, None)  # nobody asks what was cancelled to be in time
        contacts = (one.sent_at for one in told if one.kind in TELLING)
        during = Period(sessions[0].start, sessions[-1].end)
        return Plan(
            kind=Kind(current.kind),
            sessions=sessions,
            is_outage_expected=current.is_outage_expected,
            notice_at=known.notice_at(rows[0], told) if known else None,
            contacted_at=next(contacts, None),
            zones=zones_served(current.components, self.served, contract, during),
        )

    def joint_slot(self, draft: Draft) -> datetime | None:
        """This method will return the earliest start that keeps the rules of every contract."""
        known = {self._key(one): one for one in self.contracts}
        around = [self._around(one, draft) for one in known.values()]
        return earliest_slot(self.plan(self.contracts[0], draft), around, self.at)

    def plan(self, contract: Contract, draft: Draft) -> Plan:
        """This method will return the draft as one contract would have it: told of at once."""
        return Plan(
            kind=draft.kind,
            sessions=tuple(draft.sessions),
            down=draft.down,
            is_outage_expected=draft.is_outage_expected,
            recorded_at=self.at,
            notice_at=self.at,
            contacted_at=self.at if draft.kind is Kind.EMERGENCY else None,
            zones=self._zones(contract, draft),
        )

    def _around(self, contract: Contract, draft: Draft) -> Surroundings:
        searched = Period(self.at, self.at + SEARCHED + draft.during.duration)
        zones = self._zones(contract, draft)
        key = ("around", self._key(contract), searched, zones)
        return self._once(
            key,
            lambda: Surroundings.of(
                self.policies[contract.agreement_id],
                self._works(contract),
                self._outages(contract),
                searched,
                zones,
            ),
        )

    def _zones(self, contract: Contract, draft: Draft) -> tuple[ZoneInfo, ...]:
        return zones_served(self.components, self.served, contract, draft.during)

    def _key(self, contract: Contract) -> Hashable:
        return (
            contract.agreement_id,
            self._works(contract),
            self._outages(contract).raw,
            self.served.kinship(contract.pk),
        )

    def _works(self, contract: Contract) -> tuple[facts.Maintenance, ...]:
        return self._once(
            ("works", contract.pk),
            lambda: tuple(
                expected_works(self.recalled, contract, self.served, self.at, without=self.without)
            ),
        )

    def _outages(self, contract: Contract) -> Down:
        return self._once(("outages", contract.pk), lambda: self._read_outages(contract))

    def _read_outages(self, contract: Contract) -> Down:
        terms = contract.agreement.terms.availability
        reasons = frozenset(terms.exclusions) if terms else frozenset()
        touching = (one for one in self.recalled.versions if self._touches(one, contract))
        found = [self.recalled.outage(one, contract.pk, reasons) for one in touching]
        known = [one for one in found if one is not None]
        return down_by(known, self.policies[contract.agreement_id])

    def _touches(self, version: OutageVersion, contract: Contract) -> bool:
        named = {one.pk for one in version.customers}
        if named and contract.customer_id not in named:
            return False
        first, last = version.starts_at.date(), (version.ends_at or self.at).date()
        serves = self.served.serves
        return any(serves(one, contract.pk, first, last) for one in version.components)

    def _once[Made](self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        return cast("Made", self._made[key])  # each kind has keys of its own


def check_running(components: Sequence[Component], during: Period) -> None:
    """This function will refuse work on nothing, or on what is not run any more.

    :raises Refusal: with a sentence that says which.
    """
    if not components:
        raise Refusal("Choose at least one component that is worked on.", code="components")
    for one in components:
        if one.ended_on is not None and one.ended_on <= during.start.date():
            raise Refusal(
                f"{one} ended on {one.ended_on:%d %B %Y}: choose another.", code="components"
            )


def _policies(vendor: Vendor, contracts: Sequence[Contract], at: datetime) -> dict[int, Policy]:
    """This function will return how each agreement counts, with the holidays it names."""
    terms = {one.agreement_id: one.agreement.terms.availability for one in contracts}
    month = Month(at.year, at.month)
    stated = {key: one for key, one in terms.items() if one is not None}
    return {key: policy_of(one, vendor.pk, month) for key, one in stated.items()}


def _contact_until(kind: Kind, start: datetime, policy: Policy) -> datetime | None:
    within = policy.emergency_contact_within
    return start + within if kind is Kind.EMERGENCY and within is not None else None
