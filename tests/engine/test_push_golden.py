"""The SQL of each metric in each dialect, as written down. `python -m tests.engine.test_push_golden` writes it anew."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from gotgan.engine.profile.pushdown.select import (
    MOST_COLUMNS,
    MOST_EXPRESSIONS,
    Asked,
    expressions,
    question,
    questions,
    sentinel_question,
    written,
)
from gotgan.engine.profile.pushdown.words import POSTGRESQL_LEGACY, WORDS, Words
from gotgan.engine.sources.sql.dialect import capabilities
from gotgan.engine.sources.sql.model import ColumnType, DbColumn

GOLDEN = Path(__file__).parent.parent / "golden" / "pushdown"
EVERY = {**WORDS, "postgresql-legacy": POSTGRESQL_LEGACY}
NEVER = re.compile(r"DISTINCT|ORDER BY|GROUP BY|PERCENTILE|RAND\(|APPROX|MEDIAN", re.IGNORECASE)


def asked(kind: str, name: str = "값", place: int = 0) -> Asked:
    return Asked(place, DbColumn(name, kind, ColumnType(kind)), -5)


def told(words: Words) -> dict[str, str]:
    """File name to content: one file a metric, one paragraph a kind of column; `cells` is what all stand on."""
    files: dict[str, list[str]] = {}
    for kind in words.cells:
        inner = question(words, "source", [asked(kind)]).sql.partition(" FROM (")[2]
        files.setdefault("cells", []).append(f"-- {kind}\n({inner}")
        for name, sql in expressions(words, asked(kind)):
            files.setdefault(name, []).append(f"-- {kind}\n{sql}")
    files["each_sentinel"] = [sentinel_question(words, "source", [asked("text")]).sql]
    files["all"] = [question(words, "source", [asked(kind, place=n) for n, kind in enumerate(words.cells)]).sql]
    return {f"{name}.sql": "\n".join(parts) + "\n" for name, parts in files.items()}


@pytest.mark.parametrize("dialect", EVERY)
def test_sql_is_what_was_written_down(dialect: str) -> None:
    folder = GOLDEN / dialect
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert told(EVERY[dialect]) == kept


@pytest.mark.parametrize("dialect", EVERY)
def test_sql_never_counts_distinct_values_and_never_sorts(dialect: str) -> None:
    assert not [name for name, sql in told(EVERY[dialect]).items() if NEVER.search(sql)]


@pytest.mark.parametrize("dialect", EVERY)
def test_names_cannot_break_out(dialect: str) -> None:
    words = EVERY[dialect]
    for name in ('"; DROP TABLE x; --', "`; x", "]; x", "{c} {p} %s", "COUNT("):
        sql = question(words, "source", [asked("text", name)]).sql
        assert words.dialect.quote(name) in sql
        assert sql.replace(words.dialect.quote(name), "").count("DROP") == 0


def test_a_pivot_is_written_in_full() -> None:
    assert (written(-5), written(Decimal("1E+3")), written(1e-7)) == ("-5", "1000", "1e-07")


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("kind", ["text", "integer", "decimal"])
def test_wide_tables_are_asked_in_pieces(dialect: str, kind: str) -> None:
    columns = [asked(kind, f"c{place}", place) for place in range(251)]
    pieces = list(questions(EVERY[dialect], "source", columns))
    assert sorted({place for piece in pieces for place, _ in piece.answers}) == list(range(251))
    for piece in pieces:
        assert len({place for place, _ in piece.answers}) <= MOST_COLUMNS
        assert len(piece.answers) <= MOST_EXPRESSIONS
    assert len(pieces) == 3


def test_what_was_never_executed_says_so() -> None:
    assert {name for name, said in capabilities().items() if "never executed" in said} == {"oracle", "mssql"}


if __name__ == "__main__":
    for name, words in EVERY.items():
        (GOLDEN / name).mkdir(parents=True, exist_ok=True)
        for file, content in told(words).items():
            (GOLDEN / name / file).write_text(content, encoding="utf-8")
