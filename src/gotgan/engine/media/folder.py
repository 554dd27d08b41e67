"""A folder of media in one pass: facts of each file, what lies there twice, what nearly does.

Three verbs: `partial` measures some files, `merge` joins two states, `finish` finds the duplicates.
Memory: the facts of each file (about a kilobyte), and one file's content at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.media.annotations import LabelFacts, LabelState
from gotgan.engine.media.annotations import finish as finish_labels
from gotgan.engine.media.annotations import merge as merge_labels
from gotgan.engine.media.annotations import partial as read_labels
from gotgan.engine.media.audio import measure_audio
from gotgan.engine.media.corpus import CorpusFacts, CorpusState, TextFacts, measure_text
from gotgan.engine.media.corpus import finish as finish_corpus
from gotgan.engine.media.corpus import merge as merge_corpus
from gotgan.engine.media.documents import DocumentFacts, measure_document
from gotgan.engine.media.file import FileFacts, digest_file, unreadable
from gotgan.engine.media.image import ImageFacts, measure_image
from gotgan.engine.media.near import near_pictures, near_texts
from gotgan.engine.media.tokens import FORMULA
from gotgan.engine.sources.kinds import is_hidden, modality_of
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc

Measured = tuple[FileFacts, CorpusState]
Measure = Callable[[Path, str], Measured]
MEASURES: dict[str, Measure] = {
    "jpg jpeg png gif bmp tif tiff webp": lambda file, path: (measure_image(file, path), CorpusState()),
    "wav mp3 flac ogg opus": lambda file, path: (measure_audio(file, path), CorpusState()),
    "txt md": measure_text,
    "pdf hwp hwpx": measure_document,
}
"""Who measures which suffixes; of other files only bytes and hash are told."""
MEASURE_OF_SUFFIX = {f".{suffix}": measure for suffixes, measure in MEASURES.items() for suffix in suffixes.split()}
MEDIA = frozenset({Modality.IMAGE, Modality.AUDIO, Modality.VIDEO, Modality.TEXT, Modality.DOCUMENT})
_HIDDEN = frozenset({"path", "signature"})
_HASHES = frozenset({"dhash", "phash"})


@dataclass(frozen=True)
class MediaState:
    """Facts by path, ascending. It holds hashes that say how content looks: it stays with the owner."""

    files: tuple[FileFacts, ...] = ()
    corpus: CorpusState = field(default_factory=CorpusState)
    labels: LabelState = field(default_factory=LabelState)


@dataclass(frozen=True)
class MediaFacts:
    """What `finish` finds. A group of near duplicates names one path (the first) for each content.

    `corpus` is about all texts together, `labels` about all annotations; None without any.
    """

    files: tuple[FileFacts, ...]
    exact_duplicates: tuple[tuple[str, ...], ...]
    near_duplicates: tuple[tuple[str, ...], ...]
    kinds: dict[str, int]
    flags: dict[str, int]
    corpus: CorpusFacts | None = None
    labels: LabelFacts | None = None

    def to_json(self) -> dict[str, Any]:
        """For the scan document: names and numbers, never a word of what the files say."""
        return {
            "count": len(self.files),
            "size_bytes": sum(file.size_bytes for file in self.files),
            "failed": sum(bool(file.problem) for file in self.files),
            "not_measured": sum(type(file) is FileFacts for file in self.files),
            "kinds": self.kinds,
            "flags": self.flags,
            "exact_duplicates": [list(group) for group in self.exact_duplicates],
            "near_duplicates": [list(group) for group in self.near_duplicates],
            "corpus": {**asdict(self.corpus), "token_formula": FORMULA} if self.corpus else None,
            "labels": self.labels.to_json() if self.labels else None,
            "files": [file_json(file) for file in self.files],
        }


def measure_media(paths: Iterable[Path], root: Path | None = None) -> MediaFacts:
    """Measure files, and folders with all below them; hidden files and links are left out.

    A file is named by its path from `root`, or else from its folder. Raises: Invalid for two files of one name.
    """
    return finish(partial(_named(paths, root)))


def partial(files: Iterable[tuple[str, Path]]) -> MediaState:
    """Measure each (name, file), one after the other. Raises: Invalid for a name that comes twice."""
    found: dict[str, FileFacts] = {}
    places: dict[str, Path] = {}
    corpus = CorpusState()
    for name, file in files:
        facts, text = measure_file(file, name)
        _check_new(facts.path, found)
        found[facts.path], places[facts.path] = facts, file
        corpus = merge_corpus(corpus, text)
    return MediaState(_ordered(found), corpus, read_labels(places.items()))


def merge(a: MediaState, b: MediaState) -> MediaState:
    """Both states' files. Raises: Invalid when a path is in both: its words would count twice."""
    found = {file.path: file for file in a.files}
    for file in b.files:
        _check_new(file.path, found)
        found[file.path] = file
    labels = merge_labels(a.labels, b.labels)
    return MediaState(_ordered(found), merge_corpus(a.corpus, b.corpus), labels)


