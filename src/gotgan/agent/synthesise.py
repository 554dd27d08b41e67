"""A file's table drawn anew: read, learnt from, proved, and released or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from gotgan.agent.one_table import one_table
from gotgan.engine.deidentify.folder import check_folder
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import Released
from gotgan.engine.deidentify.synthetic.synthesise import synthesise
from gotgan.terms.recipe import Recipe


def synthesise_file(path: Path, folder: Path, recipe: Recipe) -> Released:
    """Write `folder`. Raises: Invalid for file, recipe or folder; OSError (disk full)."""
    check_folder(folder)
    started = _now()
    with one_table(path) as found:
        table = found.table
        names = tuple(column.name for column in table.columns)
        source = Source(found.parquet, table.path, table.sha256, names, found.rows, table.typed)
        return synthesise(source, recipe, folder, started=started, now=_now)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
