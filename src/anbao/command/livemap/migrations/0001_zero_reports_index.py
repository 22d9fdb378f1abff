from django.db import migrations

#: the day's zero reports and the tour's visits in one index probe: no other kind of task is counted on the map
CREATE = """
CREATE INDEX livemap_counted_tasks ON tasks_task (campaign_id, record_kind, day)
INCLUDE (institution_id, state, due_at) WHERE record_kind IN ('zero_report', 'unannounced_visit')
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tasks", "0001_tables")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX livemap_counted_tasks")]
