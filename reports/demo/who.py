"""What the demo world is made of: people, customers, vendors with their staff."""

from dataclasses import dataclass

from portal.tenancy.roles import CUSTOMER_ROLES, Role, SupportTier


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with the one part they play here."""

    name: str
    email: str
    role: Role
    zone: str
    tier: SupportTier | None = None

    @property
    def first_name(self) -> str:
        """This property will return what colleagues call the person."""
        return self.name.partition(" ")[0]

    @property
    def is_contact(self) -> bool:
        """This property will tell whether the person may raise incidents."""
        return self.role is Role.TECHNICAL_CONTACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A solution as installed at a customer, with its release (LU-04, LU-07)."""

    solution: str
    kind: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A customer: where it is, what it bought, who speaks for it, and how often it reports."""

    name: str
    zone: str
    country: str
    region: str
    tier: str
    share: int  # of its vendor's incidents, against the other customers' shares
    installations: tuple[Installation, ...]
    people: tuple[Actor, ...]
    clinics: tuple[str, ...]
    sites: tuple[str, ...]
    contract_days_left: int = 330  # below zero: it has ended, and nothing new can be raised

    @property
    def contacts(self) -> tuple[Actor, ...]:
        """This property will return the people who raise incidents."""
        return tuple(person for person in self.people if person.is_contact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A vendor: its staff, its customers and how many incidents it had."""

    slug: str
    staff: tuple[Actor, ...]
    houses: tuple[House, ...]
    incidents: int  # besides those that stand open now, which are listed one by one

    def desk(self, tier: SupportTier) -> tuple[Actor, ...]:
        """This method will return the agents of a support tier."""
        return tuple(actor for actor in self.staff if actor.tier is tier)


def staff_of(
    domain: str, zone: str, *rows: tuple[str, Role, SupportTier | None]
) -> tuple[Actor, ...]:
    """This function will give a vendor's people their addresses."""
    return tuple(
        Actor(name=name, email=address(name, domain), role=role, zone=zone, tier=tier)
        for name, role, tier in rows
    )


def people_of(domain: str, zone: str, contacts: str, viewers: str = "") -> tuple[Actor, ...]:
    """This function will give a customer's people their addresses; names are parted by commas."""
    named = [
        (name.strip(), role)
        for role, names in zip(CUSTOMER_ROLES, (contacts, viewers), strict=True)
        for name in names.split(",")
        if name.strip()
    ]
    return tuple(
        Actor(name=name, email=address(name, domain), role=role, zone=zone) for name, role in named
    )


def address(name: str, domain: str) -> str:
    """This function will return first.last@domain."""
    return f"{name.lower().replace(' ', '.')}@{domain}"
