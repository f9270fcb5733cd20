"""What was promised: agreements, contracts, instances, holidays."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
