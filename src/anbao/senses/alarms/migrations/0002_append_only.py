"""The database refuses to change or remove a signal; sources leave room for ``last_heard_at``; the working row exists."""

from django.db import migrations

FORBID = """
CREATE FUNCTION signals_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'signals are append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER alarms_signal_append_only BEFORE UPDATE OR DELETE ON alarms_signal
  FOR EACH STATEMENT EXECUTE FUNCTION signals_are_append_only();
CREATE TRIGGER alarms_signal_no_truncate BEFORE TRUNCATE ON alarms_signal
  FOR EACH STATEMENT EXECUTE FUNCTION signals_are_append_only();
ALTER TABLE alarms_alarmsource SET (fillfactor = 60);
INSERT INTO alarms_working (worked) VALUES (0);
"""
ALLOW = """
DROP TRIGGER alarms_signal_append_only ON alarms_signal;
DROP TRIGGER alarms_signal_no_truncate ON alarms_signal;
DROP FUNCTION signals_are_append_only();
DELETE FROM alarms_working;
"""


class Migration(migrations.Migration):
    dependencies = [("alarms", "0001_tables")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
