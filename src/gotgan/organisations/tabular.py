"""Reading a small CSV that a person made: UTF-8 or cp949, every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.text import nfc, read_text

SPELLINGS = {
    "code": ("코드", "기관코드", "institution_code", "법정동코드", "행정동코드"),
    "name": ("name_ko", "이름", "명칭", "코드명", "기관명", "institution_name", "법정동명", "행정동명"),
    "name_en": ("영문명", "영문기관명"),
    "slug": ("short_name",),
    "kind": ("기관유형", "기관구분"),
    "parent": ("상위기관코드",),
    "valid_from": ("생성일자", "시작일자"),
    "valid_to": ("말소일자", "폐지일자", "종료일자"),
    "successors": ("승계기관코드", "승계코드"),
}
"""Our column names, and the headers under which institutions publish the same."""
PLACE_PARTS = ("시도명", "시군구명", "읍면동명", "동리명")
"""The dong tables give a name in its parts."""


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    rows: int
    added: int
    changed: int

    def to_json(self) -> dict[str, int]:
        return asdict(self)


def read_cells(source: Path | BinaryIO, *, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells by our column names); blank lines are left out.

    Raises: Invalid when the text is neither UTF-8 nor cp949, a needed column is absent, or two columns
    could be the same one of ours.
    """
    reader = csv.DictReader(io.StringIO(_text_of(source), newline=""))
    written = [nfc(name or "").strip() for name in reader.fieldnames or ()]
    reader.fieldnames = names = _our_names(written)
    parts = [] if "name" in names else [name for name in PLACE_PARTS if name in names]
    missing = [name for name in needed if name not in names and not (name == "name" and parts)]
    if missing:
        found = ", ".join(written) or "nothing"
        raise Invalid(*(Issue(f"column {name}", f"is missing; found {found}", "name it in line 1") for name in missing))
    for row in reader:
        cells = {key: value or "" for key, value in row.items() if isinstance(key, str) and not isinstance(value, list)}
        if any(cells.values()):
            joined = {"name": " ".join(cells[part] for part in parts if cells[part])} if parts else {}
            yield reader.line_num, cells | joined


def _our_names(written: Sequence[str]) -> list[str]:
    """Raises: Invalid when two headers could be one column. Ours, where it stands, wins."""
    known = {spelling: name for name, spellings in SPELLINGS.items() if name not in written for spelling in spellings}
    names = [known.get(name, name) for name in written]
    for name in SPELLINGS:
        rivals = [written[at] for at, found in enumerate(names) if found == name]
        if len(rivals) > 1:
            what = f"{' and '.join(rivals)} could both be it"
            raise Invalid(Issue(f"column {name}", what, f"call the right one {name} in line 1"))
    return names


def _text_of(source: Path | BinaryIO) -> str:
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    if (text := read_text(data)) is not None:
        return text
    raise Invalid(Issue("encoding", "the file is neither UTF-8 nor cp949", "save it as UTF-8"))
