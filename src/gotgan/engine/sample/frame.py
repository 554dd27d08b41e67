"""A table before it is written: named columns of equal length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Cell = str | int | float | None
GROUP = "|"
"""In a column name, parts the group from the leaf of a two-row header: `인구|남`."""


@dataclass
class Frame:
    """`columns` keeps its order; every column has as many cells as the others."""

    columns: dict[str, list[Cell]]

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values()), []))

    @property
    def names(self) -> list[str]:
        return list(self.columns)

    def taken(self, indices: Sequence[int]) -> Frame:
        return Frame({name: [cells[i] for i in indices] for name, cells in self.columns.items()})

    def renamed(self, names: Mapping[str, str]) -> Frame:
        return Frame({names.get(name, name): cells for name, cells in self.columns.items()})

    def without(self, *names: str) -> Frame:
        return Frame({name: cells for name, cells in self.columns.items() if name not in names})

    def copied(self) -> Frame:
        return Frame({name: list(cells) for name, cells in self.columns.items()})


Tables = dict[str, Frame]
Change = Callable[[Frame], Frame]


def as_text(cells: Sequence[Cell]) -> list[str]:
    """The cells as a text file shows them: nothing for None, no `.0` added or taken away."""
    kinds = set(map(type, cells))
    if type(None) in kinds:
        return ["" if cell is None else str(cell) for cell in cells]
    return list(map(str, cells))


def flat_name(name: str) -> str:
    """The one-row form of a grouped column name."""
    return name.replace(GROUP, "_")
