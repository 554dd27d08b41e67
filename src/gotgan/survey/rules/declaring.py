"""What stands in the way of a declaration (section L), of its signature, and of "we hold none"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from gotgan.terms.decision import Decision
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Fill, Item, Questionnaire, Scope
from gotgan.terms.survey import TargetState

STATEMENT, REASON, APPROVER, APPROVED_ON = "completeness_statement", "no_data_held_reason", "approver", "approved_on"
TRAIL, EVIDENCE = "delegation_trail", "evidence_files"
AUTOMATIC = frozenset({REASON, APPROVER, APPROVED_ON})
"""Filled by what people do: by "we hold none" and by signing."""
MOST_NAMED = 20
_STEPS: Mapping[TargetState, frozenset[TargetState]] = {
    TargetState.WAITING: frozenset({TargetState.ANSWERING, TargetState.NONE_HELD, TargetState.DECLARED}),
    TargetState.ANSWERING: frozenset({TargetState.NONE_HELD, TargetState.DECLARED}),
    TargetState.NONE_HELD: frozenset({TargetState.ANSWERING, TargetState.SIGNED}),
    TargetState.DECLARED: frozenset({TargetState.ANSWERING, TargetState.SIGNED}),
    TargetState.SIGNED: frozenset({TargetState.ANSWERING}),
}


class TargetCounts(Protocol):
    """What a target counts of its sheets."""

    @property
    def sheets(self) -> int: ...
    @property
    def drafts(self) -> int: ...
    @property
    def returned(self) -> int: ...
    @property
    def submitted(self) -> int: ...


def may_go(now: TargetState, then: TargetState) -> Decision:
    """Whether an organisation may go from one state to another."""
    if then in _STEPS[now]:
        return Decision.yes()
    return Decision.no(f"an organisation that is {now.value} cannot become {then.value}")


def open_sheets(target: TargetCounts) -> int:
    """Those that officers hold."""
    return target.drafts + target.returned


def next_step(target: Any, *, may_answer: bool, may_lead: bool, may_sign: bool) -> str:
    """What waits for a person at an organisation: "answer", "declare", "sign", or "" for nothing.

    `target` as survey.models.Target; the rights as they are now.
    """
    if target.state in (TargetState.NONE_HELD, TargetState.DECLARED):
        return "sign" if may_sign and not target.submitted else ""
    if target.state == TargetState.SIGNED or not target.sheets:
        return ""
    if open_sheets(target):
        return "answer" if may_answer else ""
    return "declare" if may_lead else ""


def declared_items(form: Questionnaire) -> tuple[Item, ...]:
    """Items of L that the lead answers; the others are filled by what people do."""
    return tuple(
        item
        for item in form.of_scope(Scope.ORGANISATION)
        if item.key not in AUTOMATIC and set(item.fill) != {Fill.SCAN}
    )


def issues_of_declaration(
    values: Mapping[str, Any], target: TargetCounts, silent: Sequence[str], asked: Collection[str]
) -> tuple[Issue, ...]:
    """Everything that stands in the way. `declared_vs_known_system`: a system that nobody spoke of is named."""
    issues = []
    if STATEMENT in asked and values.get(STATEMENT) != "yes":
        issues.append(Issue(STATEMENT, "it is not confirmed", "confirm it, or go on answering"))
    unfinished = open_sheets(target)
    if unfinished:
        issues.append(Issue("sheets", f"{unfinished} are not handed in yet", "hand them in first"))
    if not target.sheets:
        issues.append(Issue("sheets", "there is none", 'add the data you hold, or say "we hold none" with the reason'))
    for name in silent[:MOST_NAMED]:
        issues.append(Issue("system", f'nobody spoke of "{name}"', "add its data, or say why it holds none"))
    if len(silent) > MOST_NAMED:
        issues.append(Issue("system", f"{len(silent) - MOST_NAMED} more are silent", "see the list of systems"))
    return tuple(issues)


def issues_of_signature(state: TargetState, target: TargetCounts, silent: Sequence[str]) -> tuple[Issue, ...]:
    """A head signs the whole when every sheet is signed."""
    if state is TargetState.NONE_HELD:
        return () if not target.sheets else (_held_after_all(target),)
    unsigned = target.drafts + target.returned + target.submitted
    issues = (
        [Issue("sheets", f"{unsigned} are not signed yet", "sign or return each of them first")] if unsigned else []
    )
    issues += [Issue("system", f'nobody spoke of "{name}"', "return the declaration") for name in silent[:MOST_NAMED]]
    return tuple(issues)


def issues_of_none_held(reason: str, target: TargetCounts, longest: int) -> tuple[Issue, ...]:
    """Nothing is held only where nothing is known to be."""
    issues = []
    if not reason.strip():
        issues.append(Issue("reason", "it is empty", "say in a sentence why"))
    if len(reason) > longest:
        issues.append(Issue("reason", f"it is longer than {longest} characters", "shorten it"))
    if target.sheets:
        issues.append(_held_after_all(target))
    return tuple(issues)


def _held_after_all(target: TargetCounts) -> Issue:
    return Issue("sheets", f"{target.sheets} are known of your organisation", "answer them, or ask the survey manager")
