"""A table's first tier, asked of its database over one session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.pushdown.answers import (
    better_pivot,
    column_state,
    median,
    missing,
    text_sentinels,
)
from gotgan.engine.profile.pushdown.select import Asked, Question, questions, sentinel_question
from gotgan.engine.profile.pushdown.spec import NUMBERS
from gotgan.engine.profile.pushdown.words import Words, words_for
from gotgan.engine.profile.sentinels import TEXT_SENTINELS
from gotgan.engine.profile.state import ColumnState, TableState
from gotgan.engine.sources.sql.model import DbTable, Session
from gotgan.engine.tables import ColumnName
from gotgan.engine.tables.names import column_names

PROBE_ROWS = 1_000
"""Looked at for pivots; a pivot that turns out bad is replaced by the mean and asked again."""
SENTINEL_COLUMNS = 1_500 // len(TEXT_SENTINELS)


@dataclass(frozen=True)
class _Talk:
    session: Session
    words: Words
    table: DbTable
    source: str

    def ask(self, question: Question) -> tuple[int, dict[int, dict[str, Any]]]:
        """The count of rows, and the answers by column."""
        rows, *values = self.session.rows(question.sql, self.table.id)[0]
        found: dict[int, dict[str, Any]] = {}
        for (place, name), value in zip(question.answers, values, strict=True):
            found.setdefault(place, {})[name] = value
        return int(rows), found


def push_down(session: Session, table: DbTable) -> TableState:
    """The first tier of every column, by as many full scans as 100 columns each need, and at most two more for
    sentinels and bad pivots. The guard decides before whether the table may be read whole.

    Exact; mean to 1e-9 and deviation to 1e-6 relative. Raises: as Session does.
    """
    talk = _Talk(
        session, words_for(session.dialect.name, is_unicode=session.is_unicode), table, session.from_clause(table)
    )
    names = column_names([column.name for column in table.columns])
    asked = _with_pivots(talk, [Asked(place, column) for place, column in enumerate(table.columns)])
    rows, answers = _ask_all(talk, asked)
    sentinels = _sentinels(talk, [each for each in asked if int(answers[each.place].get("sentinels") or 0)])
    states = {each.place: _state(names, each, answers, sentinels) for each in asked}
    again = [replace(each, pivot=pivot) for each in asked
             if (pivot := better_pivot(each, states[each.place])) is not None]  # fmt: skip
    if again:
        _, better = _ask_all(talk, again)
        states |= {each.place: _state(names, each, better, sentinels) for each in again}
    lost = [(names[each.place].name, count) for each in asked if (count := missing(answers[each.place]))]
    return TableState(
        facts=facts_of(session, table, names, lost),
        rows=rows,
        duplicates=0,
        row_hashes=None,
        columns=tuple(states[place] for place in range(len(asked))),
        duplicates_exact=False,
        tier=1,
    )


def facts_of(
    session: Session, table: DbTable, names: tuple[ColumnName, ...], lost: Iterable[tuple[str, int]] = ()
) -> TableFacts:
    """`lost`: cells by column that say no date, time or number."""
    warnings = tuple(
        f"{name}: {count} values are beyond what a date, time or number can say; they are read as missing"
        for name, count in lost
    )
    return TableFacts(table.id, session.dialect.name, None, None, 0, 0, names, True, warnings)


def _with_pivots(talk: _Talk, columns: Sequence[Asked]) -> list[Asked]:
    """A value of the column itself, so that the shifted squares lose no more digits than log10(rows)."""
    numbers = [each for each in columns if each.kind in NUMBERS]
    pivots: dict[int, Any] = {}
    for first in range(0, len(numbers), 100):
        chosen = numbers[first : first + 100]
        cells = ", ".join(talk.session.cell(each.column) for each in chosen)
        sql = talk.words.first_rows.format(cells=cells, source=talk.source, rows=PROBE_ROWS)
        rows = talk.session.rows(sql, talk.table.id)
        for each, values in zip(chosen, zip(*rows, strict=True), strict=False):
            pivots[each.place] = median(values, each.kind)
    return [replace(each, pivot=pivots.get(each.place, 0)) for each in columns]


def _ask_all(talk: _Talk, columns: Sequence[Asked]) -> tuple[int, dict[int, dict[str, Any]]]:
    rows = 0
    answers: dict[int, dict[str, Any]] = {}
    for question in questions(talk.words, talk.source, columns):
        rows, found = talk.ask(question)
        answers |= found
    return rows, answers


def _sentinels(talk: _Talk, columns: Sequence[Asked]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for first in range(0, len(columns), SENTINEL_COLUMNS):
        chosen = columns[first : first + SENTINEL_COLUMNS]
        _, answers = talk.ask(sentinel_question(talk.words, talk.source, chosen))
        found |= {place: text_sentinels(each) for place, each in answers.items()}
    return found


def _state(
    names: tuple[ColumnName, ...], each: Asked, answers: dict[int, dict[str, Any]], sentinels: dict[int, dict[str, int]]
) -> ColumnState:
    return column_state(names[each.place], each, answers[each.place], sentinels.get(each.place, {}))
