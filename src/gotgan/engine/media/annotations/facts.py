"""The facts of labels that `finish` makes from a state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gotgan.engine.media.annotations.state import MOST_EXAMPLES, UNKNOWN_CATEGORY, WRONG_SCHEMA, LabelState

MOST_CLASSES = 1000
"""Classes told, the most frequent first."""
FEWEST_CLASSES = 20
"""From so many classes on they must come twice on average: else they are no vocabulary but free text or names of
people, and only their number is told."""


@dataclass(frozen=True)
class Found:
    """How often, and the first names or places."""

    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelFacts:
    """`formats`: label files by form. What cannot be known without images, or without labels, is None.

    `empty_labels`: images that a label names without anything in them. `class_count` counts all classes, also
    those not told.
    """

    formats: dict[str, int]
    images: int
    labelled_images: int
    empty_labels: int
    boxes: int
    sentences: int
    tokens: int
    class_count: int
    classes: dict[str, int]
    images_without_labels: Found | None
    labels_without_images: Found | None
    issues: dict[str, Found]

    @property
    def is_clean(self) -> bool:
        """Every label was read and found in order, and images and labels belong together."""
        missing = (self.images_without_labels, self.labels_without_images)
        return not self.issues and not any(found.count for found in missing if found is not None)

    def to_json(self) -> dict[str, Any]:
        document = {**self.__dict__, "issues": {kind: _json(found) for kind, found in self.issues.items()}}
        for name in ("images_without_labels", "labels_without_images"):
            found = getattr(self, name)
            document[name] = _json(found) if found else None
        return document


def finish(state: LabelState) -> LabelFacts:
    classes, issues = _classes(state)
    blank = state.blank & state.images if "yolo" in state.formats else frozenset()
    labelled = state.labelled | blank
    ordered = sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))
    has_image_labels = bool(labelled)
    return LabelFacts(
        formats=dict(sorted(state.formats.items())),
        images=len(state.images),
        labelled_images=len(labelled),
        empty_labels=len(state.empty | blank),
        boxes=state.boxes,
        sentences=state.sentences,
        tokens=state.tokens,
        class_count=len(classes),
        classes=dict(ordered[:MOST_CLASSES]) if _are_vocabulary(classes) else {},
        images_without_labels=_found(state.images - labelled) if has_image_labels else None,
        labels_without_images=_found(labelled - state.images) if state.images and has_image_labels else None,
        issues=dict(sorted(issues.items())),
    )


def _classes(state: LabelState) -> tuple[dict[str, int], dict[str, Found]]:
    """YOLO's numbers get their names here, for the list of names may have been in another part."""
    classes = dict(state.classes)
    issues = {kind: Found(count, places) for kind, (count, places) in state.issues.items()}
    names = next(iter(state.class_lists)) if len(state.class_lists) == 1 else None
    unknown: list[tuple[int, str]] = []
    for number, (count, place) in state.ids.items():
        if names is not None and not 0 <= number < len(names):
            unknown.append((count, place))
        name = names[number] if names is not None and 0 <= number < len(names) else str(number)
        classes[name] = classes.get(name, 0) + count
    if unknown:
        before = issues.get(UNKNOWN_CATEGORY, Found(0))
        places = sorted([*before.examples, *(place for _, place in unknown)])[:MOST_EXAMPLES]
        issues[UNKNOWN_CATEGORY] = Found(before.count + sum(count for count, _ in unknown), tuple(places))
    if len(state.class_lists) > 1:
        before = issues.get(WRONG_SCHEMA, Found(0))
        issues[WRONG_SCHEMA] = Found(before.count + 1, (*before.examples, "lists of class names that differ"))
    return classes, issues


def _are_vocabulary(classes: dict[str, int]) -> bool:
    return len(classes) < FEWEST_CLASSES or sum(classes.values()) >= 2 * len(classes)


def _found(names: Iterable[str]) -> Found:
    ordered = sorted(names)
    return Found(len(ordered), tuple(ordered[:MOST_EXAMPLES]))


def _json(found: Found) -> dict[str, Any]:
    return {"count": found.count, "examples": list(found.examples)}
