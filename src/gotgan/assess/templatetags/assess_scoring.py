"""Words and shapes of score sheets and the scoreboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from gotgan.assess import words_scoring as words
from gotgan.assess.queries.scoreboard import BoardPage
from gotgan.assess.rules.score_evidence import key_of
from gotgan.assess.rules.scoreboard import Wanted
from gotgan.survey.queries.accepted import AnsweredSheet
from gotgan.survey.rules.form import standard_form
from gotgan.survey.words import write_value
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import FactorResult
from gotgan.terms.survey import Answer, EvidenceRef

register = template.Library()
register.filter("points", words.points)
register.filter("time_left", words.time_left)
register.filter("in_language", words.in_language)


@register.filter
def score_word(code: object, kind: str) -> str:
    """The word for a code; the code itself when it is in no list."""
    return str(words.LISTS[kind].get(str(code), code))


@register.filter
def gate_shape(state: object) -> str:
    return words.GATE_SHAPES.get(str(state), "plain")


@register.filter
def is_untold(factor: FactorResult) -> bool:
    """Without a value, as nobody measured or said anything: else none of its checks applies."""
    return factor.value is None and any(check.is_unknown for check in factor.checks)


@register.filter
def evidence_key(ref: EvidenceRef) -> str:
    """Its place on the page of the evidence."""
    return key_of(ref)


@register.filter
def evidence_note(ref: EvidenceRef) -> str:
    return words.in_language(Words(ref.note_ko, ref.note_en))


@register.filter
def listed_words(stated: object) -> str:
    """A text as it is, a list with commas."""
    return ", ".join(map(str, stated)) if isinstance(stated, list | tuple) else str(stated)


@register.filter
def moved_words(change: Mapping[str, Any]) -> str:
    """What moved between two sheets and why, in the page's language."""
    return words.in_language(Words(str(change.get("ko", "")), str(change.get("en", ""))))


@register.filter
def item_words(answered: AnsweredSheet | None, item: str) -> str:
    """The label of an item: of the questionnaire that asked, else of the package's own; its key where it has none."""
    found = (answered.form if answered else standard_form()).find(item) or standard_form().find(item)
    return words.in_language(found.label) if found else item


@register.simple_tag
def answer_words(answered: AnsweredSheet, item: str, answer: Answer) -> str:
    """An answer in words; of one whose item is gone, that it was answered."""
    found = answered.form.find(item)
    return write_value(answered.form, found, answer.value) if found else ""


@register.simple_tag
def finding(page: BoardPage, what: str) -> str:
    """What a picture of the scoreboard finds, in a sentence."""
    board = page.board
    if what == "factors":
        return words.find_factors(board, page.titles.factors)
    if what == "gates":
        return words.find_gates(board.gates, page.titles.gates)
    return words.find_methods(board.methods) if what == "methods" else words.find_totals(board)


@register.filter
def gates_in(gates: Mapping[str, str], state: str) -> int:
    """How many gates stand in that state."""
    return sum(each == state for each in gates.values())


@register.filter
def wanted(asked: Wanted, way: str) -> str:
    """What a person narrowed this way to."""
    return str(getattr(asked, way))


@register.filter
def empty_cells(column: Mapping[str, Any]) -> int:
    """Nulls, blanks, and values that stand for none."""
    stand_ins = sum(each["count"] for each in column.get("sentinels") or () if each.get("means") == "missing")
    return int((column.get("nulls") or 0) + (column.get("blanks") or 0) + stand_ins)
