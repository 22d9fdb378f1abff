"""Signals are stored with three indexes instead of five: by number, by source and number, by key.

The index of the source alone is the beginning of the other one; that of a unique text field for patterns serves nobody. Keys are
compared byte by byte. They begin with their stretch of the horizon since then, so that what is stored now lies together; a message
that was stored before this migration and is repeated behind it is stored again.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alarms", "0002_append_only")]
    operations = [
        migrations.AlterField(
            "signal", "key", models.CharField(db_collation="C", max_length=40),
        ),
        migrations.AddConstraint(
            "signal", models.UniqueConstraint(fields=("key",), name="alarms_signal_once"),
        ),
        migrations.AlterField(
            "signal", "source",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="signals", to="alarms.alarmsource"
            ),
        ),
    ]  # fmt: skip
