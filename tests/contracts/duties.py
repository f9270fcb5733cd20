"""Tokens, an activity and a request of a house, for tests that walk over pages."""

from datetime import timedelta

from contracts.models import Activity, Obligation, TokenMove
from contracts.services.tokens import Draw, buy, draw
from tests.cast import House, Site
from tests.factories import MONDAY


def drawn(site: Site, house: House, *, at: str = "1") -> TokenMove:
    """Buy a bundle for a house and draw a quarter hour of it; `at` tells several apart."""
    buy(
        by=site.administrator,
        contract=house.contract,
        bundle=5,
        on=MONDAY.date(),
        key=f"bought-{at}",
        at=MONDAY,
    )
    request = Draw(quarters=1, words=f"A question of {house.customer}")
    return draw(by=site.agent, contract=house.contract, request=request, key=f"d-{at}", at=MONDAY)


def review(house: House, *, months: int = 0) -> Activity:
    """Plan a quarterly review for a house, whatever its tier."""
    first = MONDAY.date() + timedelta(days=31 * months)
    return Activity.objects.create(
        vendor_id=house.contract.vendor_id,
        contract=house.contract,
        key="review",
        name=f"Review at {house.customer}",
        how="on_site",
        has_review_pack=True,
        period_from=first,
        due=first + timedelta(days=90),
        planned_for=first + timedelta(days=90),
    )


def asked(house: House, *, words: str = "As of Friday") -> Obligation:
    """Open a request of a house, whatever its agreement says."""
    return Obligation.objects.create(
        vendor_id=house.contract.vendor_id,
        contract=house.contract,
        key="restore",
        name=f"Restore for {house.customer}",
        duty="request",
        words=words,
        opened_at=MONDAY,
        opened_by=house.contact.person,
        due_at=MONDAY + timedelta(hours=24),
    )


def keys_of_duties(site: Site) -> dict[str, str]:
    """Make one of each at the site's house; return what stands in their addresses."""
    contract, reviewed = str(site.house.contract.pk), str(review(site.house).pk)
    return {
        "move": str(drawn(site, site.house).pk),
        "contracts/tokens/<int:pk>/": contract,
        "contracts/calendar/managers/<int:pk>/": contract,
        **dict.fromkeys(("contracts/calendar/<int:pk>/", "api/reviews/<int:pk>/"), reviewed),
        "contracts/obligations/<int:pk>/": str(asked(site.house).pk),
    }
