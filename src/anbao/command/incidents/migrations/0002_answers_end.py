from django.db import migrations, models


class Migration(migrations.Migration):
    """Who handed an incident over has it no more."""

    dependencies = [("incidents", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="incidentanswer",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
