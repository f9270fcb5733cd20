"""Work that the agreement does not cover, offered as On-Demand time (LU-06, LU-10)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from contracts.domain.tokens import TokenOffer, usable, written
from contracts.services.amending import local_date
from contracts.services.tokens import holdings_of
from incidents.domain.kinds import EventKind
from incidents.domain.lifecycle import Stage
from incidents.mailout.accounts import account_news, hearers
from incidents.models import Incident, IncidentEvent
from portal.notify.telling import tell

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class OnDemand:
    """What a vendor offers for an incident out of scope, and whether it was asked for."""

    offer: TokenOffer
    left: str  # time that the contract has left, in words
    asked: IncidentEvent | None


def ondemand_of(incident: Incident, at: datetime) -> OnDemand | None:
    """Return the offer; None: it is not closed as out of scope, or the vendor sells no tokens."""
    closed = closing_of(incident)
    if closed is None or closed.reason != OUT_OF_SCOPE:
        return None
    offer = incident.contract.agreement.terms.tokens
    if offer is None:
        return None
    contract = incident.contract
    contract.customer = incident.customer  # the same row, fetched with the incident
    left = usable(holdings_of(contract), local_date(contract, at))
    asked = incident.events.filter(kind=EventKind.ONDEMAND_REQUESTED, pk__gt=closed.pk)
    return OnDemand(offer, written(left) if left else "", asked.select_related("actor").first())


def closing_of(incident: Incident) -> IncidentEvent | None:
    """Return the event that closed an incident, while it is closed."""
    if incident.status != Stage.CLOSED:
        return None
    return incident.events.filter(kind=EventKind.CLOSED).order_by("-at", "-pk").first()


def tell_account_managers(event: IncidentEvent) -> None:
    """Tell the account managers that a customer asks for On-Demand work."""
    incident = event.incident
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}"
    tell(
        account_news(
            incident,
            membership.person,
            key=f"incident-{incident.pk}-ondemand-{event.pk}",
            said=f"{incident.customer} asks for On-Demand work",
            template="ondemand",
            context={
                "who": event.actor,
                "link": f"{link}/incidents/{incident}/",
                "ledger": f"{link}/contracts/tokens/{incident.contract_id}/",
            },
            at=event.at,
        )
        for membership in hearers(incident)
    )
