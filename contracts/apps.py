"""What was promised: agreements, contracts, instances, holidays, entitlements and seats."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"

    def ready(self) -> None:
        """Keep customers to their seats, whatever way in is taken, and feed what there is."""
        # Models can be imported only once all apps are there.
        from contracts.feeds import FEEDS  # noqa: PLC0415 - models are loaded only now
        from contracts.services.seats import check_seat  # noqa: PLC0415 - models are loaded only now
        from portal.feeds import registry  # noqa: PLC0415 - models are loaded only now
        from portal.people import seats  # noqa: PLC0415 - models are loaded only now

        seats.register(check_seat)
        for feed in FEEDS:
            registry.register(feed)
