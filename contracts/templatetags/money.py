"""Amounts on pages: thousands apart, the currency's own digits after the point."""

from decimal import Decimal

from django import template

from portal.kernel.money import Money

register = template.Library()


@register.filter
def grouped(amount: Money | None) -> str:
    """Write an amount as 1,234.50 EUR; nothing where there is none."""
    if amount is None:
        return ""
    number, currency = str(amount).split()
    return f"{Decimal(number):,} {currency}"
