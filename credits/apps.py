"""What is owed for what was missed: credits, claims, ledgers and rights to terminate."""

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        """Let each closing of a month post what it earns, in the same transaction."""
        # Models can be imported only once all apps are there.
        from availability import closed  # noqa: PLC0415 - models are loaded only now
        from credits.services.accruing import accrue  # noqa: PLC0415 - models are loaded only now

        closed.register(accrue)
