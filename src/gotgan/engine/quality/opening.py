"""Which rule book and which measure a name means: one of the house, or an entry point of a third party."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import gotgan.engine.quality.measures  # noqa: F401  (fills MEASURES)
from gotgan.engine.quality.book import Book
from gotgan.engine.quality.look import Measure
from gotgan.engine.quality.read import read_book
from gotgan.engine.quality.registry import MEASURES
from gotgan.terms.errors import Invalid, Issue

BOOKS, MEASURE_POINTS = "gotgan.rulebooks", "gotgan.measures"
"""Entry points: a book's is a Path (or a function giving one) to its YAML, a measure's a function of a Look."""
FOLDER = Path(__file__).parent / "books"


def book_names() -> tuple[str, ...]:
    """Of the house and of third parties, in order."""
    return tuple(sorted({path.stem for path in FOLDER.glob("*.yaml")} | {point.name for point in _points(BOOKS)}))


def open_book(name: str) -> Book:
    """Raises: Invalid when no book goes by the name, or it is wrong."""
    if name.isidentifier() and (path := FOLDER / f"{name}.yaml").is_file():
        return _own(path)
    points = {point.name: point for point in _points(BOOKS)}
    if name not in points:
        remedy = f"use one of {', '.join(book_names())}, or install its package"
        raise Invalid(Issue(f"rule book {name!r}", "is not known", remedy))
    found = _load(points[name], f"rule book {name}")
    path = _path(found() if callable(found) else found, name)
    book = read_book(path, {**MEASURES, **third_party_measures()})
    if book.id != name:
        raise Invalid(Issue(f"rule book {name}", f"calls itself {book.id}", "give file and entry point one name"))
    return book


@lru_cache
def _own(path: Path) -> Book:
    return read_book(path, MEASURES)


def third_party_measures() -> Mapping[str, Measure]:
    """By name. Raises: Invalid when one cannot be loaded, is no `dimension.what`, or takes a name of the house."""
    return _measures(_points(MEASURE_POINTS))


@lru_cache(maxsize=4)
def _measures(points: tuple[EntryPoint, ...]) -> Mapping[str, Measure]:
    found: dict[str, Measure] = {}
    for point in points:
        place = f"measure {point.name!r}"
        if point.name in MEASURES or point.name in found or "." not in point.name:
            raise Invalid(Issue(place, "is taken, or is no dimension.what", "let its package give it another name"))
        function = _load(point, place)
        if not callable(function):
            raise Invalid(Issue(place, "is no function", "let its package name a function of a Look"))
        found[point.name] = function
    return found


def _points(group: str) -> tuple[EntryPoint, ...]:
    return _points_on(group, tuple(sys.path))


@lru_cache(maxsize=8)
def _points_on(group: str, path: tuple[str, ...]) -> tuple[EntryPoint, ...]:  # noqa: ARG001
    """Looking through all installed packages takes longer than a sheet: once for each path."""
    return tuple(sorted(entry_points(group=group), key=lambda point: point.name))


def _load(point: EntryPoint, place: str) -> Any:
    try:
        return point.load()
    except Exception as error:  # another's code: it may raise whatever it likes
        what = f"cannot be loaded ({type(error).__name__})"
        raise Invalid(Issue(place, what, "install its package again, or ask who made it")) from error


def _path(found: Any, name: str) -> Path:
    if not isinstance(found, str | Path):
        raise Invalid(Issue(f"rule book {name}", "gives no path", "let its entry point be the path of a YAML file"))
    return Path(found)
