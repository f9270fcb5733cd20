"""What happened: incidents, what was said, and the events that clocks are read from."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from contracts import changes  # noqa: PLC0415 - models are loaded only now
        from incidents import events  # noqa: PLC0415 - models are loaded only now
        from incidents.measured import check_unmeasured  # noqa: PLC0415 - models are loaded only now
        from incidents.notifications import REACTIONS  # noqa: PLC0415 - models are loaded only now
        from incidents.services import escalating  # noqa: PLC0415 - models are loaded only now

        changes.register_place_check(check_unmeasured)
        events.register(REACTIONS)
        events.register(escalating.REACTIONS)
