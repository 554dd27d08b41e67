"""Why a dataset is in or out, in both languages, from the codes of the document and the numbers of the list alone.

Nothing is looked up: whoever has candidates, rules and document makes the same sentence (tests do).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gotgan.assess.rules.figures import apart, step_text, worth_text
from gotgan.assess.rules.limits import GATE_WORDS, limit_words
from gotgan.assess.rules.tables import MODES
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import CRITERIA, GATES, PUBLIC, UNKNOWN

MODE_WORDS = {
    "as_is": Words("있는 그대로", "as it is"),
    "processed": Words("가공 후", "after processing"),
    "safezone": Words("안심구역에서", "through a safe zone"),
}
CRITERION_WORDS = {each.id: each.title for each in CRITERIA}


@dataclass(frozen=True)
class Numbers:
    """What reasons are made from: `rows` of candidates.csv by id, the members' modes, the risk ceiling, and names:
    `title_of` a dataset, `value_of` a floor's or cap's value by (column, value). `ranked`: where `rows` are not those
    of all candidates, the worths that `ranking` would find in all of them."""

    rows: Mapping[str, Mapping[str, str]]
    members: Mapping[str, str]
    ceiling: float | None
    title_of: Callable[[str], Words]
    value_of: Callable[[str, str], Words]
    ranked: Sequence[float] | None = None

    def open_modes(self, dataset: str) -> dict[str, float]:
        """{mode: worth} of ways that no gate and no ceiling closes."""
        row = self.rows[dataset]
        if any(row[gate] != "true" for gate in GATES):
            return {}
        worths = {mode: float(row[f"value_{mode}"]) for mode in MODES if row[f"value_{mode}"]}
        ceiling = self.ceiling
        return {mode: worth for mode, worth in worths.items() if ceiling is None or taken(row, "risk", mode) <= ceiling}

    def best(self, dataset: str) -> float | None:
        """The worth of its best open way."""
        return max(self.open_modes(dataset).values(), default=None)

    def worth(self, member: str) -> float:
        """A member's worth in its mode."""
        return float(self.rows[member][f"value_{self.members[member]}"])

    def least_risk(self, dataset: str) -> float:
        """Of the ways whose risk is known."""
        row = self.rows[dataset]
        return min(taken(row, "risk", mode) for mode in MODES if row[f"value_{mode}"])

    @cached_property
    def ranking(self) -> Sequence[float]:
        """Best worths of all that are open, the highest first."""
        if self.ranked is not None:
            return self.ranked
        found = [best for dataset in self.rows if (best := self.best(dataset)) is not None]
        return sorted(found, reverse=True)

    def place(self, dataset: str) -> int:
        """By the worth of its best way, from 1; equals share the better place."""
        return self.ranking.index(self.best(dataset) or 0.0) + 1


def taken(row: Mapping[str, str], kind: str, mode: str) -> float:
    """A row's cost or risk in a mode: its own cell, else that of all modes; a risk that is not known is above all, or
    below where the data are public already."""
    said = row.get(f"{kind}_{mode}") or row.get(kind) or 0
    return _NOT_KNOWN[str(said)] if said in _NOT_KNOWN else float(said)


_NOT_KNOWN = {UNKNOWN: math.inf, PUBLIC: -math.inf}


def reason_of(cause: Mapping[str, str], dataset: str, numbers: Numbers) -> Words:
    """One cause of the document in words; a kind that is not known by its code."""
    kind = cause["kind"]
    if kind not in _KINDS:
        return Words(kind, kind)
    said: Words = getattr(_Why(cause.get("name", ""), dataset, numbers), kind)()
    return said


