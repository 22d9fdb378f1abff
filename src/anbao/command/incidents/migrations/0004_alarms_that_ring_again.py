from django.db import migrations, models


class Migration(migrations.Migration):
    """An alarm that is triggered again calls again, once for each time."""

    dependencies = [("incidents", "0003_changes_say_how_a_step_ended"), ("alarms", "0004_alarms_triggered_again")]

    operations = [
        migrations.AddField("incidentalarm", "again_at", models.DateTimeField(blank=True, null=True)),
    ]
