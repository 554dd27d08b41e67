"""The same dataset reported by two bodies: which sheets are to be linked, from what the inventory found in common.

Linked, not doubled: every sheet stays and is answered, but a group counts as one dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SAME_VERB = "identical"
"""What a keeper confirmed that makes two sheets speak of the same data, read either way round."""
NEAR_VERBS = frozenset({SAME_VERB, "older_copy", ""})
"""What the comparison suggests of a pair that a person should look at; an older copy may be a dataset of its own."""
LEAST_SCORE = 0.95
"""From which share of equal content on an undecided pair is shown as a candidate."""
DECIDED, STRONG = "decided", "strong"


@dataclass(frozen=True)
class Reported:
    """One sheet: its body, its dataset, whether anything was answered, and the pairs of DatasetFacts.overlaps."""

    sheet: str
    organisation: str
    dataset: str
    created: str
    overlaps: tuple[Mapping[str, Any], ...] = ()
    same_as: str = ""


@dataclass(frozen=True)
class SameLink:
    """`sheet` is the same as `first`. `strength`: decided (a keeper confirmed it) or strong (found, undecided)."""

    sheet: str
    first: str
    strength: str
    score: float
    overlap: Any = None


def find_same(sheets: Iterable[Reported], *, least_score: float = LEAST_SCORE) -> tuple[SameLink, ...]:
    """Links between sheets of different bodies, decided ones first, then the stronger; each pair once.

    The sheet made first is the one that others are linked to. Those linked already are left out.
    """
    by_dataset: dict[str, list[Reported]] = {}
    known = sorted(sheets, key=lambda each: (each.created, each.sheet))
    for each in known:
        if each.dataset:
            by_dataset.setdefault(each.dataset, []).append(each)
    place = {each.sheet: number for number, each in enumerate(known)}
    found: dict[tuple[str, str], SameLink] = {}
    for each in known:
        for pair in each.overlaps:
            strength, score = _strength(pair, least_score)
            for other in by_dataset.get(str(pair.get("dataset") or ""), ()) if strength else ():
                first, second = sorted((each, other), key=lambda one: place[one.sheet])
                if first.organisation != second.organisation and not _are_linked(first, second):
                    link = SameLink(second.sheet, first.sheet, strength, score, pair.get("overlap"))
                    found[second.sheet, first.sheet] = min(
                        link, found.get((second.sheet, first.sheet), link), key=_rank
                    )
    return tuple(sorted(found.values(), key=_rank))


def _rank(link: SameLink) -> tuple[bool, float, str, str]:
    return link.strength != DECIDED, -link.score, link.first, link.sheet


def _strength(pair: Mapping[str, Any], least_score: float) -> tuple[str, float]:
    """A decided pair by its verb alone; an open one by relation, suggested verb and score."""
    score = pair.get("score")
    number = float(score) if isinstance(score, int | float) and not isinstance(score, bool) else 0.0
    verb, status = pair.get("verb"), pair.get("status")
    if status == "confirmed":
        return (DECIDED if verb == SAME_VERB else "", number)
    is_strong = status == "open" and pair.get("relation") == "same_content" and number >= least_score
    return (STRONG if is_strong and (verb or "") in NEAR_VERBS else "", number)


def _are_linked(first: Reported, second: Reported) -> bool:
    return (second.same_as or second.sheet) == (first.same_as or first.sheet)


def choose_links(sheets: Iterable[Reported], links: Iterable[SameLink]) -> dict[str, str]:
    """{sheet: first sheet of its group} by decided links only: what may be linked without asking anyone again.

    Groups are joined, also with those linked before, and all of a group name the sheet made first. A strong pair waits
    for a person. Sheets whose link stands already are left out.
    """
    known = sorted(sheets, key=lambda each: (each.created, each.sheet))
    place = {each.sheet: number for number, each in enumerate(known)}
    first_of: dict[str, str] = {each.sheet: each.same_as for each in known if each.same_as in place}

    def root(sheet: str) -> str:
        while (first := first_of.get(sheet, sheet)) != sheet:
            sheet = first
        return sheet

    for link in links:
        if link.strength == DECIDED and link.sheet in place and link.first in place:
            first, second = sorted((root(link.first), root(link.sheet)), key=place.__getitem__)
            first_of[second] = first
    return {each.sheet: root(each.sheet) for each in known if root(each.sheet) not in (each.sheet, each.same_as)}
