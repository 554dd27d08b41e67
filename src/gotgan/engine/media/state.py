"""What is kept of a folder of media between the verbs."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from gotgan.engine.media.annotations import LabelState
from gotgan.engine.media.annotations import merge as merge_labels
from gotgan.engine.media.corpus import CorpusState
from gotgan.engine.media.corpus import merge as merge_corpus
from gotgan.engine.media.file import FileFacts
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class MediaState:
    """Facts by path, ascending. It holds hashes that say how content looks: it stays with the owner."""

    files: tuple[FileFacts, ...] = ()
    corpus: CorpusState = field(default_factory=CorpusState)
    labels: LabelState = field(default_factory=LabelState)


def merge(a: MediaState, b: MediaState) -> MediaState:
    """Both states' files. Raises: Invalid when a path is in both: its words would count twice."""
    found = {file.path: file for file in a.files}
    for file in b.files:
        check_new(file.path, found)
        found[file.path] = file
    return MediaState(ordered(found), merge_corpus(a.corpus, b.corpus), merge_labels(a.labels, b.labels))


def ordered(found: Mapping[str, FileFacts]) -> tuple[FileFacts, ...]:
    return tuple(found[path] for path in sorted(found))


def check_new(path: str, found: Container[str]) -> None:
    """Raises: Invalid when the path was found before."""
    if path in found:
        raise Invalid(Issue(path, "names two files", "name each file once, from one folder above all of them"))
