import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("incidents", "0016_latest"),
        ("tenancy", "0004_single_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CriticalReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issue", models.PositiveSmallIntegerField(default=1)),
                (
                    "published",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The newest issue that the customer has; 0 is none."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "handed in"),
                            ("approved", "approved"),
                            ("published", "published"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1,
                        help_text="Goes up with each change: who knew an older one is told.",
                    ),
                ),
                (
                    "facts",
                    models.JSONField(help_text="The incident as it was when the facts were drawn."),
                ),
                ("facts_at", models.DateTimeField()),
                ("summary", models.TextField(blank=True)),
                ("impact", models.TextField(blank=True)),
                ("cause", models.TextField(blank=True)),
                ("corrective", models.TextField(blank=True)),
                ("planned", models.TextField(blank=True)),
                (
                    "changes",
                    models.TextField(
                        blank=True, help_text="What this issue corrects in the one before."
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="critical_report",
                        to="incidents.incident",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ("-facts_at", "-pk"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CriticalIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(help_text="SHA-256 over the content.", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="reports.criticalreport",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CriticalStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issue", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("saved", "written"),
                            ("refreshed", "facts drawn again"),
                            ("submitted", "handed in"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("correcting", "correction begun"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "words",
                    models.TextField(
                        blank=True, help_text="Why it was returned, or what is corrected."
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="reports.criticalreport",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="criticalreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published", models.F("issue")), ("state", "published")),
                    models.Q(
                        models.Q(("state", "published"), _negated=True),
                        (
                            "published",
                            django.db.models.expressions.CombinedExpression(
                                models.F("issue"), "-", models.Value(1)
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="reports_critical_issue_follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="criticalreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="reports_critical_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="criticalissue",
            constraint=models.UniqueConstraint(
                fields=("report", "number"), name="reports_critical_issue"
            ),
        ),
    ]
