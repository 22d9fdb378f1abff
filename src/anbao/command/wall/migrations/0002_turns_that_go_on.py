"""A turn is told while it goes on, under its screen's name for it, and a take-over names its alarm."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0001_tables"), ("alarms", "0001_tables")]
    operations = [
        migrations.AddField("showing", "turn", models.CharField(blank=True, max_length=20, default=""), preserve_default=False),
        migrations.AddField(
            "showing", "alarm",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="alarms.alarm"
            ),
        ),
        migrations.AlterField(
            "showing", "by",
            models.CharField(
                choices=[("rota", "its turn"), ("fixed", "its own tile"), ("alarm", "alarm at its place")], default="rota", max_length=8
            ),
        ),
        migrations.AddConstraint(
            "showing",
            models.UniqueConstraint(condition=models.Q(("turn", ""), _negated=True), fields=("screen", "turn"), name="wall_turn_once"),
        ),
    ]  # fmt: skip
