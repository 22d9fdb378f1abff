from django.db import migrations, models


class Migration(migrations.Migration):
    """When an account that had called before was entered: what it says from then on rings at its place."""

    dependencies = [("alarms", "0006_sources_of_a_group_at_once")]

    operations = [migrations.AddField("alarmsource", "entered_at", models.DateTimeField(blank=True, null=True))]
