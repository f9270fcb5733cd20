"""Slow days through the API: their averages, causes and corrective action (HR-05, HR-08, CO-10)."""

from datetime import date, datetime
from typing import Any, TypedDict

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.domain.derivation import decimal_text
from availability.domain.response_time import seconds_text
from availability.finding import able
from availability.models import SlowSpell
from availability.month_finding import month_asked
from availability.services.slow import SlowFacts, explain_slow_days
from availability.slow import SlowDay
from availability.slow_page import SlowPage, slow_page
from availability.stated import LONGEST_TEXT
from portal.tenancy.policy import Act
from portal.web.described import answers
from portal.web.http import now
from portal.web.sent_data import data_of, portal_of

LONGEST_SLUG = 40


class SpellShape(TypedDict):
    """Cause and corrective action of a run of slow days; `id` is sent back as `based_on`."""

    id: int
    service: str
    first_day: date
    last_day: date
    cause: str
    corrective_taken: str
    corrective_planned: str
    written_by: str
    written_at: datetime


class SlowDayShape(TypedDict):
    """A day that was too slow: its average, cut off, and what was last said of each service."""

    day: date
    seconds: str
    explained_by: list[SpellShape]


class SlowDaysShape(TypedDict):
    """The slow days of a contract's month."""

    contract: int
    month: str
    limit_seconds: str
    services: list[str]
    days: list[SlowDayShape]


class ExplanationSerializer(serializers.Serializer[Any]):
    """What is said of slow days; of days spoken of before it needs a reason."""

    service = serializers.SlugField(max_length=LONGEST_SLUG, help_text="Its short name.")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    cause = serializers.CharField(max_length=LONGEST_TEXT)
    corrective_taken = serializers.CharField(
        max_length=LONGEST_TEXT, allow_blank=True, default="", help_text="This, or what is planned."
    )
    corrective_planned = serializers.CharField(
        max_length=LONGEST_TEXT, allow_blank=True, default=""
    )
    reason = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    based_on = serializers.IntegerField(
        allow_null=True,
        default=None,
        min_value=0,
        help_text="The highest `id` that was read; if another came after it, nothing is written.",
    )


class SlowDays(APIView):
    """Days of a contract's month on which responses were too slow, and why."""

    @answers(SlowDaysShape)
    def get(self, request: Request, contract: int, month: str) -> Response:
        """List them with cause and corrective action."""
        found, asked = month_asked(portal_of(request), contract, month)
        return Response(_page(slow_page(found, asked, now())))

    @answers(SpellShape, takes=ExplanationSerializer, status=201)
    def post(self, request: Request, contract: int, month: str) -> Response:
        """Say why some of them were slow, and what was and will be done about it."""
        portal = portal_of(request)
        by = able(portal, Act.DECLARE_OUTAGE)
        found, asked = month_asked(portal, contract, month)
        page = slow_page(found, asked, now())
        sent = ExplanationSerializer(data=data_of(request))
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        service = next((one for one in page.services if one.slug == said["service"]), None)
        if service is None:
            raise ValidationError({"service": ["No such service serves the contract."]})
        made = explain_slow_days(
            by=by,
            contract=found,
            month=asked,
            service=service,
            reason=said.pop("reason"),
            based_on=said.pop("based_on"),
            facts=SlowFacts(**{name: one for name, one in said.items() if name != "service"}),
            at=now(),
        )
        return Response(spell_as_data(made), status=201)


def _page(page: SlowPage) -> SlowDaysShape:
    terms = page.figure.facts.terms.response_time
    return {
        "contract": page.contract.pk,
        "month": str(page.month),
        "limit_seconds": decimal_text(terms.limit_seconds) if terms else "",
        "services": [one.slug for one in page.services],
        "days": list(map(_day, page.figure.slow)),
    }


def _day(one: SlowDay) -> SlowDayShape:
    mean = one.day.mean
    return {
        "day": one.on,
        "seconds": "" if mean is None else seconds_text(mean),
        "explained_by": list(map(spell_as_data, one.spells)),
    }


def spell_as_data(one: SlowSpell) -> SpellShape:
    """Return what was said of a run of slow days."""
    return {
        "id": one.pk,
        "service": one.service.slug,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "cause": one.cause,
        "corrective_taken": one.corrective_taken,
        "corrective_planned": one.corrective_planned,
        "written_by": str(one.written_by),
        "written_at": one.written_at,
    }
