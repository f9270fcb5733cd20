"""What is said of suspected and confirmed outages: to the desk, and to customers (HR-10).

What people wrote stays in the portal where the vendor keeps it out of mail (PQ-12); the ticket
number, the service and the times are named all the same: without them it would be no notice.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from availability.models import Outage, OutageNoticeKind, OutageProposal
from incidents.mailin.addresses import reply_address
from incidents.mailout.words import link_to, path_of, subject
from incidents.models import Incident
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import POLICY, Act

TEMPLATES = {
    OutageNoticeKind.OPENED: "availability/mail/outage_opened.txt",
    OutageNoticeKind.FINDINGS: "availability/mail/outage_findings.txt",
}


def tell_desk_of_suspicion(proposal: OutageProposal, *, at: datetime) -> None:
    """Tell whoever may confirm an outage that one is suspected, at any hour."""
    said = f"{proposal.component} seems to be down; check it and confirm or dismiss it."
    _tell_desk(proposal, f"proposal-{proposal.pk}", said, at)


def tell_desk_of_end(proposal: OutageProposal, *, at: datetime) -> None:
    """Tell them that the monitor sees it good again, so that the outage can be ended."""
    said = (
        f"{proposal.component} is seen up again since {proposal.first_ok_at:%d %B %Y %H:%M:%S} "
        f"UTC; check it and end {proposal.outage}."
    )
    _tell_desk(proposal, f"proposal-{proposal.pk}-over-{proposal.times}", said, at)


def tell_keepers(
    vendor: Vendor, *, key: str, title: str, said: str, path: str, at: datetime
) -> None:
    """Tell whoever keeps monitors something that can wait, such as a certificate that ends."""
    people = _who_may(vendor.pk, Act.MANAGE_MONITORS)
    tell(_staff(vendor, people, key, title, said, path, at, is_urgent=False))


def _tell_desk(proposal: OutageProposal, key: str, said: str, at: datetime) -> None:
    people = _who_may(proposal.vendor_id, Act.DECLARE_OUTAGE)
    path = f"/monitoring/suspected/{proposal.pk}/"
    title = f"{proposal.component}: {proposal.title}"
    tell(_staff(proposal.vendor, people, key, title, said, path, at, is_urgent=True))


def _who_may(vendor_id: int, act: Act) -> list[Person]:
    roles = [role for role, acts in POLICY.items() if act in acts]
    rows = Membership.objects.current().staff().filter(vendor=vendor_id, role__in=roles)
    found = rows.filter(person__is_active=True).select_related("person").order_by("pk")
    return [one.person for one in found]


def _staff(
    vendor: Vendor,
    people: Iterable[Person],
    key: str,
    title: str,
    said: str,
    path: str,
    at: datetime,
    *,
    is_urgent: bool,
) -> list[Telling]:
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path}"
    return [
        Telling(
            person=person,
            topic=Topic.WARNINGS,
            letter=Letter(
                vendor=vendor,
                key=key,
                recipient=person.email,
                subject=f"[{vendor.name}] {title}",
                text=render_to_string(
                    "availability/mail/staff.txt",
                    {"recipient": person, "said": said, "link": link, "vendor": vendor},
                ),
                at=at,
            ),
            title=title,
            said=said,
            path=path,
            is_urgent=is_urgent,
        )
        for person in people
    ]


def notify_customer(
    outage: Outage,
    incident: Incident,
    people: Iterable[Person],
    kind: OutageNoticeKind,
    *,
    at: datetime,
) -> str:
    """Give a customer's contacts written notice, with ticket number and time; return its words."""
    words = _words(outage, incident, kind)
    tell(
        Telling(
            person=person,
            topic=Topic.PROGRESS,
            letter=_letter(outage, incident, person, kind, words, at),
            title=f"{incident} {incident.title}",
            said=words.partition("\n")[0],
            path=path_of(incident),
            customer_id=incident.customer_id,
            is_urgent=True,
        )
        for person in people
    )
    return words


def _words(outage: Outage, incident: Incident, kind: OutageNoticeKind) -> str:
    context = {
        "outage": outage,
        "version": outage.current,
        "incident": incident,
        "vendor": incident.vendor,
        "services": list(dict.fromkeys(str(one.service) for one in outage.current.components)),
        "since": _in_zone_of(incident, outage.current.starts_at),
        "until": _in_zone_of(incident, outage.current.ends_at),
    }
    return render_to_string(TEMPLATES[kind], context).strip()


def _in_zone_of(incident: Incident, at: datetime | None) -> str:
    zone = ZoneInfo(incident.customer.time_zone)
    return f"{at.astimezone(zone):%A %-d %B %Y, %H:%M:%S %Z}" if at else ""


def _letter(
    outage: Outage,
    incident: Incident,
    person: Person,
    kind: OutageNoticeKind,
    words: str,
    at: datetime,
) -> Letter:
    context = {
        "recipient": person,
        "words": words,
        "incident": incident,
        "vendor": incident.vendor,
        "link": link_to(incident),
    }
    is_first = kind == OutageNoticeKind.OPENED
    told = f"outage-{outage.pk}-{kind}-{outage.version}"
    return Letter(
        vendor=incident.vendor,
        # The first mail of a thread has the thread's name; the rest refer to it.
        key=f"incident-{incident.pk}" if is_first else f"incident-{incident.pk}-{told}",
        recipient=person.email,
        subject=subject(incident),
        text=render_to_string("availability/mail/notice.txt", context),
        at=at,
        thread=f"incident-{incident.pk}",
        reply_to=reply_address(incident, person),
    )
