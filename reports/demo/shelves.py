"""Products, releases and instances of the demo world: one beyond its life, one past its support."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from contracts.domain.versions import parse_number
from contracts.models import Contract, Instance, Product, Release
from contracts.services.extending import extend_support
from contracts.services.instances import Setup, add_instance, record_upgrade
from contracts.services.releases import add_product, publish_release
from contracts.standings import today_at
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from reports.demo.who import House, Installation

# What each vendor has published: product, release, days ago (before: announced).
PUBLISHED: Mapping[str, tuple[tuple[str, tuple[tuple[str, int], ...]], ...]] = {
    "lumeon": (
        (
            "Care Pathway Management",
            (
                ("4.0.0", 768),
                ("4.0.2", 700),
                ("4.1.0", 677),
                ("4.2.0", 586),
                ("4.3.0", 495),
                ("5.0.0", 404),
                ("5.1.0", 313),
                ("5.1.4", 240),
                ("5.2.0", 222),
                ("5.2.2", 170),
                ("5.3.0", 131),
                ("5.3.1", 96),
                ("6.0.0", 40),
                ("5.3.1.1", 6),
                ("6.1.0", -51),
            ),
        ),
    ),
    "patientiq": (
        (
            "PatientIQ Outcomes",
            (("2025.3", 420), ("2026.1", 250), ("2026.2", 130), ("2026.3", 20)),
        ),
    ),
    "healthy-roster": (
        ("Healthy Roster", (("8.2", 430), ("8.3", 260), ("8.4", 90))),
        ("Healthy Roster Telehealth", (("3.0", 410), ("3.1", 150))),
    ),
}
NOTES = {
    "5.3.1.1": "Corrects referral letters that were printed without the consultant's name.",
    "6.0.0": "- Waiting lists across sites\n- A new timeline of the pathway\n- Faster search",
    "6.1.0": "Planned: booking rules by clinician, and reports that can be shared.",
}
FORGOTTEN = {  # nobody reports on these any more
    "Strathearn Eye Clinic": Installation(
        solution="Care Pathway Management", kind="development", release="4.0.2"
    ),
}
OPTIONAL = {"lumeon": ("data_supply",)}  # what each customer's live instances have (LU-13)
ROLLED_OUT = timedelta(days=12)  # after a release, customers have it


@dataclass(frozen=True, slots=True)
class Shelves:
    """A vendor's products with the days of their releases, and who looks after them."""

    slug: str
    members: Mapping[str, Membership]
    at: datetime
    began: datetime

    def fill(self) -> None:
        """This method will publish what the vendor has published."""
        for name, releases in PUBLISHED[self.slug]:
            by = self._who(Role.PRODUCT_MANAGER)
            product = add_product(by=by, name=name, at=self.began)
            for number, ago in sorted(releases, key=lambda one: -one[1]):
                on = self._day(ago)
                publish_release(
                    by=by,
                    product=product,
                    number=number,
                    published_on=on,
                    notes=NOTES.get(number, ""),
                    at=min(max(self.began, _morning(on)), self.at),
                )

    def products_of(self, house: House) -> list[Product]:
        """This method will return what a customer's contract covers."""
        solutions = {installed.solution for installed in house.installations}
        return list(Product.objects.filter(name__in=solutions))

    def install(self, house: House, contract: Contract) -> list[Instance]:
        """This method will set up what a customer runs, with the releases it ran before."""
        made = [self._install(one, contract) for one in house.installations]
        if house.name in FORGOTTEN:
            self._install(FORGOTTEN[house.name], contract)
        return made

    def extend(self, contracts: Mapping[str, Contract]) -> None:
        """This method will agree longer support with a customer that runs an old release."""
        if self.slug == "lumeon":
            extend_support(
                contract=contracts["Harbour Bay Day Surgery"],
                release=Release.objects.get(major=5, minor=0, maintenance=0),
                by=self._who(Role.ACCOUNT_MANAGER),
                until=(self.at + timedelta(days=420)).date(),
                agreed_by="Grace Mbeki and Zoe Papadakis",
                reason="The upgrade waits for the move to the new theatre block.",
                at=self.at - timedelta(days=15),
            )

    def _install(self, installed: Installation, contract: Contract) -> Instance:
        product = Product.objects.get(name=installed.solution)
        days = {
            parse_number(number): ago for number, ago in dict(PUBLISHED[self.slug])[str(product)]
        }
        wanted = parse_number(installed.release)
        then = max(number for number, ago in days.items() if self._day(ago) <= self.began.date())
        instance = add_instance(
            by=self._who(Role.ACCOUNT_MANAGER),
            contract=contract,
            product=product,
            kind=installed.kind,
            release=str(min(then, wanted)),
            since=self.began.date(),
            setup=Setup(provided=OPTIONAL.get(self.slug, ()) if installed.kind == "live" else ()),
            at=self.began,
        )
        if wanted <= then:
            return instance
        since = min(self._day(days[wanted]) + ROLLED_OUT, today_at(contract.vendor, self.at))
        return record_upgrade(
            instance=instance,
            by=self._who(Role.AGENT),
            release=str(wanted),
            since=since,
            at=_morning(since),
        )

    def _who(self, role: Role) -> Membership:
        return next(member for member in self.members.values() if member.role == role)

    def _day(self, ago: int) -> date:
        return (self.at - timedelta(days=ago)).date()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)
