"""The bell in the bar: how much a person has not read yet."""

from django import template

from portal.notify import inbox
from portal.tenancy.scope import has_scope

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> str:
    """Return how many notifications are unread, for people; empty where there is none."""
    memberships = context.get("memberships") or []
    if not memberships or not has_scope():
        return ""
    count = inbox.unread_count(memberships)
    return f"{inbox.MOST_COUNTED}+" if count > inbox.MOST_COUNTED else str(count or "")
