"""Calendars had addresses before other feeds did: their rows move here and go on working.

Of an earlier address a hash was kept. It is what such an address finds its row by
(portal.feeds.addresses.read_earlier), so that the person who has it notices nothing.
"""

from typing import Any

from django.db import migrations

MOVE = """
    INSERT INTO feeds_feedaddress
        (vendor_id, person_id, feed, about, signed_token, made_at, digest, revoked_at)
    SELECT vendor_id, person_id, 'calendar', NULL, token_hash, made_at, '', revoked_at
    FROM contracts_calendarfeed
"""


def move(apps: Any, schema_editor: Any) -> None:
    vendors = apps.get_model("tenancy", "Vendor").objects.values_list("pk", flat=True)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [",".join(map(str, vendors))])
        cursor.execute(MOVE)


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0001_addresses"),
        ("contracts", "0009_supplier_kinds"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
