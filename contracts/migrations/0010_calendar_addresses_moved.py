"""Addresses of calendars stand among those of all feeds now (portal.feeds)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0009_supplier_kinds"),
        ("feeds", "0002_calendar_addresses"),
    ]

    operations = [migrations.DeleteModel("CalendarFeed")]
