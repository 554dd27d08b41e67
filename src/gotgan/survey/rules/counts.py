"""What is answered of one sheet, and how the counts of sheets add up in their organisation's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gotgan.survey.rules.conditions import shown_items
from gotgan.terms.questionnaire import NA, UNKNOWN, Fill, Item, Questionnaire
from gotgan.terms.survey import Answer, Contradiction, DatasetFacts, Severity

Answers = Mapping[str, "Answer | Mapping[str, Any]"]
"""Answers by item key, each as a term or as the JSON that a sheet keeps."""


class ItemCount(NamedTuple):
    """One item: 0 or 1 in a sheet, sums in an organisation. `unknown` and `na` are among the confirmed."""

    confirmed: int = 0
    suggested: int = 0
    unknown: int = 0
    na: int = 0
    needed: int = 0


@dataclass(frozen=True)
class SheetCounts:
    """Over the needed items: answered by a person (unknown and na are answers), and suggested, waiting for one.

    `blocks` and `warns` count contradictions that nobody replied to. `items` holds the needed ones only.
    """

    needed: int = 0
    confirmed: int = 0
    suggested: int = 0
    unknown: int = 0
    na: int = 0
    blocks: int = 0
    warns: int = 0
    items: Mapping[str, ItemCount] = field(default_factory=dict)


def count_sheet(
    form: Questionnaire,
    answers: Answers,
    facts: DatasetFacts | None,
    wave: int,
    contradictions: Iterable[Contradiction | Mapping[str, Any]],
) -> SheetCounts:
    """Count one sheet. `contradictions` as found, or as a sheet keeps them: with a `reply` they are not open."""
    items = {
        item.key: _count_item(answers.get(item.key))
        for item in needed_items(shown_items(form, values_of(answers), facts, wave), answers)
    }
    severities = [severity_of(each) for each in contradictions if is_open(each)]
    return SheetCounts(
        needed=len(items),
        confirmed=sum(each.confirmed for each in items.values()),
        suggested=sum(each.suggested for each in items.values()),
        unknown=sum(each.unknown for each in items.values()),
        na=sum(each.na for each in items.values()),
        blocks=severities.count(Severity.BLOCK),
        warns=severities.count(Severity.WARN),
        items=items,
    )


def needed_items(shown: Sequence[Item], answers: Answers) -> tuple[Item, ...]:
    """Those shown that a person has to answer.

    Left out: what is read only, and what only a scan can know and no scan found, outside the first wave.
    """
    return tuple(item for item in shown if _is_needed(item, answers.get(item.key)))


def _is_needed(item: Item, answer: Answer | Mapping[str, Any] | None) -> bool:
    if item.is_read_only:
        return False
    if item.is_first_wave or set(item.fill) != {Fill.SCAN}:
        return True
    return answer is not None and not is_empty(value_of(answer))


def _count_item(answer: Answer | Mapping[str, Any] | None) -> ItemCount:
    if answer is None or is_empty(value_of(answer)):
        return ItemCount(needed=1)
    if not is_confirmed(answer):
        return ItemCount(suggested=1, needed=1)
    value = value_of(answer)
    return ItemCount(confirmed=1, unknown=int(value == UNKNOWN), na=int(value == NA), needed=1)


def is_empty(value: Any) -> bool:
    """Nothing is said: different from "unknown" and from "na", which are answers; 0 is one too."""
    return value is None or value in ("", [], {}, ())


def value_of(answer: Answer | Mapping[str, Any]) -> Any:
    return answer.value if isinstance(answer, Answer) else answer.get("value")


def is_confirmed(answer: Answer | Mapping[str, Any]) -> bool:
    return answer.is_confirmed if isinstance(answer, Answer) else bool(answer.get("is_confirmed"))


def values_of(answers: Answers) -> dict[str, Any]:
    """The value of each item that has one, suggestions too: by these it is decided which items are shown."""
    found = {key: value_of(answer) for key, answer in answers.items()}
    return {key: value for key, value in found.items() if not is_empty(value)}


def severity_of(contradiction: Contradiction | Mapping[str, Any]) -> Severity:
    if isinstance(contradiction, Contradiction):
        return contradiction.severity
    return Severity(contradiction["severity"])


def is_open(contradiction: Contradiction | Mapping[str, Any]) -> bool:
    """Whether nobody explained it."""
    return isinstance(contradiction, Contradiction) or not contradiction.get("reply")


Tally = Mapping[str, Sequence[int]]
"""Counts by item, in the order of ItemCount."""


def add_tally(tally: Tally, items: Tally, sign: int = 1) -> dict[str, list[int]]:
    """An organisation's counts by item with those of a sheet added (or with `sign` -1 taken away)."""
    sums = {key: list(counts) for key, counts in tally.items()}
    sum_items(sums, items, sign)
    return {key: counts for key, counts in sums.items() if any(counts)}


def sum_items(sums: dict[str, list[int]], items: Tally, sign: int = 1) -> None:
    """Add counts to `sums` in place. Written out: it runs for every item of every sheet."""
    for key, (confirmed, suggested, unknown, na, needed) in items.items():
        before = sums.get(key)
        if before is None:
            before = sums[key] = [0, 0, 0, 0, 0]
        before[0] += sign * confirmed
        before[1] += sign * suggested
        before[2] += sign * unknown
        before[3] += sign * na
        before[4] += sign * needed


def confirmed_values(answers: Answers) -> dict[str, Any]:
    """What a person said: the value of each confirmed answer. Checks read these; a suggestion is no answer."""
    return values_of({key: answer for key, answer in answers.items() if is_confirmed(answer)})
