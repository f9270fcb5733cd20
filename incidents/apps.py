"""What happened: incidents, what was said, and the events that clocks are read from."""

from django.apps import AppConfig
from django.conf import settings


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from contracts import changes  # noqa: PLC0415 - models are loaded only now
        from incidents import events, feeds  # noqa: PLC0415 - models are loaded only now
        from incidents.found import Incidents  # noqa: PLC0415 - models are loaded only now
        from incidents.holdings import ContractHoldings  # noqa: PLC0415 - models are loaded only now
        from incidents.measured import check_unmeasured  # noqa: PLC0415 - models are loaded only now
        from incidents.notifications import REACTIONS  # noqa: PLC0415 - models are loaded only now
        from incidents.services import (  # noqa: PLC0415 - models are loaded only now
            duties,
            escalating,
            shipping,
            wording,
        )
        from incidents.tiers import ContractTiers  # noqa: PLC0415 - models are loaded only now
        from incidents.topics import ProblemRequests  # noqa: PLC0415 - models are loaded only now
        from knowledgebase import audience  # noqa: PLC0415 - models are loaded only now
        from knowledgebase.announcements import (  # noqa: PLC0415 - models are loaded only now
            holdings,
        )
        from knowledgebase.forum import requests  # noqa: PLC0415 - models are loaded only now
        from portal.feeds import registry  # noqa: PLC0415 - models are loaded only now
        from portal.web import finder  # noqa: PLC0415 - models are loaded only now

        for feed in feeds.FEEDS:
            registry.register(feed)
        audience.register(ContractTiers())
        finder.register(Incidents())
        requests.register(ProblemRequests())
        holdings.register(ContractHoldings())
        changes.register_place_check(check_unmeasured)
        changes.register_release(shipping.ship_with)
        events.register(REACTIONS)
        events.register(wording.REACTIONS)
        events.register(escalating.REACTIONS)
        events.register(duties.REACTIONS)
        if settings.ANYMAIL_WEBHOOK_SECRET:
            from incidents.mailin import webhook  # noqa: PLC0415 - models are loaded only now

            webhook.listen()
