from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0002_told_until"),
        ("contracts", "0002_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="release",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="incident",
            name="release_stage",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="incident",
            name="is_measured",
            field=models.BooleanField(
                default=True,
                help_text="Whether clocks run: not for a release past its support (LU-08).",
            ),
        ),
    ]
