import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What an unknown account says is an incident of its own, not one of the place where the gateway stands."""

    dependencies = [("incidents", "0004_alarms_that_ring_again"), ("alarms", "0006_sources_of_a_group_at_once")]

    operations = [
        migrations.AddField(
            "incident",
            "source",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="alarms.alarmsource"
            ),
        ),
        migrations.RemoveConstraint("incident", "incident_one_open"),
        migrations.AddConstraint(
            "incident",
            models.UniqueConstraint(
                fields=["institution", "procedure"], name="incident_one_open", condition=~Q(state="closed") & Q(source__isnull=True),
                violation_error_message="This place already has an open incident of that kind.",
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.UniqueConstraint(
                fields=["source", "procedure"], name="incident_one_open_of_account",
                condition=~Q(state="closed") & Q(source__isnull=False),
                violation_error_message="This account already has an open incident.",
            ),
        ),
    ]  # fmt: skip
