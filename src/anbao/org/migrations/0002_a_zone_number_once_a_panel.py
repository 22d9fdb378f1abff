"""A panel has one zone of a number. Of those that were entered twice the first keeps it; the others are printed, to be numbered anew."""

from django.db import migrations, models
from django.db.models import Min


def number_once(apps, schema_editor):
    Device = apps.get_model("org", "Device")
    numbered = Device._base_manager.filter(panel__isnull=False, zone_number__isnull=False)
    twice = numbered.order_by().values("panel", "zone_number").annotate(first=Min("pk"), n=models.Count("pk")).filter(n__gt=1)
    for row in twice:
        others = numbered.filter(panel=row["panel"], zone_number=row["zone_number"]).exclude(pk=row["first"])
        for device in others.order_by("pk"):
            print(f"  {device.code}: zone {device.zone_number} of its panel was entered twice; it has no number now")
        others.update(zone_number=None)


class Migration(migrations.Migration):
    # the rows are changed before the constraint is made: not in one transaction, whose pending checks would hold the table
    atomic = False
    dependencies = [("org", "0001_tables")]
    operations = [
        migrations.RunPython(number_once, migrations.RunPython.noop, atomic=True),
        migrations.AddConstraint(
            "device",
            models.UniqueConstraint(
                deferrable=models.Deferrable["IMMEDIATE"], fields=("panel", "zone_number"), name="org_zone_number_once",
                violation_error_message="This panel already has a zone of that number.",
            ),
        ),
    ]  # fmt: skip
