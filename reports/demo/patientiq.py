"""PatientIQ in the demo world: clinics across the United States that ask how people fare."""

from portal.tenancy.roles import Role, SupportTier
from reports.demo.who import Firm, House, Installation, people_of, staff_of

CHICAGO = "America/Chicago"

STAFF = staff_of(
    "patientiq.example",
    CHICAGO,
    ("Otto Reyes", Role.ADMINISTRATOR, None),
    ("Dana Kowalski", Role.AGENT, SupportTier.L1),
    ("Petra Vance", Role.AGENT, SupportTier.L2),
    ("Jamal Whitfield", Role.AGENT, SupportTier.L3),
    ("Carmen Ibarra", Role.SUPPORT_MANAGER, None),
    ("Nathan Brooks", Role.SUPPORT_DIRECTOR, None),
    ("Priyanka Desai", Role.CHIEF_OPERATING_OFFICER, None),
    ("Elise Moreau", Role.ACCOUNT_MANAGER, None),
    ("Wei Zhang", Role.PRODUCT_MANAGER, None),
)
OUTCOMES = Installation(solution="PatientIQ Outcomes", kind="live", release="2026.2")
TRIAL = Installation(solution="PatientIQ Outcomes", kind="test", release="2026.3")

HOUSES = (
    House(
        name="Lakeside Clinics",
        zone=CHICAGO,
        country="US",
        region="US-IL",
        tier="standard",
        share=26,
        installations=(OUTCOMES, TRIAL),
        people=people_of("lakeside.example", CHICAGO, "Charlie Novak", "Beatriz Lima"),
        clinics=("hip and knee service", "shoulder service", "spine service"),
        sites=("Lakeside North", "Lakeside South"),
    ),
    House(
        name="Hudson Orthopaedic Group",
        zone="America/New_York",
        country="US",
        region="US-NY",
        tier="standard",
        share=22,
        installations=(OUTCOMES,),
        people=people_of(
            "hudson-ortho.example", "America/New_York", "Robin Castellano, Sam Adeyemi"
        ),
        clinics=("knee clinic", "hand clinic", "spine clinic"),
        sites=("Midtown", "Riverdale"),
    ),
    House(
        name="Front Range Spine Institute",
        zone="America/Denver",
        country="US",
        region="US-CO",
        tier="standard",
        share=20,
        installations=(OUTCOMES, TRIAL),
        people=people_of("front-range.example", "America/Denver", "Talia Begay, Doug Hanley"),
        clinics=("spine service", "pain service"),
        sites=("the mountain office", "the city office"),
    ),
    House(
        name="Mesa Verde Rheumatology",
        zone="America/Phoenix",
        country="US",
        region="US-AZ",
        tier="standard",
        share=14,
        installations=(OUTCOMES,),
        people=people_of("mesa-verde.example", "America/Phoenix", "Yolanda Cruz", "Peter Lindgren"),
        clinics=("arthritis service", "infusion service"),
        sites=("the east office", "the west office"),
    ),
    House(
        name="Pacific Joint Center",
        zone="America/Los_Angeles",
        country="US",
        region="US-CA",
        tier="standard",
        share=18,
        installations=(OUTCOMES,),
        people=people_of(
            "pacific-joint.example", "America/Los_Angeles", "Hiro Nakamura, Jasmine Ellery"
        ),
        clinics=("hip service", "knee service", "foot and ankle service"),
        sites=("Bayview", "Ocean Avenue"),
    ),
)

FIRM = Firm(slug="patientiq", staff=STAFF, houses=HOUSES, incidents=68)
