import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def tell_again(apps, schema_editor):
    """Write what became of clocks that were final before it was kept apart from them."""
    vendors = apps.get_model("tenancy", "Vendor")
    clocks = apps.get_model("sla", "Clock")
    verdicts = apps.get_model("sla", "Verdict")
    versions = apps.get_model("contracts", "CalendarVersion")
    crossings = apps.get_model("sla", "Crossing")
    with schema_editor.connection.cursor() as cursor:
        ids = ",".join(str(pk) for pk in vendors._base_manager.values_list("pk", flat=True))
        cursor.execute("SELECT set_config('app.vendors', %s, true)", [ids])
        cursor.execute("ALTER TABLE sla_crossing DISABLE TRIGGER USER")
    for version in versions._base_manager.all():
        place = {
            "vendor_id": version.vendor_id,
            "incident__customer__holiday_region": version.region,
        }
        mine = clocks._base_manager.filter(**place)
        keys = list(mine.values_list("pk", flat=True))
        clocks._base_manager.filter(pk__in=keys).update(calendar=version)
        crossings._base_manager.filter(clock__in=keys).update(calendar=version)
    for clock in clocks._base_manager.exclude(outcome="open"):
        ended = clock.breached_at if clock.outcome == "missed" else clock.stopped_at
        verdicts._base_manager.create(
            vendor_id=clock.vendor_id,
            clock=clock,
            at=ended or clock.read_at,
            since=ended or clock.read_at,
            outcome=clock.outcome,
            severity=clock.severity,
            is_assumed=clock.is_assumed,
            recorded_at=clock.read_at,
            calendar_id=clock.calendar_id,
        )
    with schema_editor.connection.cursor() as cursor:
        # Checks that wait for the end of the transaction would bar the changes that follow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sla_crossing ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0004_entitlements_tokens_and_duties"),
        ("incidents", "0005_escalations"),
        ("sla", "0004_final_in_a_month"),
        ("tenancy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("due_before", models.DateTimeField(null=True)),
                ("due_after", models.DateTimeField(null=True)),
                (
                    "outcome_after",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("none", "Without outcome"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Restatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(help_text="From when this was so.")),
                ("since", models.DateTimeField(help_text="When the outcome became what it is.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("none", "Without outcome"),
                        ],
                        max_length=10,
                    ),
                ),
                ("severity", models.CharField(max_length=20)),
                ("is_assumed", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("at", "pk"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="clock",
            name="calendar",
            field=models.ForeignKey(
                help_text="The version it was read by; once its outcome is final it stays with it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.calendarversion",
            ),
        ),
        migrations.AddField(
            model_name="crossing",
            name="calendar",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.calendarversion",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(
                    ("outcome", "open"), models.Q(("phase", "stopped"), _negated=True)
                ),
                fields=["calendar", "id"],
                name="sla_clock_calendar",
            ),
        ),
        migrations.AddField(
            model_name="clockmove",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="contracts.calendarversion",
            ),
        ),
        migrations.AddField(
            model_name="clockmove",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="sla.clock"
            ),
        ),
        migrations.AddField(
            model_name="clockmove",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.vendor"
            ),
        ),
        migrations.AddField(
            model_name="restatement",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="restatements",
                to="contracts.calendarversion",
            ),
        ),
        migrations.AddField(
            model_name="restatement",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="restatement",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.vendor"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="calendar",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.calendarversion",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="sla.clock"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="restatement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="sla.restatement",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="clockmove",
            constraint=models.UniqueConstraint(fields=("calendar", "clock"), name="sla_moved_once"),
        ),
        migrations.AddConstraint(
            model_name="restatement",
            constraint=models.UniqueConstraint(
                fields=("calendar",), name="sla_restated_once_per_version"
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["vendor", "since"], name="sla_verdict_since"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["clock", "-id"], name="sla_verdict_last"),
        ),
        migrations.RunPython(tell_again, migrations.RunPython.noop),
    ]