@dataclass(frozen=True)
class _Why:
    """One cause of one dataset, a sentence for each kind."""

    name: str
    dataset: str
    numbers: Numbers

    def place(self) -> Words:
        worth, mode = worth_text(self.numbers.worth(self.dataset)), MODE_WORDS[self.numbers.members[self.dataset]]
        place, of = self.numbers.place(self.dataset), len(self.numbers.ranking)
        return Words(
            f"{mode.ko} 쓸 때의 값은 {worth}이고, 값의 순서로 {of}건 가운데 {place}번째입니다.",
            f"Worth {worth} {mode.en}; place {place} of {of} by value.",
        )

    def floor(self) -> Words:
        limit = limit_words(self.name, self.numbers.value_of)
        return Words(f"{limit.ko}를 채우는 데 필요합니다.", f"Needed to reach {limit.en}.")

    def redundant(self) -> Words:
        return Words(
            "다른 구성원과 내용이 겹쳐, 함께 있는 만큼 값을 덜었습니다.",
            "It shares content with other members, and so much was taken off.",
        )

    def gate(self) -> Words:
        gate = GATE_WORDS.get(self.name.removeprefix("gates."), Words(self.name, self.name))
        return Words(f"관문을 통과하지 못했습니다: {gate.ko}.", f"It does not pass the gate: {gate.en}.")

    def no_value(self) -> Words:
        return Words("제공할 방식이 열려 있지 않습니다.", "No way to provide it is open.")

    def risk(self) -> Words:
        least, ceiling = self.numbers.least_risk(self.dataset), self.numbers.ceiling or 0.0
        return Words(
            f"어느 방식으로 제공해도 위험이 {least:.4g} 이상이라 한도({ceiling:.4g})를 넘습니다.",
            f"Its risk is {least:.4g} at least, above the ceiling of {ceiling:.4g}.",
        )

    def risk_public(self) -> Words:
        return Words(
            "위험을 잰 적이 없습니다. 이미 누구에게나 개방된 데이터라 위험 한도를 적용하지 않았습니다.",
            "Nobody measured its risk. It is open to everyone already, so that no risk ceiling was applied.",
        )

    def risk_unlimited(self) -> Words:
        return Words(
            "위험을 잰 적이 없습니다. 이 목록은 위험 한도를 두지 않았습니다.",
            "Nobody measured its risk; this list has no risk ceiling.",
        )

    def risk_unknown(self) -> Words:
        return Words(
            "위험을 잰 적이 없어 모르는 방식이 있습니다. 위험 한도를 둔 목록에서는 그 방식으로 제공할 수 없습니다. "
            "표본으로 처리해 보면 위험을 알 수 있습니다.",
            "The risk of a way is not known: nobody measured it, and under a risk ceiling that way stays closed. "
            "A trial on a sample tells it.",
        )

    def constraint(self) -> Words:
        limit, best = limit_words(self.name, self.numbers.value_of), worth_text(self.numbers.best(self.dataset) or 0.0)
        return Words(
            f"값은 {best}이지만, 값이 더 낮은 구성원의 자리를 받을 수 없습니다. 막는 규칙: {limit.ko}.",
            f"Worth {best}, but it may not take the place of a member worth less. In the way: {limit.en}.",
        )

    def below(self) -> Words:
        best, other = apart(self.numbers.best(self.dataset) or 0.0, self.numbers.worth(self.name))
        title = self.numbers.title_of(self.name)
        return Words(
            f"값이 {best}입니다. 자리를 바꿀 때 가장 적게 잃는 구성원 '{title.ko}'의 값은 {other}입니다.",
            f"Worth {best}. The member whose place would cost the list least, “{title.en}”, is worth {other}.",
        )

    def together(self) -> Words:
        return Words(
            "구성원 여럿이 함께 빠져야 들어오며, 그러면 목록의 값이 줄어듭니다.",
            "It comes in only if several members go, and the list would lose by it.",
        )


_KINDS = (
    "place", "floor", "redundant", "gate", "no_value", "risk", "risk_unknown", "risk_public", "risk_unlimited",
    "constraint", "below", "together",
)  # fmt: skip


def left_out_words(code: str, name: str, numbers: Mapping[str, float], value_of: Callable[[str, str], Words]) -> Words:
    """Why a dataset was not chosen from: codes of values.LeftOut, and of the shortlist."""
    gate = GATE_WORDS.get(name, Words(name, name))
    if code == "gate_failed":
        return Words(f"관문을 통과하지 못했습니다: {gate.ko}.", f"It does not pass the gate: {gate.en}.")
    if code == "gate_unknown":
        return Words(
            f"확인되지 않았습니다: {gate.ko}. 기관에 물어야 합니다.",
            f"Not stated: {gate.en}. Ask the organisation.",
        )
    if code in ("below_line", "crowded"):
        return _missed(code, name, numbers, value_of)
    return _PLAIN.get(code, Words(code, code))


