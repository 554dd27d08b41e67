"""The true totals of a question, each person's part bounded; they leave this package only with noise.

Nothing here fails or behaves differently because of a value: what does not read as a number counts as missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from gotgan.engine.profile.relation import Relation
from gotgan.terms.private_ask import Question


@dataclass(frozen=True)
class Rows:
    """The table, the column of the persons (None: each row is one), and how many rows of one person count."""

    relation: Relation
    schema: pa.Schema
    subject: str | None
    most: int

    def place(self, name: str) -> str:
        return f"c{self.schema.names.index(name)}"

    def text(self, name: str) -> str:
        """SQL of a cell as plans speak of it (`texts.as_texts`): 39.0 is `39`."""
        kind, text = self.schema.field(name).type, f"CAST({self.place(name)} AS VARCHAR)"
        is_broken = pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        return f"regexp_replace({text}, '^(-?[0-9]+)[.]0+$', '\\1')" if is_broken else text

    def number(self, name: str, *, is_time: bool) -> str:
        """SQL of a cell as a double, a time as seconds from 1970; null where it is none."""
        if is_time:
            time = f"TRY_CAST({self.place(name)} AS TIMESTAMP)"
            return f"(CASE WHEN isfinite({time}) THEN epoch({time}) END)"
        number = f"TRY_CAST({self.place(name)} AS DOUBLE)"
        return f"(CASE WHEN NOT isnan({number}) THEN {number} END)"


def totals_of(rows: Rows, question: Question) -> list[int]:
    """[rows], [sum in steps], or a histogram's bins, then (by categories) the other texts, then the empty cells.

    One person more or less changes the list by at most `rows.most`, times the greatest step of a sum, in all.
    """
    if question.kind == "count":
        return [_one(rows, question, f"SELECT count(*) FROM {_bounded(rows, question, '1')}")]
    if question.kind == "sum":
        values = _bounded(rows, question, _steps(rows, question), filled=True)
        return [_one(rows, question, f"SELECT coalesce(sum(value), 0) FROM {values}")]
    found = _count(rows, question, _bin(rows, question))
    if question.edges:
        return [found.get(number, 0) for number in (*range(1, len(question.edges)), None)]
    return [found.get(number, 0) for number in (*range(1, len(question.categories or ()) + 1), 0, None)]


def found_values(rows: Rows, question: Question) -> dict[str, int]:
    """How often each text stands in the column; one person changes at most `rows.most` of them, in all by that."""
    return _count(rows, question, rows.text(question.column or ""), filled=True)


def _one(rows: Rows, question: Question, query: str) -> int:
    row = rows.relation.connection.execute(query, _parameters(question)).fetchone()
    return int(row[0]) if row else 0


def _count(rows: Rows, question: Question, value: str, *, filled: bool = False) -> dict[Any, int]:
    query = f"SELECT value, count(*) FROM {_bounded(rows, question, value, filled=filled)} GROUP BY value"
    return dict(rows.relation.connection.execute(query, _parameters(question)).fetchall())


def _bounded(rows: Rows, question: Question, value: str, *, filled: bool = False) -> str:
    """SQL of the values that count. Of a person with more rows, so many by lot; rows of nobody are left out.

    The lot is drawn anew each time and looks at no other person: with one person more or less, the rows of all
    others are chosen as before.
    """
    conditions = [
        f"list_contains(CAST($where{n} AS VARCHAR[]), {rows.text(name)})" for n, name in enumerate(question.where)
    ]
    conditions += ["value IS NOT NULL"] if filled else []
    person = rows.place(rows.subject) if rows.subject is not None else "NULL"
    conditions += [f"{person} IS NOT NULL"] if rows.subject is not None else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    chosen = f"SELECT value, {person} AS person FROM (SELECT {value} AS value, * FROM {rows.relation.source}){where}"
    if rows.subject is None:
        return f"({chosen})"
    lots = f"SELECT *, random() AS lot FROM ({chosen})"
    place = "row_number() OVER (PARTITION BY person ORDER BY lot)"
    return f"(SELECT value FROM ({lots}) QUALIFY {place} <= {rows.most})"


def _parameters(question: Question) -> Mapping[str, Sequence[str]]:
    texts: dict[str, Sequence[str]] = {f"where{n}": list(each) for n, each in enumerate(question.where.values())}
    return {**texts, "categories": list(question.categories)} if question.categories else texts


def _steps(rows: Rows, question: Question) -> str:
    """The value between its bounds, in whole steps. (`greatest` would take an empty cell for the bound.)"""
    (low, high), number = question.units, rows.number(question.column or "", is_time=False)
    bounded = f"greatest({low}.0, least({high}.0, round({number} / {float(question.step)!r})))"
    return f"(CASE WHEN {number} IS NOT NULL THEN CAST({bounded} AS HUGEINT) END)"


def _bin(rows: Rows, question: Question) -> str:
    """The number of the bin from 1, 0 for other texts, null for empty."""
    name = question.column or ""
    if question.edges is None:
        found = f"list_position(CAST($categories AS VARCHAR[]), {rows.text(name)})"
        return f"(CASE WHEN {rows.place(name)} IS NOT NULL THEN coalesce({found}, 0) END)"
    number = rows.number(name, is_time=question.is_of_times)
    below = "".join(f" WHEN {number} < {edge!r} THEN {place}" for place, edge in enumerate(question.edges[1:-1], 1))
    return f"(CASE WHEN {number} IS NULL THEN NULL{below} ELSE {len(question.edges) - 1} END)"
