"""How a person's change meets what a sheet holds: kept, confirmed, corrected, or in conflict."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gotgan.survey.rules.counts import Answers, is_confirmed, is_empty, is_open, needed_items, severity_of, value_of
from gotgan.survey.rules.people import may_answer
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import UNKNOWN, Item, Questionnaire, Scope
from gotgan.terms.role import Viewer
from gotgan.terms.survey import Answer, Confidence, EvidenceRef, FilledBy, Severity


@dataclass(frozen=True)
class Change:
    """What a person wants of one item. `revision`: that of the answer, or of the sheet, which they had before them.

    The value as it stands, sent again, confirms a suggestion, unless `confirms` is off. `confidence` None: not said.
    """

    value: Any
    revision: int
    confidence: Confidence | None = None
    evidence: tuple[EvidenceRef, ...] = ()
    confirms: bool = True


@dataclass(frozen=True)
class Conflict:
    """Somebody changed the item since: both values, who and when, and the revision to name when it is still wanted."""

    item: str
    yours: Any
    theirs: Any
    by: str
    at: str
    revision: int


@dataclass(frozen=True)
class Stamp:
    """Who writes, when, in which revision of the sheet, and in which capacity."""

    by: str
    at: str
    revision: int
    filled_by: FilledBy = FilledBy.OFFICER


BROUGHT = frozenset({"person", "document"})
"""Evidence that a person may bring: what a scan or a register says comes from there only."""


def read_change(document: Mapping[str, Any]) -> Change:
    """A change as it comes: {"value", "revision", "confidence"?, "evidence"?, "confirm"?}.

    Raises: ValueError, TypeError for what cannot be read, or evidence that is not a person's to bring.
    """
    said = document.get("confidence")
    evidence = tuple(
        each if isinstance(each, EvidenceRef) else EvidenceRef(**each) for each in document.get("evidence", ())
    )
    if not all(each.kind in BROUGHT for each in evidence):
        raise ValueError("only a person's word or a document may be brought as evidence")
    return Change(
        value=document.get("value"),
        revision=int(document.get("revision") or 0),
        confidence=Confidence(said) if said else None,
        evidence=evidence,
        confirms=bool(document.get("confirm", True)),
    )


def merge_change(item: str, stored: Answer | None, change: Change, stamp: Stamp) -> Answer | Conflict | None:
    """The answer as it becomes, a conflict, or None when nothing changes.

    Whoever sends what stands already has no conflict. An emptied answer stays as one without value, so that its
    revision is known. A correction keeps the value before in `changed_from`; a confirmed suggestion keeps its source.
    """
    same = _is_same(stored, change)
    if stored is not None and stored.revision > change.revision and not same:
        return Conflict(item, change.value, stored.value, stored.by, stored.at, stored.revision)
    if same:
        return _confirm(stored, change, stamp)
    return Answer(
        value=None if is_empty(change.value) else change.value,
        filled_by=stamp.filled_by,
        evidence=change.evidence,
        confidence=_confidence(change),
        changed_from=None if stored is None else _before(stored),
        is_confirmed=not is_empty(change.value),
        by=stamp.by,
        at=stamp.at,
        revision=stamp.revision,
    )


def _is_same(stored: Answer | None, change: Change) -> bool:
    if stored is None or is_empty(stored.value):
        return is_empty(change.value)
    return bool(stored.value == change.value)


def _confirm(stored: Answer | None, change: Change, stamp: Stamp) -> Answer | None:
    if stored is None or is_empty(stored.value):
        return None
    adds = [each for each in change.evidence if each not in stored.evidence]
    resounds = change.confidence is not None and change.confidence is not stored.confidence
    if not (adds or resounds or (change.confirms and not stored.is_confirmed)):
        return None
    return Answer(
        value=stored.value,
        filled_by=stored.filled_by,
        evidence=(*stored.evidence, *adds),
        confidence=change.confidence or stored.confidence,
        changed_from=stored.changed_from,
        is_confirmed=stored.is_confirmed or change.confirms,
        by=stamp.by,
        at=stamp.at,
        revision=stamp.revision,
    )


def _before(stored: Answer) -> Any:
    """An answer that was emptied remembers what it was."""
    return stored.changed_from if is_empty(stored.value) else stored.value


def _confidence(change: Change) -> Confidence:
    if change.value == UNKNOWN or change.confidence is None:
        return Confidence.UNKNOWN
    return change.confidence


def check_item(form: Questionnaire, key: str, wave: int) -> Issue | None:
    """Whether an answer of this item may be written into a sheet of this wave."""
    item = form.find(key)
    if item is None or item.scope is not Scope.DATASET:
        return Issue(key, "there is no such item", "use the keys of this questionnaire")
    if item.is_read_only:
        return Issue(key, "the system gives this item", "leave it out")
    if wave == 1 and not item.is_first_wave:
        return Issue(key, "it is not asked in the first wave", "leave it out")
    return None


def may_answer_item(viewer: Viewer, organisation: str, item: str, delegated: Collection[str] | None) -> Decision:
    """Officers and the lead answer everything; a colleague what was passed on to them.

    `delegated`: items passed on to the viewer; empty means all of the sheet, None that nothing was.
    """
    own = may_answer(viewer, organisation)
    if own or (delegated is not None and (not delegated or item in delegated)):
        return Decision.yes()
    if delegated is None:
        return own
    return Decision.no("this item was not passed on to you")


def find_gaps(
    shown: Sequence[Item], answers: Answers, contradictions: Sequence[Mapping[str, Any]]
) -> tuple[Issue, ...]:
    """What still keeps a sheet from being submitted: items without an answer, contradictions without a reply."""
    gaps = []
    for item in needed_items(shown, answers):
        answer = answers.get(item.key)
        if answer is None or not is_confirmed(answer):
            what = (
                "is suggested but not confirmed" if answer is not None and not _has_none(answer) else "is not answered"
            )
            gaps.append(Issue(item.key, what, "answer it, or say that you do not know"))
    for each in contradictions:
        if is_open(each) and severity_of(each) is Severity.BLOCK:
            gaps.append(
                Issue(str(each["check"]), "this contradiction has no reply", "correct an answer, or reply to it")
            )
    return tuple(gaps)


def _has_none(answer: Answer | Mapping[str, Any]) -> bool:
    return is_empty(value_of(answer))
