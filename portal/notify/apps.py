"""Everything that leaves the portal, through one outbox (CO-08)."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
