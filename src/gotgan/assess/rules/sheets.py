"""A score sheet as it is kept: packed, fingerprinted, summed up, and read again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from gotgan.terms.digest import canonical_json, fingerprint
from gotgan.terms.readiness import Method, ScoreSheet
from gotgan.terms.survey import EvidenceRef

_LEVEL = 6


def pack(document: Mapping[str, Any]) -> bytes:
    """Its canonical JSON, compressed: about a tenth of the text."""
    return zlib.compress(canonical_json(document), _LEVEL)


def unpack(packed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found


def print_of(document: Mapping[str, Any]) -> str:
    """The fingerprint of what a sheet says and stands on, but for when its evidence was seen: another look at the
    same data is no other evidence."""
    return fingerprint(_timeless(document))


def _timeless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: "" if key == "at" else _timeless(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_timeless(each) for each in value]
    return value


def method_shares(sheet: ScoreSheet) -> dict[str, float]:
    """Of all weight that counts (checks within factors, factors within the sheet), how much each method carries."""
    shares = dict.fromkeys(map(str, Method), 0.0)
    counted = [factor for factor in sheet.factors if factor.value is not None]
    whole = sum(factor.weight for factor in counted)
    for factor in counted:
        checks = [check for check in factor.checks if check.value is not None]
        inside = sum(check.weight for check in checks)
        for check in checks if inside and whole else ():
            shares[str(check.method)] += factor.weight / whole * check.weight / inside
    return {method: round(share, 6) for method, share in shares.items()}


def references(sheet: ScoreSheet) -> Iterator[tuple[str, EvidenceRef]]:
    """(id of the check or gate, what it stands on), of the whole sheet."""
    for factor in sheet.factors:
        for check in factor.checks:
            yield from ((check.id, each) for each in check.evidence)
    for gate in sheet.gates:
        yield from ((gate.id, each) for each in gate.evidence)
