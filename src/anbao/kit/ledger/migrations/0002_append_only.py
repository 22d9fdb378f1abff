"""The database itself refuses to change or remove a line, whoever asks: UPDATE, DELETE and TRUNCATE all raise."""

from django.db import migrations

FORBID = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON ledger_line
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_line_no_truncate BEFORE TRUNCATE ON ledger_line
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_line_append_only;
ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_line_no_truncate;
"""
ALLOW = """
DROP TRIGGER ledger_line_append_only ON ledger_line;
DROP TRIGGER ledger_line_no_truncate ON ledger_line;
DROP FUNCTION ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
