"""What a person chooses to be told, and what a vendor lets travel by mail (CO-08, PQ-12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import available_timezones

from django.db import transaction

from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.notify.models import NotificationPreference
from portal.notify.topics import STAFF_TOPICS, Topic
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants: by mail, in the portal, and when mail is to wait."""

    mail_off: Collection[Topic] = ()
    portal_off: Collection[Topic] = ()
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_zone: str = ""


def preference_of(membership: Membership) -> NotificationPreference:
    """Return what a person has chosen at this vendor, or what counts until they choose."""
    found = NotificationPreference.objects.filter(person=membership.person_id).first()
    return found or NotificationPreference(vendor=membership.vendor, person_id=membership.person_id)


def topics_for(membership: Membership) -> list[Topic]:
    """Return what there is to be told on this side of the desk."""
    missing = set() if membership.is_staff_side else set(STAFF_TOPICS)
    if not membership.vendor.has_forum:
        missing.add(Topic.FORUM)
    return [topic for topic in Topic if topic not in missing]


@transaction.atomic
def choose(*, by: Membership, choice: Choice, at: datetime) -> NotificationPreference:
    """Keep what a person has chosen for themselves.

    :raises Refusal: if it would switch off what must be told, or the quiet hours are not whole.
    """
    _check_topics(choice)
    _check_quiet(choice)
    before, offered = preference_of(by), topics_for(by)
    said = {
        "mail_off": _off(choice.mail_off, before.mail_off, offered),
        "portal_off": _off(choice.portal_off, before.portal_off, offered),
        "quiet_from": choice.quiet_from,
        "quiet_until": choice.quiet_until,
        "quiet_zone": choice.quiet_zone if choice.quiet_from else "",
    }
    kept, _ = NotificationPreference.objects.update_or_create(
        vendor=by.vendor, person=by.person, defaults=said
    )
    after = {name: str(value) for name, value in said.items() if value}
    record("notification preferences changed", kept, actor=by.person, at=at, after=after)
    return kept


def _off(chosen: Collection[Topic], before: list[str], offered: list[Topic]) -> list[str]:
    """Return what is switched off; what is not offered for now stays as it was chosen."""
    elsewhere = {topic.value for topic in Topic} - {topic.value for topic in offered}
    return sorted({topic.value for topic in chosen} | (elsewhere & set(before)))


def _check_topics(choice: Choice) -> None:
    off = {*choice.mail_off, *choice.portal_off}
    kept = [topic.label for topic in off if topic.is_always_told]
    if kept:
        raise Refusal(
            f"“{kept[0]}” cannot be switched off: somebody waits for you.", code="always_told"
        )


def _check_quiet(choice: Choice) -> None:
    if (choice.quiet_from is None) != (choice.quiet_until is None):
        raise Refusal(
            "Quiet hours need both ends: say from when until when, or leave both empty.",
            code="half_quiet",
        )
    if choice.quiet_from is None:
        return
    if choice.quiet_from == choice.quiet_until:
        raise Refusal(
            "Quiet hours that end when they begin would never end; choose another time.",
            code="no_quiet",
        )
    if choice.quiet_zone not in available_timezones():
        raise Refusal(
            "Choose the zone of your quiet hours, such as Europe/London.", code="no_such_zone"
        )


@transaction.atomic
def set_warning(*, by: Membership, warns: bool, at: datetime) -> Vendor:
    """Decide whether writers are asked first where patient data seems to be in what they write.

    :raises Refusal: if it is so already.
    """
    require(by, Act.MANAGE_MAIL)
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
    if vendor.warns_of_patient_data == warns:
        raise Refusal("It is so already; nothing was changed.", code="already")
    vendor.warns_of_patient_data = warns
    vendor.save(update_fields=["warns_of_patient_data"])
    record(
        "patient data warning changed",
        by,
        actor=by.person,
        at=at,
        before={"warns_of_patient_data": not warns},
        after={"warns_of_patient_data": warns},
    )
    return vendor


@transaction.atomic
def set_phi_mode(*, by: Membership, phi_mode: bool, is_confirmed: bool, at: datetime) -> Vendor:
    """Decide whether titles and messages may travel by mail; mail already written stays as it is.

    :raises Refusal: if it is so already, or nobody confirmed that health information may travel.
    """
    require(by, Act.MANAGE_MAIL)
    vendor = Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
    if vendor.phi_mode == phi_mode:
        raise Refusal("It is so already; nothing was changed.", code="already")
    if not phi_mode and not is_confirmed:
        raise Refusal(
            "Confirm that mail may carry what people write: it may hold health information, and "
            "mail is read on many machines.",
            code="not_confirmed",
        )
    vendor.phi_mode = phi_mode
    vendor.save(update_fields=["phi_mode"])
    record(
        "mail contents changed",
        by,
        actor=by.person,
        at=at,
        before={"phi_mode": not phi_mode},
        after={"phi_mode": phi_mode},
    )
    return vendor
