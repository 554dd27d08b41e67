"""What a detector is, and what its answer must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import IdentifierKind

RawHit = tuple[str, int, int, float]


class Detector(Protocol):
    def __call__(self, texts: Sequence[str], /) -> Sequence[Sequence[RawHit]]: ...


class Found(NamedTuple):
    """`start`, `end` in code points of the text, end exclusive; `score` 0 to 1."""

    kind: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Plugin:
    name: str
    detect: Detector

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """The hits of each text, checked.

        Raises: Invalid when the plug-in fails or answers what it may not; the message holds no text.
        """
        try:
            answer = self.detect(texts)
            found = [[Found(str(kind), int(start), int(end), float(score)) for kind, start, end, score in hits]
                     for hits in answer]  # fmt: skip
        except Invalid:
            raise
        except Exception as error:  # noqa: BLE001 - it may raise anything, and its message may quote the text
            raise self._wrong(f"failed ({type(error).__name__})") from None
        if len(found) != len(texts):
            raise self._wrong(f"answered for {len(found)} texts of {len(texts)}")
        for text, hits in zip(texts, found, strict=True):
            self._check(text, hits)
        return found

    def _check(self, text: str, hits: Sequence[Found]) -> None:
        for hit in hits:
            if hit.kind not in set(IdentifierKind):
                raise self._wrong(f"names a kind that is not known ({hit.kind[:40]!r})")
            if not 0 <= hit.start < hit.end <= len(text):
                raise self._wrong("places a hit outside its text")
            if not 0 <= hit.score <= 1:
                raise self._wrong("gives a score that is not between 0 and 1")

    def _wrong(self, what: str) -> Invalid:
        return Invalid(Issue(f"plugin {self.name}", what, "mend the plug-in, or leave --plugin away"))
