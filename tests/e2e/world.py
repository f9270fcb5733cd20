"""The world that the browser tests visit: three vendors, their people, and incidents to look at.

PatientIQ's half carries a canary in every name and text: no page of Lumeon may show it.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.utils import timezone

from contracts.models import Release
from contracts.services import cover_holidays
from contracts.services.instances import Setup, add_instance
from contracts.services.suppliers import share_with
from contracts.standings import today_at
from incidents import services
from incidents.domain.places import Place
from incidents.models import Incident
from incidents.services.macros import MacroText, keep_macro
from incidents.services.saved_views import save_view
from knowledgebase.domain.visibility import Visibility
from portal.people.services import Seat, invite
from portal.people.tokens import make_token
from portal.tenancy.models import Invitation, Membership, Person, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests import cast
from tests.availability.keys import closing_begun
from tests.availability.published import component_of, keys_of_status
from tests.availability.slow import left_slow_days
from tests.availability.watched import keys_of_monitoring
from tests.availability.working import planned_for
from tests.cast import House, build_house, raised, with_second_factor
from tests.contracts.backing import agreed
from tests.contracts.billing import left
from tests.contracts.duties import asked, drawn, review
from tests.contracts.editing import saved
from tests.contracts.shelf import fill
from tests.credits.claims.leaving import left_claims
from tests.factories import MONDAY, MembershipFactory, PersonFactory
from tests.incidents.behind import planned_behind
from tests.incidents.mailin.sending import held
from tests.knowledgebase.announcements.board import left_announcements
from tests.knowledgebase.archive.zips import waiting
from tests.knowledgebase.forum.talk import keys_of_forum
from tests.knowledgebase.shelf import keys_of_articles
from tests.knowledgebase.shelf import published as known
from tests.portal.feeds.reading import address_of
from tests.portal.notify.returning import bounced
from tests.reports.keys import keys_of_schedules
from tests.reports.monthly.keys import keys_of_reports

CANARY = "Quillfeather"  # a word that nothing else here contains
WATCHED = {
    "suspicion": "suspected",
    "watched": "services",
    "part": "components",
    "probe": "probes",
    "monitor_token": "tokens",
}
SLUGS = ("lumeon", "patientiq", "healthy-roster")
TIERS = {"lumeon": "essentials", "patientiq": "standard", "healthy-roster": "standard"}
SEVERITY = {"lumeon": "2", "patientiq": "high", "healthy-roster": "high"}
CATEGORY = {"lumeon": "support_incident", "patientiq": "functionality", "healthy-roster": "error"}


@dataclass(frozen=True, kw_only=True)
class Site:
    """A vendor: its people, two customers, incidents by what has become of them."""

    vendor: Vendor
    house: House
    other: House
    viewer: Membership
    agent: Membership
    manager: Membership
    administrator: Membership
    incidents: dict[str, str]
    duties: dict[str, int]
    invitation: Invitation
    token: str
    release: Release

    @property
    def home(self) -> str:
        """The address under which this vendor's site lies."""
        return f"/{self.vendor.slug}/"

    @property
    def keys(self) -> dict[str, object]:
        """What stands for the braces in the addresses of this site's pages."""
        return {
            "token": self.token,
            "viewer": self.viewer.pk,
            "customer": self.house.customer.pk,
            "contract": self.house.contract.pk,
            "agreement": self.house.contract.agreement_id,
            "member": self.house.contact.pk,
            "instance": self.house.instance.pk,
            "release": self.release.pk,
            **self.duties,
            **self.incidents,
        }

    def person(self, role: str) -> Person:
        """Return the person who is that here: "contact", or the name of a membership."""
        membership: Membership = self.house.contact if role == "contact" else getattr(self, role)
        return membership.person


@dataclass(frozen=True, kw_only=True)
class World:
    """All three vendors, and people with something special about them.

    Robin is a contact at two vendors, Gil an agent with a second factor, Oona the operator.
    """

    sites: dict[str, Site]
    robin: Person
    gil: Person
    oona: Person

    def __getitem__(self, slug: str) -> Site:
        return self.sites[slug]

    def person(self, slug: str, who: str) -> Person:
        """Return somebody by what they are to a vendor, or by their own name."""
        special = {"robin": self.robin, "gil": self.gil, "oona": self.oona}
        return special[who] if who in special else self.sites[slug].person(who)


