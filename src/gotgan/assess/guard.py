"""What makes the database itself refuse to change, add to or remove what a signed version stands on, and any step.

On SQLite a table that is remade loses its triggers, and cannot be remade while a trigger of another speaks of it: a
migration that changes one of these tables begins with `unprotect` and ends with `protect`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = (
    "id", "dataset_list_id", "number", "settings", "shortlist", "evidence", "candidates", "pairs", "rules", "names",
    "document", "counts", "panel_from", "without_panel", "minutes", "objections_until",
    "signed_by", "signed_at", "signature", "signed_over", "created",
)  # fmt: skip
"""Columns of a signed version that stay."""
KEPT_OF_LIST = ("id", "slug", "name_ko", "name_en", "purpose_ko", "purpose_en", "owner_id", "by", "created")
"""Columns that stay of a list that has a signed version."""
CHANGE, REMOVAL, ADDITION = "change", "removal", "addition"
_VERBS = {CHANGE: "UPDATE", REMOVAL: "DELETE", ADDITION: "INSERT"}
_MOVES = (("signed", "published"), ("signed", "withdrawn"), ("published", "withdrawn"))
"""States that follow one another once a version is signed."""
_SIGNED, _STEP = "a signed list never changes", "a step that was taken stays"
_VERSIONS = "SELECT 1 FROM assess_listversion v WHERE"
_PANEL = (
    "EXISTS (SELECT 1 FROM assess_panel p JOIN assess_listversion v ON v.id = p.version_id OR v.panel_from = "
    "p.version_id {joins} WHERE v.signed_at IS NOT NULL AND p.state = 'closed' AND {which})"
)
"""A panel that has closed, and on which a signed version stands."""
_ASSESSORS = "JOIN assess_assessor a ON a.panel_id = p.id"
_ASSIGNMENTS = f"{_ASSESSORS} JOIN assess_assignment g ON g.assessor_id = a.id"
_ROUNDS = "JOIN assess_furtherround r ON r.panel_id = p.id"
_FURTHER = f"{_ROUNDS} JOIN assess_furtherassignment f ON f.round_id = r.id"


@dataclass(frozen=True)
class _Guard:
    """What is refused of a table's rows, when a condition on OLD and NEW holds."""

    table: str
    kind: str
    when: str
    says: str = _SIGNED

    @property
    def name(self) -> str:
        return f"assess_{self.table}_no_{self.kind}"


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; doing it again changes nothing. A table or column that no migration has made yet is left to
    the migration that makes it."""
    unprotect(connection)
    there = _columns(connection)
    with connection.cursor() as cursor:
        for guard in _guards(there, "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"):
            for statement in _statements(guard, connection.vendor) if guard.table in there else ():
                cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper, kinds: Collection[str] = tuple(_VERBS)) -> None:
    """Take them down, to undo the migration; those of some kinds in tests that must empty their tables."""
    with connection.cursor() as cursor:
        for guard in _guards({}, ""):
            where = f" ON assess_{guard.table}" if connection.vendor == "postgresql" else ""
            if guard.kind in kinds:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")


def _columns(connection: BaseDatabaseWrapper) -> dict[str, frozenset[str]]:
    """{table of this room: its columns}."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith("assess_"):
                columns = connection.introspection.get_table_description(cursor, name)
                found[name.removeprefix("assess_")] = frozenset(each.name for each in columns)
    return found


def _guards(there: Mapping[str, Collection[str]], differs: str) -> Iterator[_Guard]:
    """`there`: columns by table; `differs`: how the database says that two values, either perhaps null, differ."""

    def moved(table: str, columns: Collection[str]) -> str:
        return " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in columns if name in there.get(table, ()))

    stays = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in _MOVES)
    state = f"OLD.state <> NEW.state AND NOT ({stays})"
    yield _Guard("listversion", CHANGE, f"OLD.signed_at IS NOT NULL AND ({moved('listversion', KEPT)} OR ({state}))")
    yield _Guard("listversion", REMOVAL, "OLD.signed_at IS NOT NULL")
    is_signed = f"EXISTS ({_VERSIONS} v.dataset_list_id = OLD.id AND v.signed_at IS NOT NULL)"
    yield _Guard("datasetlist", CHANGE, f"({moved('datasetlist', KEPT_OF_LIST)}) AND {is_signed}")
    yield _Guard("datasetlist", REMOVAL, is_signed)
    yield _Guard("liststep", CHANGE, "true", _STEP)
    yield _Guard("liststep", REMOVAL, "true", _STEP)
    for table in ("objection", "unmet"):
        yield _Guard(table, CHANGE, f"{_of_signed('OLD')} OR {_of_signed('NEW')}")
        yield _Guard(table, REMOVAL, _of_signed("OLD"))
        yield _Guard(table, ADDITION, _of_signed("NEW"))
    for kind in (CHANGE, REMOVAL):
        yield _Guard("panel", kind, _PANEL.format(joins="", which="p.id = OLD.id"))
        yield _Guard("assessor", kind, _PANEL.format(joins=_ASSESSORS, which="a.id = OLD.id"))
        yield _Guard("assignment", kind, _PANEL.format(joins=_ASSIGNMENTS, which="g.id = OLD.id"))
        yield _Guard("rating", kind, _PANEL.format(joins=_ASSIGNMENTS, which="g.id = OLD.assignment_id"))
        yield _Guard("furtherround", kind, _PANEL.format(joins=_ROUNDS, which="r.id = OLD.id"))
        yield _Guard("furtherassignment", kind, _PANEL.format(joins=_FURTHER, which="f.id = OLD.id"))
        yield _Guard("furtherrating", kind, _PANEL.format(joins=_FURTHER, which="f.id = OLD.assignment_id"))
    yield _Guard("furtherrating", ADDITION, _PANEL.format(joins=_FURTHER, which="f.id = NEW.assignment_id"))
    yield _Guard("rating", ADDITION, _PANEL.format(joins=_ASSIGNMENTS, which="g.id = NEW.assignment_id"))


def _of_signed(row: str) -> str:
    return f"EXISTS ({_VERSIONS} v.id = {row}.version_id AND v.signed_at IS NOT NULL)"


def _statements(guard: _Guard, vendor: str) -> list[str]:
    on = f"BEFORE {_VERBS[guard.kind]} ON assess_{guard.table}"
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {guard.name} {on} WHEN {guard.when} BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"]
    if vendor == "postgresql":
        answer = "OLD" if guard.kind == REMOVAL else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {guard.when} THEN RAISE EXCEPTION '{guard.says}'; END IF; RETURN {answer}; END $$",
            f"CREATE TRIGGER {guard.name} {on} FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
        ]
    return []
