"""The offline scan: every file of a folder becomes an entry; killed, it goes on where it stopped."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from gotgan import __version__
from gotgan.agent.document import Sealer, write_document
from gotgan.agent.gather import is_full
from gotgan.agent.journal import Journal
from gotgan.agent.key import SketchKey
from gotgan.agent.measure import measure_file
from gotgan.agent.names import told
from gotgan.agent.progress import Meter, Progress
from gotgan.agent.remote import fetch_to, is_address, list_address
from gotgan.agent.walk import JOURNAL_NAME, Found, named_apart, walk_targets
from gotgan.engine.sources.opening import NO_OPTIONS
from gotgan.engine.sources.sql.guard import OutsideWindow
from gotgan.terms.errors import Invalid, Issue, NotAllowed, NotFound, Unavailable
from gotgan.terms.scan import ScanEntry


class DiskFull(Unavailable):
    """No space is left for the journal or the scratch folder."""


@dataclass(frozen=True)
class _Run:
    """One scan under way."""

    targets: tuple[str, ...]
    key: SketchKey
    scratch: Path
    started: str


def scan_targets(
    targets: Sequence[str],
    output: Path | None,
    *,
    key: SketchKey,
    progress: Progress | None = None,
    options: Mapping[str, str] = NO_OPTIONS,
    sealer: Sealer | None = None,
) -> None:
    """Scan and write the document of SHAPES.md to `output`, or to stdout. `options` go to the addresses.

    The output appears whole or not at all. A second call after a kill measures only what is missing.
    Raises: Invalid for a target that is not there or an output that is a folder, ScanRunning, DiskFull, OSError.
    """
    _check_targets(targets)
    _check_output(output)
    with _journal(targets, output, key) as (journal, run):
        ours = [journal.path, *([output] if output else [])]
        found = _find(targets, [*ours, run.scratch], options)
        _measure_all(found, journal, run, progress)
        write_document(journal, found, output, root=_root(targets), started=run.started, sealer=sealer)


def _find(targets: Sequence[str], leave_out: Sequence[Path], options: Mapping[str, str]) -> list[Found]:
    remote = [target for target in targets if is_address(target)]
    paths = [Path(target) for target in targets if not is_address(target)]
    listed = [item for address in remote for item in list_address(address, options)]
    return named_apart([*walk_targets(paths, leave_out=leave_out), *listed])


def _check_targets(targets: Sequence[str]) -> None:
    paths = [Path(target) for target in targets if not is_address(target)]
    missing = [Issue(str(path), "there is no such file or folder", "check the path") for path in paths
               if not path.exists() and not path.is_symlink()]  # fmt: skip
    if missing:
        raise Invalid(*missing)


def _check_output(output: Path | None) -> None:
    """Before hours of measuring."""
    if output is not None and output.is_dir():
        raise Invalid(Issue(str(output), "is a folder", "give a file in it, such as scan.json"))


def _root(targets: Sequence[str]) -> str:
    return targets[0] if len(targets) == 1 else "."


@contextmanager
def _journal(targets: Sequence[str], output: Path | None, key: SketchKey) -> Iterator[tuple[Journal, _Run]]:
    scratch = Path(tempfile.mkdtemp(prefix="gotgan-scan-"))
    place = output.with_name(f".{output.name}.{JOURNAL_NAME}") if output else scratch / JOURNAL_NAME
    done = False
    try:
        journal = _open_journal(place, targets, key, scratch)
        run = _run_of(journal.scan, key, scratch)
        try:
            yield journal, run
            done = True
        finally:
            journal.close(remove=done)
    except OSError as error:
        if is_full(error):
            places = dict.fromkeys((str(place.parent), str(scratch.parent)))
            raise DiskFull(f"{' or '.join(places)}: no space left on the disk; free some and run the same command "
                           "again, which goes on where it stopped") from error  # fmt: skip
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _open_journal(place: Path, targets: Sequence[str], key: SketchKey, scratch: Path) -> Journal:
    description = {
        "gotgan": __version__,
        "targets": list(targets),
        "key_name": "random" if key.is_random else key.id,
        "key": key.secret.hex() if key.is_random else None,
        "started": _now(),
        "scratch": str(scratch),
    }
    try:
        return Journal(place, description)
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        issue = Issue(str(place.parent), f"cannot be written to ({error.strerror})", "choose another -o")
        raise Invalid(issue) from None


def _run_of(scan: dict[str, Any], key: SketchKey, scratch: Path) -> _Run:
    """What the journal says about the scan: a resumed one keeps its random key and its start."""
    left_over = Path(scan["scratch"])
    if left_over != scratch and left_over.name.startswith("gotgan-scan-"):
        shutil.rmtree(left_over, ignore_errors=True)
    used = SketchKey(bytes.fromhex(scan["key"]), True) if scan.get("key") else key
    return _Run(tuple(scan["targets"]), used, scratch, scan["started"])


def _measure_all(found: Sequence[Found], journal: Journal, run: _Run, progress: Progress | None) -> None:
    meter = Meter(found, progress)
    for item in found:
        meter.begin(item)
        if not journal.has(item):
            entries = list(_entries_of(item, run))
            signatures = [entry.signature for entry in entries if entry.signature]
            journal.add(item, [told(entry.to_json(), run.key.secret) for entry in entries], signatures)
            pa.default_memory_pool().release_unused()
        meter.passed(item)
    meter.end()


def _entries_of(item: Found, run: _Run) -> Iterator[ScanEntry]:
    if item.problem:
        yield ScanEntry(item.name, item.size_bytes, None, None, None, item.status, item.problem)
        return
    folder = Path(tempfile.mkdtemp(dir=run.scratch))
    try:
        if item.measure:
            yield from item.measure(folder, run.key)
            return
        path = fetch_to(item, folder) if item.fetch else item.path
        key = run.key
        for measured in measure_file(
            path, name=item.name, scratch=folder, key=key.secret, key_id=key.id, with_copies=False
        ):
            yield measured.entry
    except OutsideWindow:
        raise
    except (Unavailable, NotAllowed, NotFound) as error:
        yield ScanEntry(item.name, 0, None, None, None, "failed", f"it could not be fetched: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
