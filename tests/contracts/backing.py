"""A supplier with a back-to-back agreement, for tests of suppliers and for walks over pages."""

from datetime import date

from contracts.domain.suppliers import Support
from contracts.models import SupplierAgreement
from contracts.services import suppliers as services
from contracts.services.suppliers import Signed
from portal.tenancy.models import Membership
from tests.factories import MONDAY

WEEK = (0, 1, 2, 3, 4)
OFFICE = Support("Europe/London", WEEK, 9 * 60, 17 * 60 + 30)


def agreed(by: Membership, name: str = "Acme", **minutes: int) -> SupplierAgreement:
    """Keep a supplier with an agreement: office hours, and minutes by severity (`s2=240`)."""
    said = {"name": name, "contact": "", "email": "", "telephone": ""}
    supplier = services.add_supplier(by=by, **said, at=MONDAY)
    signed = Signed(
        reference="BB-1",
        since=date(2026, 1, 1),
        until=None,
        support=OFFICE,
        minutes={key.removeprefix("s"): amount for key, amount in minutes.items()},
    )
    return services.sign_with_supplier(by=by, supplier=supplier, signed=signed, at=MONDAY)
