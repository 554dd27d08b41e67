"""What is kept of labels between the verbs: counts, image names and the places of what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from gotgan.terms.text import nfc

MOST_EXAMPLES = 5
"""Places told of each kind of issue."""
TOLERANCE = 1.0
"""Pixels by which a box may stick out of its image: tools round."""

NOT_READ = "not_read"
WRONG_SCHEMA = "wrong_schema"
NO_AREA = "no_area"
OUTSIDE_IMAGE = "outside_image"
UNKNOWN_CATEGORY = "unknown_category"
UNKNOWN_IMAGE = "unknown_image"
REPEATED_ID = "repeated_id"
BROKEN_SEQUENCE = "broken_sequence"
UNKNOWN_TAG = "unknown_tag"

Counts = Mapping[str, int]
Place = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Box:
    """Left, top, right and bottom edge in pixels (YOLO: shares of the image)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def has_area(self) -> bool:
        return self.right > self.left and self.bottom > self.top

    def is_inside(self, width: float, height: float, tolerance: float = TOLERANCE) -> bool:
        across = self.left >= -tolerance and self.right <= width + tolerance
        return across and self.top >= -tolerance and self.bottom <= height + tolerance


@dataclass(frozen=True)
class LabelState:
    """Images are named by their stem in NFC: that is how labels and images find each other.

    `issues` by kind: (count, the first places by name). `ids`: YOLO's class numbers with count and first place;
    `class_lists`: every list of class names seen; `blank`: empty text files, which are YOLO's "nothing here".
    """

    formats: Counts = field(default_factory=dict)
    images: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    boxes: int = 0
    sentences: int = 0
    tokens: int = 0
    classes: Counts = field(default_factory=dict)
    ids: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    class_lists: frozenset[tuple[str, ...]] = frozenset()
    issues: Mapping[str, Place] = field(default_factory=dict)


class LabelTally:
    """A state on the way. Readers say what they see; `state()` is what they saw."""

    def __init__(self) -> None:
        self.formats: dict[str, int] = {}
        self.images: set[str] = set()
        self.labelled: set[str] = set()
        self.empty: set[str] = set()
        self.blank: set[str] = set()
        self.boxes = self.sentences = self.tokens = 0
        self.classes: dict[str, int] = {}
        self.ids: dict[int, tuple[int, str]] = {}
        self.class_lists: set[tuple[str, ...]] = set()
        self.issues: dict[str, Place] = {}

    def label(self, image: str, *, is_empty: bool = False) -> None:
        stem = stem_of(image)
        self.labelled.add(stem)
        if is_empty:
            self.empty.add(stem)

    def class_(self, name: str) -> None:
        self.classes[name] = self.classes.get(name, 0) + 1

    def class_id(self, number: int, place: str) -> None:
        count, first = self.ids.get(number, (0, place))
        self.ids[number] = (count + 1, min(first, place))

    def box(self, box: Box, place: str, size: tuple[float, float] | None, tolerance: float = TOLERANCE) -> None:
        """Count a box, and what is wrong with it; without the image's `size` only its area is judged."""
        self.boxes += 1
        if not box.has_area:
            self.issue(NO_AREA, place)
        elif size is not None and not box.is_inside(*size, tolerance):
            self.issue(OUTSIDE_IMAGE, place)

    def issue(self, kind: str, place: str) -> None:
        count, places = self.issues.get(kind, (0, ()))
        self.issues[kind] = (count + 1, _first((*places, place)))

    def absorb(self, state: LabelState) -> None:
        """Take a state in: many small ones cost their own size, not that of the whole each time."""
        for own, more in ((self.images, state.images), (self.labelled, state.labelled), (self.empty, state.empty),
                          (self.blank, state.blank)):  # fmt: skip
            own |= more
        self.class_lists |= state.class_lists
        self.boxes, self.sentences = self.boxes + state.boxes, self.sentences + state.sentences
        self.tokens += state.tokens
        for counts, found in ((self.formats, state.formats), (self.classes, state.classes)):
            for name, count in found.items():
                counts[name] = counts.get(name, 0) + count
        self.ids = _merged_ids(self.ids, state.ids)
        self.issues = _merged_issues(self.issues, state.issues)

    def state(self) -> LabelState:
        return LabelState(
            formats=self.formats, images=frozenset(self.images), labelled=frozenset(self.labelled),
            empty=frozenset(self.empty), blank=frozenset(self.blank), boxes=self.boxes, sentences=self.sentences,
            tokens=self.tokens, classes=self.classes, ids=self.ids, class_lists=frozenset(self.class_lists),
            issues=self.issues,
        )  # fmt: skip


def merge(a: LabelState, b: LabelState) -> LabelState:
    """Both states; a file that is in both counts twice, so parts must not share files."""
    return LabelState(
        formats=_added(a.formats, b.formats),
        images=a.images | b.images,
        labelled=a.labelled | b.labelled,
        empty=a.empty | b.empty,
        blank=a.blank | b.blank,
        boxes=a.boxes + b.boxes,
        sentences=a.sentences + b.sentences,
        tokens=a.tokens + b.tokens,
        classes=_added(a.classes, b.classes),
        ids=_merged_ids(a.ids, b.ids),
        class_lists=a.class_lists | b.class_lists,
        issues=_merged_issues(a.issues, b.issues),
    )


def stem_of(name: str) -> str:
    """`사진/001.JPG` -> `001`; folders are left out, for labels and images lie in different ones."""
    return PurePosixPath(nfc(name).replace("\\", "/")).stem


def _first(places: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(places)[:MOST_EXAMPLES])


def _added(a: Counts, b: Counts) -> dict[str, int]:
    return {name: a.get(name, 0) + b.get(name, 0) for name in {*a, *b}}


def _merged_ids(a: Mapping[int, tuple[int, str]], b: Mapping[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    found = dict(a)
    for number, (count, place) in b.items():
        before, first = found.get(number, (0, place))
        found[number] = (before + count, min(first, place))
    return found


def _merged_issues(a: Mapping[str, Place], b: Mapping[str, Place]) -> dict[str, Place]:
    found = dict(a)
    for kind, (count, places) in b.items():
        before, firsts = found.get(kind, (0, ()))
        found[kind] = (before + count, _first((*firsts, *places)))
    return found
