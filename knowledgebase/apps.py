"""What is known: articles, their revisions, and the search that finds them (LU-26)."""

from django.apps import AppConfig


class KnowledgebaseConfig(AppConfig):
    name = "knowledgebase"

    def ready(self) -> None:
        """Open the public articles of a vendor that has some to everybody."""
        # Models can be imported only once all apps are there.
        from knowledgebase.opened import is_open  # noqa: PLC0415 - models are loaded only now
        from portal.tenancy import openings  # noqa: PLC0415 - models are loaded only now

        openings.register_below("knowledge/public/", is_open)
