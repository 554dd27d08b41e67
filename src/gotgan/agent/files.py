"""Commands on named files: what each gave, and every problem met, told together at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gotgan.agent.gather import Gathered, gather_tables
from gotgan.agent.measure import Measure, profile_gathered
from gotgan.agent.walk import name_of, why_no_file
from gotgan.engine.detect import detect_parquet, detect_text
from gotgan.engine.detect.plugins import Plugin
from gotgan.engine.profile import profile_parquet
from gotgan.engine.tables import FreeText, Unread
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import Finding

Handle = Callable[[Gathered | FreeText], dict[str, Any] | None]


@dataclass
class Done:
    """`problems` are files and members that failed, and files that gave nothing at all."""

    results: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Issue] = field(default_factory=list)

    def problems_as_json(self) -> dict[str, Any]:
        return {"problems": [{"path": p.place, "reason": p.what} for p in self.problems]} if self.problems else {}

    def check(self) -> None:
        """Raises: Invalid when there was a problem."""
        if self.problems:
            raise Invalid(*self.problems)


def profile_files(files: Sequence[Path], *, measure: Measure = profile_parquet, in_place: bool = False) -> Done:
    """The measured profile of every table of the files. `in_place`: Parquet is not copied first."""

    def handle(found: Gathered | FreeText) -> dict[str, Any] | None:
        return None if isinstance(found, FreeText) else profile_gathered(found, measure=measure)[0].to_json()

    return for_each_table(files, handle, in_place=in_place)


def detect_files(files: Sequence[Path], *, with_spans: bool = False, plugins: Sequence[Plugin] = ()) -> Done:
    """The findings of every table and every free text of the files; `plugins` are asked beside the rules."""

    def handle(found: Gathered | FreeText) -> dict[str, Any]:
        findings = _findings(found, with_spans, plugins)
        path = found.path if isinstance(found, FreeText) else found.table.path
        return {"path": path, "findings": [finding.to_json() for finding in findings]}

    return for_each_table(files, handle)


def _findings(found: Gathered | FreeText, with_spans: bool, plugins: Sequence[Plugin]) -> list[Finding]:
    if isinstance(found, FreeText):
        return detect_text(found.lines(), with_spans=with_spans, plugins=plugins)
    columns = found.table.columns
    return detect_parquet(found.parquet, columns=columns, with_spans=with_spans, plugins=plugins)


def for_each_table(files: Sequence[Path], handle: Handle, *, in_place: bool = False) -> Done:
    """Hand every table and free text of the files to `handle`; None from it means nothing of use."""
    done = Done()
    for path in files:
        if missing := why_no_file(path):
            done.problems.append(missing)
            continue
        with _scratch() as scratch:
            gathered = gather_tables(path, name=name_of(path), scratch=scratch, in_place=in_place)
            _handle_file(gathered, handle, done, name_of(path))
    return done


def _handle_file(found: Iterable[Gathered | FreeText | Unread], handle: Handle, done: Done, name: str) -> None:
    before, skipped, failed = len(done.results), "no table in it", False
    for item in found:
        if isinstance(item, Unread) and not isinstance(item, FreeText):
            failed = failed or item.status == "failed"
            skipped = item.reason
            if item.status == "failed":
                done.problems.append(Issue(item.path, item.reason))
            continue
        result = handle(item)
        if result is not None:
            done.results.append(result)
        elif isinstance(item, FreeText):
            skipped = item.reason
        if isinstance(item, Gathered):
            item.discard()
    if len(done.results) == before and not failed:
        done.problems.append(Issue(name, skipped, "name a file that holds a table"))


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gotgan-") as folder:
        yield Path(folder)
