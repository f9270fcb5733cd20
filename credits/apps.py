"""What is owed for what was missed: credits, claims, ledgers and rights to terminate."""

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        """Let closings of months post what they earn, and tell of words that ask for credits."""
        # Models can be imported only once all apps are there.
        from availability import closed  # noqa: PLC0415 - models are loaded only now
        from credits.claims import asking  # noqa: PLC0415 - models are loaded only now
        from credits.services.accruing import accrue  # noqa: PLC0415 - models are loaded only now
        from incidents import events  # noqa: PLC0415 - models are loaded only now

        closed.register(accrue)
        events.register(asking.REACTIONS)
