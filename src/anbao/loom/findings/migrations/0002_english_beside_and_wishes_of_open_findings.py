"""English beside what the house wrote; a wish for more time belongs to an open finding."""

from django.db import migrations, models


def withdraw_old_wishes(apps, schema_editor):
    """Findings that were rectified or closed with a wish still beside them."""
    apps.get_model("findings", "Finding").house.exclude(state="open").update(asked=None)


def name_in_english(apps, schema_editor):
    """Titles that were the category's Chinese name had been written by the house."""
    from anbao.loom.findings.words import categories

    rows = apps.get_model("findings", "Finding").house
    for category in categories().values():
        rows.filter(category=category.id, title=category.zh, title_en="").update(title_en=category.en)


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_tables")]

    operations = [
        migrations.AddField("finding", "title_en", models.CharField(blank=True, max_length=160, default=""), preserve_default=False),
        migrations.AddField("finding", "detail_en", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("findingstep", "note_en", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(withdraw_old_wishes, migrations.RunPython.noop),
        migrations.RunPython(name_in_english, migrations.RunPython.noop),
        migrations.AddConstraint(
            "finding",
            models.CheckConstraint(
                name="finding_asked_while_open",
                condition=models.Q(("asked__isnull", True), ("state", "open"), _connector="OR"),
                violation_error_message="Only an open finding has a deadline to move.",
            ),
        ),
    ]
