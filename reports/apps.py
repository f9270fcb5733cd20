"""The story told: home pages now; reports read every app and own no figure."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from portal.notify import attaching  # noqa: PLC0415 - models are loaded only now
        from reports.schedules import attached, telling  # noqa: PLC0415 - models are loaded only now

        attaching.register(telling.DOCUMENT, attached.document_of)
