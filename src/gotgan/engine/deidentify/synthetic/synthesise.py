"""A synthetic table with what it is measured by and its receipt; the folder appears whole or not at all."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sklearn

from gotgan import __version__
from gotgan.engine.deidentify.folder import beside
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import DATA, PROOF, RECEIPT, Released
from gotgan.engine.deidentify.synthetic.cells import Cells, Codes, Reals, read_cells
from gotgan.engine.deidentify.synthetic.closeness import measure_closeness
from gotgan.engine.deidentify.synthetic.copies import copies_of_one, measure_copies, measure_distances
from gotgan.engine.deidentify.synthetic.proof import prove_written
from gotgan.engine.deidentify.synthetic.shared import Learnt, learn
from gotgan.engine.deidentify.synthetic.trees import draw_columns
from gotgan.engine.package.manifest import entry_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.receipt import Receipt
from gotgan.terms.recipe import LABEL, Recipe

CLOSENESS = "closeness.json"
_LEAST_LEAVES = 2
"""A table of fewer times k persons on either side teaches nothing that may be told."""


def synthesise(source: Source, recipe: Recipe, folder: Path, *, started: str, now: Callable[[], str]) -> Released:
    """Learn from a share of the persons, draw new rows, measure them against the others, write all beside one another.

    Writes data.parquet, closeness.json ({label, released, reason, rows, closeness, copies, distances, findings}),
    proof.json (what separate code finds in the written file: `proof.prove_written`) and receipt.json. Everything is
    labelled "synthetic, not private". A text shared by fewer than `recipe.k` persons becomes `*` (in other types
    empty), a number shared by fewer is replaced by one between its neighbours, and the outermost numbers are drawn in
    to where k persons stand. Not released: identifiers in what was drawn, rows that equal one person's in every
    column, rows that lie nearer to those learnt from than to others.
    Memory: about 30 bytes a cell of the columns written.
    Raises: Invalid (the recipe, or too few persons), OSError; nothing is left then.
    """
    names = recipe.columns_of(source.names)
    kinds = kept_types(source.parquet, names, typed=source.typed)
    table = pq.read_table(source.parquet, columns=list(dict.fromkeys([*names, *_subject(recipe)])))
    cells = [read_cells(name, table.column(name), kinds[name]) for name in names]
    train, held_out, persons = _split(table, recipe)
    learnt = [learn(column, train, persons[train], recipe.k) for column in cells]
    rows = recipe.rows if recipe.rows is not None else len(train)
    drawn = draw_columns(learnt, persons[train], k=recipe.k, rows=rows, seed=recipe.seed)
    drawn, dropped = _without_copies(cells, persons, drawn, recipe)
    with beside(folder) as part:
        pq.write_table(_table(cells, drawn), part / DATA)
        measured = _measured(cells, (train, held_out), drawn, recipe)
        proof = prove_written(part / DATA, source.parquet, names, recipe.subject, measured["distances"])
        verdict = {"label": LABEL, "released": proof["released"], "reason": proof["reason"]}
        documents = {CLOSENESS: {**verdict, **measured, "findings": proof["findings"]}, PROOF: {**verdict, **proof}}
        reason = proof["reason"]
        if reason:
            (part / DATA).unlink()
        told = {"rows": len(drawn[0]), "asked": rows, "dropped": dropped}
        documents[RECEIPT] = _receipt(source, recipe, learnt, part, told, (started, now())).to_json()
        for name, document in documents.items():
            _write(part / name, document)
    return Released(documents, (reason,) if reason else ())


def _subject(recipe: Recipe) -> list[str]:
    return [recipe.subject] if recipe.subject is not None else []


def _split(table: pa.Table, recipe: Recipe) -> tuple[Codes, Codes, Codes]:
    """(rows to learn from, rows held out, the person of every row); a row without a person is a person of its own."""
    if recipe.subject is None:
        persons = np.arange(table.num_rows)
    else:
        coded = table.column(recipe.subject).combine_chunks().dictionary_encode()
        coded = pa.concat_arrays(coded.chunks) if isinstance(coded, pa.ChunkedArray) else coded
        found = coded.indices.to_numpy(zero_copy_only=False).astype(np.float64)
        alone = len(coded.dictionary) + np.arange(len(found))
        numbers = np.where(np.isnan(found), alone, np.nan_to_num(found)).astype(np.int64)
        _, persons = np.unique(numbers, return_inverse=True)
    everyone = np.arange(int(persons.max(initial=-1)) + 1)
    lots = np.random.default_rng([recipe.seed, 1]).permutation(everyone)
    apart = lots[: round(len(lots) * recipe.held_out)]
    if min(len(apart), len(lots) - len(apart)) < _LEAST_LEAVES * recipe.k:
        place = recipe.subject if recipe.subject is not None else "the table"
        raise Invalid(Issue(place, "holds too few persons to learn from and to compare with", "take a lower k or more"))
    is_apart = np.isin(persons, apart)
    return np.flatnonzero(~is_apart), np.flatnonzero(is_apart), persons


def _table(cells: Sequence[Cells], drawn: Sequence[Reals]) -> pa.Table:
    columns = {column.name: column.to_arrow(values) for column, values in zip(cells, drawn, strict=True)}
    return pa.table(columns).replace_schema_metadata({"label": LABEL})


def _without_copies(
    cells: Sequence[Cells], persons: Codes, drawn: list[Reals], recipe: Recipe
) -> tuple[list[Reals], int]:
    """(rows that equal no single person's, how many were left out). Raises: Invalid when none is left."""
    if recipe.copies == "keep":
        return drawn, 0
    is_copy = copies_of_one(cells, persons, drawn)
    if is_copy.all():
        remedy = "write fewer columns, or group their values first"
        raise Invalid(Issue("the table", "every row that was drawn equals one person's", remedy))
    return [column[~is_copy] for column in drawn], int(is_copy.sum())


def _measured(
    cells: Sequence[Cells], split: tuple[Codes, Codes], drawn: Sequence[Reals], recipe: Recipe
) -> dict[str, Any]:
    """Measured against the cells as they are in the source, before anything was put together."""
    train, held_out = ([column.take(rows) for column in cells] for rows in split)
    return {
        "rows": {"learnt_from": len(train[0]), "held_out": len(held_out[0]), "synthetic": len(drawn[0])},
        "closeness": measure_closeness(cells, train, held_out, drawn, recipe.seed),
        "copies": measure_copies(train, held_out, drawn),
        "distances": measure_distances(cells, train, held_out, drawn, recipe.seed),
    }


def _receipt(
    source: Source,
    recipe: Recipe,
    learnt: Sequence[Learnt],
    part: Path,
    told: Mapping[str, int],
    times: tuple[str, str],
) -> Receipt:
    files = [entry_of(part / DATA, part)] if (part / DATA).exists() else []
    return Receipt(
        activity="synthesise",
        started=times[0],
        finished=times[1],
        inputs=({"path": source.path, "sha256": source.sha256, "rows": source.rows},),
        parameters={
            "label": LABEL, "method": "sequential trees", "order": [each.cells.name for each in learnt], "k": recipe.k,
            "seed": recipe.seed, "subject": recipe.subject, "rows": told["asked"], "held_out": recipe.held_out,
            "copies": recipe.copies,
        },
        versions={"gotgan": __version__, "python": platform.python_version(), "numpy": np.__version__,
                  "pyarrow": pa.__version__, "scikit-learn": sklearn.__version__},
        outputs=tuple({"path": file.path, "sha256": file.sha256, "rows": told["rows"]} for file in files),
        steps=(*_steps(source, learnt), *_copies_step(told["dropped"])),
    )  # fmt: skip


def _copies_step(dropped: int) -> list[dict[str, Any]]:
    if not dropped:
        return []
    reason = "equals one person's rows in every column"
    return [{"name": "copies", "column": None, "changed": 0, "dropped": dropped, "reason": reason, "examples": []}]


def _steps(source: Source, learnt: Sequence[Learnt]) -> list[dict[str, Any]]:
    """One a column; `changed` counts cells of the rows learnt from whose value was not repeated. No examples."""
    written = {each.cells.name: each for each in learnt}
    steps = []
    for name in source.names:
        step = {"name": "synthesise", "column": name, "changed": 0, "dropped": 0, "examples": []}
        if name not in written:
            steps.append({**step, "name": "suppress", "changed": source.rows, "reason": "the column is not written"})
            continue
        each = written[name]
        is_rare = each.cells.is_number and ~each.is_common & ~np.isnan(each.values)
        steps += [
            {**step, "changed": changed, "reason": reason}
            for changed, reason in (
                (each.rest, "held by too few persons: put together as the rest"),
                (each.drawn_in, "beyond what k persons reach: drawn in"),
                (int(np.sum(is_rare)), "held by too few persons: another number between its neighbours"),
            )
            if changed
        ] or [{**step, "reason": "every value is held by k persons"}]
    return steps


def _write(path: Path, document: Mapping[str, Any]) -> None:
    head = {"gotgan": __version__, "kind": f"synthesise {path.stem}"}
    text = json.dumps({**head, **document}, ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
