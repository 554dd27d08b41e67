"""Identifiers inside texts replaced by keyed surrogates; everything else stays code point for code point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.techniques.pseudonym import Key, canonical_hit, token_of
from gotgan.engine.deidentify.texts import as_texts
from gotgan.engine.detect import people, screen
from gotgan.engine.detect.context import kinds_of_name
from gotgan.engine.detect.hit import Hit
from gotgan.engine.detect.lines import LONGEST_WINDOW, hits_of_long
from gotgan.engine.detect.plain import Plain, fold_many
from gotgan.engine.detect.text import find_in_plain
from gotgan.terms.finding import IdentifierKind


@dataclass(frozen=True)
class MaskText:
    """`said`: kinds that the column's name speaks of. `key` is derived for texts already."""

    key: Key
    said: frozenset[str]
    type: pa.DataType = field(default_factory=pa.string)

    def apply(self, values: pa.Array, first_row: int) -> pa.Array:  # noqa: ARG002 - where a cell stands does not matter
        texts = as_texts(values)
        if pa.types.is_dictionary(texts.type):
            texts = texts.dictionary_decode()
        chosen = screen.matches(texts.cast(pa.large_string()), screen.CANDIDATE)
        if self.said:
            chosen = np.asarray(texts.is_valid())
        if not chosen.any():
            return texts
        looked = texts.filter(pa.array(chosen)).cast(pa.large_string())
        masked = self._mask(looked)
        for place in self._whole_cells(looked):
            masked[place] = self._replace_whole(looked[place].as_py())
        return pc.replace_with_mask(texts, pa.array(chosen), pa.array(masked, pa.string()))

    def _whole_cells(self, texts: pa.Array) -> list[int]:
        """Cells that are a name, a birth or a home and nothing else, where the column's name says so."""
        found = np.zeros(len(texts), dtype=bool)
        for _, fits in people.groups_of(texts, self.said):
            found |= fits
        return [int(place) for place in np.flatnonzero(found)]

    def _replace_whole(self, text: str) -> str:
        inner = text.strip()
        return text.replace(inner, f"[{token_of(self.key, canonical_hit(inner))}]", 1)

    def _mask(self, texts: pa.Array) -> list[str]:
        """Stage 1 has said which texts and forms are worth a look (see detect.screen)."""
        folded, odd = fold_many(texts, LONGEST_WINDOW)
        forms = screen.forms_in(folded, self.said).tolist()
        masked = []
        for place, (text, form) in enumerate(zip(texts.to_pylist(), forms, strict=True)):
            if len(text) > LONGEST_WINDOW // 4:
                hits = hits_of_long(text, self.said)
            elif form:
                hits = find_in_plain(odd.get(place) or Plain(text), self.said, form)
            else:
                hits = []
            masked.append(self.replace(text, hits))
        return masked

    def replace(self, text: str, hits: Sequence[Hit]) -> str:
        """Sure or not, what looks like an identifier is replaced; a mere form of address makes no name."""
        parts, done = [], 0
        for hit in hits:
            if hit.kind == IdentifierKind.PERSON_NAME and not hit.is_strong and hit.kind not in self.said:
                continue
            surrogate = token_of(self.key, canonical_hit(text[hit.start : hit.end]))
            parts += [text[done : hit.start], f"[{surrogate}]"]
            done = hit.end
        return "".join([*parts, text[done:]]) if parts else text


def mask_text(key: Key, column: str) -> MaskText:
    """Surrogates are the same in all texts under one key."""
    return MaskText(key, kinds_of_name(column))
