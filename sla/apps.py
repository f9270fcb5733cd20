"""Was the promise kept in time: clocks, breaches, the sweep."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self) -> None:
        from contracts import changes  # noqa: PLC0415 - models are loaded only now
        from incidents import events  # noqa: PLC0415 - models are loaded only now
        from sla import reactions  # noqa: PLC0415 - models are loaded only now

        events.register(reactions.REACTIONS)
        changes.register(calendar=reactions.follow_calendar, terms=reactions.follow_terms)