def build_world() -> World:
    """Fill an empty database through the services that the portal itself uses."""
    call_command("load_agreements", stdout=io.StringIO())
    at = timezone.now().replace(microsecond=0)
    sites = {slug: _site(slug, at) for slug in SLUGS}
    robin = PersonFactory.create(name="Robin Both")
    for site in (sites["lumeon"], sites["healthy-roster"]):
        with vendor_scope(site.vendor):
            _member(site.vendor, robin, Role.TECHNICAL_CONTACT, house=site.other)
    with vendor_scope(sites["lumeon"].vendor):
        gil = with_second_factor(staff(sites["lumeon"].vendor, "Gil Guarded", Role.AGENT)).person
    RecoveryCodes.activate(gil)
    oona = PersonFactory.create(name="Oona Operator", is_operator=True)
    return World(sites=sites, robin=robin, gil=gil, oona=oona)


def _site(slug: str, at: datetime) -> Site:
    vendor = Vendor.objects.get(slug=slug)
    mark = CANARY if slug == "patientiq" else slug.replace("-", " ").title()
    with vendor_scope(vendor):
        # Holidays of the years around the real present: these clocks run now.
        cover_holidays(vendor=vendor, region="GB-ENG", at=at)
        house = build_house(vendor, f"{mark} Infirmary", f"Priya {mark}", TIERS[slug])
        people = {
            "agent": staff(vendor, f"Marek {mark}", Role.AGENT),
            "manager": staff(vendor, f"Jo {mark}", Role.SUPPORT_MANAGER),
            "administrator": staff(vendor, f"Ada {mark}", Role.ADMINISTRATOR),
        }
        viewer = PersonFactory.create(name=f"Vera {mark}")
        if slug == "lumeon":
            saved(people["administrator"], when=at)
        seat = Seat(role=Role.VIEWER, customer=house.customer)
        invitation, token = invite(
            by=people["administrator"],
            email=f"invited@{slug}.example",
            name=f"Ina {mark}",
            seat=seat,
            at=at,
        )
        return Site(
            vendor=vendor,
            house=house,
            other=build_house(vendor, f"{mark} Children's", f"Nora {mark}", TIERS[slug]),
            viewer=_member(vendor, viewer, Role.VIEWER, house=house),
            incidents=_incidents(slug, house, people["agent"], mark, at),
            duties=_duties(vendor, house, people["agent"], people["administrator"], at),
            invitation=invitation,
            token=token,
            release=_releases(people["administrator"], house, at),
            **people,
        )


def _releases(by: Membership, house: House, at: datetime) -> Release:
    """Publish releases, and put the oldest on an instance beside the house's live one."""
    newest = fill(by, house, at)
    add_instance(
        by=by,
        contract=house.contract,
        product=house.instance.product,
        kind="test",
        release="5.0.0",
        since=today_at(house.instance.vendor, at),
        setup=Setup(name="Training"),
        at=at,
    )
    return newest


