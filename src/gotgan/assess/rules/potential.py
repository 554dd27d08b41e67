"""Which ways of providing a dataset law, classification and the survey close, and how the officer's word and the
trial differ. Reasons are codes; engine.potential.words has them in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gotgan.assess.rules.people import may_manage
from gotgan.terms.decision import Decision
from gotgan.terms.readiness import Subject
from gotgan.terms.role import Viewer
from gotgan.terms.selection import Mode
from gotgan.terms.usability import Usability

MOST_AT_ONCE = 500
"""Datasets of one batch."""
ZONE_LIFTS = frozenset({"safe_zone", "sandbox"})
LAW_REASONS = frozenset({"art9_1_other_law", "art9_2_security", "art9_4_trial_investigation"})
"""Grounds by which a law itself keeps the data secret (questionnaire, reason_not_provided)."""
_ALL = tuple(Mode)
_SECRET = "secret"
_CLOSED_NOW = ("none", "internal")


class TrialState(StrEnum):
    """`stopped`: a person ended the batch before its turn."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


UNDER_WAY = (TrialState.QUEUED, TrialState.RUNNING)


@dataclass(frozen=True)
class Stated:
    """What the organisation answered, by codes of the questionnaire; empty where it was not asked."""

    is_asked: bool = False
    usability: str = ""
    rule: str = ""
    provision_now: str = ""
    reasons: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    processing: tuple[str, ...] = ()
    security_class: str = ""
    personal_data: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"is_asked": self.is_asked, "usability": self.usability, "rule": self.rule,
                "provision_now": self.provision_now, "reasons": list(self.reasons), "lifts": list(self.lifts),
                "processing": list(self.processing), "security_class": self.security_class,
                "personal_data": self.personal_data}  # fmt: skip


def stated_in(subject: Subject) -> Stated:
    """From the accepted record of a survey and its confirmed answers."""
    survey, answers = subject.survey, subject.answers

    def answered(item: str) -> str:
        answer = answers.get(item)
        return str(answer.value) if answer is not None and isinstance(answer.value, str) else ""

    if survey is None:
        return Stated(security_class=answered("security_class"), personal_data=answered("personal_data"))
    return Stated(
        True, str(survey.usability), survey.rule, survey.provision_now, survey.codes("reasons"), survey.codes("lifts"),
        survey.codes("processing"), answered("security_class"), answered("personal_data"),
    )  # fmt: skip


def closed_modes(stated: Stated, gates: Mapping[str, str]) -> dict[Mode, str]:
    """{mode: code of the reason}. A gate that is not known closes nothing; the first reason that holds speaks."""
    if stated.security_class == _SECRET or "failed" in (gates.get("lawful"), gates.get("not_classified")):
        return dict.fromkeys(_ALL, "law")
    if stated.rule == "final":
        return dict.fromkeys(_ALL, "final")
    closed: dict[Mode, str] = {}
    if stated.is_asked and stated.usability != Usability.NOW and stated.provision_now in _CLOSED_NOW:
        closed[Mode.AS_IS] = "not_provided"
    if stated.rule == "blocked":
        closed |= {Mode.AS_IS: "not_provided", Mode.PROCESSED: "not_lifted"}
        if LAW_REASONS & set(stated.reasons) and not ZONE_LIFTS & set(stated.lifts):
            closed[Mode.SAFEZONE] = "law"
    return closed


def is_personal(stated: Stated) -> bool | None:
    """As the organisation answered; None lets the data tell."""
    return None if not stated.personal_data else stated.personal_data != "none"


def needs_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What a trial's document shows to be needed, by codes of the questionnaire (processing_needed)."""
    tables = document.get("tables", ())
    steps = [step for table in tables for step in table.get("repair", ()) if step.get("changed") or step.get("dropped")]
    found = {
        "clean": any(step["name"] not in ("codes", "encoding") for step in steps),
        "recode": any(step["name"] == "codes" for table in tables for step in table.get("repair", ())),
        "deidentify": any(each["do"] not in ("keep", "sensitive") for table in tables
                          for each in (table.get("plan") or {}).get("columns", {}).values()),
        "convert": any(step["name"] == "encoding" for step in steps),
    }  # fmt: skip
    return tuple(name for name, is_needed in found.items() if is_needed)


JUDGED = ("clean", "recode", "deidentify", "convert")
"""Kinds of processing that a trial can judge; labelling, digitising and describing it cannot."""


@dataclass(frozen=True)
class Difference:
    """`only_stated`: said by the organisation, not shown by the trial; `only_shown`: the other way round."""

    only_stated: tuple[str, ...]
    only_shown: tuple[str, ...]


def difference(stated: Sequence[str], shown: Iterable[str]) -> Difference | None:
    """None where nothing was stated, or both say the same of what a trial can judge."""
    if not stated:
        return None
    said, seen = set(stated) & set(JUDGED), set(shown)
    found = Difference(tuple(n for n in JUDGED if n in said - seen), tuple(n for n in JUDGED if n in seen - said))
    return found if found.only_stated or found.only_shown else None


def may_try(viewer: Viewer) -> Decision:
    """Have datasets tried, or stop it."""
    if may_manage(viewer):
        return Decision.yes()
    return Decision.no("only the manager has datasets tried; ask them")
