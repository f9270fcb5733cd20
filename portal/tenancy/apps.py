"""Tenancy puts up its fences in the database whenever the schema has changed."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.tenancy.lookups import offer_lookups


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from portal.tenancy import fences  # noqa: PLC0415 - models are loaded only now

        offer_lookups()
        post_migrate.connect(fences.put_up_after_migrate, dispatch_uid="sundial-fences")
