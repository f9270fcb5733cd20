"""`{% history_link row %}`: from any page to everything that is recorded of a row."""

from django import template

from portal.auditing.naming import history_url
from portal.tenancy.models import VendorOwned
from portal.tenancy.policy import Act, may

register = template.Library()


@register.simple_tag(takes_context=True)
def history_link(context: template.Context, row: VendorOwned) -> str:
    """Return the address of a row's history for those who may read it, and nothing for others."""
    memberships = context.get("memberships") or ()
    allowed = any(may(membership, Act.READ_AUDIT) for membership in memberships)
    return history_url(row) if allowed else ""
