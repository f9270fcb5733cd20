"""Which incident a mail answers: signed address, then the mails it refers to, then its subject."""

import re
from collections.abc import Sequence

from incidents.mailin.addresses import is_bound, numbers_answered
from incidents.mailin.reading import Parsed
from incidents.models import InboundMail, Incident
from incidents.models.incident import IncidentQuerySet
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import Membership, Person, Vendor

_OF_INCIDENT = re.compile(r"incident-(\d{1,15})(?:-|$)")


def answered(
    *,
    vendor: Vendor,
    parsed: Parsed,
    recipients: Sequence[str],
    person: Person,
    memberships: Sequence[Membership],
) -> Incident | None:
    """Return the incident that a person's mail belongs to; None: it is a new report.

    :raises Refusal: if it was sent to an address that was made for somebody else.
    """
    seen = Incident.objects.visible_to(memberships)
    for number, mark in numbers_answered(vendor, recipients):
        incident = seen.filter(number=number).select_related("vendor").first()
        if incident is None or not is_bound(mark, incident, person):
            raise Refusal(
                "It answers to an address that was made for somebody else.", code="other_address"
            )
        return incident
    return _referred_to(parsed, seen=seen) or _in_subject(vendor, parsed, seen, person)


def _referred_to(parsed: Parsed, *, seen: IncidentQuerySet) -> Incident | None:
    if not parsed.references:
        return None
    sent = OutgoingMail.objects.filter(message_id__in=parsed.references)
    named = [_OF_INCIDENT.match(key) for key in sent.values_list("key", flat=True)]
    pks = {int(found[1]) for found in named if found}
    came = InboundMail.objects.filter(message_id__in=parsed.references, is_verified=True)
    pks |= set(came.exclude(incident=None).values_list("incident_id", flat=True))
    return seen.filter(pk__in=pks).select_related("vendor").order_by("-pk").first()


def _in_subject(
    vendor: Vendor, parsed: Parsed, seen: IncidentQuerySet, person: Person
) -> Incident | None:
    """Take the number in brackets, as our own mails carry it, from whoever reported it."""
    tag = re.search(rf"\[{re.escape(vendor.number_prefix)}-(\d{{1,9}})\]", parsed.subject)
    if tag is None:
        return None
    return seen.filter(number=int(tag[1]), reporter=person).select_related("vendor").first()
