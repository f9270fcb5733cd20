"""The mail that tells customers of maintenance: when, how long, whether all is down (PQ-04).

A notice is owed by the contract, so nobody can switch it off and it waits for no quiet hours. It
counts from when it has left the outbox (`services.noticing.settle_notices`), not from here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from availability.models import Maintenance, MaintenanceVersion, NoticeKind
from contracts.models import Contract
from contracts.services.hearers import contacts_of
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Person
from portal.web.templatetags.sundial import duration

PREFIX = "maintenance-"

SUBJECTS: Mapping[NoticeKind, str] = {
    NoticeKind.NOTICE: "Maintenance is planned",
    NoticeKind.CONTACT: "Emergency maintenance",
    NoticeKind.UPDATE: "Maintenance is planned otherwise",
    NoticeKind.CANCELLED: "Maintenance is cancelled",
    NoticeKind.DONE: "Maintenance is done",
}
OPENINGS: Mapping[NoticeKind, str] = {
    NoticeKind.NOTICE: "we give you notice of maintenance.",
    NoticeKind.CONTACT: "we have to do emergency maintenance, which cannot wait.",
    NoticeKind.UPDATE: "what we told you of {work} has changed. This holds now:",
    NoticeKind.CANCELLED: "{work} is cancelled. It will not be done at these times:",
    NoticeKind.DONE: "{work} is done. These were the times announced:",
}


def message_key(work: Maintenance, number: int, kind: NoticeKind, contract: Contract) -> str:
    """This function will name a notice: one of its kind for each version and contract."""
    return f"{PREFIX}{work.pk}-{number}-{kind}-{contract.pk}"


def tell_customers(
    work: Maintenance, kind: NoticeKind, contracts: Iterable[Contract], *, at: datetime
) -> list[Contract]:
    """This function will put the mail for customers' contacts into the outbox.

    :returns: those who have nobody to be told; they have to be told by telephone.
    """
    silent = []
    for contract in contracts:
        people = contacts_of(contract)
        if not people:
            silent.append(contract)
        tell([_telling(work, kind, contract, one, at) for one in people])
    return silent


def unavailable(version: MaintenanceVersion) -> str:
    """This function will say whether the service will be unavailable, and how long (PQ-04)."""
    if not version.is_outage_expected:
        return "no unavailability is expected"
    if version.expected_minutes is None:
        return "completely, all the time"
    return f"completely, for about {duration(timedelta(minutes=version.expected_minutes))}"


def _telling(
    work: Maintenance, kind: NoticeKind, contract: Contract, person: Person, at: datetime
) -> Telling:
    version, path = work.current, f"/maintenance/{work.number}/"
    starts = _written(version.sessions.all()[0].announced_from, contract)
    return Telling(
        person=person,
        topic=Topic.CONTRACTS,
        letter=_letter(work, kind, contract, person, at),
        title=f"{work} {version.title}",
        said=f"{SUBJECTS[kind]}: {starts}, {unavailable(version)}.",
        path=path,
        customer_id=contract.customer_id,
        is_owed=True,
    )


def _letter(
    work: Maintenance, kind: NoticeKind, contract: Contract, person: Person, at: datetime
) -> Letter:
    version, vendor = work.current, contract.vendor
    context = {
        "recipient": person,
        "vendor": vendor,
        "version": version,
        "opening": OPENINGS[kind].format(work=work),
        "services": list(dict.fromkeys(str(one.service) for one in version.components)),
        "times": _times(version, contract),
        "unavailable": unavailable(version),
        "reason": version.reason if kind in {NoticeKind.UPDATE, NoticeKind.CANCELLED} else "",
        "link": f"{settings.PORTAL_URL}/{vendor.slug}/maintenance/{work.number}/",
    }
    return Letter(
        vendor=vendor,
        key=message_key(work, version.number, kind, contract),
        recipient=person.email,
        subject=f"[{work}] {SUBJECTS[kind]}, {vendor.name}",
        text=render_to_string("availability/mail/maintenance.txt", context),
        at=at,
        thread=f"{PREFIX}{work.pk}-{contract.pk}",
    )


def _times(version: MaintenanceVersion, contract: Contract) -> list[dict[str, str]]:
    return [
        {
            "start": _written(one.announced_from, contract),
            "end": _written(one.announced_to, contract),
            "length": duration(one.announced_to - one.announced_from),
        }
        for one in version.sessions.all()
    ]


def _written(at: datetime, contract: Contract) -> str:
    """This function will write an instant as the customer's clocks show it."""
    local = at.astimezone(ZoneInfo(contract.customer.time_zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M %Z}"
