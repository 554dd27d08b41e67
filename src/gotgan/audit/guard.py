"""What makes the database itself refuse to change or remove an event."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_event_no_{verb} BEFORE {verb} ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$;
DROP TRIGGER IF EXISTS audit_event_no_change ON audit_event;
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
"""
_VERBS = ("update", "delete")


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; doing it again changes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in _VERBS:
                cursor.execute(_SQLITE.format(verb=verb))
        elif connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down: to undo the migration, and in tests that must empty their tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in _VERBS:
                cursor.execute(f"DROP TRIGGER IF EXISTS audit_event_no_{verb}")
        elif connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS audit_event_no_change ON audit_event")
