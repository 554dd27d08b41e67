"""What earlier steps left: folders of repair and deidentify as inputs, their receipts checked against the bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.detect import mask_text
from gotgan.engine.package.manifest import entry_of
from gotgan.terms.errors import Invalid, Issue

RECEIPT, PROOF = "receipt.json", "proof.json"
_NEEDED = ("activity", "started", "finished", "inputs", "outputs")


@dataclass(frozen=True)
class Earlier:
    """`files` to package; `receipts` of how they came about, oldest first; `proofs` of releases among them."""

    files: tuple[Path, ...]
    receipts: tuple[Mapping[str, Any], ...] = ()
    proofs: tuple[Mapping[str, Any], ...] = ()


def look_back(inputs: Sequence[Path], receipts: Sequence[Path] = ()) -> Earlier:
    """The files of the inputs: a folder with a receipt stands for the Parquet files that the receipt names.

    A file whose own folder has a receipt that names it brings that receipt along; `receipts` are further ones.
    Raises: Invalid for a refused release, and for a file changed after its receipt.
    """
    files: list[Path] = []
    found = {path.resolve(): read_receipt(path) for path in receipts}
    proofs: dict[Path, Mapping[str, Any]] = {}
    for path in inputs:
        if path.is_dir() and not any((path / name).is_file() for name in (RECEIPT, PROOF)):
            files.append(path)  # told with whatever else cannot be read
            continue
        if path.is_dir():
            files += _of_folder(path)
            found[(path / RECEIPT).resolve()] = read_receipt(path / RECEIPT)
        else:
            files.append(path)
            if not _is_told_beside(path):
                continue
            found[(path.parent / RECEIPT).resolve()] = read_receipt(path.parent / RECEIPT)
        if proof := _proof(path if path.is_dir() else path.parent):
            proofs[path.resolve()] = proof
    return Earlier(tuple(files), _in_order(found.values()), tuple(proofs.values()))


def read_receipt(path: Path) -> Mapping[str, Any]:
    """Raises: Invalid when it is no receipt."""
    receipt = _json(path)
    if any(name not in receipt for name in _NEEDED):
        raise Invalid(Issue(str(path), "is no receipt", "give the receipt.json that repair or deidentify wrote"))
    return receipt


def shown_receipt(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt fit for lineage: names of files without folders, identifiers in them masked; only files with a hash."""
    parts = {
        part: [{**each, "path": shown_name(str(each.get("path", "")))} for each in receipt[part] if each.get("sha256")]
        for part in ("inputs", "outputs")
    }
    return {**receipt, **parts}


def shown_name(path: str) -> str:
    """The name of a file, without its folders; a number of a person in it is masked."""
    outer, *inner = path.split("!")
    return mask_text("!".join([PurePosixPath(outer).name, *inner]))


def _of_folder(folder: Path) -> list[Path]:
    proof = _proof(folder)
    if proof and proof.get("released") is False:
        raise Invalid(Issue(str(folder), "holds a refused release", "reach its target first (gotgan deidentify)"))
    outputs = read_receipt(folder / RECEIPT)["outputs"]
    named = [each for each in outputs if str(each.get("path", "")).endswith(".parquet")]
    issues = [issue for each in named if (issue := _why_not(folder, each))]
    if not named:
        issues = [Issue(str(folder / RECEIPT), "names no Parquet file", "name the files to package")]
    if issues:
        raise Invalid(*issues)
    return [folder / str(each["path"]) for each in named]


def _why_not(folder: Path, output: Mapping[str, Any]) -> Issue | None:
    path = folder / str(output["path"])
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return Issue(str(path), "is named by receipt.json and not there", "run the step again")
    if entry_of(path, folder).sha256 != output.get("sha256"):
        return Issue(
            str(path), "was changed after receipt.json was written", "run the step again, or name the file itself"
        )
    return None


def _is_told_beside(path: Path) -> bool:
    receipt = path.parent / RECEIPT
    if not receipt.is_file() or not path.is_file():
        return False
    try:
        outputs = read_receipt(receipt)["outputs"]
    except Invalid:
        return False
    named = {str(each.get("path", "")): each.get("sha256") for each in outputs}
    return path.name in named and entry_of(path, path.parent).sha256 == named[path.name]


def _proof(folder: Path) -> Mapping[str, Any] | None:
    return _json(folder / PROOF) if (folder / PROOF).is_file() else None


def _in_order(receipts: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(sorted(receipts, key=lambda receipt: str(receipt["finished"])))


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        document = None
    if not isinstance(document, dict):
        raise Invalid(Issue(str(path), "is no JSON document that can be read", "check the path"))
    return document
