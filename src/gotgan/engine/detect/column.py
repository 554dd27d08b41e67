"""What was counted in one column. States merge; deciding is `decide.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gotgan.terms.finding import Span

MOST_EXAMPLES = 3


@dataclass
class ColumnState:
    """`hits` and `cells` count by group of evidence; `spans` only when they were asked for.

    Cell groups (`id13.bare`, ...): see cells.py. Text groups: `text.KIND.strong|weak`, and
    `text.thirteen`, the bare runs of thirteen digits. `plugin.KIND`: beside.py; `scores` sums their scores.
    """

    filled: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    def add(self, group: str, hits: int, cells: int) -> None:
        self.hits[group] += hits
        self.cells[group] += cells

    def add_examples(self, group: str, masked: Iterable[str]) -> None:
        """Keep the first few, already masked."""
        kept = self.examples.get(group, ())
        if len(kept) < MOST_EXAMPLES:
            self.examples[group] = tuple(dict.fromkeys([*kept, *masked]))[:MOST_EXAMPLES]

    def merge(self, other: ColumnState) -> ColumnState:
        """Both together, this one's rows first."""
        merged = ColumnState(self.filled + other.filled, self.hits + other.hits, self.cells + other.cells)
        for part in (self, other):
            for group, masked in part.examples.items():
                merged.add_examples(group, masked)
            for group, spans in part.spans.items():
                merged.spans.setdefault(group, []).extend(spans)
            for group, score in part.scores.items():
                merged.scores[group] = merged.scores.get(group, 0.0) + score
        return merged
