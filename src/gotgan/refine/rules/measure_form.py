"""Questions of noisy tables as rows that a person fills in, and back; and synthesis likewise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotgan.refine.rules.ways import MEASURES, SYNTHETIC
from gotgan.terms.errors import Invalid, Issue

ASKS = ("count", "sum", "histogram")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class MeasureRow:
    """One question as typed. `edges` and `values` in lines or after commas; `among` are the texts of `where`."""

    ask: str = ""
    column: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    edges: str = ""
    values: str = ""
    delta: str = ""
    where: str = ""
    among: str = ""
    epsilon: str = ""


FIELDS = tuple(MeasureRow.__dataclass_fields__)


def measures_of(rows: Iterable[MeasureRow], *, contributions: str = "", table: str = "") -> dict[str, Any]:
    """The plan that the rows say; a row that asks for nothing is left out. Amounts stay as they were typed.

    Raises: Invalid for a number of contributions that is none.
    """
    steps: dict[str, Any] = {"way": MEASURES, "questions": [_question(row) for row in rows if row.ask]}
    if contributions.strip():
        steps["contributions"] = _whole("contributions", contributions)
    return steps | ({"table": table} if table else {})


def rows_of(steps: Mapping[str, Any]) -> tuple[MeasureRow, ...]:
    """A row for each question of a plan of noisy tables."""
    return tuple(map(_row, steps.get("questions", ())))


def _question(row: MeasureRow) -> dict[str, Any]:
    question: dict[str, Any] = {"ask": row.ask, "epsilon": row.epsilon.strip()}
    if row.where:
        question["where"] = {row.where: list(_parts(row.among))}
    if row.ask == "count":
        return question
    question["column"] = row.column
    if row.ask == "sum":
        typed = {"low": row.low, "high": row.high, "step": row.step}
        return question | {name: text.strip() for name, text in typed.items() if text.strip()}
    if row.values.strip():
        question["categories"] = list(_parts(row.values))
    if row.edges.strip():
        question["edges"] = [_edge(part) for part in _parts(row.edges)]
    if row.delta.strip():
        question["delta"] = row.delta.strip()
    return question


def _parts(text: str) -> Iterable[str]:
    """Lines; of a single line what stands between commas."""
    found = text.splitlines() if "\n" in text.strip() else text.split(",")
    return [part.strip() for part in found if part.strip()]


def _edge(text: str) -> float | int | str:
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def _row(question: Mapping[str, Any]) -> MeasureRow:
    where = next(iter(question.get("where", {}).items()), ("", ()))
    return MeasureRow(
        ask=str(question.get("ask", "")), column=str(question.get("column", "")), low=_typed(question.get("low")),
        high=_typed(question.get("high")), step=_typed(question.get("step")), edges=_lines(question.get("edges", ())),
        values=_lines(question.get("categories", ())), delta=_typed(question.get("delta")), where=where[0],
        among=_lines(where[1]), epsilon=_typed(question.get("epsilon")),
    )  # fmt: skip


def _typed(value: Any) -> str:
    return "" if value is None else str(value)


def _lines(parts: Sequence[Any]) -> str:
    return "\n".join(map(str, parts))


def synthesis_of(
    order: Iterable[str], typed: Mapping[str, str], *, subject: str = "", table: str = ""
) -> dict[str, Any]:
    """The plan of a synthetic table as typed: `typed` holds k, rows, held_out and seed as texts.

    Raises: Invalid naming each that is no number.
    """
    steps: dict[str, Any] = {"way": SYNTHETIC, "order": list(order)}
    issues: list[Issue] = []
    for name in ("k", "rows", "held_out", "seed"):
        text = typed.get(name, "").strip()
        try:
            steps |= {name: _share(name, text) if name == "held_out" else _whole(name, text)} if text else {}
        except Invalid as error:
            issues += error.issues
    if issues:
        raise Invalid(*issues)
    return steps | ({"subject": subject} if subject else {}) | ({"table": table} if table else {})


def _whole(name: str, text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise Invalid(Issue(name, "it is no whole number", "write digits"))
    return int(text)


def _share(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise Invalid(Issue(name, "it is no number", "write digits"))
    return float(text)
