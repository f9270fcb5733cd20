"""Monitoring as the API shows and takes it: fields named one by one, checked as they come in."""

from typing import Any, TypedDict

from rest_framework import serializers

from availability.models import (
    Effect,
    MonitorToken,
    OutageProposal,
    Probe,
    ProbeKind,
    SampleDay,
    TokenKind,
)
from availability.services.monitors import Watch

LONGEST_TEXT = 5_000


class ComponentShape(TypedDict):
    """What runs, with its service."""

    component: str
    name: str
    service: str
    service_name: str
    time_zone: str
    is_shared: bool


class ProbeSerializer(serializers.ModelSerializer[Probe]):
    """A probe as a row; explicit fields, so that a new column is not published by accident."""

    component = serializers.CharField(source="component.slug", read_only=True)

    class Meta:
        model = Probe
        fields = (
            *("id", "component", "kind", "name", "url", "interval", "timeout"),
            *("expected_status", "expected_text", "failures_needed", "tls_days_warning"),
            *("may_confirm", "is_enabled", "next_at", "failing_since", "failures"),
            *("last_ok_at", "last_fail_at", "last_words", "certificate_ends_at"),
        )
        read_only_fields = fields


class WatchSerializer(serializers.Serializer[Any]):
    """How a component is watched, as it is sent; what is left out is as usual."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=ProbeKind.choices, default=ProbeKind.HTTP)
    url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    interval = serializers.IntegerField(min_value=30, max_value=604_800, required=False)
    timeout = serializers.IntegerField(min_value=1, max_value=86_400, required=False)
    expected_status = serializers.IntegerField(min_value=100, max_value=599, required=False)
    expected_text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    tls_days_warning = serializers.IntegerField(min_value=0, max_value=365, required=False)
    failures_needed = serializers.IntegerField(min_value=1, max_value=60, required=False)
    may_confirm = serializers.BooleanField(required=False)
    is_enabled = serializers.BooleanField(required=False)

    def watch(self) -> Watch:
        """Return what the service takes."""
        said = dict(self.validated_data)
        return Watch(**(said | {"kind": ProbeKind(said["kind"])}))


class ProposalSerializer(serializers.ModelSerializer[OutageProposal]):
    """A suspected outage with its bounds."""

    component = serializers.CharField(source="component.slug", read_only=True)
    outage = serializers.IntegerField(source="outage.number", read_only=True, allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True, allow_null=True)
    payload = serializers.DictField(read_only=True, help_text="What a program sent, as it did.")

    class Meta:
        model = OutageProposal
        fields = (
            *("id", "component", "source", "title", "words", "payload", "times", "state"),
            *("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at"),
            *("outage", "decided_by", "decided_at", "how", "reason"),
        )
        read_only_fields = fields


class SuspicionSerializer(serializers.Serializer[Any]):
    """What somebody suspects, as it is sent."""

    component = serializers.SlugField(help_text="The component's short name.")
    title = serializers.CharField(max_length=160)
    since = serializers.DateTimeField()
    words = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class CheckSerializer(serializers.Serializer[Any]):
    """What a direct check found, as it is sent."""

    how = serializers.CharField(max_length=LONGEST_TEXT)
    title = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=Effect.choices, default=Effect.UNAVAILABLE)
    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    customers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=500, required=False, default=list
    )


class JoinSerializer(serializers.Serializer[Any]):
    """To which outage a suspicion belongs."""

    outage = serializers.IntegerField(min_value=1, help_text="Its number.")
    how = serializers.CharField(max_length=LONGEST_TEXT)


class DismissalSerializer(serializers.Serializer[Any]):
    """Why it was no outage."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class TokenSerializer(serializers.ModelSerializer[MonitorToken]):
    """A token without its secret: only a digest of that is kept."""

    component = serializers.CharField(source="component.slug", read_only=True, allow_null=True)

    class Meta:
        model = MonitorToken
        fields = ("id", "name", "kind", "component", "probe", "created_at", "last_used_at")
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[Any]):
    """Who is to report, and what."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=TokenKind.choices)
    component = serializers.SlugField(required=False)
    probe = serializers.IntegerField(min_value=1, required=False)


class DaySerializer(serializers.ModelSerializer[SampleDay]):
    """A component's day, added up."""

    class Meta:
        model = SampleDay
        fields = ("day", "zone", "up_seconds", "down_seconds", "requests", "total_ms")
        read_only_fields = fields
