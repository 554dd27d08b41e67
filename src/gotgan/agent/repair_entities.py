"""Rows of one person, institution or place in a written table, or in two: what was found in its columns goes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from gotgan.engine.detect import detect_parquet
from gotgan.engine.repair.entities.blocks import MOST_PAIRS, Prepared, prepare
from gotgan.engine.repair.entities.columns import Role, fullest_address, roles_of
from gotgan.engine.repair.entities.link import LIKELY, MOST_SUGGESTED, SEED, Linked, Pair, link
from gotgan.engine.repair.tally import Tally
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import IdentifierKind

STEP = "entities"
MOST_ROWS = 1_000_000
_FEWEST = 2
"""Columns to compare: one alone says too little."""


def find_entities(parquet: Path, against: Path | None, said: Tally) -> tuple[list[str], Sequence[Pair]] | None:
    """The compared columns and the likely pairs; None where the table does not say of whom it speaks.

    Raises: Invalid for a table that is too long, ModuleNotFoundError without splink, Unavailable.
    """
    tables = [parquet, *([against] if against else [])]
    roles = _shared([_roles(table) for table in tables])
    if len(roles[0]) < _FEWEST:
        said.add(STEP, None, "fewer than two columns say who or where: rows were not compared")
        return None
    frames = [_read(table, of) for table, of in zip(tables, roles, strict=True)]
    kept = fullest_address(roles[0], frames[0])
    roles = [[role for role, first in zip(of, roles[0], strict=True) if first in kept] for of in roles]
    prepared = prepare(frames, roles)
    linked = link(prepared)
    _note(prepared, linked, said, against is not None)
    return [role.column for role in roles[0]], linked.pairs


def _roles(parquet: Path) -> list[Role]:
    found: dict[str, list[IdentifierKind]] = defaultdict(list)
    for finding in detect_parquet(parquet):
        if finding.column:
            found[finding.column].append(IdentifierKind(finding.kind))
    return roles_of(pq.read_schema(parquet), found)


def _shared(roles: Sequence[list[Role]]) -> list[list[Role]]:
    """Of two tables the columns of one kind, paired by name where they can be, else in their order."""
    if len(roles) == 1:
        return list(roles)
    left, right = [], []
    others = list(roles[1])
    for role in roles[0]:
        fitting = [other for other in others if other.kind == role.kind]
        best = next((other for other in fitting if other.column == role.column), fitting[0] if fitting else None)
        if best:
            others.remove(best)
            left.append(role)
            right.append(best)
    return [left, right]


def _read(parquet: Path, roles: Sequence[Role]) -> pl.DataFrame:
    if pq.read_metadata(parquet).num_rows > MOST_ROWS:
        what = f"has more than {MOST_ROWS} rows, too many to compare here"
        raise Invalid(Issue("--entities", f"the table {what}", "take a part of it first"))
    return pl.read_parquet(parquet, columns=[role.column for role in roles], memory_map=False)


def _note(prepared: Prepared, linked: Linked, said: Tally, of_two: bool) -> None:
    what = "in the two tables that are likely one thing" if of_two else "that are likely one thing"
    said.add(
        STEP, None, f"pairs of rows {what} (probability {LIKELY} and more)", found=len(linked.pairs),
        suggestion="write yes into accept where it is true, and repair again with --accept",
        details={
            "compared_by": [{"column": role.column, "kind": role.kind} for role in prepared.roles],
            "pairs_compared": linked.compared, "seed": SEED, "weights": "learnt" if linked.learnt else "default",
        },
    )  # fmt: skip
    for block in prepared.blocks:
        if block.left_out:
            said.add(
                STEP, None, f"rows not compared by {block.says}: too many agree in it "
                f"(at most {MOST_PAIRS} pairs are compared)", found=block.left_out,
            )  # fmt: skip
    if linked.households:
        said.add(STEP, None, "pairs that share a telephone or an address, but neither name nor day: not suggested",
                 found=linked.households)  # fmt: skip
    if linked.left_out:
        said.add(STEP, None, f"likely pairs beyond the first {MOST_SUGGESTED}", found=linked.left_out)
