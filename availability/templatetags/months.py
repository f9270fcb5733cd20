"""How pages about months write seconds, percentages and readings."""

from datetime import timedelta
from fractions import Fraction

from django import template

from availability.domain.derivation import decimal_text, plain
from availability.domain.month import percent_text
from availability.domain.readings import Reading
from availability.domain.response_time import seconds_text
from portal.web.templatetags.sundial import arithmetic

register = template.Library()
register.filter(seconds_text)

NAMES = {
    "maintenance": "maintenance that keeps its rules",
    "downtime": "downtime",
    "partial": "restricted use, counted in part",
    "emergency": "emergency maintenance, excused",
    "excluded": "excluded by decision",
    "available": "available",
    "percent": "availability",
    "exact": "availability as a fraction",
    "is_met": "target met",
    "total": "seconds of the contract in the month",
    "seconds": "seconds by class",
    "down": "seconds down that count",
    "denominator": "seconds in which it had to be there",
    "numerator": "seconds in which it was",
    "allowed": "seconds allowed",
    "overflow": "maintenance beyond the allotment",
    "response": "response times",
}


@register.filter
def clocked(seconds: int | Fraction) -> str:
    """Write seconds so that they can be added up: 4:00:00."""
    return arithmetic(timedelta(seconds=int(seconds)))


@register.filter
def whole(seconds: int | Fraction) -> str:
    """Write seconds with their thousands parted; what counts in part stays a fraction."""
    written = plain(seconds)
    return f"{written:,}" if isinstance(written, int) else written


@register.filter
def outage_number(key: str) -> int:
    """Return the number in an outage's name: 14 of O-14."""
    return int(key.rpartition("-")[2])


@register.filter
def percentage(percent: Fraction | None) -> str:
    """Write a percentage with six places, cut off."""
    return "none" if percent is None else f"{percent_text(percent)} %"


@register.filter
def as_agreed(percent: Fraction) -> str:
    """Write a percentage as an agreement does: 99.995."""
    return decimal_text(percent)


@register.filter
def named(name: str) -> str:
    """Return what a figure is called."""
    return NAMES.get(name, name.replace("_", " "))


@register.filter
def would(reading: Reading) -> str:
    """Say what another reading makes of the verdict."""
    if reading.is_met is None:
        return "nothing would be measured"
    return "the target would be met" if reading.is_met else "the target would be missed"


@register.filter
def told(value: object) -> str:
    """Write one side of a difference."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{named(name)}: {told(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
