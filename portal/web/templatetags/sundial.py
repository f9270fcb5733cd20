"""How times, durations and addresses are written, on every page alike."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.web.addresses import ground_url, vendor_url
from portal.web.navigation import NavigationItem
from portal.web.text import render_markdown

register = template.Library()

STYLES = {
    "short": "%a %-d %b %H:%M",
    "time": "%H:%M",
    "long": "%a %-d %b %Y %H:%M %Z",
    "exact": "%a %-d %b %Y %H:%M:%S %Z",
    "day": "%-d %b %Y",
    "second": "%a %-d %b %H:%M:%S",
    "minute": "%A %-d %B %H:%M",
}
INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)")


register.simple_tag(ground_url)
register.simple_tag(vendor_url)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a picture of the sprite beside the word that says the same."""
    return _drawn(name)


@lru_cache(maxsize=1_000)
def _drawn(name: str) -> SafeString:
    # A page has dozens, and an included template takes thirty times as long.
    sprite = static("icons/sprite.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}" /></svg>',
        sprite,
        name,
    )


@register.simple_tag
def entries(items: Iterable[NavigationItem]) -> SafeString:
    """Write entries of the main navigation, with a mark on the page that is shown."""
    return format_html_join("", "<li>{}</li>", ((_entry(item),) for item in items))


@lru_cache(maxsize=4_000)
def _entry(item: NavigationItem) -> SafeString:
    # Each stands in the bar and in the menu of a telephone, on every page.
    mark = format_html(' aria-current="{}"', item.current) if item.current else ""
    return format_html('<a href="{}"{}>{}</a>', item.url, mark, item.label)


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | None, style: str = "short") -> SafeString | str:
    """Write an instant in the reader's zone; the whole of it stands in its title.

    Styles: `short` Tue 5 May 16:10, `long` Tue 5 May 2026 16:10 BST, `exact` with its seconds,
    `day` 5 May 2026, `time`.
    """
    return "" if at is None else _time(at, str(context.get("reader_zone", "UTC")), style)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime, style: str = "short") -> str:
    """Write an instant in the reader's zone alone, where an element of its own has no place.

    Styles as of `when`, and `second` Tue 5 May 16:10:00, `minute` Tuesday 5 May 16:10.
    """
    return _plain(at, str(context.get("reader_zone", "UTC")), style)


@register.simple_tag(takes_context=True)
def in_zone(context: template.Context, sentence: str) -> str:
    """Write a kept sentence with its instants, such as 2026-09-08T15:18:01Z, in the reader's zone.

    What is kept in a ledger says instants in UTC, since it has readers in several zones.
    """
    zone = str(context.get("reader_zone", "UTC"))
    return INSTANT.sub(
        lambda found: _plain(datetime.fromisoformat(found[0]), zone, "exact"), sentence
    )


@lru_cache(maxsize=4_000)
def _plain(at: datetime, zone: str, style: str) -> str:
    return _written(at.astimezone(ZoneInfo(zone)), style)


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
