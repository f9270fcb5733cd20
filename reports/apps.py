"""The story told: home pages now; reports read every app and own no figure."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
