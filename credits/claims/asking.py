"""What a customer writes in an incident can ask for a credit: people are told, and record it.

No words make a claim by themselves: an outage is claimed once, and whether a letter states all
that the agreement asks for is for people to read (PQ-07, docs/algorithms/credits.md).
"""

import re
from collections.abc import Mapping
from datetime import datetime

from contracts.services.hearers import keepers_of, tell
from incidents.domain.kinds import EventKind
from incidents.events import Reaction
from incidents.mailin.receipt import receipt_of
from incidents.models import Incident, IncidentEvent, Message

FIRST = 300  # characters of a text that are looked at
ASKS = re.compile(
    r"\b(?:service[ -]level|sla|service)\s+credits?\b"
    r"|\bcredit\s+(?:claims?|requests?|notes?)\b"
    r"|\b(?:claim|request|apply|ask|entitled|owe)\w*\b[^.?!\n]{0,40}\bcredits?\b(?!\s+card)",
    re.IGNORECASE,
)


def asks_for_credit(title: str, text: str) -> bool:
    """This function will say whether a subject, or the first words of a text, ask for a credit."""
    return bool(ASKS.search(title) or ASKS.search(" ".join(text[:FIRST].split())))


def may_be_claim(incident: Incident, message: Message) -> bool:
    """This function will say whether a message is a customer's that asks for a credit.

    The subject counts for the report alone: answers carry it too, whatever they say.
    """
    if message.by_staff or incident.agreement.terms.claims is None:
        return False
    title = incident.title if message.at == incident.reported_at else ""
    return asks_for_credit(title, message.text)


def tell_of_asking(event: IncidentEvent) -> None:
    """This function will tell the account managers that somebody asks for a credit, once."""
    incident, message = event.incident, event.message
    if message is None or not may_be_claim(incident, message):
        return
    tell(
        keepers_of(incident.contract),
        contract=incident.contract,
        key=f"claim-asked-{message.pk}",
        subject=f"{incident.customer} asks for a credit in {incident}",
        template="credits/mail/claim_asked",
        context={"incident": incident, "message": message},
        path=f"/credits/claims/recording/{message.pk}/",
        at=event.at,
    )


def received_at(message: Message) -> datetime:
    """This function will return when a message was received: a mail by its own receipt."""
    return receipt_of(message) or message.at


def reference_of(message: Message) -> str:
    """This function will return how a claim names the message it came by."""
    return f"{message.incident_id}/{message.pk}"


REACTIONS: Mapping[EventKind, Reaction] = dict.fromkeys(
    (EventKind.REPORTED, EventKind.CUSTOMER_REPLIED, EventKind.REOPENED), tell_of_asking
)
