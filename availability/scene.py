"""The contracts that work concerns, and all that their rules are held against, read once."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.domain.down import Down, down_by
from availability.domain.plan import Plan
from availability.domain.planner import Reckoning, reckon_works, together
from availability.domain.policy import Kind, Policy
from availability.domain.slots import SEARCHED, Surroundings, earliest_slot
from availability.draft import Draft
from availability.expecting import expected_works, zones_served
from availability.models import Component, Maintenance, OutageVersion
from availability.recalling import Recalled, recall
from availability.rules import RuleBook, Rules
from availability.serving import Serving, contracts_concerned, serving
from availability.translating import TELLING
from contracts.models import Contract
from portal.kernel.period import Period

AROUND = timedelta(days=35)  # whole months, and the weeks at their ends


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
    book: RuleBook
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
            book=RuleBook(contracts, vendor.pk, around),
            without=without,
        )

    def row(self, contract: Contract, draft: Draft) -> Row:
        """This method will reckon a draft under one contract."""
        plan = self.plan(contract, draft)
        policy = self._touched(contract, plan.sessions)[0].policy
        reckoning = self._reckoned(contract, plan.sessions, plan.works())
        slot = None
        if draft.kind is Kind.SCHEDULED:
            slot = self._once(
                ("slot", plan, self._key(contract)),
                lambda: earliest_slot(plan, self._around(contract, draft), self.at),
            )
        return Row(
            contract=contract,
            policy=policy,
            reckoning=reckoning,
            notice_until=plan.notice_until(policy),
            notice_at=plan.notice_at,
            is_noticed=plan.is_noticed(policy),
            contact_until=_contact_until(plan, policy),
            slot=slot,
        )

    def done(self, contract: Contract, work: Maintenance) -> Row:
        """This method will reckon a piece of work that there is, as it was told and done."""
        own = tuple(expected_works(self.recalled, contract, self.served, self.at, only=work))
        plan = self._as_told(contract, work)
        policy = self._touched(contract, plan.sessions)[0].policy
        during = [one.during for one in own]
        return Row(
            contract=contract,
            policy=policy,
            reckoning=self._reckoned(contract, [*plan.sessions, *during], own),
            notice_until=plan.notice_until(policy),
            notice_at=plan.notice_at,
            is_noticed=plan.is_noticed(policy),
            contact_until=_contact_until(plan, policy),
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
        around = [each for one in known.values() for each in self._around(one, draft)]
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

    def _reckoned(
        self, contract: Contract, during: Sequence[Period], own: tuple[facts.Maintenance, ...]
    ) -> Reckoning:
        """This method will rule on work, month by month as the contract stands in each."""
        works = self._works(contract)

        def made(rules: Rules) -> Reckoning:
            down = self._outages(contract, rules)
            key = ("reckoned", rules.key, own, works, down.raw)
            return self._once(
                key, lambda: reckon_works(own, rules.policy, works, down, holds=rules.hold)
            )

        return together([made(rules) for rules in self._touched(contract, during)])

    def _touched(self, contract: Contract, during: Sequence[Period]) -> list[Rules]:
        """This method will return the rules of the months that some periods lie in."""
        known = self._rules(contract)
        touched = [one for one in known if any(part.overlaps(one.during) for part in during)]
        return touched or list(known)

    def _rules(self, contract: Contract) -> tuple[Rules, ...]:
        return self._once(("rules", contract.pk), lambda: self.book.of(contract))

    def _around(self, contract: Contract, draft: Draft) -> list[Surroundings]:
        searched = Period(self.at, self.at + SEARCHED + draft.during.duration)
        zones = self._zones(contract, draft)
        known = self._key(contract)

        def made(rules: Rules) -> Surroundings:
            return self._once(
                ("around", rules.key, known, searched, zones),
                lambda: Surroundings.of(
                    rules.policy,
                    self._works(contract),
                    self._outages(contract, rules),
                    searched,
                    zones,
                    counts=rules.during,
                ),
            )

        return [made(rules) for rules in self._rules(contract)]

    def _zones(self, contract: Contract, draft: Draft) -> tuple[ZoneInfo, ...]:
        return zones_served(self.components, self.served, contract, draft.during)

    def _key(self, contract: Contract) -> Hashable:
        rules = self._rules(contract)
        return (
            tuple(one.key for one in rules),
            self._works(contract),
            tuple(self._outages(contract, one).raw for one in rules),
            self.served.kinship(contract.pk),
        )

    def _works(self, contract: Contract) -> tuple[facts.Maintenance, ...]:
        return self._once(
            ("works", contract.pk),
            lambda: tuple(
                expected_works(self.recalled, contract, self.served, self.at, without=self.without)
            ),
        )

    def _outages(self, contract: Contract, rules: Rules) -> Down:
        key = ("outages", contract.pk, rules.key)
        return self._once(key, lambda: self._read_outages(contract, rules))

    def _read_outages(self, contract: Contract, rules: Rules) -> Down:
        touching = (one for one in self.recalled.versions if self._touches(one, contract))
        found = [self.recalled.outage(one, contract.pk, rules.reasons) for one in touching]
        return down_by([one for one in found if one is not None], rules.policy)

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


def _contact_until(plan: Plan, policy: Policy) -> datetime | None:
    within = policy.emergency_contact_within
    return plan.start + within if plan.kind is Kind.EMERGENCY and within is not None else None
