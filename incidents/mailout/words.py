"""What a mail about an incident may say: titles and messages only where its vendor lets them.

By `Vendor.phi_mode` (on, unless an administrator has switched it off) mail has the number and the
link alone: what people write may hold what must not travel by mail (PQ-12).
"""

from django.conf import settings

from incidents.models import Incident, Message

LONGEST_QUOTE = 2000  # characters; the rest is read in the portal


def subject(incident: Incident, said: str = "") -> str:
    """Return the subject of a mail: the number, what is up, and the title where it may travel."""
    title = "" if incident.vendor.phi_mode else incident.title
    words = ": ".join(part for part in (said, title) if part)
    return f"[{incident}] {words or f'{incident.vendor.name} support'}"


def link_to(incident: Incident) -> str:
    """Return the address of an incident's page."""
    return f"{settings.PORTAL_URL}/{incident.vendor.slug}{path_of(incident)}"


def path_of(incident: Incident) -> str:
    """Return where an incident's page is inside its vendor's site."""
    return f"/incidents/{incident}/"


def quoted(message: Message | None, incident: Incident) -> str:
    """Return a message's text as a mail quotes it, or nothing where it must not travel.

    :raises ValueError: if it is internal: no way leads from a note into a mail.
    """
    if message is None:
        return ""
    if message.is_internal:
        raise ValueError("An internal note was about to be mailed.")
    if incident.vendor.phi_mode:
        return ""
    text = message.text
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rstrip() + " …\n(the rest stands in the portal)"
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
