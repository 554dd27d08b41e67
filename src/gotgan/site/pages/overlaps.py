"""Overlaps of the data the reader keeps: the list, and one pair side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gotgan.inventory import queries as inventory
from gotgan.share import overlaps
from gotgan.share.overlaps import SeenOverlap
from gotgan.site import words
from gotgan.terms.errors import NotAllowed
from gotgan.terms.overlap import DIRECTED, LIST_STATES, RELATIONS, OverlapStatus, OverlapVerb
from gotgan.terms.role import Viewer

PER_PAGE = 30
REVERSED = "_reversed"


class KeepsNothing(NotAllowed):
    """The viewer keeps no organisation's data."""


@dataclass(frozen=True)
class OverlapList:
    pairs: tuple[SeenOverlap, ...]
    status: str
    relation: str
    counts: dict[str, int]
    sees_all: bool
    page: int
    has_more: bool
    dataset: str = ""

    @property
    def chosen(self) -> str:
        """What the addresses of other parts of the list carry on."""
        return urlencode({"relation": self.relation, "dataset": self.dataset})

    @property
    def states(self) -> tuple[tuple[str, int], ...]:
        return tuple((state, self.counts[state]) for state in LIST_STATES)

    @property
    def relations(self) -> tuple[str, ...]:
        return RELATIONS


@dataclass(frozen=True)
class Choice:
    """One sentence a person may confirm; `value` is the verb, with `_reversed` where it is read from b to a."""

    value: str
    sentence: str
    is_suggested: bool


@dataclass(frozen=True)
class PairPage:
    seen: SeenOverlap
    choices: tuple[Choice, ...]
    history: tuple[dict[str, Any], ...]

    @property
    def preset(self) -> str:
        """The choice that stands in the form: what was confirmed, else what is suggested."""
        if self.seen.pair.status == OverlapStatus.CONFIRMED and self.history:
            return str(self.history[0]["sentence"])
        return next((choice.value for choice in self.choices if choice.is_suggested), "")

    @property
    def suggestion(self) -> str:
        return next((choice.sentence for choice in self.choices if choice.is_suggested), "")


def list_page(viewer: Viewer, *, status: str, relation: str, page: int, dataset: str = "") -> OverlapList:
    """Raises: KeepsNothing."""
    kept = overlaps.kept_by(viewer)
    if kept == ():
        raise KeepsNothing("you hold no role that keeps an organisation's data")
    status = status if status in LIST_STATES else OverlapStatus.OPEN.value
    relation = relation if relation in RELATIONS else ""
    found = overlaps.list_overlaps(
        viewer, status=status, relation=relation, dataset_id=dataset, limit=PER_PAGE + 1, after=(page - 1) * PER_PAGE
    )
    counts = inventory.count_overlaps(kept, dataset_id=dataset)
    return OverlapList(
        found[:PER_PAGE], status, relation, counts, kept is None, page, len(found) > PER_PAGE, dataset
    )  # fmt: skip


def pair_page(viewer: Viewer, overlap_id: int) -> PairPage:
    """Raises: NoSuchOverlap."""
    seen = overlaps.get_overlap(viewer, overlap_id)
    return PairPage(seen, _choices(seen.pair.suggested), _history(seen))


def read_choice(value: str) -> tuple[str, bool]:
    """The verb of a choice, and whether it is read from b to a."""
    return value.removesuffix(REVERSED), value.endswith(REVERSED)


def _choices(suggested: str) -> tuple[Choice, ...]:
    values = []
    for verb in OverlapVerb:
        values += [verb.value, verb.value + REVERSED] if verb in DIRECTED else [verb.value]
    return tuple(Choice(value, words.word(words.VERB_SENTENCES, value), value == suggested) for value in values)


def _history(seen: SeenOverlap) -> tuple[dict[str, Any], ...]:
    """Newest first, each with the sentence it said."""
    return tuple(
        {
            "decision": each,
            "decider": who,
            "sentence": f"{each.verb}{REVERSED if each.is_reversed else ''}" if each.verb else "",
        }
        for each, who in reversed(list(zip(seen.pair.decisions, seen.deciders, strict=True)))
    )
