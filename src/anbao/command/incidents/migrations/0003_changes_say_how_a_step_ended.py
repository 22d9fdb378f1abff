from django.db import migrations, models


class Migration(migrations.Migration):
    """The course of events says how a step ended, also after it was judged again."""

    dependencies = [("incidents", "0002_answers_end")]

    operations = [
        migrations.AddField(
            model_name="incidentchange",
            name="outcome",
            field=models.CharField(blank=True, db_default="", max_length=24),
        ),
    ]
