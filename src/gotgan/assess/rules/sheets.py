"""A score sheet as it is kept: packed, fingerprinted, summed up, and read again."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from gotgan.terms.digest import canonical_json
from gotgan.terms.readiness import Method, ScoreSheet
from gotgan.terms.survey import EvidenceRef

_LEVEL = 6
_SEEN = re.compile(rb'"at":"[^"]*"')
"""A quote inside a text is escaped in JSON, so that this is the name of a value and nothing else."""


def pack_with_print(document: Mapping[str, Any]) -> tuple[bytes, str]:
    """Its canonical JSON, compressed to about a tenth, and the fingerprint of what it says and stands on but for when
    its evidence was seen: another look at the same data is no other evidence. One pass over the text: a walk of the
    document costs ten times that.
    """
    text = canonical_json(document)
    return zlib.compress(text, _LEVEL), hashlib.sha256(_SEEN.sub(b'"at":""', text)).hexdigest()


def unpack(packed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found


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
