"""Names of columns and of archive members."""

from __future__ import annotations

from collections.abc import Sequence

from gotgan.engine.tables.model import ColumnName
from gotgan.terms.text import nfc

_SEPARATORS = ("_", "/", " / ", " > ", " | ", " :: ")


def column_names(headers: Sequence[str]) -> tuple[ColumnName, ...]:
    """Name columns: NFC and trimmed, the position where there is no name, a suffix for a repeat.

    A written name keeps its form: an unnamed first column gives way to one that is called "1".
    """
    plain = [nfc(header).strip() for header in headers]
    taken: set[str] = set()
    chosen: dict[int, str] = {}
    named = [i for i, name in enumerate(plain) if name]
    for index in [*named, *(i for i, name in enumerate(plain) if not name)]:
        chosen[index] = _free_name(plain[index] or str(index + 1), taken)
        taken.add(chosen[index])
    return tuple(ColumnName(chosen[i], header, i + 1) for i, header in enumerate(headers))


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def join_levels(levels: Sequence[Sequence[str]], width: int) -> list[str]:
    """One header from several rows, top first: equal neighbours once, joined by what no name holds."""
    cells = [cell for level in levels for cell in level]
    separator = next((s for s in _SEPARATORS if not any(s in cell for cell in cells)), _SEPARATORS[-1])
    return [_join([_cell(level, column) for level in levels], separator) for column in range(width)]


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _join(parts: Sequence[str], separator: str) -> str:
    kept: list[str] = []
    for part in parts:
        if part.strip() and (not kept or kept[-1].strip() != part.strip()):
            kept.append(part)
    return kept[0] if len(kept) == 1 else separator.join(part.strip() for part in kept)


def member_name(raw: bytes) -> str:
    """The name of an archive member that is not marked as UTF-8: UTF-8 if it is, else CP949."""
    for encoding in ("utf-8", "cp949"):
        try:
            return nfc(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")
