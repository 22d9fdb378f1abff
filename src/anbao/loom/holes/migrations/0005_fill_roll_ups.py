from django.conf import settings
from django.db import migrations

#: a site that already has holes gets its totals from them; 4 characters of a path are one level of the tree
FAMILY = """
JOIN org_institution AS place ON place.id = hole.institution_id
CROSS JOIN LATERAL generate_series(4, length(place.path), 4) AS reach
JOIN org_institution AS above ON above.path = left(place.path, reach)
"""
STANDING = f"""
INSERT INTO holes_holetally (campaign_id, institution_id, net, kind, open)
SELECT hole.campaign_id, above.id, hole.net, hole.kind, count(*) FROM holes_hole AS hole {FAMILY}
WHERE hole.closed_at IS NULL GROUP BY 1, 2, 3, 4
"""
DAYS = f"""
INSERT INTO holes_holeday (campaign_id, institution_id, net, day, opened, closed)
SELECT hole.campaign_id, above.id, hole.net, (moved.at AT TIME ZONE '{settings.TIME_ZONE}')::date,
  sum(moved.opened), sum(moved.closed)
FROM holes_hole AS hole {FAMILY}
CROSS JOIN LATERAL (VALUES (opened_at, 1, 0), (closed_at, 0, 1)) AS moved(at, opened, closed)
WHERE moved.at IS NOT NULL GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("holes", "0004_roll_ups"), ("org", "0001_tables")]
    operations = [
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
    ]
