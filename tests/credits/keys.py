"""A credit note and a right to terminate of St Brannock's, for whoever walks all addresses."""

from typing import Any

from availability.models import ClosingKind, MonthClosing
from credits.domain.ledger import LedgerKind
from credits.models import RightSource, TerminationRight
from credits.services.posting import post
from portal.kernel.money import Money
from portal.kernel.month import Month
from tests.cast import Site
from tests.factories import MONDAY

JUNE = Month(2026, 6)


def keys_of_credits(site: Site) -> dict[str, str]:
    """Leave an issued credit and a right of the site's house; return their keys by address."""
    contract, five = site.house.contract, Money(5, "GBP")
    known: dict[str, Any] = {
        "contract": contract,
        "credit": "2026-06/availability",
        "month": JUNE,
        "at": MONDAY,
    }
    post(kind=LedgerKind.ACCRUED, key="accrued", stated=five, **known)
    note = post(kind=LedgerKind.ISSUED, key="issued", stated=five, document="CN-1", **known)
    return {
        **dict.fromkeys(
            ("credits/contracts/<int:pk>/", "api/contracts/<int:pk>/"), str(contract.pk)
        ),
        **dict.fromkeys(("credits/entries/<int:pk>/", "api/ledger/<int:pk>/"), str(note.pk)),
        **dict.fromkeys(("credits/rights/<int:pk>/", "api/rights/<int:pk>/"), str(_right(site).pk)),
        "source": "availability",
    }


def _right(site: Site) -> TerminationRight:
    contract = site.house.contract
    closing = MonthClosing.objects.create(
        vendor=site.vendor,
        contract=contract,
        year=JUNE.year,
        month=JUNE.number,
        kind=ClosingKind.CLOSED,
        starts_at=MONDAY,
        ends_at=MONDAY,
        agreement=contract.agreement,
        facts={},
        figures={"percent": None, "is_met": None, "down": "0", "allowed": 0},
        derivation=[],
        sha256="0" * 64,
        signed_by=site.administrator.person,
        signed_at=MONDAY,
    )
    return TerminationRight.objects.create(
        vendor=site.vendor,
        contract=contract,
        source=RightSource.AVAILABILITY,
        year=JUNE.year,
        month=JUNE.number,
        closing=closing,
        arose_at=MONDAY,
        evidence={"months": [], "days": 0, "in_each": False},
        words=f"{contract.customer} may terminate.",
    )
