from django.db import migrations, models


class Migration(migrations.Migration):
    """A screen may have a program of its own: layouts by hour and phase."""

    dependencies = [("wall", "0002_turns_that_go_on")]
    operations = [
        migrations.AddField("screen", "program", models.JSONField(blank=True, default=list, verbose_name="program")),
    ]
