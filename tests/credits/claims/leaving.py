"""An outage that was claimed and one that can be, for whoever visits all pages of claims."""

from datetime import timedelta

from availability.models import Component
from availability.services.outages import declare_outage
from availability.stated import OutageFacts
from credits.claims.details import ClaimFacts
from credits.services.claiming import file_claim
from incidents.models import Message
from tests.cast import Site
from tests.factories import MONDAY

HOUR = timedelta(hours=1)


def left_claims(site: Site, component: Component) -> dict[str, int]:
    """Leave both at a vendor whose agreement knows claims; return what stands in addresses."""
    found = {}
    for name, hours in (("claimed", 6), ("claimable", 3)):
        starts = MONDAY - hours * HOUR
        facts = OutageFacts(
            title="Nobody could sign in",
            starts_at=starts,
            ends_at=starts + HOUR,
            components=[component],
        )
        outage = declare_outage(by=site.agent, facts=facts, at=MONDAY)
        found[name] = outage.number
        if name == "claimed":
            stated = ClaimFacts(areas=("Web",), words="We claim the credit.")
            claim = file_claim(
                by=site.agent,
                contract=site.house.contract,
                outage=outage,
                facts=stated,
                source="mail",
                at=MONDAY + HOUR,
            )
            found["claim"] = claim.number
    found["asking"] = asking_of(site)
    return found


def asking_of(site: Site) -> int:
    """Return the key of the last message that the house's people wrote; none: nought."""
    rows = Message.objects.filter(by_staff=False, incident__contract=site.house.contract)
    found = rows.order_by("pk").last()
    return found.pk if found else 0
