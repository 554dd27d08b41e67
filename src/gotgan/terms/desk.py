"""What rooms ask of the desk, the one process for what is heavy and interactive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from gotgan.terms.preview import Preview
from gotgan.terms.what_if import WhatIf, WhatIfQuestion

Comparison = Literal["equals", "contains", "at_least", "at_most", "is_empty", "is_filled"]


@dataclass(frozen=True)
class Morphemes:
    """The content words of each text, in order. `dictionary` names the word list that made them:
    stored tokens of another dictionary are stale."""

    of_texts: tuple[tuple[str, ...], ...]
    dictionary: str


@dataclass(frozen=True)
class RowFilter:
    """One condition on one column; `value` as text, unused for is_empty and is_filled."""

    column: str
    comparison: Comparison
    value: str = ""


@dataclass(frozen=True)
class PreviewQuestion:
    """A bounded look into a Parquet object of the store. Filters must all hold.

    `findings` is the evidence of the table (SHAPES, detect): its columns are masked wholly,
    and no filter may name one, since a filter on a hidden column would tell its values.
    """

    sha256: str
    table: str
    findings: tuple[Mapping[str, Any], ...] = ()
    filters: tuple[RowFilter, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> PreviewQuestion:
        """Raises: KeyError, TypeError when the document is not a question."""
        filters = tuple(RowFilter(**row) for row in document.get("filters", ()))
        return cls(document["sha256"], document["table"], tuple(document.get("findings", ())), filters)


class Desk(Protocol):
    """The port: a process (gotgan.desk.client) or in-process (gotgan.desk.service).

    Every method raises Unavailable when the desk does not answer in time.
    """

    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        """Morphemes of each text; waits at most so long while the analyser is still loading."""

    def picture(self, spec: Mapping[str, Any]) -> str:
        """A Vega-Lite spec as SVG, in the house's theme. Raises: Invalid."""

    def preview(self, question: PreviewQuestion) -> Preview:
        """Raises: Invalid, NotFound."""

    def pdf(self, document: Mapping[str, Any]) -> bytes:
        """A document (`gotgan.engine.printing`) as PDF, the same bytes for the same document. Raises: Invalid."""

    def what_if(self, question: WhatIfQuestion) -> WhatIf:
        """A list under other rules, one question at a time. Raises: Invalid, NotFound."""
