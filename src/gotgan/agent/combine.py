"""A combination on files: an institution prepares, the key manager matches, the combining body joins."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gotgan.agent.one_table import one_table
from gotgan.engine.combine.files import KEYS, LINKAGE, MATCH, PAYLOAD, PREPARE, read_handed
from gotgan.engine.combine.identifiers import open_key, read_identifiers
from gotgan.engine.combine.join import INNER, SUFFIX, join
from gotgan.engine.combine.match import Allowed, match
from gotgan.engine.combine.prepare import Preparation, Prepared, prepare
from gotgan.engine.deidentify.folder import check_folder
from gotgan.engine.deidentify.receipt import Source

SEED_BYTES = 32


def prepare_file(
    path: Path,
    folder: Path,
    *,
    combination: str,
    side: str,
    identifiers: Sequence[str],
    key: str,
    leave_out: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Prepared:
    """Write an institution's two folders. `key` is a reference. Raises: Invalid, OSError (disk full)."""
    check_folder(folder)
    started, secret = _now(), open_key(key, environment)
    asked = Preparation(combination.strip(), side.strip(), read_identifiers(identifiers), tuple(leave_out))
    with one_table(path) as found:
        table = found.table
        names = tuple(column.name for column in table.columns)
        source = Source(found.parquet, table.path, table.sha256, names, found.rows, table.typed)
        return prepare(source, asked, secret, folder, seed=secrets.token_bytes(SEED_BYTES), started=started, now=_now)


def match_folders(folders: Sequence[Path], output: Path, *, allowed: Allowed) -> Mapping[str, Any]:
    """Write the linkage of what the institutions made for the key manager. Raises: Invalid, OSError."""
    check_folder(output)
    started = _now()
    sides = [read_handed(each, KEYS, PREPARE) for each in folders]
    return match(sides, output, allowed=allowed, started=started, now=_now)


def join_folders(
    folders: Sequence[Path], linkage: Path, output: Path, *, how: str = INNER, collisions: str = SUFFIX
) -> Mapping[str, Any]:
    """Write the combined table of what the institutions made for the combining body. Raises: Invalid, OSError."""
    check_folder(output)
    started = _now()
    payloads = [read_handed(each, PAYLOAD, PREPARE) for each in folders]
    links = read_handed(linkage, LINKAGE, MATCH)
    seed = secrets.token_hex(SEED_BYTES)
    return join(payloads, links, output, how=how, collisions=collisions, seed=seed, started=started, now=_now)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
