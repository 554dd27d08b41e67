"""How a release reads and writes its rows: whole and here, or in shards wherever (engine.execute)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from gotgan.engine.deidentify.apply import Job, passed_on, prepare_changes, write_table
from gotgan.engine.deidentify.decide import Decided, decide
from gotgan.engine.deidentify.kept_types import kept_types
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.techniques.pseudonym import Key
from gotgan.engine.detect import detect_parquet
from gotgan.terms.finding import Finding


class Ways(Protocol):
    """The steps of a release that pass over rows; what they give must not hang on how the rows are cut."""

    def decide(self, source: Source, plan: Plan, population: Path | None) -> Decided:
        """Raises: Invalid, NotReached."""
        ...

    def prepare(
        self, source: Source, plan: Plan, names: Sequence[str], keys: Mapping[str, Key], decided: Decided | None
    ) -> Job:
        """Raises: Invalid for a column that cannot be treated."""
        ...

    def write(self, source: Source, job: Job, target: Path) -> int:
        """How many rows."""
        ...

    def detect(self, written: Path) -> list[Finding]: ...


class Whole:
    """One pass after the other over the whole file, in this process."""

    def decide(self, source: Source, plan: Plan, population: Path | None) -> Decided:
        return decide(source.parquet, plan, population=population)

    def prepare(
        self, source: Source, plan: Plan, names: Sequence[str], keys: Mapping[str, Key], decided: Decided | None
    ) -> Job:
        kept = kept_types(source.parquet, passed_on(plan, names), typed=source.typed)
        return Job(tuple(names), decided, prepare_changes(source.parquet, plan, names, keys), kept)

    def write(self, source: Source, job: Job, target: Path) -> int:
        return write_table(source.parquet, job, target)

    def detect(self, written: Path) -> list[Finding]:
        return detect_parquet(written)
