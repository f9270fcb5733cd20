"""Was the promise kept in time: clocks, breaches, the sweep."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self) -> None:
        from incidents import events  # noqa: PLC0415 - models are loaded only now
        from sla.reactions import REACTIONS  # noqa: PLC0415 - as above

        events.register(REACTIONS)
