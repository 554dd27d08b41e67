"""Who rates what: blind, balanced, never in conflict, the same again from the same seed.

An incomplete block design: each dataset is a block of `needed` assessors. Loads are as even as conflicts allow, pairs
meet as evenly as they can, and all assessors hang together by datasets they share: without that severities cannot be
compared.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

Blocks = dict[str, frozenset[int]]
"""{dataset: assessors}."""


def assign(
    may: Mapping[str, Sequence[int]], *, needed: int, seed: int, kept: Mapping[str, Iterable[int]] | None = None
) -> Blocks:
    """`may`: {dataset: assessors who may rate it}. `kept`: ratings given or under way, which stay.

    A dataset that fewer than `needed` may rate gets them all: who calls asks before. No one's load could be lowered
    by handing datasets on without raising another's as far; without conflicts and `kept`, loads differ by one at most.
    """
    chance = random.Random(seed)
    fixed = {name: frozenset(raters) for name, raters in (kept or {}).items()}
    blocks: Blocks = {name: fixed.get(name, frozenset()) for name in sorted(may)}
    loads = Counter({rater: 0 for raters in may.values() for rater in raters})
    for raters in fixed.values():
        loads.update(raters)
    met = Counter(pair for raters in blocks.values() for pair in combinations(sorted(raters), 2))
    order = sorted(may)
    chance.shuffle(order)
    for name in sorted(order, key=lambda each: len(may[each])):
        _fill(name, sorted(may[name]), blocks, loads, met, needed, chance)
    _level(may, blocks, loads, fixed)
    _join(may, blocks, fixed)
    return blocks


def _fill(
    name: str, raters: Sequence[int], blocks: Blocks, loads: Counter[int], met: Counter[tuple[int, int]], needed: int,
    chance: random.Random,
) -> None:  # fmt: skip
    """Whoever has least to do, then whoever met the block's others least, then by lot."""
    while len(blocks[name]) < needed:
        free = [rater for rater in raters if rater not in blocks[name]]
        if not free:
            return
        drawn = {rater: chance.random() for rater in free}

        def rank(rater: int, drawn: Mapping[int, float] = drawn) -> tuple[int, int, float]:
            meetings = sum(met[min(rater, other), max(rater, other)] for other in blocks[name])
            return loads[rater], meetings, drawn[rater]

        chosen = min(free, key=rank)
        met.update((min(chosen, other), max(chosen, other)) for other in blocks[name])
        loads[chosen] += 1
        blocks[name] |= {chosen}


def _level(
    may: Mapping[str, Sequence[int]], blocks: Blocks, loads: Counter[int], fixed: Mapping[str, frozenset[int]]
) -> None:
    """Hand datasets on along chains, from who has two or more above who is at the chain's end, until none is left."""
    while True:
        chain = next(
            (
                found
                for rater in sorted(loads, key=lambda each: (-loads[each], each))
                if (found := _chain(rater, may, blocks, loads, fixed))
            ),
            None,
        )
        if chain is None:
            return
        for name, giver, taker in chain:
            blocks[name] = blocks[name] - {giver} | {taker}
        loads[chain[0][1]] -= 1
        loads[chain[-1][2]] += 1


def _chain(
    start: int, may: Mapping[str, Sequence[int]], blocks: Blocks, loads: Counter[int],
    fixed: Mapping[str, frozenset[int]],
) -> list[tuple[str, int, int]]:  # fmt: skip
    """(dataset, giver, taker) from `start` to somebody with two fewer; empty where there is none."""
    came: dict[int, tuple[str, int, int] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        giver = waiting.popleft()
        if loads[giver] <= loads[start] - 2:
            return _back(came, giver)
        for name in blocks:
            if giver in blocks[name] and giver not in fixed.get(name, ()):
                for taker in sorted(set(may[name]) - blocks[name] - came.keys()):
                    came[taker] = (name, giver, taker)
                    waiting.append(taker)
    return []


def _back(came: Mapping[int, tuple[str, int, int] | None], end: int) -> list[tuple[str, int, int]]:
    chain: list[tuple[str, int, int]] = []
    step = came[end]
    while step is not None:
        chain.insert(0, step)
        step = came[step[1]]
    return chain


def groups_of(blocks: Mapping[str, Iterable[int]]) -> list[set[int]]:
    """Assessors who hang together by datasets they share."""
    groups: list[set[int]] = []
    for raters in blocks.values():
        together = set(raters)
        apart = []
        for group in groups:
            if group & together:
                together |= group
            else:
                apart.append(group)
        groups = [*apart, together] if together else apart
    return groups


def _join(may: Mapping[str, Sequence[int]], blocks: Blocks, fixed: Mapping[str, frozenset[int]]) -> None:
    """Exchange two assessors between blocks of different groups while that leaves fewer groups; loads stay."""
    while len(groups_of(blocks)) > 1 and _exchange(may, blocks, fixed):
        pass


def _exchange(may: Mapping[str, Sequence[int]], blocks: Blocks, fixed: Mapping[str, frozenset[int]]) -> bool:
    before = len(groups_of(blocks))
    for one, other in combinations(sorted(blocks), 2):
        if blocks[one] & blocks[other]:
            continue
        for left in sorted(blocks[one] - fixed.get(one, frozenset())):
            for right in sorted(blocks[other] - fixed.get(other, frozenset())):
                if right in may[one] and left in may[other]:
                    changed = {one: blocks[one] - {left} | {right}, other: blocks[other] - {right} | {left}}
                    if len(groups_of({**blocks, **changed})) < before:
                        blocks.update(changed)
                        return True
    return False


def third(
    may: Mapping[str, Sequence[int]], rated: Mapping[str, Iterable[int]], loads: Mapping[int, int], *, seed: int
) -> dict[str, int | None]:
    """{dataset: one more assessor} for datasets on which two are apart; None where nobody is left who may."""
    chance = random.Random(seed)
    given, found = Counter(dict(loads)), {}
    for name in sorted(may, key=lambda each: (len(may[each]), each)):
        free = sorted(set(may[name]) - set(rated.get(name, ())))
        drawn = {rater: chance.random() for rater in free}
        chosen = min(free, key=lambda rater: (given[rater], drawn[rater]), default=None)
        found[name] = chosen
        if chosen is not None:
            given[chosen] += 1
    return found
