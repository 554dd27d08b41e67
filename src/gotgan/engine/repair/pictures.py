"""Pictures that a model should rather not learn from: suggested by their measures, nothing is moved or deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from statistics import median

from gotgan.engine.media.facts import MediaFacts
from gotgan.engine.media.image import ImageFacts
from gotgan.engine.repair.tally import Tally

STEP = "pictures"
_SUGGESTED = {
    "corrupt": "fetch it again, or leave it out",
    "dark": "look at it: nearly nothing can be seen",
    "light": "look at it: nearly nothing can be seen",
    "blurry": "look at it: it is out of focus, or scaled up",
    "low_information": "look at it: nearly all of one shade",
    "odd_size": "look at it: far smaller or larger than the others",
    "odd_aspect": "look at it: far wider or higher than the others",
    "grey": "look at it: grey among pictures in colour",
    "place": "take out the coordinates in its EXIF or XMP before it is handed on",
    "same": "keep one of each group",
    "near": "keep one of each group, and all of a group on one side of a split",
}
_FEWEST = 10
"""Pictures, so that one can be told from the others."""
_FAR = {"odd_size": 3.0, "odd_aspect": 1.0}
"""Doublings from the middle: 8 times the pixels, twice as wide for its height."""
_MOST_SHARE = 0.1
"""Above this share of the pictures they are no exceptions."""
_COLOURLESS = {"dark", "light", "low_information"}
"""Pictures that hold too little to have a colour."""
_DIGITS = 4


@dataclass(frozen=True)
class PictureIssue:
    """`measure`: the number that tells, None where there is none; `group` of those that are alike, from 1."""

    path: str
    issue: str
    measure: float | None = None
    group: int | None = None


def picture_issues(facts: MediaFacts, grey: frozenset[str] = frozenset()) -> list[PictureIssue]:
    """By path, then by issue. `grey`: paths of the pictures without colour."""
    pictures = [file for file in facts.files if isinstance(file, ImageFacts)]
    found = [issue for picture in pictures for issue in _of_one(picture)]
    sound = [picture for picture in pictures if not picture.problem and picture.width and picture.height]
    found += _apart("odd_size", sound, lambda each: log2(each.width * each.height))
    found += _apart("odd_aspect", sound, lambda each: log2(each.width / each.height))
    found += _among(sound, grey)
    paths = {picture.path for picture in pictures}
    found += _alike("same", facts.exact_duplicates, paths)
    found += _alike("near", facts.near_duplicates, paths)
    return sorted(found, key=lambda each: (each.path, list(_SUGGESTED).index(each.issue)))


def note_issues(issues: Sequence[PictureIssue], tally: Tally) -> None:
    """One count a kind of issue; of those that are alike, how many could go."""
    for name, suggestion in _SUGGESTED.items():
        mine = [issue for issue in issues if issue.issue == name]
        groups = len({issue.group for issue in mine if issue.group})
        if mine:
            reason = f"{name.replace('_', ' ')}, in {groups} groups" if groups else name.replace("_", " ")
            tally.add(STEP, None, reason, found=len(mine) - groups, suggestion=suggestion)


def _of_one(picture: ImageFacts) -> Iterator[PictureIssue]:
    if picture.problem:
        yield PictureIssue(picture.path, "corrupt")
        return
    if picture.has_gps:
        yield PictureIssue(picture.path, "place")
    measures = {"blurry": picture.sharpness, "low_information": picture.entropy}
    for flag in picture.flags:
        measure = measures.get(flag, picture.brightness)
        yield PictureIssue(picture.path, flag, None if measure is None else round(measure, _DIGITS))


def _apart(issue: str, pictures: Sequence[ImageFacts], of: Callable[[ImageFacts], float]) -> list[PictureIssue]:
    """Those far from the middle; none where many are, for then it is how these pictures are."""
    if len(pictures) < _FEWEST:
        return []
    middle = median(of(each) for each in pictures)
    far = [(each, of(each) - middle) for each in pictures if abs(of(each) - middle) >= _FAR[issue]]
    if len(far) > _MOST_SHARE * len(pictures):
        return []
    return [PictureIssue(each.path, issue, round(2**distance, _DIGITS)) for each, distance in far]


def _among(pictures: Sequence[ImageFacts], grey: frozenset[str]) -> list[PictureIssue]:
    mine = [picture for picture in pictures if picture.path in grey and not _COLOURLESS & set(picture.flags)]
    if len(pictures) < _FEWEST or len(mine) > _MOST_SHARE * len(pictures):
        return []
    return [PictureIssue(picture.path, "grey") for picture in mine]


def _alike(issue: str, groups: Sequence[Sequence[str]], paths: set[str]) -> Iterator[PictureIssue]:
    pictures = [[path for path in group if path in paths] for group in groups]
    for number, group in enumerate((each for each in pictures if len(each) > 1), 1):
        for path in group:
            yield PictureIssue(path, issue, group=number)
