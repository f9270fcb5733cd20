"""Lumeon in the demo world: hospitals on three continents, every tier, an expired contract."""

from portal.tenancy.roles import Role, SupportTier
from reports.demo.who import Firm, House, Installation, people_of, staff_of

LONDON = "Europe/London"
SOLUTION = "Care Pathway Management"

STAFF = staff_of(
    "lumeon.example",
    LONDON,
    ("Adaeze Obi", Role.ADMINISTRATOR, None),
    ("Tom Whitlock", Role.AGENT, SupportTier.L1),
    ("Aisha Rahman", Role.AGENT, SupportTier.L1),
    ("Marek Nowak", Role.AGENT, SupportTier.L2),
    ("Siobhan Daly", Role.AGENT, SupportTier.L2),
    ("Ravi Subramanian", Role.AGENT, SupportTier.L3),
    ("Jo Lindqvist", Role.SUPPORT_MANAGER, None),
    ("Helen Ashworth", Role.SUPPORT_DIRECTOR, None),
    ("Dieter Vogel", Role.CHIEF_OPERATING_OFFICER, None),
    ("Grace Mbeki", Role.ACCOUNT_MANAGER, None),
    ("Luca Ferrari", Role.TECHNICAL_ACCOUNT_MANAGER, None),
    ("Mei Tanaka", Role.PRODUCT_MANAGER, None),
)


def _installed(live: str, *others: tuple[str, str]) -> tuple[Installation, ...]:
    kinds = (("live", live), *others)
    return tuple(Installation(solution=SOLUTION, kind=kind, release=r) for kind, r in kinds)


HOUSES = (
    House(
        name="St Brannock's Hospital",
        zone=LONDON,
        country="GB",
        region="GB-ENG",
        tier="essentials",
        share=20,
        installations=_installed("5.2.2", ("test", "5.3.1")),
        people=people_of("st-brannocks.example", LONDON, "Priya Shah, Owen Pritchard", "Vera Lind"),
        clinics=("fracture clinic", "pain clinic", "pre-assessment clinic", "physiotherapy clinic"),
        sites=("Main building", "West wing", "the outpatient centre"),
    ),
    House(
        name="Northgate Hospitals",
        zone=LONDON,
        country="GB",
        region="GB-ENG",
        tier="premium",
        share=28,
        installations=_installed("5.3.1", ("test", "5.3.1"), ("uat", "5.3.0")),
        people=people_of(
            "northgate.example", LONDON, "Nora Quist, Kwame Asante, Fiona Bell", "Imran Qureshi"
        ),
        clinics=("breast clinic", "heart failure clinic", "endoscopy list", "antenatal clinic"),
        sites=("Northgate General", "Moorside", "the day centre"),
    ),
    House(
        name="Strathearn Eye Clinic",
        zone=LONDON,
        country="GB",
        region="GB-SCT",
        tier="professional",
        share=16,
        installations=_installed("5.1.4", ("test", "5.2.2")),
        people=people_of("strathearn-eye.example", LONDON, "Eilidh Munro, Callum Reid"),
        clinics=("cataract clinic", "glaucoma clinic", "diabetic eye clinic"),
        sites=("Riverside", "Hillview"),
    ),
    House(
        name="Hudson Orthopaedic Group",
        zone="America/New_York",
        country="US",
        region="US-NY",
        tier="professional",
        share=20,
        installations=_installed("5.3.0", ("test", "5.3.1")),
        people=people_of(
            "hudson-ortho.example", "America/New_York", "Robin Castellano, Denise Okafor"
        ),
        clinics=("knee clinic", "hand clinic", "spine clinic", "sports clinic"),
        sites=("Midtown", "Riverdale", "the surgery centre"),
    ),
    House(
        name="Sierra Heart Associates",
        zone="America/Los_Angeles",
        country="US",
        region="US-CA",
        tier="premium",
        share=18,
        installations=_installed("5.3.1", ("test", "5.3.1"), ("uat", "5.3.1")),
        people=people_of(
            "sierra-heart.example", "America/Los_Angeles", "Miguel Santos, Linh Tran", "Karen Fitch"
        ),
        clinics=("arrhythmia clinic", "valve clinic", "heart failure clinic"),
        sites=("Valley office", "Foothill office"),
    ),
    House(
        name="Harbour Bay Day Surgery",
        zone="Australia/Sydney",
        country="AU",
        region="AU-NSW",
        tier="essentials",
        share=12,
        installations=_installed("5.0.0", ("test", "5.3.0")),
        people=people_of("harbour-bay.example", "Australia/Sydney", "Zoe Papadakis, Arjun Mehta"),
        clinics=("pre-admission clinic", "endoscopy list", "wound clinic"),
        sites=("Harbour Street", "Bay Road"),
        contract_days_left=24,
    ),
    House(
        name="Glenbrook Fertility",
        zone="Europe/Dublin",
        country="IE",
        region="IE",
        tier="professional",
        share=8,
        installations=_installed("5.0.0"),
        people=people_of("glenbrook.example", "Europe/Dublin", "Aoife Brennan"),
        clinics=("consultation clinic", "scan clinic"),
        sites=("Glenbrook",),
        contract_days_left=-21,
    ),
)

FIRM = Firm(slug="lumeon", staff=STAFF, houses=HOUSES, incidents=124)
