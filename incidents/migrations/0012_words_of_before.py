"""Messages that were written before words were kept can be found by them as well."""

from typing import Any

from django.db import migrations

from incidents.domain.words import words_of

AT_ONCE = 500  # messages


def keep_words(apps: Any, schema_editor: Any) -> None:
    vendors = apps.get_model("tenancy", "Vendor").objects.values_list("pk", flat=True)
    message, kept = (
        apps.get_model("incidents", "Message"),
        apps.get_model("incidents", "SearchWord"),
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [",".join(map(str, vendors))])
    last = 0
    every = message.objects.select_related("incident__customer").order_by("pk")
    while batch := list(every.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        rows = [row for one in batch for row in _rows_of(kept, one)]
        kept.objects.bulk_create(rows, ignore_conflicts=True)


def _rows_of(kept: Any, message: Any) -> list[Any]:
    incident = message.incident
    heading = "" if message.is_internal else f"{incident.title} {incident.customer.name}"
    return [
        kept(
            vendor_id=message.vendor_id,
            incident=incident,
            word=word,
            is_internal=message.is_internal,
        )
        for word in words_of(f"{heading} {message.text}")
    ]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0011_search_words_and_views")]

    operations = [migrations.RunPython(keep_words, migrations.RunPython.noop, elidable=True)]
