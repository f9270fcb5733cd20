"""Was the service there: services, outages, maintenance, and what a month came to."""

from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "availability"

    def ready(self) -> None:
        """Let vendors open their status page, and feed status and maintenance."""
        # Models can be imported only once all apps are there.
        from availability.audience import is_open  # noqa: PLC0415 - models are loaded only now
        from availability.feeds import FEEDS  # noqa: PLC0415 - models are loaded only now
        from portal.feeds import registry  # noqa: PLC0415 - models are loaded only now
        from portal.tenancy import openings  # noqa: PLC0415 - models are loaded only now

        for path in ("status/", "status/feed.atom"):
            openings.register(path, is_open)
        for feed in FEEDS:
            registry.register(feed)
