"""What suppliers promise, in words (LU-24)."""

from django import template

from contracts.domain.targets import Target
from contracts.domain.terms import Terms
from contracts.models import SupplierAgreement, SupplierTarget

register = template.Library()

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR = 60  # minutes


@register.filter
def supplier_hours(agreement: SupplierAgreement) -> str:
    """Return the hours in which a supplier works: "Mon, Tue 09:00-17:00 Europe/London"."""
    if not agreement.weekdays:
        return "around the clock"
    days = ", ".join(DAYS[day] for day in sorted(agreement.weekdays))
    return f"{days} {_clock(agreement.opens)}-{_clock(agreement.closes)} {agreement.time_zone}"


@register.filter
def minutes(amount: int) -> str:
    """Return minutes as hours and minutes: "1 h 30 min"."""
    hours, rest = divmod(amount, HOUR)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]))


@register.filter
def promised(target: Target) -> str:
    """Return a target in words: "8 business hours"."""
    unit = target.unit.replace("_", " ")
    return f"{float(target.amount):g} {unit if target.amount > 1 else unit.removesuffix('s')}"


@register.filter
def severity_in(target: SupplierTarget, terms: Terms) -> str:
    """Return what the agreement calls the severity of a supplier's target."""
    known = terms.severities.get(target.severity)
    return known.name if known else target.severity


def _clock(minutes_past_midnight: int) -> str:
    hours, rest = divmod(minutes_past_midnight, HOUR)
    return f"{hours:02}:{rest:02}"
