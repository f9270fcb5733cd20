"""Healthy Roster in the demo world: athletic trainers at schools, and the clinics behind them."""

from portal.tenancy.roles import Role, SupportTier
from reports.demo.who import Firm, House, Installation, people_of, staff_of

NEW_YORK = "America/New_York"

STAFF = staff_of(
    "healthy-roster.example",
    NEW_YORK,
    ("Hugo Diaz", Role.ADMINISTRATOR, None),
    ("Hana Brook", Role.AGENT, SupportTier.L1),
    ("Tyrell Osborne", Role.AGENT, SupportTier.L2),
    ("Ingrid Solberg", Role.AGENT, SupportTier.L3),
    ("Malik Farouk", Role.SUPPORT_MANAGER, None),
    ("Rosa Delgado", Role.SUPPORT_DIRECTOR, None),
    ("Stephen Achterberg", Role.CHIEF_OPERATING_OFFICER, None),
    ("Noor Haddad", Role.ACCOUNT_MANAGER, None),
    ("Caleb Winters", Role.PRODUCT_MANAGER, None),
)
ROSTER = Installation(solution="Healthy Roster", kind="live", release="8.4")
TELEHEALTH = Installation(solution="Healthy Roster Telehealth", kind="live", release="3.1")

HOUSES = (
    House(
        name="Kelso Rehab and Sports Medicine",
        zone=NEW_YORK,
        country="US",
        region="US-OH",
        tier="standard",
        share=30,
        installations=(ROSTER, TELEHEALTH),
        people=people_of("kelso.example", NEW_YORK, "Kim Alvarez, Darnell Price", "Megan Schultz"),
        clinics=("Eastbrook High School", "Maple Grove High School", "Kelso College"),
        sites=("the northern district", "the river district"),
    ),
    House(
        name="Lone Star Athletic Health",
        zone="America/Chicago",
        country="US",
        region="US-TX",
        tier="standard",
        share=28,
        installations=(ROSTER, TELEHEALTH),
        people=people_of("lone-star.example", "America/Chicago", "Travis Boone, Gabriela Ruiz"),
        clinics=("Prairie View High School", "Cedar Ridge High School", "Mesquite Academy"),
        sites=("the western district", "the hill district"),
    ),
    House(
        name="Cascade Sports Medicine",
        zone="America/Los_Angeles",
        country="US",
        region="US-WA",
        tier="standard",
        share=22,
        installations=(ROSTER,),
        people=people_of("cascade.example", "America/Los_Angeles", "Annika Berg", "Malia Kahale"),
        clinics=("Fircrest High School", "Sound Prep"),
        sites=("the harbor district", "the valley district"),
    ),
    House(
        name="Bluegrass Orthopedics",
        zone="America/Kentucky/Louisville",
        country="US",
        region="US-KY",
        tier="standard",
        share=20,
        installations=(ROSTER, TELEHEALTH),
        people=people_of(
            "bluegrass.example", "America/Kentucky/Louisville", "Leroy Jackson, Sunita Rao"
        ),
        clinics=("Fayette Central High School", "Derby High School"),
        sites=("the central district", "the southern district"),
    ),
)

FIRM = Firm(slug="healthy-roster", staff=STAFF, houses=HOUSES, incidents=68)
