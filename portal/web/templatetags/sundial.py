"""How times, durations and addresses are written, on every page alike."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.tenancy.models import Vendor
from portal.web.text import render_markdown

register = template.Library()

STYLES = {
    "short": "%a %-d %b %H:%M",
    "time": "%H:%M",
    "long": "%a %-d %b %Y %H:%M %Z",
    "exact": "%a %-d %b %Y %H:%M:%S %Z",
    "day": "%-d %b %Y",
}


@register.simple_tag
def ground_url(name: str, *args: object) -> str:
    """Return an address that belongs to no vendor, from wherever the page is."""
    return _reverse("/", settings.ROOT_URLCONF, name, *map(str, args))


@register.simple_tag
def vendor_url(vendor: Vendor, name: str, *args: object) -> str:
    """Return an address inside a vendor's site, from wherever the page is."""
    return _reverse(f"/{vendor.slug}/", settings.VENDOR_URLCONF, name, *map(str, args))


@lru_cache(maxsize=20_000)
def _reverse(prefix: str, urlconf: str, name: str, *args: str) -> str:
    # Lists name the same addresses again and again; looking one up takes longer than writing it.
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return reverse(name, urlconf=urlconf, args=args)
    finally:
        set_script_prefix(before)


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | None, style: str = "short") -> SafeString | str:
    """Write an instant in the reader's zone; the whole of it stands in its title.

    Styles: `short` Tue 5 May 16:10, `long` Tue 5 May 2026 16:10 BST, `exact` with its seconds,
    `day` 5 May 2026, `time`.
    """
    return "" if at is None else _time(at, str(context.get("reader_zone", "UTC")), style)


@lru_cache(maxsize=4_000)
def _time(at: datetime, zone: str, style: str) -> SafeString:
    # The same instants stand in rows that are shown again and again.
    local = at.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{local:%A} {local.day} {local:%B %Y %H:%M:%S %Z}",
        _written(local, style),
    )


def _written(local: datetime, style: str) -> str:
    return f"{local:{STYLES[style]}}"


@register.filter
def duration(amount: timedelta) -> str:
    """Write business time for people: 2 h 20 min; 45 s when it is less than a minute."""
    seconds = abs(int(amount.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours and minutes:
        return f"{hours:,} h {minutes} min"
    if hours:
        return f"{hours:,} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


@register.filter
def arithmetic(amount: timedelta) -> str:
    """Write business time to the second, to be added up: 2:15:00."""
    seconds = abs(int(amount.total_seconds()))
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


@register.filter
def markdown(text: str) -> SafeString:
    """Show what a person wrote, as safe HTML."""
    return render_markdown(text)
