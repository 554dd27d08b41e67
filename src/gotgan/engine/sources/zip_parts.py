"""Archives that were cut in parts: which parts belong together, which one is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gotgan.engine.sources.joined import Piece, whole
from gotgan.engine.sources.kinds import cut_stem
from gotgan.terms.text import nfc

ZIP_BEGINS = b"PK\x03\x04"
MOST_NAMED = 10
_LEAST_OFFSET = 1 << 20
"""A number above it is a byte's place: AI Hub names parts either 0, 1, 2 or by where they begin."""


@dataclass(frozen=True)
class Archive:
    """One zip: itself, or its parts in the order of their numbers. `path` is its name in the dataset."""

    path: str
    pieces: tuple[Piece, ...]
    is_cut: bool
    problem: str = ""

    @property
    def size(self) -> int:
        return sum(piece.length for piece in self.pieces)


def archives_of(files: Iterable[tuple[str, Path]]) -> tuple[list[Archive], list[tuple[str, Path]], list[str]]:
    """The archives among (name, file) pairs, the files that are none, and warnings. Raises: OSError."""
    parts: dict[str, list[Piece]] = {}
    zips: dict[str, Path] = {}
    others: list[tuple[str, Path]] = []
    for name, path in files:
        cut = cut_stem(nfc(name))
        if cut is not None and cut[0].casefold().endswith(".zip"):
            parts.setdefault(cut[0], []).append(whole(path, cut[1]))
        elif name.casefold().endswith(".zip"):
            zips[name] = path
        else:
            others.append((name, path))
    warnings = [f"{name}: lies beside its own parts; the parts are read" for name in zips if name in parts]
    found = [_joined(name, pieces) for name, pieces in parts.items()]
    found += [Archive(name, (whole(path),), False) for name, path in zips.items() if name not in parts]
    return sorted(found, key=lambda archive: archive.path), others, warnings


def _joined(name: str, pieces: list[Piece]) -> Archive:
    """In the order of numbers: as texts, part10 would come before part2."""
    ordered = tuple(sorted(pieces, key=lambda piece: (piece.number, piece.path.name)))
    return Archive(name, ordered, True, missing(ordered))


def missing(parts: Sequence[Piece]) -> str:
    """Which parts are not there, or there twice, as far as the numbers of the others show; else empty."""
    numbers = [part.number for part in parts]
    twice = (
        sorted({number for number in numbers if numbers.count(number) > 1}) if len(set(numbers)) < len(parts) else []
    )
    if twice:
        return f"part {_listed(twice)} is there twice; take one away"
    unplaced = _missing_place(parts)
    if not unplaced or numbers[-1] >= _LEAST_OFFSET:
        return unplaced
    first = 1 if numbers[0] == 1 and _begins_zip(parts[0]) else 0
    lacking = sorted(set(range(first, numbers[-1])) - set(numbers))
    return f"part {_listed(lacking)} is missing; fetch it again" if lacking else ""


def _missing_place(parts: Sequence[Piece]) -> str:
    """Parts named by the byte they begin at: each must begin where the one before ends."""
    place = 0
    for part in parts:
        if part.number > place:
            return f"part {place} is missing or the part before it is cut; fetch both again"
        if part.number < place:
            return f"part {part.number} begins before the one before it ends; fetch both again"
        place += part.length
    return ""


def short_parts(parts: Sequence[Piece]) -> list[int]:
    """Parts, the last apart, that are smaller than the largest: cut on the way."""
    full = max(part.length for part in parts)
    return [part.number for part in parts[:-1] if part.length < full]


def _begins_zip(part: Piece) -> bool:
    with part.path.open("rb") as file:
        return file.read(4) == ZIP_BEGINS


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_NAMED]))
    return shown if len(numbers) <= MOST_NAMED else f"{shown} and {len(numbers) - MOST_NAMED} more"
