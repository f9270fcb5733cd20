"""Everything that leaves the portal, through one outbox (CO-08)."""

from django.apps import AppConfig
from django.conf import settings


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"

    def ready(self) -> None:
        """Hear what a mail service tells of bounces, where its webhook is open."""
        if settings.ANYMAIL_WEBHOOK_SECRET:
            from portal.notify import tracking  # noqa: PLC0415 - models are loaded only now

            tracking.listen()
