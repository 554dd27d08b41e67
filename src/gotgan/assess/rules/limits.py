"""Gates, floors, caps and the other constraints of a list in words, in both languages: one way to say each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gotgan.assess.rules.settings import EVERY
from gotgan.terms.questionnaire import Words

GATE_WORDS = {
    "lawful": Words("법적 근거", "legal basis"),
    "not_classified": Words("비밀이 아님", "not classified"),
    "provenance": Words("출처 확인", "known provenance"),
    "updates": Words("갱신 약속", "commitment to updates"),
    "harm": Words("오용 위험", "harm if misused"),
}
COLUMN_WORDS = {
    "field": Words("분야", "field"), "organisation": Words("기관", "institution"),
    "modality": Words("데이터 유형", "kind"), "region": Words("지역", "region"),
}  # fmt: skip
LIMIT_WORDS = {
    "choose": Words("목록 크기", "the size of the list"),
    "one_per_cluster": Words("같은 데이터는 하나만", "one of each cluster"),
    "budget": Words("가공 예산", "the processing budget"),
    "zone_capacity": Words("안심구역 자리", "places in safe zones"),
    "risk_ceiling": Words("위험 한도", "the risk ceiling"),
}
_WITHIN = {"field": "in", "region": "in"}
"""How English says that a dataset belongs to a column's value, where it is neither `of` nor `for`."""


def limit_words(name: str, value_of: Callable[[str, str], Words], rules: Mapping[str, Any] | None = None) -> Words:
    """A constraint by its name in the document: `floors.field.health`, `caps.organisation.*`, `budget`. With the
    `rules` that it stands in, floors and caps say how many."""
    head, _, rest = name.partition(".")
    if head == "gates":
        gate = GATE_WORDS.get(rest, Words(rest, rest))
        return Words(f"관문: {gate.ko}", f"the gate: {gate.en}")
    if head not in ("floors", "caps"):
        return LIMIT_WORDS.get(name, Words(name, name))
    column, _, value = rest.partition(".")
    called = None if value == EVERY else value_of(column, value)
    set_for: Mapping[str, float] = ((rules or {}).get(head) or {}).get(column) or {}
    return count_words(head, column, called, set_for.get(value), is_rest=len(set_for) > 1)


def count_words(head: str, column: str, called: Words | None, count: float | None, *, is_rest: bool = False) -> Words:
    """A floor or cap. `called`: what its value is called, None for each value of the column; `is_rest`: others of the
    column have a limit of their own. Without a `count`, what the number is that it sets."""
    kind = COLUMN_WORDS.get(column, Words(column, column))
    within = _WITHIN.get(column, "for" if count is None else "of")
    of = _which(column, kind, called, within, is_rest=is_rest)
    least = Words("최소", "minimum") if head == "floors" else Words("최대", "maximum")
    if count is None:
        return Words(f"{of.ko} {least.ko} 건수", f"the {least.en} {of.en}")
    most = "least" if head == "floors" else "most"
    return Words(f"{of.ko} {least.ko} {count:,.12g}건", f"at {most} {count:,.12g} {of.en}")


def _which(column: str, kind: Words, called: Words | None, within: str, *, is_rest: bool) -> Words:
    """Of what: `기관마다`, `in the field “Health”`; institutions go by their names alone."""
    if called is None:
        each = Words("그 밖의 ", "each other") if is_rest else Words("", "each")
        return Words(f"{each.ko}{kind.ko}마다", f"{within} {each.en} {kind.en}")
    if column == "organisation":
        return Words(f"{called.ko} 데이터", f"{within} {called.en}")
    return Words(f"{kind.ko} '{called.ko}'", f"{within} the {kind.en} “{called.en}”")
