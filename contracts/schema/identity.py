"""The sections on who the vendor is and how it is reached."""

import re

from contracts.domain.intake import Channel, ChannelKind
from contracts.domain.terms import Identity
from contracts.schema.table import KEY, Table
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone

SLUG = "[a-z][a-z0-9-]{1,38}[a-z0-9]"  # it is part of addresses
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA for text (CO-11); a ratio of light, not a contract figure


def read_identity(table: Table) -> Identity:
    """This function will read `[agreement]` (CO-01, CO-04)."""
    return Identity(
        slug=table.text("slug", pattern=SLUG),
        name=table.text("name", pattern=".{1,80}"),
        number_prefix=table.text("number_prefix", pattern="[A-Z]{2,5}"),
        colour=_colour(table),
        version_label=table.text("version", pattern=".{1,60}"),
        effective_from=table.day("effective_from"),
        document=table.text("document"),
        time_zone=_zone(table),
        clause=table.clause(),
    )


def read_channel(table: Table) -> Channel:
    """This function will read one of `[[channels]]` (CO-09)."""
    return Channel(
        key=table.text("key", pattern=KEY.pattern),
        kind=table.choice("kind", ChannelKind),
        label=table.text("label"),
        address=table.text("address", otherwise=""),
        clause=table.clause(),
    )


def contrast_on_white(colour: str) -> float:
    """This function will return the WCAG contrast ratio of #rrggbb text on white (CO-11)."""
    red, green, blue = (_light(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _zone(table: Table) -> str | None:
    """This function will read the vendor's own zone, in which its months are counted (LU-18)."""
    if not table.has("time_zone"):
        return None
    name = table.text("time_zone")
    try:
        known_zone(name)
    except Refusal as refusal:
        table.refuse("time_zone", str(refusal).rstrip("."))
    return name


def _colour(table: Table) -> str:
    pattern = "#[0-9a-f]{6}"
    colour = table.text("colour", pattern=pattern)
    if re.fullmatch(pattern, colour) and contrast_on_white(colour) < LEAST_CONTRAST:
        ratio = f"{contrast_on_white(colour):.2f}"
        table.refuse("colour", f"contrast on white is {ratio}, below {LEAST_CONTRAST} (AA)")
    return colour


def _light(channel: int) -> float:
    """This function will undo the gamma of one sRGB channel, as WCAG defines it."""
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
