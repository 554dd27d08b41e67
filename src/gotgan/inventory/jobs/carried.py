"""A scan.json carried in: datasets known by their evidence, without their bytes (SHAPES.md, scan)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.agent.seal import check_seal
from gotgan.inventory.actions.versions import NewVersion
from gotgan.inventory.jobs.cleaning import CARRIED, clean_record, masked
from gotgan.terms.dataset import TableEvidence
from gotgan.terms.errors import Invalid, Issue, Unavailable
from gotgan.terms.manifest import FileEntry, Manifest
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.seal import ScannerView, SealCheck, SealState
from gotgan.terms.source import CleanRecord

MEMBER = "!"


class CarriedScan:
    """The source behind a result file of `gotgan scan`. One dataset per file that was scanned.

    A sealed one is taken in only when a scanner of the organisation sealed it and nothing was changed since;
    one without a seal is taken in, and marked so.
    """

    kind = "scanfile"

    def __init__(self, location: str, organisation: str = "", scanners: Sequence[ScannerView] = ()) -> None:
        self._path = Path(location)
        self._organisation = organisation
        self._scanners = {scanner.key_id: scanner for scanner in scanners}
        self._read: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]] | None = None

    def check(self) -> None:
        """Read it whole. Raises: Unavailable, Invalid when the file is no scan, or its seal does not hold."""
        if self._read is None:
            document = self._document()
            document["seal"] = self._seal(document)
            self._read = document, self._by_file(document["files"])

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        """Raises: as `check`."""
        self.check()
        assert self._read is not None
        document, found = self._read
        for path in sorted(found):
            if cursor is None or path > cursor:
                yield self._record(path, found[path], document)
        yield ListingEnd(True, len(found))

    def fetch(self, file: FileRef, target: Path) -> None:
        raise Unavailable(f"{file.path}: only its description was carried in; scan {target.name} where it lies")

    def _document(self) -> dict[str, Any]:
        try:
            document = json.loads(self._path.read_bytes())
        except OSError as error:
            raise Unavailable(f"{self._path.name}: {error.strerror}; give the path of a scan.json") from None
        except (ValueError, RecursionError):
            raise self._no_scan("it is not JSON") from None
        if not isinstance(document, dict) or document.get("kind") != "scan":
            raise self._no_scan('it has no "kind": "scan"')
        if not isinstance(document.get("files"), list):
            raise self._no_scan("it has no list of files")
        return document

    def _seal(self, document: Mapping[str, Any]) -> dict[str, str]:
        """What is kept of the seal: whose it is."""
        if document.get("seal") is None:
            return {"state": SealState.UNSEALED.value}
        ours = {each.key_id: each.public_key for each in self._scanners.values() if self._may_seal(each)}
        check = check_seal(self._path, ours)
        if check.state is not SealState.VALID:
            raise Invalid(self._refusal(check))
        scanner = self._scanners[check.key_id]
        return {"state": check.state.value, "key_id": check.key_id, "scanner": scanner.title,
                "organisation": scanner.organisation}  # fmt: skip

    def _may_seal(self, scanner: ScannerView) -> bool:
        return scanner.organisation == self._organisation and not scanner.withdrawn

    def _refusal(self, check: SealCheck) -> Issue:
        name, code = self._path.name, self._organisation
        if check.state is SealState.ALTERED:
            return Issue(name, "it was changed after it was sealed", "have it sent again as the scanner wrote it")
        known = self._scanners.get(check.key_id)
        if known is not None and known.organisation == code:
            what = f"it is sealed with key {check.key_id}, which was withdrawn"
            return Issue(name, what, "enrol the scanner anew and scan again")
        what = f"it is sealed with key {masked(check.key_id)}, which no scanner of {code} is enrolled with"
        return Issue(name, what, "enrol that scanner with `gotgan enrol` if it is yours")

    def _no_scan(self, what: str) -> Invalid:
        return Invalid(Issue(self._path.name, what, "make it with `gotgan scan TARGET -o scan.json`"))

    def _by_file(self, entries: list[Any]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for number, entry in enumerate(entries):
            path = entry.get("path") if isinstance(entry, dict) else None
            if not isinstance(path, str) or not path:
                raise self._no_scan(f"entry {number} of its files has no path")
            found.setdefault(path.partition(MEMBER)[0], []).append(entry)
        return found

    def _record(self, path: str, entries: list[dict[str, Any]], document: Mapping[str, Any]) -> SourceRecord:
        raw = {"path": path, "scanned": document.get("finished"), "seal": document.get("seal"), CARRIED: entries}
        return SourceRecord(
            remote_id=path,
            title=PurePosixPath(path).stem,
            cursor=path,
            provision_now="internal",
            raw=raw,
        )


def clean_carried(record: SourceRecord) -> CleanRecord:
    """As any other record, but the mark of the seal is this hub's own word and is kept whole: in one of three hundred
    keys the sixteen hex digits of its id read like somebody's number. What people called the scanner is masked."""
    clean = clean_record(record, is_carried=True)
    seal = dict(record.raw["seal"])
    if "scanner" in seal:
        seal["scanner"] = masked(seal["scanner"])
    return replace(clean, raw_shown={**clean.raw_shown, "seal": seal})


def carried_version(entries: list[dict[str, Any]]) -> tuple[NewVersion | None, str]:
    """What the carried entries tell of one file, and the reasons of what was not read.

    None when nothing could be read there. Raises: KeyError, TypeError, ValueError for a damaged entry.
    """
    evidence = tuple(_evidence(entry) for entry in entries)
    reasons = [f"{each.table}: {each.reason}" for each in evidence if each.status == "failed"]
    if reasons and len(reasons) == len(evidence):
        return None, "; ".join(reasons)
    files = tuple(
        FileEntry(str(entry["path"]), int(entry["size_bytes"]), str(entry.get("sha256") or "")) for entry in entries
    )
    manifest = Manifest(files)
    return NewVersion(manifest.sha256, manifest.size_bytes, (), evidence), "; ".join(reasons)


def _evidence(entry: Mapping[str, Any]) -> TableEvidence:
    profile = entry.get("profile")
    if profile is not None:
        profile = {**masked(profile), "rows": int(profile["rows"])}
    return TableEvidence(
        table=str(masked(entry["path"])),
        status=str(entry["status"]),
        reason=str(masked(entry.get("reason") or "")),
        profile=profile,
        findings=tuple({**masked(finding), "kind": str(finding["kind"])} for finding in entry.get("findings") or ()),
        sketches=_sketches(entry.get("sketches")),
        sha256=str(entry.get("sha256") or "")[:64],
        media=masked(entry.get("media")),
    )


def _sketches(sketches: Any) -> dict[str, Any] | None:
    """Under the masked names that the profile has its columns under."""
    if not isinstance(sketches, dict) or not isinstance(sketches.get("columns"), list):
        return None
    return {**sketches, "columns": [{**each, "name": masked(each["name"])} for each in sketches["columns"]]}
