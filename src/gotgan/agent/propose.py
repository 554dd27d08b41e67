"""Plans proposed for a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from gotgan.agent.one_table import one_table
from gotgan.engine.deidentify.plan import read_plan
from gotgan.engine.deidentify.weighing.candidates import Variant
from gotgan.engine.deidentify.weighing.proposals import Effort, propose_plans
from gotgan.terms.errors import Invalid, Issue


def propose_for_file(
    path: Path, plan: Path, *, target: str | None, techniques: Sequence[str], most: int, seconds: float
) -> dict[str, Any]:
    """`techniques`: each `COLUMN={do: ...}`. Raises: Invalid for file, plan, technique or target; NotAllowed."""
    read = read_plan(plan)
    variants = [_variant(given) for given in techniques]
    effort = Effort(most=most, seconds=seconds)
    with ExitStack() as opened:
        table = opened.enter_context(one_table(path))
        whole = read.folder / read.privacy.population if read.privacy.population else None
        population = opened.enter_context(one_table(whole)).parquet if whole else None
        return propose_plans(
            table.parquet, read, target=target, variants=variants, population=population, effort=effort
        )


def _variant(given: str) -> Variant:
    column, _, text = given.partition("=")
    try:
        entry = yaml.safe_load(text)
    except yaml.YAMLError:
        entry = None
    if not column or not isinstance(entry, dict) or "do" not in entry:
        raise Invalid(Issue("--technique", "is not COLUMN={do: ...}", "write it as a plan would"))
    return Variant(f"{column}: {entry['do']}", {column: entry})