def _ordered(found: dict[str, FileFacts]) -> tuple[FileFacts, ...]:
    return tuple(found[path] for path in sorted(found))


def _check_new(path: str, found: dict[str, FileFacts]) -> None:
    if path in found:
        raise Invalid(Issue(path, "names two files", "name each file once, from one folder above all of them"))


def finish(state: MediaState) -> MediaFacts:
    files = state.files
    contents: dict[str, list[FileFacts]] = {}
    for file in files:
        if file.size_bytes and file.sha256:
            contents.setdefault(file.sha256, []).append(file)
    firsts = [group[0] for group in contents.values()]
    return MediaFacts(
        files=files,
        exact_duplicates=tuple(tuple(f.path for f in group) for group in contents.values() if len(group) > 1),
        near_duplicates=tuple(sorted(_near(firsts))),
        kinds=dict(sorted(Counter(kind_of(file) for file in files).items())),
        flags=dict(sorted(Counter(flag for file in files for flag in flags_of(file)).items())),
        corpus=finish_corpus(state.corpus) if state.corpus.documents else None,
        labels=finish_labels(state.labels) if state.labels.formats or state.labels.issues else None,
    )


def measure_file(file: Path, name: str) -> Measured:
    """Measure one file by the kind that its name says."""
    path = nfc(name).encode("utf-8", "replace").decode()
    return _measure_of(path)(file, path)


def _measure_of(path: str) -> Measure:
    return MEASURE_OF_SUFFIX.get(PurePosixPath(path.casefold()).suffix, _measure_bytes)


def _measure_bytes(file: Path, path: str) -> Measured:
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return FileFacts(path=path, problem=unreadable(error)), CorpusState()
    return FileFacts(path=path, size_bytes=size, sha256=sha256), CorpusState()


def kind_of(file: FileFacts) -> str:
    """A modality, or "other" for what is no media."""
    kind = modality_of(file.path)
    return str(kind) if kind in MEDIA else "other"


def flags_of(file: FileFacts) -> tuple[str, ...]:
    return tuple(getattr(file, "flags", ()))


def file_json(file: FileFacts) -> dict[str, Any]:
    """One file's facts; hashes in hex, facts that are absent left out."""
    facts: dict[str, Any] = {"path": file.path, "kind": kind_of(file)}
    for name in (each.name for each in fields(file)):
        value = getattr(file, name)
        if name in _HIDDEN or value is None or value in ("", ()):
            continue
        facts[name] = f"{value:016x}" if name in _HASHES else value
    return facts


def _near(firsts: Sequence[FileFacts]) -> Iterator[tuple[str, ...]]:
    pictures = [f for f in firsts if isinstance(f, ImageFacts) and _says_something(f)]
    for group in near_pictures([f.dhash or 0 for f in pictures]):
        yield tuple(pictures[place].path for place in group)
    texts = [f for f in firsts if isinstance(f, TextFacts | DocumentFacts) and f.signature]
    for group in near_texts([f.signature or () for f in texts]):
        yield tuple(texts[place].path for place in group)


def _says_something(image: ImageFacts) -> bool:
    """The dHash of a plain picture is that of every other plain picture."""
    return image.dhash is not None and "low_information" not in image.flags


def _named(paths: Iterable[Path], root: Path | None) -> Iterator[tuple[str, Path]]:
    for path in paths:
        base = root or (path if path.is_dir() else path.parent)
        for file in _files_below(path):
            yield file.relative_to(base).as_posix(), file


def _files_below(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inner in sorted(path.iterdir()):
        if not is_hidden(inner.name) and not inner.is_symlink():
            yield from _files_below(inner)
