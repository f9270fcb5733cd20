"""Technical contacts as seats: how many a customer has, who holds them, and since when (LU-03).

A live licensed instance of an active contract gives as many seats as that contract's entitlement
says. A seat is taken by a technical contact and by an open invitation to become one; viewers take
none. Where the agreement sets no number there is no limit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.domain.entitlements import TECHNICAL_CONTACTS, Entitled
from contracts.entitlements import entitlement, loaded
from contracts.models import AgreementVersion, Contract, Instance
from contracts.queries import active_contracts
from portal.tenancy.models import Customer, Invitation, Membership
from portal.tenancy.roles import Role


@dataclass(frozen=True, slots=True)
class Share:
    """The seats that one contract gives."""

    contract: Contract
    entitled: Entitled
    live: int  # licensed instances

    @property
    def each(self) -> int:
        """The seats for one live instance."""
        return self.entitled.value if isinstance(self.entitled.value, int) else 0

    @property
    def count(self) -> int:
        """All seats that the contract gives."""
        return self.each * self.live


@dataclass(frozen=True, slots=True)
class Seats:
    """A customer's seats: what they come from and who holds them."""

    customer: Customer
    is_limited: bool
    shares: list[Share] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)
    invited: list[Invitation] = field(default_factory=list)

    @property
    def limit(self) -> int | None:
        """How many there are; None: as many as are wanted."""
        return sum(share.count for share in self.shares) if self.is_limited else None

    @property
    def used(self) -> int:
        """How many are taken, by contacts and by open invitations."""
        return len(self.members) + len(self.invited)

    @property
    def free(self) -> int | None:
        """How many are left, none where more are taken than there are; None: no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def over(self) -> int:
        """How many more are taken than there are, since the agreement or the instances shrank."""
        return 0 if self.limit is None else max(0, self.used - self.limit)

    @property
    def holders(self) -> list[str]:
        """Whoever holds a seat, by name."""
        invited = [f"{one.name or one.email} (invited)" for one in self.invited]
        return [str(one.person) for one in self.members] + invited


def seats_of(customer: Customer, at: datetime) -> Seats:
    """Return one customer's seats as they are at an instant."""
    (found,) = seats_in([customer], at)
    return found


def seats_in(customers: Iterable[Customer], at: datetime) -> list[Seats]:
    """Return the seats of several customers of one vendor, in as many queries as those of one."""
    wanted = list(customers)
    contracts = defaultdict(list)
    for contract in loaded(active_contracts(wanted, at)):
        contracts[contract.customer_id].append(contract)
    live = _live_instances(wanted, at)
    members, invited = _members(wanted), _invited(wanted, at)
    is_stated = _is_stated_for_all(wanted, at)
    found = []
    for customer in wanted:
        shares = _shares(contracts[customer.pk], live, today(customer, at))
        is_limited = is_stated if shares is None else len(shares) == len(contracts[customer.pk])
        held = members[customer.pk], invited[customer.pk]
        found.append(Seats(customer, is_limited, shares or [], *held))
    return found


def today(customer: Customer, at: datetime) -> date:
    """Return the date that it is where a customer is."""
    return at.astimezone(ZoneInfo(customer.time_zone)).date()


def _shares(contracts: list[Contract], live: Mapping[int, int], on: date) -> list[Share] | None:
    """Return what each contract that sets a number gives; None: there is no contract."""
    if not contracts:
        return None
    entitled = [(one, entitlement(one, TECHNICAL_CONTACTS, on)) for one in contracts]
    return [
        Share(one, found, live.get(one.pk, 0))
        for one, found in entitled
        if found is not None  # none at all is a number too
    ]


def _is_stated_for_all(customers: list[Customer], at: datetime) -> bool:
    """Say whether the vendor's own terms set a number: a customer without a contract has none."""
    vendor_ids = {customer.vendor_id for customer in customers}
    versions = AgreementVersion.objects.filter(vendor__in=vendor_ids).in_force(at.date())
    newest = versions.defer("source").first()
    return newest is not None and TECHNICAL_CONTACTS in newest.terms.entitlements.by_key


def _live_instances(customers: list[Customer], at: datetime) -> dict[int, int]:
    """Count the live instances of each contract that have not ended by its customer's date."""
    found: dict[int, int] = defaultdict(int)
    days = {customer.pk: today(customer, at) for customer in customers}
    rows = Instance.objects.live().filter(contract__customer__in=customers)
    for contract, customer, ended_on in rows.values_list(
        "contract_id", "contract__customer_id", "ended_on"
    ):
        if ended_on is None or days[customer] < ended_on:
            found[contract] += 1
    return found


def _members(customers: list[Customer]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.current().filter(customer__in=customers, role=Role.TECHNICAL_CONTACT)
    for row in rows.select_related("person").order_by("person__name", "pk"):
        found[row.customer_id or 0].append(row)
    return found


def _invited(customers: list[Customer], at: datetime) -> dict[int, list[Invitation]]:
    found: dict[int, list[Invitation]] = defaultdict(list)
    rows = Invitation.objects.filter(
        customer__in=customers,
        role=Role.TECHNICAL_CONTACT,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    )
    for row in rows.select_related("invited_by").order_by("name", "pk"):
        found[row.customer_id or 0].append(row)
    return found
