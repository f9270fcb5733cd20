import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def open_all_vendors(apps, schema_editor):
    vendors = apps.get_model("tenancy", "Vendor")
    with schema_editor.connection.cursor() as cursor:
        ids = ",".join(str(pk) for pk in vendors._base_manager.values_list("pk", flat=True))
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [ids])


def make_first_versions(apps, schema_editor):
    """Make the first version of each calendar of what was copied, and of each contract's terms."""
    open_all_vendors(apps, schema_editor)
    versions = apps.get_model("contracts", "CalendarVersion")
    years = apps.get_model("contracts", "HolidayYear")
    holidays = apps.get_model("contracts", "Holiday")
    contracts = apps.get_model("contracts", "Contract")
    terms = apps.get_model("contracts", "ContractTerms")
    found = {}
    for year in years._base_manager.order_by("year"):
        key = (year.vendor_id, year.region)
        if key not in found:
            found[key] = versions._base_manager.create(
                vendor_id=year.vendor_id,
                region=year.region,
                number=1,
                since=f"{year.year}-01-01",
                reason="Public holidays copied.",
                made_at=year.copied_at,
            )
    for (vendor, region), version in found.items():
        for rows in (years, holidays):
            rows._base_manager.filter(vendor_id=vendor, region=region).update(version=version)
    holidays._base_manager.filter(version=None).delete()
    for contract in contracts._base_manager.all():
        terms._base_manager.create(
            vendor_id=contract.vendor_id,
            contract=contract,
            since=contract.starts_on,
            agreement_id=contract.agreement_id,
            tier=contract.tier,
            kind="signed",
            made_at=f"{contract.starts_on}T00:00:00Z",
        )
    with schema_editor.connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would bar the changes that follow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def key(**more):
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID", **more
    )


def to(model, related_name="+", **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=model, **more
    )


def options(**more):
    return {"abstract": False, "base_manager_name": "objects", **more}


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0002_releases"),
        ("tenancy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", key()),
                ("region", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField()),
                (
                    "since",
                    models.DateField(
                        help_text="The first date on which it differs from the one before."
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    to(settings.AUTH_USER_MODEL, null=True, help_text="None: the portal."),
                ),
                ("vendor", to("tenancy.vendor")),
            ],
            options=options(ordering=("region", "number")),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(
                fields=("vendor", "region", "number"), name="contracts_calendar_version_once"
            ),
        ),
        migrations.CreateModel(
            name="ContractTerms",
            fields=[
                ("id", key()),
                ("since", models.DateField()),
                ("tier", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed", "Signed"),
                            ("renewed", "Renewed"),
                            ("amended", "Amended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("agreement", to("contracts.agreementversion")),
                ("contract", to("contracts.contract", "terms_history")),
                ("made_by", to(settings.AUTH_USER_MODEL, null=True)),
                ("vendor", to("tenancy.vendor")),
            ],
            options=options(ordering=("contract", "since", "pk")),
        ),
        migrations.AddConstraint(
            model_name="contractterms",
            constraint=models.UniqueConstraint(
                fields=("contract", "since"), name="contracts_terms_per_day"
            ),
        ),
        migrations.AddField(
            "holiday", "version", to("contracts.calendarversion", "holidays", null=True)
        ),
        migrations.AddField(
            "holidayyear", "version", to("contracts.calendarversion", "years", null=True)
        ),
        migrations.AddField(
            "holiday",
            "closes",
            models.BooleanField(default=True, help_text="False: a working day after all."),
        ),
        migrations.RunPython(make_first_versions, migrations.RunPython.noop),
        migrations.RemoveField("holidayyear", "copied_at"),
        migrations.AlterField("holiday", "version", to("contracts.calendarversion", "holidays")),
        migrations.AlterField("holidayyear", "version", to("contracts.calendarversion", "years")),
        migrations.RemoveConstraint("holiday", "contracts_holiday_once"),
        migrations.AddConstraint(
            "holiday",
            models.UniqueConstraint(fields=("version", "date"), name="contracts_holiday_once"),
        ),
        migrations.AddIndex(
            "holiday",
            models.Index(fields=["region", "vendor"], name="contracts_holiday_region"),
        ),
        migrations.AlterModelOptions(
            "holiday",
            {"base_manager_name": "objects", "ordering": ("date", "version")},
        ),
    ]
