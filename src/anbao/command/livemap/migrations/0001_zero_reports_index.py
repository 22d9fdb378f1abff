from django.db import migrations

#: the day's zero reports and the tour's visits, and the days of the figure: no other kind of task is counted on a page.
#: It holds all that is read of them, the id that their records name included, so that counting never looks into the
#: table, where one task of such a kind lies among dozens of others.
CREATE = """
CREATE INDEX livemap_counted_tasks ON tasks_task (campaign_id, record_kind, day)
INCLUDE (id, institution_id, state, due_at) WHERE record_kind IN ('zero_report', 'unannounced_visit')
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tasks", "0001_tables")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX livemap_counted_tasks")]
