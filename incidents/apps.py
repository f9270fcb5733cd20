"""What happened: incidents, what was said, and the events that clocks are read from."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from incidents import events  # noqa: PLC0415 - models are loaded only now
        from incidents.notifications import REACTIONS  # noqa: PLC0415 - as above

        events.register(REACTIONS)
