"""Of several suggestions for one item the one to show; those that say otherwise are named beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from gotgan.survey.rules.prefill.known import lowered
from gotgan.terms.questionnaire import UNKNOWN, Fill, Item
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy

SIBLING_ITEMS = frozenset(
    {
        "department", "contact", "information_system", "legal_basis", "responsible_regulator", "collection_method",
        "source_bodies", "budget_programme", "contractor", "owner", "joint_owners", "contract_restrictions",
        "database_right", "security_class", "eligible_users", "service_level", "decider", "who_processes",
    }
)  # fmt: skip
"""What datasets of one information system usually have in common."""
LONGEST_SHOWN = 60


class Voice(StrEnum):
    """Who suggests."""

    SCAN = "scan"
    REGISTER = "register"
    LAST_WAVE = "last_wave"
    SIBLING = "sibling"
    GUESS = "guess"


_MACHINE_FIRST = (Voice.SCAN, Voice.REGISTER, Voice.LAST_WAVE, Voice.SIBLING, Voice.GUESS)
_PERSON_FIRST = (Voice.LAST_WAVE, Voice.REGISTER, Voice.SIBLING, Voice.SCAN, Voice.GUESS)
_CALLED = {
    Voice.SCAN: ("점검 결과", "the scan"), Voice.REGISTER: ("목록 기록", "the record"),
    Voice.LAST_WAVE: ("이전 조사", "the last survey"), Voice.GUESS: ("자동 추정", "the estimate"),
    Voice.SIBLING: ("같은 시스템의 다른 데이터", "other sheets of the system"),
}  # fmt: skip


def choose(item: Item, said: Mapping[Voice, Answer]) -> Answer:
    """Scan before register before last wave before sibling before guess; what only a person knows, the person first.

    `said` holds one at least. A register that a person corrected last time, and that has not changed since, stands
    behind that correction.
    """
    if len(said) == 1:
        return next(iter(said.values()))
    order: tuple[Voice, ...] = _PERSON_FIRST if item.fill == (Fill.HUMAN,) else _MACHINE_FIRST
    if _was_corrected(said):
        order = (*(voice for voice in order if voice is not Voice.REGISTER), Voice.REGISTER)
    (_, best), *others = ((voice, said[voice]) for voice in order if voice in said)
    differing = [(voice, each) for voice, each in others if each.value != best.value]
    if not differing:
        return best
    notes = tuple(_differs(voice, each) for voice, each in differing)
    return replace(best, evidence=best.evidence + notes, confidence=lowered(best.confidence))


def _was_corrected(said: Mapping[Voice, Answer]) -> bool:
    last, register = said.get(Voice.LAST_WAVE), said.get(Voice.REGISTER)
    return last is not None and register is not None and last.changed_from == register.value


def _differs(voice: Voice, answer: Answer) -> EvidenceRef:
    ko, en = _CALLED[voice]
    shown_ko, shown_en = _shown(answer.value)
    first = answer.evidence[0] if answer.evidence else EvidenceRef(str(voice))
    return replace(
        first, note_ko=f"다른 답도 있습니다({ko}): {shown_ko}", note_en=f"Otherwise says {en}: {shown_en}",
    )  # fmt: skip


def _shown(value: Any) -> tuple[str, str]:
    """A short value as it is; of a table only its length."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{len(value)}행", f"{len(value)} row(s)"
    if isinstance(value, dict):
        text = " ~ ".join(str(each) for each in value.values() if isinstance(each, str | int | float))
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return short, short


def from_last(answer: Answer) -> Answer | None:
    """A confirmed answer of the last campaign, to be confirmed again; "unknown" is asked again."""
    if not answer.is_confirmed or answer.value in (None, UNKNOWN, "", []):
        return None
    when = f" ({answer.at[:10]})" if answer.at else ""
    ko, en = f"이전 조사의 답입니다{when}.", f"The answer of the last survey{when}."
    evidence = EvidenceRef("last_wave", "", ko, en, answer.at)
    return Answer(
        answer.value, FilledBy.LAST_WAVE, (evidence,), Confidence.MEDIUM, changed_from=answer.changed_from
    )  # fmt: skip


def from_siblings(item: Item, siblings: Sequence[Mapping[str, Answer]]) -> Answer | None:
    """What more than half of the sheets of the same system that answer it say."""
    if item.key not in SIBLING_ITEMS:
        return None
    told = [each[item.key] for each in siblings if item.key in each]
    values = [each.value for each in told if each.is_confirmed and each.value not in (None, UNKNOWN, "", [])]
    best = max(values, key=values.count, default=None)
    if best is None or values.count(best) * 2 <= len(values):
        return None
    count = values.count(best)
    ko, en = f"같은 시스템의 데이터 {count}건이 이렇게 답했습니다.", f"{count} dataset(s) of the same system say so."
    return Answer(best, FilledBy.OFFICER, (EvidenceRef("sibling", "", ko, en),), Confidence.LOW)
