"""A file de-identified by a plan: read, treated, proved, and released or refused."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gotgan.agent.one_table import one_table
from gotgan.agent.picture_table import table_of_pictures
from gotgan.engine.deidentify.folder import check_folder
from gotgan.engine.deidentify.plan import check_names, read_plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.release import Released, deidentify, refuse
from gotgan.engine.deidentify.techniques.pictures import DO, check_models
from gotgan.engine.deidentify.ways import Ways
from gotgan.engine.deidentify.weighing.glance import try_variants
from gotgan.terms.errors import Invalid, Issue, NotAllowed


def deidentify_file(
    path: Path,
    plan: Path,
    folder: Path,
    *,
    with_csv: bool = False,
    earlier: Sequence[Path] = (),
    predict: str | None = None,
    ways: Ways | None = None,
) -> Released:
    """Write `folder`; `earlier`, `predict` and `ways` as in `release.deidentify`. A refusal leaves `proof.json`.

    Raises: Invalid for file, plan or folder, NotAllowed when the target cannot be reached, OSError (disk full).
    """
    check_folder(folder)
    started = _now()
    try:
        read = read_plan(plan)
        check_models(read)
        with ExitStack() as opened:
            found = opened.enter_context(table_of_pictures(path, read.named(DO)))
            whole = read.folder / read.privacy.population if read.privacy.population else None
            population = opened.enter_context(one_table(whole)).parquet if whole else None
            table = found.table
            names = tuple(column.name for column in table.columns)
            source = Source(found.parquet, table.path, table.sha256, names, found.rows, table.typed)
            return deidentify(
                source, read, folder,
                with_csv=with_csv, started=started, now=_now, population=population, earlier=earlier,
                predict=predict, ways=ways,
            )  # fmt: skip
    except (Invalid, NotAllowed) as error:
        refuse(folder, str(error))
        raise


def try_file(path: Path, plan: Path) -> dict[str, Any]:
    """What variants of the plan would lose and risk; nothing is written. Raises: Invalid, NotAllowed."""
    read = read_plan(plan)
    if not read.keys:
        raise Invalid(Issue(str(plan), "has no keys to vary", "mark the quasi-identifiers by do: key"))
    with ExitStack() as opened:
        found = opened.enter_context(one_table(path))
        check_names(read, [column.name for column in found.table.columns])
        whole = read.folder / read.privacy.population if read.privacy.population else None
        population = opened.enter_context(one_table(whole)).parquet if whole else None
        return {"trials": try_variants(found.parquet, read, population=population)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
