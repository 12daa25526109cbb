"""Events and checkpoints only ever grow: triggers refuse deletes, and updates other than the sealer's."""

from typing import Any

from django.db import migrations

FROZEN = (
    "id", "organisation_id", "type", "version", "at", "actor", "reason", "request", "public", "sealed", "key",
    "commitment", "leaf",
)

SQLITE_ON = [
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event"
    " WHEN OLD.log_index IS NOT NULL OR NEW.log_index IS NULL OR NEW.place IS NULL OR {changed}"
    " BEGIN SELECT RAISE(ABORT, 'an event takes its index once and is never changed'); END",
    "CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END",
    "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END",
]

POSTGRESQL_ON = [
    "CREATE FUNCTION garant_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION garant_refuse()",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event EXECUTE FUNCTION garant_refuse()",
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event FOR EACH ROW"
    " WHEN (OLD.log_index IS NOT NULL OR NEW.log_index IS NULL OR NEW.place IS NULL OR {changed})"
    " EXECUTE FUNCTION garant_refuse()",
    "CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION garant_refuse()",
    "CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint EXECUTE FUNCTION garant_refuse()",
    "CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION garant_refuse()",
]

NAMES = [
    ("event", "event_no_delete"), ("event", "event_no_update"), ("event", "event_no_truncate"),
    ("checkpoint", "checkpoint_no_delete"), ("checkpoint", "checkpoint_no_update"),
    ("checkpoint", "checkpoint_no_truncate"),
]


def protect(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in FROZEN)
    for statement in POSTGRESQL_ON if postgresql else SQLITE_ON:
        schema_editor.execute(statement.replace("{changed}", changed), params=None)


def release(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, name in NAMES:
        if postgresql:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
        elif "truncate" not in name:
            schema_editor.execute(f"DROP TRIGGER {name}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION garant_refuse()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
