"""Digests: one unread notice of a group to a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_tables")]

    operations = [
        migrations.AddField("notice", "group", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AddField("notice", "count", models.PositiveIntegerField(default=1)),
        migrations.AddField("notice", "many_link", models.CharField(blank=True, max_length=200, default=""), preserve_default=False),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(
                fields=("recipient", "group"),
                name="inbox_one_digest",
                condition=models.Q(("read_at__isnull", True), models.Q(("group", ""), _negated=True)),
            ),
        ),
    ]
