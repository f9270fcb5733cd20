"""Feeds at personal addresses (CO-14)."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "portal.feeds"
    label = "feeds"

    def ready(self) -> None:
        """Offer all calendars in one."""
        # Models can be imported only once all apps are there.
        from portal.feeds.registry import register  # noqa: PLC0415 - models are loaded only now
        from portal.feeds.together import TOGETHER  # noqa: PLC0415 - models are loaded only now

        register(TOGETHER)
