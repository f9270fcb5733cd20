import django.db.models.deletion
from django.db import migrations, models


def take_from_contracts(apps, schema_editor):
    """Bind each incident to the terms its contract stood on: so far none has changed them."""
    vendors = apps.get_model("tenancy", "Vendor")
    incidents = apps.get_model("incidents", "Incident")
    contracts = apps.get_model("contracts", "Contract")
    with schema_editor.connection.cursor() as cursor:
        ids = ",".join(str(pk) for pk in vendors._base_manager.values_list("pk", flat=True))
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [ids])
    for contract in contracts._base_manager.all():
        incidents._base_manager.filter(contract=contract).update(
            agreement=contract.agreement_id, tier=contract.tier
        )
    with schema_editor.connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would bar the changes that follow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def agreement(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="contracts.agreementversion",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_release_at_report"),
        ("contracts", "0003_calendar_versions_and_terms"),
    ]

    operations = [
        migrations.AddField("incident", "agreement", agreement(null=True)),
        migrations.AddField(
            "incident", "tier", models.CharField(default="", max_length=40), preserve_default=False
        ),
        migrations.RunPython(take_from_contracts, migrations.RunPython.noop),
        migrations.AlterField("incident", "agreement", agreement()),
    ]
