"""What the API takes and publishes of maintenance, field by field (CO-10)."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from availability.api.maintenance_shapes import (
    NoticeShape,
    OutlookRowShape,
    OutlookShape,
    WorkShape,
    WorkVersionShape,
)
from availability.api.outages import InstantField
from availability.domain.policy import Kind
from availability.draft import Draft
from availability.models import Component, Maintenance, MaintenanceNotice, MaintenanceVersion
from availability.models.maintenance import LONGEST_TITLE
from availability.outlook_words import sentences, stretches
from availability.planned import MOST_MINUTES, Session, WorkFacts
from availability.planner import Outlook
from availability.scene import Row
from contracts.services.said import LONGEST_TEXT
from portal.kernel.period import Period

MOST_SESSIONS = 20


class SessionSerializer(serializers.Serializer[Any]):
    """One stretch of work as announced."""

    announced_from = InstantField()
    announced_to = InstantField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse one that ends before it begins."""
        if attrs["announced_to"] <= attrs["announced_from"]:
            raise ValidationError({"announced_to": ["It would end before it begins."]})
        return attrs


class DraftSerializer(serializers.Serializer[Any]):
    """Work as the planner needs it: components by their slugs, sessions, what is expected."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind], default="scheduled")
    components = serializers.ListField(child=serializers.SlugField(), allow_empty=False)
    sessions = serializers.ListField(
        child=SessionSerializer(), allow_empty=False, max_length=MOST_SESSIONS
    )
    is_outage_expected = serializers.BooleanField(default=True)
    expected_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_MINUTES, allow_null=True, default=None
    )

    def validate_components(self, slugs: list[str]) -> list[Component]:
        """Return the components of these slugs."""
        rows = Component.objects.filter(vendor=self.context["vendor"], slug__in=slugs)
        known = {row.slug: row for row in rows.with_service().select_related("vendor")}
        missing = [slug for slug in slugs if slug not in known]
        if missing:
            raise ValidationError([f"Not known: {', '.join(missing)}."])
        return [known[slug] for slug in dict.fromkeys(slugs)]

    def draft(self) -> Draft:
        """Return it as the planner reads it."""
        said = self.validated_data
        return Draft(
            components=said["components"],
            sessions=[
                Period(one["announced_from"], one["announced_to"]) for one in said["sessions"]
            ],
            kind=Kind(said["kind"]),
            is_outage_expected=said["is_outage_expected"],
            expected_minutes=said["expected_minutes"],
        )


class WorkSerializer(DraftSerializer):
    """Work as it is planned."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    words = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")

    def facts(self) -> WorkFacts:
        """Return it as the service takes it."""
        said = self.validated_data
        return WorkFacts(
            title=said["title"],
            components=said["components"],
            sessions=[Session(**one) for one in said["sessions"]],
            kind=Kind(said["kind"]),
            words=said["words"],
            is_outage_expected=said["is_outage_expected"],
            expected_minutes=said["expected_minutes"],
        )


def work_as_data(work: Maintenance, state: str) -> WorkShape:
    """Return a piece of work as it is planned now."""
    return {
        "number": str(work),
        "source": work.source,
        "source_id": work.source_id,
        "state": state,
        **version_as_data(work.current),
    }


def version_as_data(version: MaintenanceVersion) -> WorkVersionShape:
    """Return what a version says."""
    return {
        "version": version.number,
        "kind": version.kind,
        "title": version.title,
        "words": version.words,
        "is_cancelled": version.is_cancelled,
        "is_outage_expected": version.is_outage_expected,
        "expected_minutes": version.expected_minutes,
        "components": [component.slug for component in version.components],
        "sessions": [
            {
                "announced_from": one.announced_from,
                "announced_to": one.announced_to,
                "actual_from": one.actual_from,
                "actual_to": one.actual_to,
            }
            for one in version.sessions.all()
        ],
        "reason": version.reason,
        "written_at": version.written_at,
    }


def notice_as_data(notice: MaintenanceNotice, *, inside: bool) -> NoticeShape:
    """Return a notice; whom it went to is told to staff alone."""
    said: NoticeShape = {
        "contract": notice.contract_id,
        "kind": notice.kind,
        "by": notice.by,
        "sent_at": notice.sent_at,
        "expected_start": notice.expected_start,
        "expected_minutes": notice.expected_minutes,
        "is_outage_expected": notice.is_outage_expected,
    }
    if inside:
        said["to"] = notice.to
    return said


def outlook_as_data(outlook: Outlook) -> OutlookShape:
    """Return what every contract's rules make of work."""
    return {
        "sentences": [one.text for one in sentences(outlook)],
        "seconds": int(outlook.total.total_seconds()),
        "earliest_start": outlook.slot,
        "contracts": [row_as_data(row) for row in outlook.rows],
    }


def row_as_data(row: Row) -> OutlookRowShape:
    """Return what one contract's rules make of work."""
    return {
        "contract": row.contract.pk,
        "customer": row.contract.customer.name,
        "downtime_seconds": int(row.downtime.total_seconds()),
        "notice_until": row.notice_until,
        "notice_at": row.notice_at,
        "is_noticed": row.is_noticed,
        "contact_until": row.contact_until,
        "earliest_start": row.slot,
        "stretches": [
            {
                "from": one.during.start,
                "until": one.during.end,
                "counts_as": one.counts,
                "why": one.why,
            }
            for one in stretches(row)
        ],
        "allotments": [
            {
                "month": str(one.month),
                "seconds": int(one.allotment.total_seconds()),
                "used_by_other_work": int(one.before.total_seconds()),
                "left": int(one.left.total_seconds()),
            }
            for one in row.reckoning.shares
        ],
    }
