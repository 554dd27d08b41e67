"""What the cells of text columns spell, found on every distinct value."""

from __future__ import annotations

from gotgan.engine.profile.classes import CANDIDATES, HAS_FRACTION, Candidate, Spelling
from gotgan.engine.profile.fold import Fold
from gotgan.engine.profile.state import Ends

PEEK_VALUES = 1_000


def find_spellings(folded: Fold) -> dict[int, Spelling]:
    """The candidate types that every filled cell of a column meets. Columns without filled cells are absent."""
    candidates = _not_ruled_out(folded) if folded.is_single else list(CANDIDATES)
    checks = f", bool_or({HAS_FRACTION}), {_checks(candidates)}" if candidates else ", false"
    found = {}
    for place, fraction, *met in folded.rows(
        f"SELECT any_value(k){checks} FROM g WHERE f IS NOT NULL {folded.by_column}"
    ):
        could_be = frozenset(c.type for c, holds in zip(candidates, met, strict=True) if holds)
        found[place] = Spelling(could_be, bool(fraction) and "decimal" in could_be)
    return found


def _not_ruled_out(folded: Fold) -> list[Candidate]:
    """A peek at some values rules most types out, so that a long column is not searched for them."""
    peek = f"(SELECT f FROM g WHERE f IS NOT NULL LIMIT {PEEK_VALUES})"
    met = folded.rows(f"SELECT {_checks(CANDIDATES)} FROM {peek}")[0]
    return [candidate for candidate, holds in zip(CANDIDATES, met, strict=True) if holds]


def _checks(candidates: list[Candidate] | tuple[Candidate, ...]) -> str:
    return ", ".join(f"bool_and({candidate.matches})" for candidate in candidates)


def find_ends(folded: Fold, spellings: dict[int, Spelling]) -> dict[int, dict[str, Ends]]:
    """The least and greatest value of dates and times, by column and candidate type."""
    found: dict[int, dict[str, Ends]] = {}
    for candidate in CANDIDATES:
        places = [str(place) for place, spelling in spellings.items() if candidate.type in spelling.could_be]
        if not candidate.key or not places:
            continue
        pair = f"struct_pack(key := {candidate.key}, value := f)"
        where = f"f IS NOT NULL AND k IN ({', '.join(places)})"
        for place, low, high in folded.rows(f"SELECT k, min({pair}), max({pair}) FROM g WHERE {where} GROUP BY k"):
            ends = ((low["key"], low["value"]), (high["key"], high["value"]))
            found.setdefault(place, {})[candidate.type] = ends
    return found
