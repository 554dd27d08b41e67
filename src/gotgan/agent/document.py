"""The scan's document, streamed from the journal: memory holds one file's entries at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

import ijson

from gotgan import __version__
from gotgan.agent.canonical import DocumentDigest
from gotgan.agent.journal import Journal
from gotgan.agent.media_summary import summarise_media
from gotgan.agent.names import told_head
from gotgan.agent.walk import Found
from gotgan.terms.scan import Counts, Outcome

Sealer = Callable[[bytes], Mapping[str, str]]
"""Makes the seal from the digest of the canonical document."""


def write_document(
    journal: Journal,
    found: Sequence[Found],
    output: Path | None,
    *,
    root: str,
    started: str,
    sealer: Sealer | None = None,
) -> None:
    """Write the document of SHAPES.md (scan) beside `output`, then rename it; to stdout without one.

    An earlier document of the same root at `output` tells what changed and what stayed the same.
    """
    root = str(told_head({"root": root})["root"])
    before = _earlier(output, root) if output else {}
    counts = count_entries(journal.entries(found), before)
    head = {
        "gotgan": __version__,
        "kind": "scan",
        "root": root,
        "started": started,
        "finished": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "counts": asdict(counts),
        "media": summarise_media(journal.signatures(found)),
    }
    head = told_head(head)
    digest = DocumentDigest(head)
    with _opened(output) as out:
        out.write(_dump(head)[:-1] + ', "files": [')
        for number, entry in enumerate(journal.entries(found)):
            out.write(("\n" if number == 0 else ",\n") + _dump(entry))
            if sealer:
                digest.add(entry)
        seal = sealer(digest.finish()) if sealer else None
        out.write('\n], "seal": ' + _dump(seal) + "}\n")


def count_entries(entries: Iterable[Mapping[str, Any]], before: Mapping[str, str | None]) -> Counts:
    """Reconciles by making: each entry is counted under exactly one outcome."""
    outcomes = dict.fromkeys(Outcome, 0)
    paths: set[str] = set()
    for entry in entries:
        outcomes[_outcome(entry, before)] += 1
        paths.add(entry["path"])
    removed = sum(1 for path in before if path not in paths)
    named = {outcome.value: count for outcome, count in outcomes.items()}
    return Counts(seen=sum(outcomes.values()), removed=removed, **named)


def _outcome(entry: Mapping[str, Any], before: Mapping[str, str | None]) -> Outcome:
    if entry["status"] == "failed":
        return Outcome.FAILED
    if entry["path"] not in before:
        return Outcome.ADDED
    return Outcome.SAME if before[entry["path"]] == entry["sha256"] else Outcome.CHANGED


def _earlier(output: Path, root: str) -> dict[str, str | None]:
    """Path and hash of every entry of an earlier scan of the same root; nothing if there is none."""
    try:
        with output.open("rb") as content:
            if next(ijson.items(content, "root"), None) != root:
                return {}
            content.seek(0)
            return {entry["path"]: entry["sha256"] for entry in ijson.items(content, "files.item")}
    except (OSError, ijson.JSONError, KeyError, TypeError):
        return {}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
