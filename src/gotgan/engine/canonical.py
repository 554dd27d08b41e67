"""The canonical text of a value and its keyed hash: what makes equal values of two tables meet (see sketch).

A hash h of 64 bits joins two keyed parts: its leading zeros are those of a fast hash, which lets one scan
pick the few values that can be among the 256 smallest; all bits behind the first one are HMAC-SHA256's.
"""

from __future__ import annotations

import hashlib
import hmac
import math

from gotgan.engine.profile.classes import class_of

CANONICAL = 1
"""Version of the canonical text (`CANONICAL_SQL`): sketches of different versions do not compare."""
SIZE = 256
SPARE = 2
"""Values are picked so that at least SPARE x SIZE are expected: an estimate of distinct may be off."""

_SPACES = "[\\s\\x{85}\\p{Z}]+"
_NUMBER = "[+-]?(0|[1-9][0-9]*|[1-9][0-9]{0,2}(,[0-9]{3})+)([.][0-9]*)?"
_DAY = "^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_NEEDS_WORK = "[^ -~가-힣]|^ | $|  |^[+-]?[0-9,]*[.,][0-9,]*$|^[+]|^-0$|^[0-9]{4}[-/.][0-9]|^(?i:true|false)$"
CANONICAL_SQL = (
    f"CREATE OR REPLACE MACRO tidy(t) AS trim(regexp_replace(nfc_normalize(t), '{_SPACES}', ' ', 'g'))",
    "CREATE OR REPLACE MACRO bare(t) AS CASE WHEN contains(t, '.') THEN rtrim(rtrim(t, '0'), '.') ELSE t END",
    "CREATE OR REPLACE MACRO number(t) AS CASE bare(translate(t, ',+', '')) WHEN '-0' THEN '0' "
    "ELSE bare(translate(t, ',+', '')) END",
    f"CREATE OR REPLACE MACRO day(t) AS regexp_extract(t, '{_DAY}', 1) || '-' "
    f"|| lpad(regexp_extract(t, '{_DAY}', 2), 2, '0') || '-' || lpad(regexp_extract(t, '{_DAY}', 3), 2, '0') "
    f"|| regexp_replace(regexp_replace(t, '{_DAY}', ''), '^ ', 'T')",
    "CREATE OR REPLACE MACRO tidied(t) AS CASE "
    f"WHEN regexp_full_match(t, '{_NUMBER}') THEN number(t) "
    "WHEN lower(t) = 'true' THEN '1' WHEN lower(t) = 'false' THEN '0' "
    f"WHEN regexp_full_match(t, '{_DAY}([ T].*)?') THEN day(t) ELSE t END",
    "CREATE OR REPLACE MACRO canonical(t) AS nullif(CASE "
    f"WHEN regexp_matches(t, '{_NEEDS_WORK}') THEN list_transform([tidy(t)], lambda x: tidied(x))[1] ELSE t END, '')",
)
"""The lambda names the tidy text once: a macro's argument is written out wherever it stands.

Canonical text 1: NFC, trimmed, inner spaces collapsed; numbers without thousands separators, plus sign
and needless zeros; days as YYYY-MM-DD; booleans 0/1. Codes with leading zeros stay as they are."""


def salt_of(key: bytes) -> int:
    """What keys the fast hash."""
    return int.from_bytes(hmac.digest(key, b"gotgan sampling 1", "sha256")[:8], "big")


def keyed_hash(text: str, zeros: int, key: bytes) -> int:
    """64 bits with `zeros` leading zeros, a one, and HMAC-SHA256 bits behind it."""
    secret = int.from_bytes(hmac.digest(key, f"gotgan canonical {CANONICAL}\0{text}".encode(), hashlib.sha256)[:8])
    return (1 << 63 | secret >> 1) >> zeros if zeros < 64 else 0


def cut_of(distinct: int) -> int:
    """Leading zeros that a value must have, so that at least SPARE x SIZE of `distinct` are expected to."""
    return max(0, int(math.log2(distinct / (SPARE * SIZE)))) if distinct > SPARE * SIZE else 0


def limit_of(cut: int) -> str:
    """The greatest hash with `cut` leading zeros."""
    return f"{(1 << (64 - cut)) - 1}::UBIGINT"


TEXT = "canonical text"
"""Stands for the type of a column that holds canonical text already."""


def text_of(stored: str, v: str = "v") -> str:
    """SQL for the canonical text of a value `v`; whole numbers and dates are born canonical."""
    if stored == TEXT:
        return v
    kind = class_of(stored, typed=True)
    if kind in ("integer", "exact_integer", "date", "time"):
        return f"{v}::VARCHAR"
    if kind == "boolean":
        return f"CASE WHEN {v} THEN '1' WHEN NOT {v} THEN '0' END"
    if kind == "decimal":
        whole = f"{v} = trunc({v}) AND abs({v}) < 1e15"
        return f"CASE WHEN {whole} THEN {v}::BIGINT::VARCHAR ELSE {v}::VARCHAR END"
    if kind == "exact_decimal":
        return f"number({v}::VARCHAR)"
    if kind == "datetime":
        return f"replace({v}::VARCHAR, ' ', 'T')"
    return f"canonical({v}::VARCHAR)"
