"""What a scan's file discloses, line by line, for the person who answers for letting it leave.

Every text and number of the file is said, in the JSON form it has there; only keyed hashes are counted.
What is not known to this page is said as it stands, so that nothing new goes out unsaid.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ijson

from gotgan.agent.canonical import head_of
from gotgan.agent.explain_words import label, word

VALUES = ("min", "max", "top", "quantiles", "histogram", "sentinels", "patterns")
"""Parts of a column that are, or are made of, values of the data."""
TABLE_VALUES = ("time_coverage", "spatial_extent", "ai_use")
"""Parts of a table that hold values of the data: the ends of its times and places, the classes of its labels."""
_ENDS = ("first", "last", "south", "north", "west", "east")
WITHHELD = ("min", "max", "top", "quantiles", "histogram")
_NUMBERS_ONLY = ("quantiles", "histogram")
_NUMBERS = ("integer", "decimal")
_TABLE, _HASHES = "table", "kmv"


def explain(scan: Path, language: str) -> Iterator[str]:
    """The lines of the page. Raises: Invalid when the file is no scan, OSError."""
    yield from _Page(language).lines(scan)


class _Page:
    """One explanation; `total` counts what was said."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._total: Counter[str] = Counter()

    def lines(self, scan: Path) -> Iterator[str]:
        head = head_of(scan)
        yield f"{self._word('title')}: {_said(scan.name)}"
        yield f"{self._word('about')}: {self._pairs(head, ('seal', 'files'))}"
        seal = head.get("seal")
        yield (
            f"{self._word('sealed')}: {self._pairs(seal, ())}" if isinstance(seal, Mapping) else self._word("unsealed")
        )
        with scan.open("rb") as content:
            for entry in ijson.items(content, "files.item"):
                yield ""
                yield from self._entry(entry)
        yield from self._sums()

    def _entry(self, entry: Mapping[str, Any]) -> Iterator[str]:
        self._total["files"] += 1
        known = ("path", "profile", "findings", "sketches")
        yield f"{self._word('file')} {_said(entry['path'])}: {self._pairs(entry, known)}"
        findings = entry.get("findings") or []
        profile = entry.get("profile")
        if profile:
            yield from self._profile(profile, findings)
        for finding in findings:
            self._total["examples"] += len(finding.get("masked_examples") or ())
            yield f"  {self._word('finding')} {self._pairs(finding, ())}"
        yield from self._sketches(entry, findings)

    def _profile(self, profile: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        self._total["tables"] += 1
        yield f"  {self._word(_TABLE)} {self._pairs(profile, ('columns', *TABLE_VALUES))}"
        parts = {name: profile[name] for name in TABLE_VALUES if profile.get(name)}
        if parts:
            self._total["values_told"] += _values_of_table(parts)
            yield f"    {self._word('values')}: {self._pairs(parts, ())}"
        for column in profile.get("columns") or ():
            kinds = [str(each["kind"]) for each in findings if each.get("column") == column["name"]]
            yield from self._column(column, kinds)

    def _column(self, column: Mapping[str, Any], kinds: Sequence[str]) -> Iterator[str]:
        self._total["columns"] += 1
        yield f"  {self._word('column')} {_said(column['name'])}"
        yield f"    {self._word('metrics')}: {self._pairs(column, ('name', *VALUES))}"
        values = {name: column[name] for name in VALUES if column.get(name) not in (None, [], {})}
        self._total["values_told"] += sum(map(_count, values.values()))
        yield f"    {self._word('values')}: {self._pairs(values, ())}" if values else f"    {self._word('no_values')}"
        kept_back = [name for name in WITHHELD if name in column and column[name] is None
                     and (name not in _NUMBERS_ONLY or column.get("type") in _NUMBERS)]  # fmt: skip
        if kinds and kept_back:
            self._total["columns_withheld"] += 1
            yield f"    {self._word('withheld')} ({', '.join(kinds)}): {', '.join(map(self._label, kept_back))}"

    def _sketches(self, entry: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        sketches = entry.get("sketches")
        if not isinstance(sketches, Mapping):
            if entry.get("profile"):
                yield f"  {self._word('no_sketches')}"
            return
        yield f"  {self._word('sketch')}: {self._pairs(sketches, ('columns',))}"
        for column in sketches.get("columns") or ():
            number = _hashes_in(column.get(_HASHES))
            self._total["hashes"] += number
            yield f"    {self._pairs(column, (_HASHES,))}: {number} {self._word('hashes')}"
        sketched = {column.get("name") for column in sketches.get("columns") or ()}
        for name in dict.fromkeys(each.get("column") for each in findings):
            if name is not None and name not in sketched:
                yield f"    {_said(name)}: {self._word('no_sketch')}"

    def _sums(self) -> Iterator[str]:
        yield ""
        names = ("files", "tables", "columns", "columns_withheld", "values_told", "examples", "hashes")
        yield f"{self._word('total')}: " + ", ".join(f"{self._word(name)} {self._total[name]:,}" for name in names)
        yield f"{self._word('names')}."
        yield f"{self._word('never')}."

    def _pairs(self, mapping: Mapping[str, Any], but: Sequence[str]) -> str:
        """Everything it holds but those keys, each with its name; what is null or empty says nothing."""
        told = {key: value for key, value in mapping.items() if key not in but and value not in (None, "", [], {})}
        said = {**told, "histogram": _bins(told["histogram"])} if "histogram" in told else told
        return ", ".join(f"{self._label(key)} {_said(value)}" for key, value in said.items())

    def _label(self, key: str) -> str:
        return label(key, self._language)

    def _word(self, name: str) -> str:
        return word(name, self._language)


def _bins(histogram: Any) -> Any:
    """Equal steps between two values, and how many are in each."""
    try:
        ends = {"low": histogram[0]["low"], "high": histogram[-1]["high"]}
        return {**ends, "count": [each["count"] for each in histogram]}
    except (KeyError, TypeError, IndexError):
        return histogram


def _said(value: Any) -> str:
    """As it stands in the file; control characters are written out."""
    text = json.dumps(value, ensure_ascii=False, default=float)
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def _count(value: Any) -> int:
    if isinstance(value, list | Mapping):
        return len(value)
    return 1


def _values_of_table(parts: Mapping[str, Any]) -> int:
    ends = sum(part.get(end) is not None for part in parts.values() for end in _ENDS)
    return ends + sum(len(each.get("classes") or ()) for each in parts.get("ai_use", {}).get("labels") or ())


def _hashes_in(packed: Any) -> int:
    return len(base64.b64decode(packed)) // 8 if isinstance(packed, str) else 0
