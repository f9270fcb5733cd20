"""Amounts on pages: thousands apart, the currency's own digits after the point."""

import re
from decimal import Decimal

from django import template

from portal.kernel.money import Money

register = template.Library()

# Numbers in a sentence: long ones, and those of four digits that a unit or nothing follows.
# What belongs to a date, a time or the number of an incident is none of them.
UNIT = r"(?:\.\d+)?(?: (?:[A-Z]{3}|s|h|min)\b|$)"
LONG = re.compile(rf"(?<![\w.:-])(?:\d{{5,}}(?![\w:-])|\d{{4}}(?={UNIT}))|(?<=- )\d{{4}}(?=\))")


@register.filter
def grouped(amount: Money | None) -> str:
    """Write an amount as 1,234.50 EUR; nothing where there is none."""
    if amount is None:
        return ""
    number, currency = str(amount).split()
    return f"{Decimal(number):,} {currency}"


@register.filter
def thousands(sentence: str) -> str:
    """Write the long numbers of a sentence with their thousands apart: 120,000.00 USD."""
    return LONG.sub(lambda found: f"{int(found[0]):,}", sentence)
