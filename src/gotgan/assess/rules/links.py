"""From pairs of tables to what is known of two datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gotgan.terms.overlap import ContentPair, OverlapStatus, OverlapVerb
from gotgan.terms.strength import FROM

ALERT, FAIR = FROM["same_content"]
"""From the first on an undecided pair makes a cluster; below the second nothing speaks for the same content."""
JOINING = frozenset(
    {OverlapVerb.IDENTICAL, OverlapVerb.OLDER_COPY, OverlapVerb.SUBSET, OverlapVerb.SUPERSET, OverlapVerb.DERIVED}
)
"""Confirmed with one of these the content of one is in the other; with another verb a person said that it is not."""
ALIKE = frozenset({OverlapVerb.IDENTICAL, OverlapVerb.OLDER_COPY})
Contents = Mapping[str, Mapping[str, str]]
"""{dataset: {table: fingerprint of what was compared of it}}."""


@dataclass(frozen=True)
class Link:
    """Two datasets, a < b. `score` is the best same content of their tables that nobody refused, 0 to 1.

    `is_refused`: somebody refused a pair of their tables, and no other one joins them. `is_alike`: as a whole, so that
    what one is like the other is like too. `copy` is which of the two was made from the other, where a verb says so.
    `pairs` are the pairs of tables, strongest first.
    """

    a: str
    b: str
    score: float = 0.0
    is_confirmed: bool = False
    is_refused: bool = False
    is_alike: bool = False
    copy: str = ""
    pairs: tuple[int, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        return self.a, self.b

    @property
    def joins(self) -> bool:
        """Whether it makes a cluster: measured above the alert or confirmed, and not refused."""
        return not self.is_refused and (self.is_confirmed or self.score >= ALERT)

    @property
    def weight(self) -> float:
        """How strong it is: what a person confirmed is certain."""
        return 1.0 if self.is_confirmed else self.score


def links_of(pairs: Iterable[ContentPair]) -> dict[tuple[str, str], Link]:
    """By ends, whatever the order of the pairs."""
    gathered: dict[tuple[str, str], list[Link]] = {}
    for pair in pairs:
        if pair.a != pair.b:
            link = _link(pair)
            gathered.setdefault(link.ends, []).append(link)
    return {ends: _together(links) for ends, links in sorted(gathered.items())}


def _link(pair: ContentPair) -> Link:
    says_same = pair.status == OverlapStatus.CONFIRMED and pair.verb in JOINING
    is_refused = pair.status != OverlapStatus.OPEN and not says_same
    verb = pair.verb or ("" if pair.status != OverlapStatus.OPEN else pair.suggested)
    return Link(
        a=min(pair.a, pair.b), b=max(pair.a, pair.b), score=0.0 if is_refused else (pair.score or 0.0),
        is_confirmed=says_same, is_refused=is_refused, is_alike=not is_refused and verb in ALIKE,
        copy="" if is_refused else _copy(pair, verb), pairs=(pair.id,),
    )  # fmt: skip


def _copy(pair: ContentPair, verb: str) -> str:
    """A suggested older copy or derivation does not tell which of the two it is; a part does."""
    first, second = (pair.b, pair.a) if pair.is_reversed and pair.verb else (pair.a, pair.b)
    if verb == OverlapVerb.SUPERSET:
        return second
    if verb == OverlapVerb.SUBSET or (pair.verb and verb in (OverlapVerb.OLDER_COPY, OverlapVerb.DERIVED)):
        return first
    return ""


def _together(links: list[Link]) -> Link:
    """One link of all pairs of tables of two datasets: the strongest speaks; refused only where none joins."""
    ranked = sorted(links, key=lambda link: (not link.joins, -link.weight, link.pairs))
    first = ranked[0]
    return replace(
        first,
        is_refused=not first.joins and any(link.is_refused for link in links),
        is_confirmed=any(link.is_confirmed for link in links),
        score=max(link.score for link in links),
        copy=next((link.copy for link in ranked if link.copy), ""),
        pairs=tuple(number for link in ranked for number in link.pairs),
    )


def contents_of(pairs: Iterable[ContentPair]) -> dict[str, dict[str, str]]:
    """What was compared of each dataset; of what changed between two pairs, what the later pair says."""
    found: dict[str, dict[str, str]] = {}
    for pair in pairs:
        found.setdefault(pair.a, {})[pair.a_table] = pair.a_content
        found.setdefault(pair.b, {})[pair.b_table] = pair.b_content
    return found


def has_changed(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a table that was looked at has other content now; a table that is not compared any more tells nothing."""
    return any(table in now and now[table] != content for table, content in before.items())
