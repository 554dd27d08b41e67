"""What makes the database itself refuse to change a questionnaire that was published."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS survey_form_no_change BEFORE UPDATE ON survey_form WHEN OLD.published IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published questionnaire never changes'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION survey_form_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published questionnaire never changes'; END $$;
DROP TRIGGER IF EXISTS survey_form_no_change ON survey_form;
CREATE TRIGGER survey_form_no_change BEFORE UPDATE ON survey_form
FOR EACH ROW WHEN (OLD.published IS NOT NULL) EXECUTE FUNCTION survey_form_refuse();
"""


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the trigger up; doing it again changes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_SQLITE)
        elif connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take it down, to undo the migration."""
    with connection.cursor() as cursor:
        where = " ON survey_form" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS survey_form_no_change{where}")
