"""The call-back list: which organisations and which sheets to call, in which order, and why in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.survey.rules.checks.say import fill
from gotgan.survey.rules.dates import days_left
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import SheetState, TargetState


@dataclass(frozen=True)
class Reason:
    """One reason of the policy. `weight` 0: not asked for."""

    name: str
    of: str
    weight: int
    said: Words
    settings: Mapping[str, float]


@dataclass(frozen=True)
class TargetFacts:
    """One organisation as it stands. `closes` is its own deadline, `found` how many live datasets are known of one that
    says it holds none.

    `returned_untouched`: how many returned sheets nobody touched, as days since each was returned.
    """

    target: int
    organisation: str
    state: TargetState
    closes: datetime
    is_invited: bool = True
    is_seen: bool = False
    reminders: int = 0
    sheets: int = 0
    found: int = 0
    needed: int = 0
    confirmed: int = 0
    blocks: int = 0
    silent_systems: int = 0
    returned_untouched: tuple[int, ...] = ()
    call_back: str = ""


@dataclass(frozen=True)
class SheetFacts:
    """One sheet as it stands. `updated`: when it was last changed, by its return too."""

    sheet: str
    state: SheetState
    closes: datetime
    updated: datetime
    needed: int = 0
    confirmed: int = 0
    blocks: int = 0


@dataclass(frozen=True)
class Call:
    """One to call: `subject` is a target's or a sheet's id. Reasons the most pressing first, each with its sentence."""

    subject: int | str
    weight: int
    reasons: tuple[tuple[str, Words], ...]


@cache
def standard_reasons() -> tuple[Reason, ...]:
    """The policy that the package brings."""
    path = files("gotgan.survey") / "questionnaires" / "standard" / "followup.yaml"
    return read_reasons(yaml.safe_load(path.read_text(encoding="utf-8"))["followup"])


def read_reasons(document: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The policy from its document; settings are {name: {"value", "ko", "en"}}."""
    return tuple(
        Reason(
            row["name"], row["of"], row["weight"], Words(row["said"]["ko"], row["said"]["en"]),
            {name: entry["value"] for name, entry in row.get("settings", {}).items()},
        )
        for row in document
    )  # fmt: skip


def targets_to_call(targets: Iterable[TargetFacts], now: datetime, reasons: Sequence[Reason] = ()) -> tuple[Call, ...]:
    """Organisations to call, those with the most weight first, of equals the one with more sheets.

    One that signed is called only for what it cannot have right, or by hand; one not invited yet is not called.
    """
    policy = [each for each in reasons or standard_reasons() if each.of == "target"]
    calls = [(_call(each.target, each, policy, _OF_TARGET, now), each) for each in targets if each.is_invited]
    ranked = sorted(
        ((call, facts) for call, facts in calls if call is not None),
        key=lambda pair: (-pair[0].weight, -pair[1].sheets, pair[1].organisation),
    )
    return tuple(call for call, _ in ranked)


def sheets_to_call(sheets: Iterable[SheetFacts], now: datetime, reasons: Sequence[Reason] = ()) -> tuple[Call, ...]:
    """Sheets to ask about, those with the most weight first."""
    policy = [each for each in reasons or standard_reasons() if each.of == "sheet"]
    calls = [_call(each.sheet, each, policy, _OF_SHEET, now) for each in sheets]
    return tuple(sorted((each for each in calls if each), key=lambda call: (-call.weight, str(call.subject))))


Places = Mapping[str, Any]
Judge = Callable[[Any, Reason, datetime], Places | None]


def _call(
    subject: int | str, facts: Any, policy: Iterable[Reason], judges: Mapping[str, Judge], now: datetime
) -> Call | None:
    found = []
    for reason in policy:
        judge = judges.get(reason.name)
        places = judge(facts, reason, now) if judge and reason.weight > 0 else None
        if places is not None:
            found.append((reason, fill(reason.said, places)))
    found.sort(key=lambda pair: -pair[0].weight)
    weight = sum(reason.weight for reason, _ in found)
    return Call(subject, weight, tuple((reason.name, said) for reason, said in found)) if found else None


