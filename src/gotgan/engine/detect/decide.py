"""Deciding per column, not per cell: the verdicts on its evidence become findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gotgan.engine.detect import context
from gotgan.engine.detect.beside import PREFIX
from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.people import IMPOSSIBLE
from gotgan.engine.detect.verdicts import Verdict, verdicts_of
from gotgan.terms.finding import Finding

IMPOSSIBLE_GROUP = f"person.{IMPOSSIBLE}"


def decide(name: str | None, names: Sequence[str], state: ColumnState) -> list[Finding]:
    """The findings of one column, by kind. `names`: every name the column goes by."""
    said = context.kinds_of_name(*names)
    verdicts: dict[str, Verdict] = {}
    for verdict in verdicts_of(said, state):
        _add(verdicts, verdict)
    findings = [_finding(name, verdict, state, said) for verdict in verdicts.values()]
    findings = [finding for finding in findings if finding.count]
    findings += _of_plugins(name, state, {finding.kind for finding in findings})
    return sorted(findings, key=lambda finding: -finding.count)


def _add(verdicts: dict[str, Verdict], new: Verdict) -> None:
    old = verdicts.get(new.kind)
    groups = (*old.groups, *new.groups) if old else new.groups
    checked = max(old.checked, new.checked) if old else new.checked
    verdicts[new.kind] = Verdict(new.kind, tuple(dict.fromkeys(groups)), checked)


def _finding(name: str | None, verdict: Verdict, state: ColumnState, said: frozenset[str]) -> Finding:
    groups = verdict.groups
    cells = sum(state.cells[group] for group in groups)
    examples = [masked for group in groups for masked in state.examples.get(group, ())]
    spans = sorted(
        (span for group in groups for span in state.spans.get(group, ())), key=lambda span: (span.row, span.start)
    )
    share = min(1.0, cells / state.filled) if state.filled else 0.0
    is_said = verdict.kind in said
    impossible = state.cells[IMPOSSIBLE_GROUP] if IMPOSSIBLE_GROUP in groups else 0
    sound = share * (1 - impossible / cells) if cells else 0.0
    return Finding(
        column=name,
        kind=str(verdict.kind),
        count=sum(state.hits[group] for group in groups),
        share=share,
        confidence=_confidence(verdict.checked, sound, is_said),
        decided_by="checksum" if verdict.checked >= 0.5 else "context" if is_said else "pattern",
        masked_examples=tuple(dict.fromkeys(examples))[:3],
        spans=tuple(spans),
        impossible=impossible,
    )


def _of_plugins(name: str | None, state: ColumnState, ruled: set[str]) -> list[Finding]:
    """What plug-ins found of kinds that the rules did not; the confidence is the mean of their scores."""
    found = []
    for group in [group for group in state.scores if group.removeprefix(PREFIX) not in ruled]:
        verdict = Verdict(group.removeprefix(PREFIX), (group,))
        mean = round(state.scores[group] / max(state.hits[group], 1), 4)
        found.append(replace(_finding(name, verdict, state, frozenset()), confidence=mean, decided_by="plugin"))
    return found


def _confidence(checked: float, share: float, is_said: bool) -> float:
    """0.5 for the form alone; name, share and check digits each take away part of the doubt."""
    doubt = 0.5 * (0.3 if is_said else 1.0) * (1 - 0.6 * share) * (1 - 0.8 * min(checked, 1.0))
    return round(1 - doubt, 4)


def without_spans(findings: Sequence[Finding]) -> list[Finding]:
    return [replace(finding, spans=None) for finding in findings]
