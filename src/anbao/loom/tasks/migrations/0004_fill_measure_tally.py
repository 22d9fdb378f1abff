from django.db import migrations

#: a site that already has tasks gets its totals by measure from them; 4 characters of a path are one level of the tree
FILL = """
INSERT INTO tasks_measuretally (campaign_id, institution_id, measure_id, due, on_time, late, missed, excused)
SELECT task.campaign_id, above.id, task.measure_id,
  count(*) FILTER (WHERE state <> 'cancelled'),
  count(*) FILTER (WHERE state = 'done' AND timing = 'on_time'),
  count(*) FILTER (WHERE state = 'done' AND timing = 'late'),
  count(*) FILTER (WHERE state = 'missed'),
  count(*) FILTER (WHERE state = 'excused')
FROM tasks_task AS task
JOIN org_institution AS place ON place.id = task.institution_id
CROSS JOIN LATERAL generate_series(4, length(place.path), 4) AS reach
JOIN org_institution AS above ON above.path = left(place.path, reach)
WHERE task.measure_id IS NOT NULL GROUP BY 1, 2, 3
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_leaner_indexes")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
