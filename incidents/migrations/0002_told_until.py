from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="told_until",
            field=models.DateTimeField(
                help_text="Up to when a sweep has recorded what its clocks crossed.", null=True
            ),
        ),
    ]