def says_none_held(state: TargetState, sheets: int) -> bool:
    """An organisation said that it holds nothing, whether its head has signed that or not."""
    return state is TargetState.NONE_HELD or (state is TargetState.SIGNED and not sheets)


def _none_held_but_found(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    says_none = says_none_held(facts.state, facts.sheets)
    return {"count": facts.found} if says_none and facts.found >= reason.settings["least"] else None


def _declared_but_silent(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    """A register that came later may name systems that nobody knew of when it was declared."""
    is_declared = facts.state is TargetState.DECLARED or (facts.state is TargetState.SIGNED and facts.sheets > 0)
    return {"count": facts.silent_systems} if is_declared and facts.silent_systems >= reason.settings["least"] else None


def _asked_by_hand(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    return {} if facts.call_back.strip() else None


def _never_seen(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    is_due = facts.state is TargetState.WAITING and not facts.is_seen
    return {"count": facts.reminders} if is_due and facts.reminders >= reason.settings["reminders"] else None


def _nothing_answered(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    is_due = _is_writing(facts) and facts.is_seen and facts.needed > 0 and not facts.confirmed
    return {"count": facts.reminders} if is_due and facts.reminders >= reason.settings["reminders"] else None


def _silent_systems(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:
    is_due = _is_writing(facts) and _is_near(facts, reason, now)
    return {"count": facts.silent_systems} if is_due and facts.silent_systems >= reason.settings["least"] else None


def _blocks_open(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:
    is_due = _is_writing(facts) and _is_near(facts, reason, now)
    return {"count": facts.blocks} if is_due and facts.blocks >= reason.settings["least"] else None


def _returned_untouched(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    lying = [days for days in facts.returned_untouched if days >= reason.settings["days"]]
    return {"count": len(lying), "days": max(lying)} if lying else None


def _incomplete(facts: TargetFacts, reason: Reason, now: datetime) -> Places | None:
    return _too_little(facts, reason) if _is_writing(facts) and _is_near(facts, reason, now) else None


def _sheet_blocked(facts: SheetFacts, reason: Reason, now: datetime) -> Places | None:  # noqa: ARG001
    is_due = facts.state in _WRITTEN and facts.blocks >= reason.settings["least"]
    return {"count": facts.blocks} if is_due else None


def _sheet_returned(facts: SheetFacts, reason: Reason, now: datetime) -> Places | None:
    days = (now - facts.updated).days
    return {"days": days} if facts.state is SheetState.RETURNED and days >= reason.settings["days"] else None


def _sheet_incomplete(facts: SheetFacts, reason: Reason, now: datetime) -> Places | None:
    return _too_little(facts, reason) if facts.state in _WRITTEN and _is_near(facts, reason, now) else None


_WRITTEN = (SheetState.DRAFT, SheetState.RETURNED)


def _is_writing(facts: TargetFacts) -> bool:
    return facts.state in (TargetState.WAITING, TargetState.ANSWERING)


def _is_near(facts: TargetFacts | SheetFacts, reason: Reason, now: datetime) -> bool:
    """Near the deadline, or past it."""
    return days_left(facts.closes, now) <= reason.settings["days_left"]


def _too_little(facts: TargetFacts | SheetFacts, reason: Reason) -> Places | None:
    """Rounded down: 79.96 % are not 80."""
    if not facts.needed or facts.confirmed >= facts.needed * reason.settings["least_share"]:
        return None
    return {"percent": math.floor(100 * facts.confirmed / facts.needed)}


_OF_TARGET: Mapping[str, Judge] = {
    "none_held_but_found": _none_held_but_found, "declared_but_silent": _declared_but_silent,
    "asked_by_hand": _asked_by_hand, "never_seen": _never_seen, "nothing_answered": _nothing_answered,
    "silent_systems": _silent_systems, "blocks_open": _blocks_open, "returned_untouched": _returned_untouched,
    "incomplete": _incomplete,
}  # fmt: skip
_OF_SHEET: Mapping[str, Judge] = {
    "sheet_blocked": _sheet_blocked, "sheet_returned": _sheet_returned, "sheet_incomplete": _sheet_incomplete,
}  # fmt: skip
