"""The procedure as data: one YAML file a version."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.refine import Document, Field, Guideline, OrderState, Part, Stage, Step

STANDARD = "pipc-2024"
KINDS = ("text", "date", "number", "choice", "choices", "yes_no")


class NoSuchGuideline(NotFound):
    """No file of that key travels with the program."""


def guideline_keys() -> tuple[str, ...]:
    """The keys of all guidelines that travel with the program, sorted."""
    folder = files("gotgan.refine") / "guidelines"
    return tuple(sorted(each.name.removesuffix(".yaml") for each in folder.iterdir() if each.name.endswith(".yaml")))


@cache
def get_guideline(key: str) -> Guideline:
    """Raises: NoSuchGuideline; Invalid naming every place that does not hold together."""
    if key not in guideline_keys():
        raise NoSuchGuideline(f"guideline {key}: there is no such one; use one of {', '.join(guideline_keys())}")
    text = (files("gotgan.refine") / "guidelines" / f"{key}.yaml").read_text(encoding="utf-8")
    return read_guideline(yaml.safe_load(text))


def read_guideline(document: Mapping[str, Any]) -> Guideline:
    """A guideline out of its YAML document. Raises: Invalid with every problem found."""
    if issues := check_guideline(document):
        raise Invalid(*issues)
    return Guideline(
        key=document["key"],
        title=document["title"],
        source=document["source"],
        least_reviewers=document["least_reviewers"],
        watch_days=document["watch_days"],
        stages=tuple(Stage(each["title"], tuple(map(OrderState, each["states"]))) for each in document["stages"]),
        steps=tuple(map(_step, document["steps"])),
        documents={key: _document(key, each) for key, each in document["documents"].items()},
        questions=document["questions"],
    )


def _step(entry: Mapping[str, Any]) -> Step:
    return Step(
        before=OrderState(entry["before"]),
        after=OrderState(entry["after"]),
        title=entry["title"],
        by=tuple(map(Part, entry["by"])),
        needs=tuple(entry.get("needs", ())),
        asks_reason=entry.get("asks_reason", False),
    )


def _document(key: str, entry: Mapping[str, Any]) -> Document:
    return Document(key, entry["title"], tuple(map(Part, entry["by"])), tuple(map(_field, entry["fields"])))


def _field(entry: Mapping[str, Any]) -> Field:
    return Field(
        key=entry["key"],
        title=entry["title"],
        kind=entry.get("kind", "text"),
        is_required=entry.get("is_required", True),
        options=entry.get("options", {}),
    )


def check_guideline(document: Mapping[str, Any]) -> tuple[Issue, ...]:
    """What does not hold together: unknown states, parts, documents and kinds, a release that no review precedes."""
    return (*_step_issues(document), *_stage_issues(document), *_field_issues(document))


def _step_issues(document: Mapping[str, Any]) -> list[Issue]:
    states, parts = set(OrderState), set(Part)
    issues = []
    for number, step in enumerate(document["steps"], 1):
        place = f"steps[{number}]"
        for state in (step["before"], step["after"]):
            if state not in states:
                issues.append(Issue(place, f"the state {state} is unknown", f"use one of {', '.join(OrderState)}"))
        issues += [
            Issue(place, f"the part {part} is unknown", f"use one of {', '.join(Part)}")
            for part in step["by"]
            if part not in parts
        ]
        issues += [
            Issue(place, f"the document {need} is not described", "describe it under documents")
            for need in step.get("needs", ())
            if need not in document["documents"]
        ]
        if step["after"] == OrderState.RELEASED and step["before"] != OrderState.ADEQUATE:
            issues.append(Issue(place, "it releases what no review found adequate", "release from adequate only"))
        if step["after"] == OrderState.ADEQUATE and step["before"] != OrderState.UNDER_REVIEW:
            issues.append(Issue(place, "it calls adequate what is not under review", "come from under_review only"))
    return issues


def _stage_issues(document: Mapping[str, Any]) -> list[Issue]:
    staged = [state for stage in document["stages"] for state in stage["states"]]
    missing = sorted(set(OrderState) - set(staged))
    twice = sorted({state for state in staged if staged.count(state) > 1})
    return [
        *(Issue("stages", f"the state {state} stands in no stage", "add it to one") for state in missing),
        *(Issue("stages", f"the state {state} stands in two stages", "keep one") for state in twice),
    ]


def _field_issues(document: Mapping[str, Any]) -> list[Issue]:
    issues = []
    for key, entry in document["documents"].items():
        for each in entry["fields"]:
            place = f"documents.{key}.{each['key']}"
            kind = each.get("kind", "text")
            if kind not in KINDS:
                issues.append(Issue(place, f"the kind {kind} is unknown", f"use one of {', '.join(KINDS)}"))
            if kind in ("choice", "choices") and not each.get("options"):
                issues.append(Issue(place, "it is a choice of nothing", "give it options"))
    return issues
