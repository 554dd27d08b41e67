"""One SELECT from the metric spec and the words of a dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gotgan.engine.profile.pushdown.spec import MOMENTS, Metric, metrics_of
from gotgan.engine.profile.pushdown.words import Words
from gotgan.engine.profile.sentinels import TEXT_SENTINELS
from gotgan.engine.sources.sql.model import DbColumn

MOST_COLUMNS = 100
MOST_EXPRESSIONS = 1_500
"""PostgreSQL takes 1,664 expressions in one SELECT, SQLite 2,000."""

Pivot = int | float | Decimal


@dataclass(frozen=True)
class Asked:
    """A column to ask about; `place` is its place in the table, `pivot` what its numbers are shifted by."""

    place: int
    column: DbColumn
    pivot: Pivot = 0

    @property
    def kind(self) -> str:
        return self.column.type.kind


@dataclass(frozen=True)
class Question:
    """`answers` says of each expression behind the first (the count of rows) which column and metric it is."""

    sql: str
    answers: tuple[tuple[int, str], ...]


def questions(words: Words, source: str, columns: Sequence[Asked]) -> Iterator[Question]:
    """As few SELECTs as MOST_COLUMNS and MOST_EXPRESSIONS allow; one for a table without columns."""
    chosen: list[Asked] = []
    width = 0
    for asked in columns:
        wide = len(list(expressions(words, asked)))
        if chosen and (len(chosen) == MOST_COLUMNS or width + wide > MOST_EXPRESSIONS):
            yield question(words, source, chosen)
            chosen, width = [], 0
        chosen.append(asked)
        width += wide
    yield question(words, source, chosen)


def question(words: Words, source: str, columns: Sequence[Asked]) -> Question:
    told = [(asked.place, name, sql) for asked in columns for name, sql in expressions(words, asked)]
    cells = [cell for asked in columns for cell in _cells(words, asked)]
    select = ", ".join([f"{words.count}(*)", *(sql for _, _, sql in told)])
    inner = f"(SELECT {', '.join(cells)} FROM {source}{words.fence}) cells" if cells else source
    return Question(f"SELECT {select} FROM {inner}", tuple((place, name) for place, name, _ in told))


def _cells(words: Words, asked: Asked) -> Iterator[str]:
    quoted = words.dialect.quote(asked.column.name)
    for cell, sql in words.cells[asked.kind].items():
        yield f"{_fill(sql, {'c': quoted, 'p': written(asked.pivot)})} AS {cell}{asked.place}"


def expressions(words: Words, asked: Asked) -> Iterator[tuple[str, str]]:
    """Name and SQL of each metric of a column's kind."""
    names = {cell: f"{cell}{asked.place}" for cell in words.cells[asked.kind]}
    values = ", ".join(words.literal(text) for text in TEXT_SENTINELS)
    own = {name: _fill(sql, {**names, "values": values}) for name, sql in _own(words, asked.kind).items()}
    for metric in metrics_of(asked.kind):
        for name, sql in _said(words, metric, asked.kind):
            yield name, _fill(sql, {**names, **own})


def _own(words: Words, kind: str) -> Mapping[str, str]:
    """The dialect's own words that a kind needs."""
    if kind == "text":
        names = ("ordered", "length", "is_replaced", "is_sentinel")
        return {name: str(getattr(words, name)) for name in names}
    return {"scale": words.scale} if kind == "number" and words.scale else {}


def _said(words: Words, metric: Metric, kind: str) -> Iterator[tuple[str, str]]:
    if metric.id in words.split:
        yield from words.split[metric.id].items()
        return
    key = f"{metric.id} {'moment' if kind in MOMENTS else kind}"
    sql = words.otherwise.get(key, words.otherwise.get(metric.id, metric.sql))
    if sql is not None:
        yield metric.id, sql.replace("COUNT(", f"{words.count}(")


def _fill(sql: str, parts: Mapping[str, str]) -> str:
    """Names go in once, all together: what is put in is never looked at again."""
    return sql.format_map(parts)


def written(pivot: Pivot) -> str:
    """A number as every dialect reads it."""
    return format(pivot, "f") if isinstance(pivot, Decimal) else repr(pivot)


def sentinel_question(words: Words, source: str, columns: Sequence[Asked]) -> Question:
    """How often each sentinel stands in text columns that have some."""
    told = []
    for asked in columns:
        for number, text in enumerate(TEXT_SENTINELS):
            condition = _fill(words.is_sentinel, {"f": f"f{asked.place}", "values": words.literal(text)})
            told.append((asked.place, str(number), f"{words.count}(CASE WHEN {condition} THEN 1 END)"))
    cells = [cell for asked in columns for cell in _cells(words, asked) if cell.endswith(f" AS f{asked.place}")]
    select = ", ".join([f"{words.count}(*)", *(sql for _, _, sql in told)])
    sql = f"SELECT {select} FROM (SELECT {', '.join(cells)} FROM {source}{words.fence}) cells"
    return Question(sql, tuple((place, name) for place, name, _ in told))
