from django.db import migrations, models


class Migration(migrations.Migration):
    """An acknowledged alarm whose detector is triggered once more rings again, since then."""

    dependencies = [("alarms", "0003_fewer_indexes")]

    operations = [
        migrations.AddField(
            "alarm", "again_at", models.DateTimeField(blank=True, null=True, verbose_name="triggered again"),
        ),
    ]  # fmt: skip
