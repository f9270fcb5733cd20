"""Makes the planned world through the services, so that it holds what use would have left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Max

from contracts.models import Contract, Instance
from contracts.services import cover_holidays, notices, sign_contract
from incidents import services
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.people.services import Seat, accept, invite
from portal.tenancy.models import Customer, Membership, Person, Vendor
from portal.tenancy.scope import vendor_scope
from reports.demo.accounts import fees_of, keep_accounts
from reports.demo.announcements import keep_announcements
from reports.demo.backing import keep_suppliers
from reports.demo.claims import decide_claims, file_claims
from reports.demo.contacts import Cast, tell_contacts
from reports.demo.credits import settle_credits
from reports.demo.critical import keep_critical_reports
from reports.demo.days import keep_calendars
from reports.demo.deeds import DEEDS
from reports.demo.duties import keep_duties
from reports.demo.feeds import keep_feeds
from reports.demo.forum import keep_forum
from reports.demo.hosting import run_services
from reports.demo.inboxes import keep_inboxes
from reports.demo.issued import issue_reports
from reports.demo.knowledge import keep_articles
from reports.demo.letters import bring_mail
from reports.demo.months import close_past_months
from reports.demo.next_version import write_next_version
from reports.demo.papers import send_papers
from reports.demo.paths import keep_paths
from reports.demo.plan import FIRMS, Plan
from reports.demo.problems import keep_problems
from reports.demo.programs import keep_programs
from reports.demo.schedules import send_regularly
from reports.demo.shelves import Shelves
from reports.demo.sign_ins import PASSWORD, is_there
from reports.demo.slow_days import explain_slowness
from reports.demo.status_page import keep_status
from reports.demo.steps import Step, Tale
from reports.demo.talk import keep_talk
from reports.demo.views import keep_views
from reports.demo.watched import watch_services
from reports.demo.who import Actor, Firm, House
from sla import warnings
from sla.services import BATCH, sweep

type Tick = Callable[[], object]  # called after every deed, for the progress bar

BEFORE = timedelta(days=400)  # when people and contracts began, counted back from now


@transaction.atomic
def build(plan: Plan, tick: Tick) -> bool:
    """This function will make the world whole or not at all; False: it was there already.

    :raises Refusal: if a vendor's agreement is not loaded yet.
    """
    # Two builders at once: the second waits here, and then finds the first one's world.
    vendors = {vendor.slug: vendor for vendor in Vendor.objects.select_for_update(no_key=True)}
    if is_there():
        return False
    for firm in FIRMS:
        if firm.slug not in vendors:
            raise Refusal(f"The agreement of {firm.slug} is not loaded: run load_agreements first.")
        with vendor_scope(vendors[firm.slug]):
            Site(vendors[firm.slug], firm, plan).build(tick)
    return True


class Site:
    """One vendor of the world while it is being made, in that vendor's scope."""

    def __init__(self, vendor: Vendor, firm: Firm, plan: Plan) -> None:
        """This function will keep what is needed to find rows by their names in the plan."""
        self.vendor, self.firm, self.plan = vendor, firm, plan
        # At an hour that has one date from California to Berlin, whenever the world is made.
        self.began = (plan.at - BEFORE).replace(hour=17, minute=0)
        self.password = make_password(PASSWORD)  # once: hashing is meant to be slow
        self.members: dict[str, Membership] = {}  # by address
        self.shelves = Shelves(firm.slug, self.members, plan.at, self.began)
        self.contracts: dict[str, Contract] = {}  # by customer
        self.instances: dict[str, list[Instance]] = {}
        self.incidents: dict[int, Incident] = {}  # by place in the plan

    def build(self, tick: Tick) -> None:
        """This method will make people, customers and contracts, and then live through the plan."""
        last_mail = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
        self._staff()
        self.shelves.fill()
        for house in self.firm.houses:
            self._house(house)
        self.shelves.extend(self.contracts)
        for at, place, step in self.plan.deeds(self.firm.slug):
            _watch(at)
            self._do(place, step)
            tick()
        _watch(self.plan.at)
        cast = Cast(self.members, self.contracts, self.password, self.plan.at, self.began)
        tell_contacts(self.firm.slug, cast)
        keep_accounts(cast)
        keep_duties(self.firm.slug, cast)
        keep_suppliers(self.firm.slug, cast)
        keep_problems(self.firm.slug, cast)
        run_services(self.firm.slug, cast)
        keep_status(self.firm.slug, cast)
        watch_services(self.firm.slug, cast)
        explain_slowness(self.firm.slug, cast)
        file_claims(self.firm.slug, cast)
        close_past_months(self.firm.slug, cast)
        decide_claims(self.firm.slug, cast)
        settle_credits(cast)
        issue_reports(cast)
        send_papers(self.firm.slug, cast)
        keep_articles(self.firm.slug, cast)
        keep_announcements(self.firm.slug, cast)
        keep_forum(self.firm.slug, cast)
        keep_talk(self.firm.slug, cast)
        bring_mail(self.vendor, cast)
        keep_paths(self.firm.slug, cast)
        keep_views(cast)
        keep_feeds(cast)
        keep_programs(self.firm.slug, cast)
        keep_calendars(self.firm.slug, cast)
        write_next_version(self.firm.slug, cast)
        keep_critical_reports(self.firm.slug, cast)
        send_regularly(cast)
        notices.tell_all(vendor=self.vendor, at=self.plan.at)
        keep_inboxes(cast)
        _settle_mail(last_mail)

    def _staff(self) -> None:
        first, *others = self.firm.staff
        # Nobody is there yet who could invite the first administrator.
        self.members[first.email] = Membership.objects.create(
            vendor=self.vendor, person=self._person(first), role=first.role, since=self.began
        )
        for actor in others:
            self._join(actor, None)

    def _house(self, house: House) -> None:
        customer = Customer.objects.create(
            vendor=self.vendor,
            name=house.name,
            time_zone=house.zone,
            country=house.country,
            holiday_region=house.region,
        )
        self.contracts[house.name] = self._sign(customer, house)
        self.instances[house.name] = self.shelves.install(house, self.contracts[house.name])
        for actor in house.people:
            self._join(actor, customer)

    def _sign(self, customer: Customer, house: House) -> Contract:
        contract = sign_contract(
            customer=customer,
            tier=house.tier,
            starts_on=self.began.date(),
            ends_on=(self.plan.at + timedelta(days=house.contract_days_left)).date(),
            products=self.shelves.products_of(house),
            fees=fees_of(house),
            actor=None,
            at=self.began,
        )
        cover_holidays(vendor=self.vendor, region=house.region, at=self.plan.at)
        return contract

    def _join(self, actor: Actor, customer: Customer | None) -> None:
        person = self._person(actor)
        seat = Seat(role=actor.role, customer=customer, support_tier=actor.tier or "")
        administrator = self.members[self.firm.staff[0].email]
        _, token = invite(
            by=administrator, email=actor.email, name=actor.name, seat=seat, at=self.began
        )
        accept(token=token, signed_in=person, name="", password="", at=self.began)
        self.members[actor.email] = Membership.objects.select_related("person", "vendor").get(
            vendor=self.vendor, person=person
        )

    def _person(self, actor: Actor) -> Person:
        person, _ = Person.objects.get_or_create(
            email=actor.email,
            defaults={
                "name": actor.name,
                "time_zone": actor.zone,
                "password": self.password,
                "date_joined": self.began,
            },
        )
        return person

    def _do(self, place: int, step: Step | None) -> None:
        tale = self.plan.tales[place]
        if step is None:
            self.incidents[place] = self._raise(tale)
        else:
            DEEDS[step.verb](self.incidents[place], step, self.members)

    def _raise(self, tale: Tale) -> Incident:
        return services.raise_incident(
            by=self.members[tale.reporter],
            contract=self.contracts[tale.house],
            instance=self.instances[tale.house][tale.installation],
            report=tale.report,
            at=tale.at,
            recorder=self.members[tale.recorder] if tale.recorder else None,
        )


def _watch(at: datetime) -> None:
    """This function will look at the clocks as workers would have: misses lead to escalations."""
    while sweep(at=at) == BATCH:
        pass
    warnings.tell(at=at)


def _settle_mail(last: int) -> None:
    """This function will mark the mail of the past as sent: it would go out all at once."""
    OutgoingMail.objects.filter(pk__gt=last, sent_at=None).update(
        sent_at=F("created_at"), next_try_at=None
    )
