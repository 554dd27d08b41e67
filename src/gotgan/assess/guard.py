"""What makes the database itself refuse to change what a signed version stands on, and any step that was taken.

On SQLite a migration that remakes one of these tables drops its triggers: such a migration ends with `protect`.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = (
    "dataset_list_id", "number", "settings", "shortlist", "evidence", "candidates", "pairs", "rules", "names",
    "document", "counts", "panel_from", "without_panel", "minutes", "objections_until",
    "signed_by", "signed_at", "signature",
)  # fmt: skip
"""Columns of a signed version that stay."""
_SIGNED = "a signed list never changes"
_SIGNED_OF = "(SELECT 1 FROM assess_listversion v WHERE v.id = OLD.version_id AND v.signed_at IS NOT NULL)"


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; doing it again changes nothing."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take them down, to undo the migration."""
    with connection.cursor() as cursor:
        for table in ("listversion", "liststep", "objection"):
            where = f" ON assess_{table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS assess_{table}_no_change{where}")


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        moved = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
        return [
            _sqlite("listversion", f"WHEN OLD.signed_at IS NOT NULL AND ({moved})", _SIGNED),
            _sqlite("liststep", "", "a step that was taken stays"),
            _sqlite("objection", f"WHEN EXISTS {_SIGNED_OF}", _SIGNED),
        ]
    if vendor == "postgresql":
        moved = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
        return [
            *_postgresql("listversion", f"OLD.signed_at IS NOT NULL AND ({moved})", _SIGNED),
            *_postgresql("liststep", "true", "a step that was taken stays"),
            *_postgresql("objection", f"EXISTS {_SIGNED_OF}", _SIGNED),
        ]
    return []


def _sqlite(table: str, when: str, says: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS assess_{table}_no_change BEFORE UPDATE ON assess_{table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


def _postgresql(table: str, when: str, says: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION assess_{table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {when} THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS assess_{table}_no_change ON assess_{table}",
        f"CREATE TRIGGER assess_{table}_no_change BEFORE UPDATE ON assess_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION assess_{table}_refuse()",
    ]