def _missed(code: str, name: str, numbers: Mapping[str, float], value_of: Callable[[str, str], Words]) -> Words:
    value = worth_text(numbers["value"])
    if code == "crowded":
        limit = limit_words(name, value_of)
        return Words(
            f"측정한 값은 {value}이며, 더 나은 후보만으로 이미 찼습니다: {limit.ko}.",
            f"Its measured value is {value}; better ones on the shortlist reach it already: {limit.en}.",
        )
    value, line = apart(numbers["value"], numbers["line"])
    return Words(
        f"측정한 값({value})이 예비목록의 경계({line})에 미치지 못합니다.",
        f"Its measured value of {value} is below the line of the shortlist, {line}.",
    )


_PLAIN = {
    "withdrawn": Words("철회된 데이터입니다.", "It was withdrawn."),
    "objection": Words(
        "앞 판에 대한 이의를 받아들여 뺐습니다.", "It is out by an objection to an earlier version that was granted."
    ),
    "not_assessed": Words("준비도를 아직 재지 않았습니다.", "Its readiness was not measured yet."),
    "no_way": Words(
        "제공할 방식이 열려 있지 않습니다. 먼저 표본으로 처리해 보십시오.",
        "No way to provide it is open. Have it tried on a sample first.",
    ),
}


Code = tuple[str, str, Mapping[str, float]]
"""(code, name, numbers) of why a dataset was not chosen from."""


def left_out_changes(codes: Sequence[Code], value: float, weakest: float | None) -> tuple[Words, ...]:
    """What would have to change at the least before a dataset that was not chosen from can come in; `weakest` the worth
    of the weakest member, None before a choice. Whether it then does is for the choice to say."""
    found = []
    for code, name, numbers in codes:
        if code in ("gate_failed", "gate_unknown"):
            found.append(change_words({"column": name, "from": False, "to": True}))
        elif code == "below_line":
            found.append(_raised(numbers["value"], numbers["line"]))
        elif code in _NEEDS:
            found.append(_NEEDS[code])
    if found and weakest is not None and value < weakest and not any(code == "below_line" for code, _, _ in codes):
        found.append(_raised(value, weakest))
    return tuple(found)


def _raised(value: float, to: float) -> Words:
    before, after = step_text(value, to)
    return Words(f"측정한 값 {before} → {after}", f"measured value {before} → {after}")


_NEEDS = {
    "withdrawn": Words("새 판을 제공하기", "another version offered"),
    "not_assessed": Words("준비도 재기", "readiness measured"),
    "no_way": Words("표본으로 처리해 보기", "tried on a sample"),
}


def change_words(change: Mapping[str, Any]) -> Words:
    """One cell of a least change: `{column, from, to}`."""
    column, to, before = str(change["column"]), change["to"], change["from"]
    if isinstance(to, bool):
        gate = GATE_WORDS.get(column, Words(column, column))
        return Words(f"{gate.ko}: 통과", f"{gate.en}: passed")
    kind, _, mode = column.partition("_")
    named = CRITERION_WORDS.get(column)
    if named is None and kind in _CELLS and (not mode or mode in MODE_WORDS):
        named = _CELLS[kind] if not mode else _in_mode(_CELLS[kind], MODE_WORDS[mode])
    named = named or Words(column, column)
    if before == UNKNOWN:
        return Words(f"{named.ko} 모름 → {float(to):.4g}", f"{named.en} not known → {float(to):.4g}")
    was, needed = _won(before, to) if kind == "cost" else step_text(float(before), float(to))
    return Words(f"{named.ko} {was} → {needed}", f"{named.en} {was} → {needed}")


_CELLS = {
    "value": Words("값", "value"), "risk": Words("위험", "risk"), "cost": Words("비용(원)", "cost (won)"),
}  # fmt: skip
"""Columns of candidates.csv that every mode may have its own of."""


def _in_mode(cell: Words, mode: Words) -> Words:
    return Words(f"{mode.ko} 쓸 때의 {cell.ko}", f"{cell.en} {mode.en}")


def _won(before: float, to: float) -> tuple[str, str]:
    """Whole won, the second never more than what may be spent."""
    return f"{before:,.0f}", f"{math.floor(to):,}"
