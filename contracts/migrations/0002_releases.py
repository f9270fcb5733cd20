from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


def name_products(apps: Any, schema_editor: Any) -> None:
    """Make a product of each solution, and the first row of each instance's history."""
    vendors = apps.get_model("tenancy", "Vendor")
    instances = apps.get_model("contracts", "Instance")
    products = apps.get_model("contracts", "Product")
    history = apps.get_model("contracts", "InstanceRelease")
    with schema_editor.connection.cursor() as cursor:
        ids = ",".join(str(pk) for pk in vendors._base_manager.values_list("pk", flat=True))
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [ids])
    for instance in instances._base_manager.select_related("contract"):
        product, _ = products._base_manager.get_or_create(
            vendor_id=instance.vendor_id, name=instance.solution
        )
        if instance.release.count(".") == 1:
            instance.release += ".0"
        instance.product = product
        instance.save(update_fields=["product", "release"])
        since = instance.contract.starts_on
        history._base_manager.create(
            vendor_id=instance.vendor_id,
            instance=instance,
            release=instance.release,
            since=since,
            recorded_at=f"{since}T00:00:00Z",
        )
    with schema_editor.connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would bar the changes that follow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def vendor_key() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.vendor"
    )


def options(*ordering: str) -> dict[str, Any]:
    return {"abstract": False, "base_manager_name": "objects", "ordering": ordering}


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("tenancy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("vendor", vendor_key()),
            ],
            options=options("name"),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                models.F("vendor"),
                django.db.models.functions.text.Lower("name"),
                name="contracts_product_once",
            ),
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("major", models.PositiveSmallIntegerField()),
                ("minor", models.PositiveSmallIntegerField()),
                ("maintenance", models.PositiveSmallIntegerField(default=0)),
                ("hot_fix", models.PositiveSmallIntegerField(default=0)),
                ("published_on", models.DateField()),
                (
                    "eol_on",
                    models.DateField(
                        blank=True,
                        help_text="The stated end of life; none: as the agreement says.",
                        null=True,
                    ),
                ),
                ("notes", models.TextField(blank=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="contracts.product",
                    ),
                ),
                ("vendor", vendor_key()),
            ],
            options=options("product", "-major", "-minor", "-maintenance", "-hot_fix"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("product", "major", "minor", "maintenance", "hot_fix"),
                name="contracts_release_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("eol_on", None), ("eol_on__gt", models.F("published_on")), _connector="OR"
                ),
                name="contracts_eol_after_publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("eol_on", None), models.Q(("hot_fix", 0), ("maintenance", 0)), _connector="OR"
                ),
                name="contracts_eol_of_quarterly",
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="product",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instances",
                to="contracts.product",
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="name",
            field=models.CharField(
                blank=True,
                help_text="Tells it from others of its kind, if there are any.",
                max_length=60,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instance",
            name="provided",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                help_text="Keys of the optional functions that the customer has here (LU-13).",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="time_zone",
            field=models.CharField(
                blank=True,
                help_text="Where it is deployed; none: the customer's zone.",
                max_length=50,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instance",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="instance",
            name="release",
            field=models.CharField(
                help_text="The release it runs, kept from the rows of InstanceRelease.",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="InstanceRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("release", models.CharField(max_length=20)),
                ("since", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="contracts.instance",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        help_text="None: the portal.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("vendor", vendor_key()),
            ],
            options=options("-since", "-pk"),
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(help_text="The last day of extended support.")),
                ("agreed_by", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="contracts.contract",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="contracts.release",
                    ),
                ),
                ("vendor", vendor_key()),
            ],
            options=options("-pk"),
        ),
        migrations.RunPython(name_products, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="instance",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instances",
                to="contracts.product",
            ),
        ),
        migrations.AlterModelOptions(
            name="instance",
            options=options("product__name", "kind", "name", "pk"),
        ),
        migrations.RemoveField(model_name="instance", name="solution"),
    ]
