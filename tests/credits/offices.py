"""A vendor in committed rows whose June was missed, and its people in threads at one moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from availability.models import Component, Outage
from availability.services.catalogue import add_component, add_service
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from contracts.domain.fees import Fees
from contracts.models import Contract
from contracts.services import sign_contract
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.saying import utc
from tests.committed import meeting, side_by_side
from tests.credits.claims.filing import IN_TIME
from tests.factories import MONDAY, CustomerFactory, MembershipFactory, PersonFactory


@dataclass(frozen=True)
class Office:
    """A vendor in committed rows, a contract whose June was missed, and two who may decide."""

    contract: Contract
    outage: Outage
    contact: Membership
    agent: Membership
    two: tuple[Membership, Membership]


def office_of(vendor: Vendor, fees: Fees) -> Office:
    """Lose five hours of June under the agreement of a vendor of this test alone."""
    with vendor_scope(vendor):
        first, second = (
            MembershipFactory.create(
                vendor=vendor,
                role=Role.ADMINISTRATOR,
                person=PersonFactory.create(name=f"{name} of {vendor.slug}"),
            )
            for name in ("Ada", "Bela")
        )
        customer = CustomerFactory.create(vendor=vendor, holiday_region="US", country="US")
        contract = sign_contract(
            customer=customer,
            tier="standard",
            starts_on=date(2026, 1, 1),
            ends_on=None,
            fees=fees,
            actor=None,
            at=MONDAY,
        )
        contact = MembershipFactory.create(
            vendor=vendor, customer=customer, role=Role.TECHNICAL_CONTACT
        )
        agent = MembershipFactory.create(vendor=vendor)
        outage = lost(agent, web_of(first))
    return Office(contract, outage, contact, agent, (first, second))


def web_of(by: Membership) -> Component:
    """Add a service with one component."""
    service = add_service(by=by, name="Registry", at=MONDAY)
    zone = "America/Chicago"
    return add_component(by=by, service=service, name="Web", time_zone=zone, at=MONDAY)


def lost(by: Membership, component: Component) -> Outage:
    """Declare an outage of five hours of which all is known."""
    facts = OutageFacts(
        title="Down",
        starts_at=utc("06-09 14:00"),
        ends_at=utc("06-09 19:00"),
        components=[component],
        cause="A full disk.",
        corrective_planned="A larger one.",
    )
    return declare_outage(by=by, facts=facts, confirmed_how="By hand.", at=IN_TIME)


def at_once(office: Office, *deeds: Callable[[], object]) -> list[str]:
    """Do these in threads that wait for one another; return what each was told."""
    start = meeting(len(deeds))

    def met(deed: Callable[[], object]) -> object:
        start.wait()
        return deed()

    return scoped(office, *(partial(met, deed) for deed in deeds))


def scoped(office: Office, *deeds: Callable[[], object]) -> list[str]:
    """Do these in threads, each within the vendor's scope; return what each was told."""

    def alone(deed: Callable[[], object]) -> str:
        with vendor_scope(office.contract.vendor):
            try:
                return str(deed())
            except Refusal as refusal:
                return f"{refusal.code}: {refusal}"

    return sorted(side_by_side(*(partial(alone, deed) for deed in deeds)))
