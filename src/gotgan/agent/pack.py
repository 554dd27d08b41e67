"""`gotgan package`: files become one folder to load and train from; whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gotgan import __version__
from gotgan.agent.files import Done
from gotgan.agent.pack_names import parquet_name
from gotgan.agent.pack_receipt import make_receipt
from gotgan.agent.pack_tables import FORMATS, gather_package, write_formats, write_parquets
from gotgan.engine.deidentify.folder import beside
from gotgan.engine.detect import contains_identifier, mask_text
from gotgan.engine.package.card import data_card
from gotgan.engine.package.contents import Contents, Declared, PackedTable
from gotgan.engine.package.croissant_file import croissant_of
from gotgan.engine.package.earlier import Earlier, look_back, shown_name, shown_receipt
from gotgan.engine.package.manifest import MANIFEST, manifest_of
from gotgan.engine.package.observed import masked_pictures
from gotgan.engine.package.split import SplitAsk, check_ask
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.lineage import prov_of
from gotgan.terms.questionnaire import Words

__all__ = ["IdentifiersFound", "PackAsk", "package_files", "parquet_name"]


@dataclass(frozen=True)
class PackAsk:
    """`confirmed_by` names who states that the identifiers found may go along; `kinds` are words for their kinds."""

    formats: tuple[str, ...] = ("parquet",)
    split: SplitAsk | None = None
    confirmed_by: str = ""
    title: str = ""
    declared: tuple[Declared, ...] = ()
    kinds: Mapping[str, Words] = field(default_factory=dict)
    receipts: tuple[Path, ...] = ()


class IdentifiersFound(NotAllowed):
    """What was to be packaged holds identifiers, and nobody confirmed that it may."""


class _Unread(Exception):
    """A file gave a problem: the folder is not to appear."""


def package_files(inputs: Sequence[Path], folder: Path, ask: PackAsk | None = None) -> Done:
    """Write `folder`: data/*.parquet (one a table, or one a table and split), other formats, croissant.json,
    README.md, receipt.json, lineage.json, manifest.json. An input is a file, or a folder of repair or deidentify.

    A folder that already holds a package is replaced; any other that is not empty is refused.
    When a file gave a problem nothing is written.
    Raises: Invalid, IdentifiersFound, Leak (splits share something), OSError (disk full); nothing is written then.
    """
    ask = ask or PackAsk()
    _check(folder, ask)
    started = _now()
    earlier = look_back(inputs, ask.receipts)
    done = Done()
    with suppress(_Unread), beside(folder, _check_place) as part:
        (part / "data").mkdir()
        tables, done = gather_package(earlier.files, part)
        if done.problems:
            raise _Unread
        _check_confirmed(tables, earlier.receipts, ask.confirmed_by)
        _fill(part, tables, earlier, ask, started)
    return done


def _check(folder: Path, ask: PackAsk) -> None:
    _check_place(folder)
    if unknown := [name for name in ask.formats if name not in FORMATS]:
        raise Invalid(Issue("--format", f"{unknown[0]!r} is none of {', '.join(FORMATS)}", "choose of these"))
    if ask.split:
        check_ask(ask.split)


def _check_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Invalid(Issue(str(folder), "is a file", "choose another -o"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise Invalid(Issue(str(folder), "is not empty and holds no package", "choose another -o"))


def _check_confirmed(tables: Sequence[PackedTable], receipts: Sequence[Mapping[str, Any]], confirmed_by: str) -> None:
    """Raises: IdentifiersFound."""
    found = [
        f"{shown_name(table.source)}: column {_told(finding.column)} holds {finding.kind} ({finding.count:,})"
        for table in tables
        for finding in table.findings
    ]
    found += [
        f"{shown_name(table.source)}: the name of column {column.position} holds an identifier"
        for table in tables
        for column in table.profile.columns
        if contains_identifier(column.name)
    ]
    found += [
        f"column {_told(step.get('column'))} holds pictures that only detectors looked at, which miss faces and plates"
        for step in masked_pictures(receipts)
    ]
    if found and not confirmed_by.strip():
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        remedy = "treat it first (gotgan deidentify), or state who confirmed it with --confirmed-by NAME"
        raise IdentifiersFound(f"{found[0]}{more}; {remedy}")


def _told(column: str | None) -> str:
    return repr(mask_text(column or ""))


def _fill(part: Path, tables: Sequence[PackedTable], earlier: Earlier, ask: PackAsk, started: str) -> None:
    tables, split = write_parquets(tables, part, ask.split)
    tables, lost = write_formats(tables, part, ask.formats)
    newest = max(path.stat().st_mtime for path in earlier.files)
    contents = Contents(
        title=_title(ask, earlier.files),
        tables=[replace(table, source=shown_name(table.source)) for table in tables],
        declared=ask.declared,
        receipts=earlier.receipts,
        proofs=earlier.proofs,
        split=split,
        kinds=ask.kinds,
        is_confirmed=bool(ask.confirmed_by.strip()),
    )
    receipt = make_receipt(contents, part, lost, confirmed_by=ask.confirmed_by, times=(started, _now()))
    _write_json(part / "receipt.json", {**_head("package receipt"), **receipt.to_json()})
    chain = [shown_receipt(each) for each in (*earlier.receipts, receipt.to_json())]
    _write_json(part / "lineage.json", prov_of(chain))
    published = datetime.fromtimestamp(newest, UTC).date().isoformat()
    _write_json(part / "croissant.json", croissant_of(contents, part, published))
    (part / "README.md").write_text(data_card(contents), encoding="utf-8")
    _write_json(part / MANIFEST, {**_head("manifest"), **manifest_of(part).to_json()})


def _title(ask: PackAsk, files: Sequence[Path]) -> str:
    answered = next((each.text.ko for each in ask.declared if each.key == "title_ko" and each.is_known), "")
    name = Path(shown_name(files[0].name)).stem if len(files) == 1 else f"{len(files)} files"
    return ask.title or answered or name


def _head(kind: str) -> dict[str, str]:
    return {"gotgan": __version__, "kind": kind}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n", encoding="utf-8")
