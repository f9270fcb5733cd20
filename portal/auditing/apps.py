"""Reading the record of who changed what: the page, its filters, its export (CO-07)."""

from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "portal.auditing"
    label = "auditing"