def _duties(
    vendor: Vendor, house: House, agent: Membership, administrator: Membership, at: datetime
) -> dict[str, int]:
    """Leave an activity, a request and, where tokens are sold, a draw; return their keys."""
    found = {"activity": review(house).pk, "obligation": asked(house).pk}
    worst = next(iter(house.contract.agreement.terms.severities))
    backing = agreed(administrator, f"Supplier of {vendor}", **{f"s{worst}": 240})
    found["supplier"] = backing.supplier_id
    found["mail"] = held(vendor).pk
    found["bounce"] = bounced(vendor).pk
    program, _ = make_token(by=agent, name="Night report", days=365, can_write=True, at=at)
    found["api_token"] = program.pk
    found["feed_address"] = address_of(house.contact, "articles", at=at).pk
    found["view"] = save_view(by=agent, name="Soon due", query="due<4h").pk
    hello = MacroText(name="Hello", place=Place.WRITE, text="Dear {contact},")
    found["macro"] = keep_macro(by=agent, words=hello, is_shared=False, at=MONDAY).pk
    share_with(
        by=administrator,
        agreement=backing,
        customer=house.customer,
        request="Asked by telephone",
        at=MONDAY,
    )
    site = cast.Site(vendor=vendor, agent=agent, administrator=administrator, house=house)
    if vendor.slug != "lumeon":
        component = component_of(site, is_public=True)
        found["closing"] = closing_begun(administrator, at)
        if vendor.slug == "patientiq":
            return found | left_claims(site, component)
        left_slow_days(site, component)
        return found
    keys_of_articles(site)
    found["article_file"] = waiting(administrator, at).pk
    found |= {f"forum_{name}": int(key) for name, key in keys_of_forum(site).items()}
    found |= left_announcements(administrator, at)
    kept = keys_of_schedules(site)
    keys_of_reports(site)
    found["schedule"] = int(kept["reports/schedules/<int:pk>/"])
    found["file"] = int(kept["reports/files/<int:pk>/"])
    known(agent, administrator, "Sign in again", visibility=Visibility.PUBLIC)
    published = keys_of_status(site)
    found["out"] = int(published["of"])
    found["rows"] = int(published["outages/imports/<int:pk>/"])
    found["work"] = planned_for(site).number
    watched = keys_of_monitoring(site)
    for name, pattern in WATCHED.items():
        found[name] = int(watched[f"monitoring/{pattern}/<int:pk>/"])
    found["invoice"], found["file"], found["faulty"] = left(site)
    return found | {"move": drawn(site, house).pk}


def _incidents(
    slug: str, house: House, agent: Membership, mark: str, at: datetime
) -> dict[str, str]:
    """Leave one incident at each stage, and return their numbers."""
    stories = ("new", "answered", "asked", "solved", "closed")
    return {
        name: str(_told(name, reached, slug, house, agent, mark, at))
        for reached, name in enumerate(stories)
    }


def _told(
    name: str, reached: int, slug: str, house: House, agent: Membership, mark: str, at: datetime
) -> Incident:
    start = at - timedelta(days=1, hours=reached)
    incident = raised(
        house,
        at=start,
        title=f"{name.title()}: letters of {mark} print an empty line",
        text=f"Since this morning at {mark}:\n\n- all *clinics*\n- `about 40` letters",
        severity=SEVERITY[slug],
        category=CATEGORY[slug],
        impact=f"all clinics of {mark}",
    )
    if reached > 0:
        services.accept(incident=incident, by=agent, at=start + timedelta(minutes=5))
        services.reply(
            incident=incident, by=agent, text=f"{mark}: seen.", at=start + timedelta(minutes=9)
        )
        services.add_note(
            incident=incident, by=agent, text=f"Note of {mark}.", at=start + timedelta(minutes=10)
        )
    if reached == 1:
        _looked_into(incident, house, agent, mark, start + timedelta(minutes=20))
    if reached > 1:
        services.ask(
            incident=incident, by=agent, question=f"Who at {mark}?", at=start + timedelta(hours=1)
        )
    if reached > 2:
        services.provide_solution(
            incident=incident, by=agent, text="Use the template.", at=start + timedelta(hours=2)
        )
    if reached > 3:
        services.confirm(incident=incident, by=house.contact, at=start + timedelta(hours=3))
    return incident


def _looked_into(
    incident: Incident, house: House, agent: Membership, mark: str, at: datetime
) -> None:
    """Put a problem with a planned change behind an incident, and it on its ladder with a plan."""
    planner = staff(house.customer.vendor, f"Paula {mark}", Role.PRODUCT_MANAGER)
    planned_behind(incident, agent, planner, at=at)
    if not incident.agreement.terms.ladder:
        return
    services.escalate(incident=incident, by=house.contact, reason=f"{mark} waits.", at=at)
    services.plan_rescue(
        incident=incident,
        by=agent,
        text=f"What {mark} does next.",
        agreed_with=f"Priya {mark}",
        target_at=at + timedelta(days=9),
        updates_every=8,
        at=at,
    )


def staff(vendor: Vendor, name: str, role: Role) -> Membership:
    """Make one of the vendor's own people, without a second factor; its scope must be open."""
    return _member(vendor, PersonFactory.create(name=name), role)


def _member(vendor: Vendor, person: Person, role: Role, house: House | None = None) -> Membership:
    return MembershipFactory.create(
        vendor=vendor, person=person, role=role, customer=house.customer if house else None
    )
