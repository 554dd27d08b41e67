"""Code lists, each code with the dates between which it was in force, and how the codes of a column stand in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gotgan.engine.profile.sample.coded import Coded
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.examined import CodeValidity

LEGAL, ADMINISTRATIVE, INSTITUTION = "legal_dong_code", "administrative_dong_code", "institution_code"
_HEADERS = {
    "법정동코드": LEGAL, "legal_dong_code": LEGAL, "행정동코드": ADMINISTRATIVE,
    "administrative_dong_code": ADMINISTRATIVE, "기관코드": INSTITUTION, "institution_code": INSTITUTION,
}  # fmt: skip
_FROM, _TO = ("생성일자", "valid_from"), ("말소일자", "valid_to")
_SHIPPED = {LEGAL: ("code_bdong.json", "법정동코드"), ADMINISTRATIVE: ("code_hdong.json", "행정동코드")}
_DISTRICT = "district_code"


@dataclass(frozen=True)
class CodeList:
    """`ended`: the day (YYYYMMDD) that each code was abolished, "" while it is in force. `newest`: day in the list."""

    name: str
    source: str
    ended: Mapping[str, str]
    newest: str | None


Lists = Callable[[], Mapping[str, CodeList]]
"""Read when a column first needs one."""
LISTED = frozenset({LEGAL, ADMINISTRATIVE, INSTITUTION, _DISTRICT})


def read_lists(folder: Path) -> dict[str, CodeList]:
    """Every CSV of a folder (UTF-8, with a header) that has exactly one column of codes known here.

    Raises: Invalid when the folder has none, or a file cannot be read.
    """
    found: dict[str, CodeList] = {}
    for file in sorted(folder.glob("*.csv")):
        if told := _read(file):
            found[told.name] = told
    if not found:
        names = ", ".join(_HEADERS)
        raise Invalid(Issue(str(folder), "there is no code list in it", f"add a CSV with one column of: {names}"))
    return found


def _read(file: Path) -> CodeList | None:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            names = [name for name in rows.fieldnames or () if name in _HEADERS]
            if len(names) != 1:
                return None
            first, last = (_one(rows.fieldnames or (), wanted) for wanted in (_FROM, _TO))
            return _listed(
                _HEADERS[names[0]], file.name,
                ((row[names[0]] or "", row.get(first) or "", row.get(last) or "") for row in rows),
            )  # fmt: skip
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = f"cannot be read as a code list ({type(error).__name__})"
        raise Invalid(Issue(str(file), what, "write it as CSV in UTF-8 with a header")) from None


def _one(names: Iterable[str], wanted: tuple[str, ...]) -> str:
    return next((name for name in wanted if name in names), "")


def _listed(name: str, source: str, rows: Iterable[tuple[str, str, str]]) -> CodeList:
    """A code that was abolished and given anew is in force."""
    ended: dict[str, str] = {}
    newest = ""
    for code, first, last in rows:
        known = ended.get(code)
        ended[code] = last if known is None else ("" if not (known and last) else max(known, last))
        newest = max(newest, first, last)
    return CodeList(name, source, ended, newest or None)


@cache
def shipped_lists() -> dict[str, CodeList]:
    """The dong codes of the installed package PublicDataReader (only its data are read); empty without it."""
    spec = find_spec("PublicDataReader")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "raw"
    return {name: told for name, (file, header) in _SHIPPED.items() if (told := _shipped(folder / file, name, header))}


def _shipped(file: Path, name: str, header: str) -> CodeList | None:
    if not file.exists():
        return None
    table = json.loads(file.read_text(encoding="utf-8"))
    codes, firsts, lasts = (table[part].values() for part in (header, "생성일자", "말소일자"))
    rows = ((_text(code), _text(first), _text(last)) for code, first, last in zip(codes, firsts, lasts, strict=True))
    return _listed(name, f"PublicDataReader {file.name}", rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def validity(column: Coded, meaning: str | None, lists: Lists) -> CodeValidity | None:
    """How the codes of a column stand in the list of its meaning; None where there is no such list.

    The days of abolition tell codes, so they are withheld with the column's values.
    """
    if meaning not in LISTED or not column.filled:
        return None
    told = lists().get(LEGAL if meaning == _DISTRICT else meaning)
    if told is None:
        return None
    rows = {"valid": 0, "abolished": 0, "unknown": 0}
    ends: list[str] = []
    for code, weight in _codes(column, meaning):
        end = told.ended.get(code)
        state = "unknown" if end is None else "abolished" if end else "valid"
        rows[state] += weight
        ends += [end] if end and not column.withheld else []
    shares = {state: count / column.filled for state, count in rows.items()}
    return CodeValidity(
        told.name, told.source, told.newest, shares["valid"], shares["abolished"], shares["unknown"],
        min(ends, default=None), max(ends, default=None),
    )  # fmt: skip


def _codes(column: Coded, meaning: str | None) -> Iterator[tuple[str, int]]:
    """A district is written with two or five digits of its legal-dong code."""
    width = 10 if meaning == _DISTRICT else 0
    for value, weight in zip(column.values.to_pylist(), column.weights[1:].tolist(), strict=True):
        yield value.strip().ljust(width, "0"), weight
