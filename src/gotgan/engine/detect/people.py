"""Names, days of birth and home addresses: judged by the column's name and the shape of its cells together.

No list of names decides a single word: 고양 and 강서 begin with surnames too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from gotgan.engine.detect.names import HANJA, KOREAN, KOREAN_MASKED, KOREAN_SPACED, LATIN
from gotgan.engine.detect.screen import matches
from gotgan.terms.finding import IdentifierKind as Kind

NAME_CELL = rf"^\s*(?:{KOREAN}|{KOREAN_SPACED}|{KOREAN_MASKED}|{HANJA}|{LATIN})(?: ?\([^()]{{1,20}}\))?\s*$"
NO_NAME_CELL = r"(?:과|팀|역|학교|공원|[시군구]청)\s*$"
"""A department, a station: no given name ends so."""
BIRTH_CELL = (
    r"^\s*(?:(?:18|19|20)[0-9]{2}[ .\-/년]{0,2}(?:0?[1-9]|1[0-2])[ .\-/월]{0,2}(?:0?[1-9]|[12][0-9]|3[01])[.일]?"
    r"|[0-9]{1,2}[.\-/]?(?:0[1-9]|1[0-2])[.\-/]?(?:0[1-9]|[12][0-9]|3[01]))(?:[ T]00:00(?::00(?:\.0+)?)?)?\s*$"
)
IMPOSSIBLE_BIRTH_CELL = (
    r"^\s*(?:[0-9]{4}[ .\-/년]{1,2}[0-9]{1,2}[ .\-/월]{1,2}[0-9]{1,2}[.일]?|[0-9]{2}[.\-/][0-9]{1,2}[.\-/][0-9]{1,2}"
    r"|[0-9]{5,6}|[0-9]{8})(?:[ T]00:00(?::00(?:\.0+)?)?)?\s*$"
)
"""Written like a birth; those of them that are none are days no calendar has (19901345, 1990-00-00)."""
IMPOSSIBLE = "impossible_birth"
ADDRESS_CELL = (
    r"[가-힣]{1,6}(?:특별시|광역시|특별자치시|특별자치도|도|시|군|구|읍|면|동)\s.*[가-힣0-9]+(?:로|길|동|리|가|읍|면)\s*"
    r"(?:산\s?)?[0-9]"
)
COORDINATE_CELL = r"^\s*-?(?:[0-9]{1,3}\.[0-9]{2,})(?:\s*,\s*-?[0-9]{1,3}\.[0-9]{2,})?\s*$"
CELLS = {
    Kind.PERSON_NAME: NAME_CELL,
    Kind.BIRTH_DATE: BIRTH_CELL,
    Kind.ADDRESS: ADDRESS_CELL,
    Kind.COORDINATES: COORDINATE_CELL,
}
LEAST_SHARE = {Kind.PERSON_NAME: 0.5, Kind.BIRTH_DATE: 0.5, Kind.ADDRESS: 0.3, Kind.COORDINATES: 0.5}
"""Of the filled cells that must have the shape before the column's name is believed."""


def groups_of(texts: pa.Array, said: frozenset[str]) -> Iterator[tuple[str, np.ndarray]]:
    """(group `person.KIND`, which cells) for the kinds that the column's name speaks of."""
    for kind, pattern in CELLS.items():
        if kind in said:
            fits = matches(texts, pattern)
            yield f"person.{kind}", fits & ~matches(texts, NO_NAME_CELL) if kind == Kind.PERSON_NAME else fits
            if kind == Kind.BIRTH_DATE:
                yield f"person.{IMPOSSIBLE}", ~fits & matches(texts, IMPOSSIBLE_BIRTH_CELL)
