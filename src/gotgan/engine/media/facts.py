"""The facts of a folder of media that `finish` makes from a state: what lies there twice, what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from gotgan.engine.media.annotations import LabelFacts
from gotgan.engine.media.annotations import finish as finish_labels
from gotgan.engine.media.annotations.state import stem_of
from gotgan.engine.media.corpus import CorpusFacts
from gotgan.engine.media.corpus import finish as finish_corpus
from gotgan.engine.media.documents import DocumentFacts
from gotgan.engine.media.file import FileFacts, LabelFileFacts
from gotgan.engine.media.image import ImageFacts
from gotgan.engine.media.measures import kind_of
from gotgan.engine.media.near import near_pictures, near_texts
from gotgan.engine.media.state import MediaState
from gotgan.engine.media.text import EMPTY, TextFacts
from gotgan.engine.media.tokens import FORMULA

PLACES = "coordinates"
"""The kind of finding that a place in a picture's EXIF or XMP is (SHAPES.md, detect)."""
_HIDDEN = frozenset({"path", "signature"})
_HASHES = frozenset({"dhash", "phash"})
_DIGITS = 6

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MediaFacts:
    """A group of near duplicates names one path (the first) for each content.

    `kinds`, `flags`: files by kind and by flag. `findings`: files by kind of identifier found in them.
    `corpus` is about all texts and documents together, `labels` about all annotations; None without any.
    """

    files: tuple[FileFacts, ...]
    exact_duplicates: Groups
    near_duplicates: Groups
    kinds: dict[str, int]
    flags: dict[str, int]
    findings: dict[str, int]
    corpus: CorpusFacts | None = None
    labels: LabelFacts | None = None

    def to_json(self) -> dict[str, Any]:
        """For the scan document: names and numbers, never a word of what the files say."""
        corpus = {**_rounded(asdict(self.corpus)), "token_formula": FORMULA} if self.corpus else None
        return {
            "count": len(self.files),
            "size_bytes": sum(file.size_bytes for file in self.files),
            "failed": sum(bool(file.problem) for file in self.files),
            "not_measured": sum(type(file) is FileFacts for file in self.files),
            "kinds": self.kinds,
            "flags": self.flags,
            "findings": self.findings,
            "exact_duplicates": [list(group) for group in self.exact_duplicates],
            "near_duplicates": [list(group) for group in self.near_duplicates],
            "corpus": corpus,
            "labels": self.labels.to_json() if self.labels else None,
            "files": [file_json(file) for file in self.files],
        }


def finish(state: MediaState) -> MediaFacts:
    files = tuple(_settled(file, state) for file in state.files)
    contents: dict[str, list[FileFacts]] = {}
    for file in files:
        if file.size_bytes and file.sha256:
            contents.setdefault(file.sha256, []).append(file)
    firsts = [group[0] for group in contents.values()]
    places = sum(isinstance(file, ImageFacts) and file.has_gps for file in files)
    return MediaFacts(
        files=files,
        exact_duplicates=tuple(tuple(f.path for f in group) for group in contents.values() if len(group) > 1),
        near_duplicates=tuple(sorted(_near(firsts))),
        kinds=_counted(kind_of(file) for file in files),
        flags=_counted(flag for file in files for flag in getattr(file, "flags", ())),
        findings={PLACES: places} if places else {},
        corpus=finish_corpus(state.corpus) if state.corpus.documents else None,
        labels=finish_labels(state.labels) if state.labels.formats or state.labels.issues else None,
    )


def _settled(file: FileFacts, state: MediaState) -> FileFacts:
    """An empty text beside an image of its name is no problem where YOLO says so: there is nothing in the image."""
    is_blank = file.problem == EMPTY and stem_of(file.path) in state.labels.blank & state.labels.images
    if not is_blank or "yolo" not in state.labels.formats:
        return file
    return LabelFileFacts(path=file.path, size_bytes=file.size_bytes, sha256=file.sha256, format="yolo")


def file_json(file: FileFacts) -> dict[str, Any]:
    """One file's facts; hashes in hex, facts that are absent left out."""
    facts: dict[str, Any] = {"path": file.path, "kind": kind_of(file)}
    for name in (each.name for each in fields(file)):
        value = getattr(file, name)
        if name in _HIDDEN or value is None or value in ("", ()):
            continue
        facts[name] = f"{value:016x}" if name in _HASHES else value
    return _rounded(facts)


def _rounded(facts: dict[str, Any]) -> dict[str, Any]:
    """As JSON would give it back: lists for tuples, and no digits that mean nothing."""
    found = {name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in facts.items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _near(firsts: Sequence[FileFacts]) -> Iterator[tuple[str, ...]]:
    pictures = [f for f in firsts if isinstance(f, ImageFacts) and _says_something(f)]
    for group in near_pictures([f.dhash or 0 for f in pictures]):
        yield tuple(pictures[place].path for place in group)
    texts = [f for f in firsts if isinstance(f, TextFacts | DocumentFacts) and f.signature]
    for group in near_texts([f.signature or b"" for f in texts]):
        yield tuple(texts[place].path for place in group)


def _says_something(image: ImageFacts) -> bool:
    """The dHash of a plain picture is that of every other plain picture."""
    return image.dhash is not None and "low_information" not in image.flags
