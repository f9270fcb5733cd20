"""Was the promise kept in time: clocks, breaches, the sweep."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"

    def ready(self) -> None:
        from contracts import changes  # noqa: PLC0415 - models are loaded only now
        from incidents import events, hours  # noqa: PLC0415 - models are loaded only now
        from sla import escalations, reactions  # noqa: PLC0415 - models are loaded only now

        events.register(reactions.REACTIONS)
        hours.register(escalations.hours_of)
        changes.register(calendar=reactions.follow_calendar, terms=reactions.follow_terms)
