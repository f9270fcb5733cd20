"""The same real months through the whole portal: file, outages, facts, month (PQ-01).

Run where these data lie beside. Three vendors count months in three zones; each service of the
real company is a component that serves one customer, and one customer has all of them.
"""

import re
from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from availability.figures import figures_of_many
from availability.importing import read_file, understood
from availability.models import Component, Maintenance, Outage, OutageImport, Sheet
from availability.services.catalogue import add_component, add_service, use_component
from availability.services.importing import confirm, store, take_in, understand
from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.domain.fees import Fees
from contracts.models import Contract, Product
from contracts.services import load_agreement, sign_contract
from portal.kernel.month import Month
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.availability.test_real_months import HALF_A_MILLIONTH, REAL, SERIOUS, rows
from tests.cast import staff
from tests.factories import MONDAY, CustomerFactory

ANY, GRAVE = "(any)", "(major or critical)"
UNNAMED = "Somewhere"  # where an incident names no service
BEGAN = date(2022, 3, 1)
FILES = ("incidents.csv", "maintenance.csv")
EARLY = datetime(2022, 3, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real data do not lie beside"),
]


def every_name() -> list[str]:
    """Return each service that is expected or that an incident names."""
    expected = {row["service"] for row in rows("expected_monthly.csv")} - {ANY, GRAVE}
    cells = [row["components"] for name in FILES for row in rows(name)]
    return sorted(expected | {part.strip() for cell in cells for part in cell.split(";")} - {""})


def counting_in(zone: str) -> Vendor:
    """Load PatientIQ's terms for a vendor of its own that counts months in a zone."""
    source = next(path for path in agreement_paths() if path.stem == "patientiq")
    text = source.read_text(encoding="utf-8")
    mark = zone.rpartition("/")[2].replace("_", "-").lower()
    text = text.replace('slug = "patientiq"', f'slug = "real-{mark}"')
    text = re.sub(r'number_prefix = "\w+"', f'number_prefix = "R{mark[:2].upper()}"', text)
    text = text.replace('reporting_zone = "America/Chicago"', f'reporting_zone = "{zone}"')
    agreement = parse_agreement(text, file=source.name)
    version, _ = load_agreement(agreement=agreement, file=source.name, actor=None, at=EARLY)
    return version.vendor


def built(vendor: Vendor, *, apart: bool = False) -> tuple[Membership, dict[str, Contract]]:
    """Make a customer of all services, and apart one of each; return an agent and contracts."""
    keeper = staff(vendor, "Ada", Role.ADMINISTRATOR)
    product = Product.objects.create(vendor=vendor, name="Hub")
    service = add_service(by=keeper, name="Hub", product=product, at=EARLY)
    contracts = {ANY: signed(vendor, ANY, product)}
    for name in [*every_name(), UNNAMED]:
        component = add_component(
            by=keeper, service=service, name=name, time_zone="UTC", is_shared=False, at=EARLY
        )
        served = [contracts[ANY]]
        if apart:
            contracts[name] = signed(vendor, name, product)
            served.append(contracts[name])
        for contract in served:
            use_component(by=keeper, component=component, contract=contract, since=BEGAN, at=EARLY)
    return staff(vendor, "Marek", Role.AGENT), contracts


def signed(vendor: Vendor, name: str, product: Product) -> Contract:
    return sign_contract(
        customer=CustomerFactory.create(vendor=vendor, name=name, time_zone="UTC"),
        tier="standard",
        starts_on=BEGAN,
        ends_on=None,
        products=[product],
        fees=Fees(),
        actor=None,
        at=EARLY,
    )


def imported(by: Membership, *, serious_only: bool = False, sheet: str = "outages") -> OutageImport:
    """Take the real file in as a person would: sent, understood, confirmed, stored."""
    name = FILES[sheet == Sheet.WORKS]
    content = (REAL / name).read_bytes()
    kept = take_in(
        by=by, sheet=sheet, source="github", name=name, content=content, zone="UTC", at=MONDAY
    )
    how = understood(Sheet(sheet), read_file(content), "UTC")
    counted = {
        word: meant if meant == "leave_out" else effect_of(word, serious_only=serious_only)
        for word, meant in how.effects.items()
    }
    somewhere = Component.objects.get(name=UNNAMED)
    how = type(how)(how.columns, counted, how.zone, (somewhere.pk,))
    kept = understand(by=by, kept=kept, how=how, at=MONDAY)
    assert kept.state == "ready" or not (kept.fresh or kept.changed), kept.faults
    confirm(by=by, kept=kept, at=MONDAY)
    assert store(pk=kept.pk, at=MONDAY, tell=lambda _: None)
    return OutageImport.objects.get(pk=kept.pk)


def effect_of(word: str, *, serious_only: bool) -> str:
    return "unavailable" if word in SERIOUS or not serious_only else "degraded"


def check(vendor: Vendor, contracts: dict[str, Contract], zone: str, names: set[str]) -> int:
    """Hold every expected month of these against what the portal says; return how many."""
    months = defaultdict(list)
    for row in rows("expected_monthly.csv"):
        if row["zone"] == zone and row["service"] in names:
            months[Month.parse(row["month"])].append(row)
    for month, expected in months.items():
        figures = figures_of_many(
            vendor, month, list(contracts.values()), at=MONDAY, with_days=False
        )
        for row in expected:
            found = figures[contracts[row["service"].replace(GRAVE, ANY)].pk].found
            assert found.total == 60 * int(row["total_minutes"]), row
            assert int(found.down) == 60 * int(row["down_minutes"]), row
            assert found.percent is not None
            assert abs(found.percent - Fraction(row["uptime_percent"])) <= HALF_A_MILLIONTH, row
    return sum(map(len, months.values()))


def test_every_service_and_all_of_them_come_to_what_two_other_methods_found() -> None:
    expected = {row["service"] for row in rows("expected_monthly.csv")} - {GRAVE}
    vendor = counting_in("UTC")
    with vendor_scope(vendor):
        agent, contracts = built(vendor, apart=True)
        first = imported(agent)
        outages = Outage.objects.count()

        again = imported(agent)

        assert (first.fresh, again.fresh, again.changed) == (outages, 0, 0)
        assert again.same == outages
        assert check(vendor, contracts, "UTC", expected) > 200


@pytest.mark.parametrize("zone", ["America/Chicago", "America/Los_Angeles"])
def test_months_of_other_zones_come_to_what_two_other_methods_found(zone: str) -> None:
    vendor = counting_in(zone)
    with vendor_scope(vendor):
        agent, contracts = built(vendor)
        imported(agent)

        assert check(vendor, contracts, zone, {ANY}) == 20


def test_what_was_minor_counts_only_where_it_is_said_to() -> None:
    vendor = counting_in("UTC")
    with vendor_scope(vendor):
        agent, contracts = built(vendor)
        imported(agent, serious_only=True)

        assert check(vendor, contracts, "UTC", {GRAVE}) == 20


def test_real_maintenance_comes_with_its_notices_and_once() -> None:
    vendor = counting_in("UTC")
    with vendor_scope(vendor):
        agent, _ = built(vendor)

        first, again = (imported(agent, sheet="works") for _ in range(2))

        works = Maintenance.objects.with_current()
        assert (first.fresh, again.fresh, again.changed) == (works.count(), 0, 0)
        real = {row["id"]: row for row in rows("maintenance.csv")}
        for work in works:
            (session,) = work.current.sessions.all()
            assert session.actual_from is not None
            assert (
                f"{session.actual_from:%Y-%m-%dT%H:%M:%SZ}"
                == real[work.source_id]["in_progress_at"]
            )
            assert work.notices.exists()
