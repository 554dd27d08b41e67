"""Dataclasses as plain documents."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

SCALARS = (str, int, float, type(None))


def as_plain(value: Any) -> Any:
    """As `dataclasses.asdict`, which copies every number and text by `deepcopy`: most of the cost of a profile's JSON.

    Shape: dataclasses, mappings, lists and tuples of what JSON has.
    """
    if isinstance(value, SCALARS):
        return value
    if isinstance(value, list | tuple):
        return type(value)(map(as_plain, value))
    if isinstance(value, dict):
        return {key: as_plain(inner) for key, inner in value.items()}
    return {name: as_plain(getattr(value, name)) for name in _names(type(value))}


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _NAMES:
        if not is_dataclass(kind):
            raise TypeError(f"{kind.__name__} is neither a dataclass nor plain; give it a to_json")
        _NAMES[kind] = tuple(item.name for item in fields(kind))
    return _NAMES[kind]
