"""That every signal has its source is seen for a group at once, instead of by a look and a lock of the source's row for each signal.

The order of signals is a lock that everybody holds who stores; who removes a source waits for it and looks behind it, so that neither
can overlook the other.
"""

import django.db.models.deletion
from django.db import migrations, models

from anbao.kit.locks import Lock

KEPT = f"""
CREATE FUNCTION signals_have_sources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock({int(Lock.SIGNAL_ORDER)});
  IF EXISTS (SELECT FROM written WHERE NOT EXISTS (SELECT FROM alarms_alarmsource AS s WHERE s.id = written.source_id)) THEN
    RAISE EXCEPTION 'signals of an alarm source that is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER alarms_signal_has_source AFTER INSERT ON alarms_signal
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION signals_have_sources();

CREATE FUNCTION sources_keep_their_signals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock({int(Lock.SIGNAL_ORDER)});
  IF TG_LEVEL = 'STATEMENT' THEN
    IF EXISTS (SELECT FROM alarms_signal) THEN
      RAISE EXCEPTION 'alarm sources have signals: % refused', TG_OP USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM alarms_signal WHERE source_id = OLD.id) THEN
    RAISE EXCEPTION 'alarm source % has signals: % refused', OLD.account, TG_OP USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER alarms_source_keeps_signals BEFORE DELETE OR UPDATE OF id ON alarms_alarmsource
  FOR EACH ROW EXECUTE FUNCTION sources_keep_their_signals();
CREATE TRIGGER alarms_source_no_truncate BEFORE TRUNCATE ON alarms_alarmsource
  FOR EACH STATEMENT EXECUTE FUNCTION sources_keep_their_signals();
"""
LEFT = """
DROP TRIGGER alarms_source_no_truncate ON alarms_alarmsource;
DROP TRIGGER alarms_source_keeps_signals ON alarms_alarmsource;
DROP FUNCTION sources_keep_their_signals();
DROP TRIGGER alarms_signal_has_source ON alarms_signal;
DROP FUNCTION signals_have_sources();
"""


class Migration(migrations.Migration):
    dependencies = [("alarms", "0005_late_hours")]
    operations = [
        migrations.AlterField(
            "signal", "source",
            models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="signals",
                to="alarms.alarmsource",
            ),
        ),
        migrations.RunSQL(KEPT, LEFT),
    ]  # fmt: skip
