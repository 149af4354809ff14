"""The database itself refuses to change what an approved version of the plan says.

A check behind the services, for whoever writes past them. Removing rows is not refused here: a database is emptied by
removing; that the content is what was approved is shown by its hash.
"""

from django.db import migrations

TABLES = ("area", "goal", "spearhead", "segment", "activity")

SQLITE = """
CREATE TRIGGER steering_{table}_sealed_{event} BEFORE {event} ON steering_{table}
WHEN EXISTS (SELECT 1 FROM steering_planversion WHERE id = {row}.version_id AND state IN ('approved', 'replaced'))
BEGIN SELECT RAISE(ABORT, 'steering: an approved version of the plan cannot be changed'); END;
"""

SQLITE_VERSION = """
CREATE TRIGGER steering_planversion_sealed BEFORE UPDATE ON steering_planversion
WHEN OLD.state IN ('approved', 'replaced')
 AND (NEW.state NOT IN ('approved', 'replaced') OR NEW.content_hash <> OLD.content_hash)
BEGIN SELECT RAISE(ABORT, 'steering: an approved version of the plan cannot be changed'); END;
"""

FUNCTION_VERSION = """
CREATE FUNCTION steering_refuse_unsealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('approved', 'replaced')
     AND (NEW.state NOT IN ('approved', 'replaced') OR NEW.content_hash <> OLD.content_hash) THEN
    RAISE EXCEPTION 'steering: an approved version of the plan cannot be changed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""

POSTGRESQL_VERSION = """
CREATE TRIGGER steering_planversion_sealed BEFORE UPDATE ON steering_planversion
FOR EACH ROW EXECUTE FUNCTION steering_refuse_unsealing();
"""

FUNCTION = """
CREATE FUNCTION steering_refuse_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM steering_planversion
             WHERE state IN ('approved', 'replaced')
               AND (id = NEW.version_id OR (TG_OP = 'UPDATE' AND id = OLD.version_id))) THEN
    RAISE EXCEPTION 'steering: an approved version of the plan cannot be changed'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""

POSTGRESQL = """
CREATE TRIGGER steering_{table}_sealed BEFORE INSERT OR UPDATE ON steering_{table}
FOR EACH ROW EXECUTE FUNCTION steering_refuse_sealed();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (FUNCTION, FUNCTION_VERSION, POSTGRESQL_VERSION):
            schema_editor.execute(statement)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table=table))
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE_VERSION)
        for table in TABLES:
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
                schema_editor.execute(SQLITE.format(table=table, event=event, row=row))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ("sealed", "unsealing"):
            schema_editor.execute(f"DROP FUNCTION steering_refuse_{name}() CASCADE")
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS steering_planversion_sealed")
        for table in TABLES:
            for event in ("INSERT", "UPDATE"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS steering_{table}_sealed_{event}")


class Migration(migrations.Migration):
    dependencies = [("steering", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
