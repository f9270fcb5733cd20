"""What is known: articles, their revisions, and the search that finds them (LU-26)."""

from django.apps import AppConfig


class KnowledgebaseConfig(AppConfig):
    name = "knowledgebase"

    def ready(self) -> None:
        """Open the public articles of a vendor that has some to everybody; feed what is new."""
        # Models can be imported only once all apps are there.
        from knowledgebase.feeds import FEEDS  # noqa: PLC0415 - models are loaded only now
        from knowledgebase.forum import feeds as forum  # noqa: PLC0415 - models are loaded only now
        from knowledgebase.found.announcements import (  # noqa: PLC0415 - models are loaded only now
            Announcements,
        )
        from knowledgebase.found.articles import Articles  # noqa: PLC0415 - models are loaded only now
        from knowledgebase.found.topics import Topics  # noqa: PLC0415 - models are loaded only now
        from knowledgebase.opened import is_open  # noqa: PLC0415 - models are loaded only now
        from portal.feeds import registry  # noqa: PLC0415 - models are loaded only now
        from portal.tenancy import openings  # noqa: PLC0415 - models are loaded only now
        from portal.web import finder  # noqa: PLC0415 - models are loaded only now

        for kind in (Articles(), Topics(), Announcements()):
            finder.register(kind)
        openings.register_below("knowledge/public/", is_open)
        for feed in (*FEEDS, *forum.FEEDS):
            registry.register(feed)
