"""Who measures which file, by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from gotgan.engine.media.audio import AudioFacts, measure_audio
from gotgan.engine.media.corpus import CorpusState
from gotgan.engine.media.documents import DocumentFacts, measure_document
from gotgan.engine.media.file import FileFacts, LabelFileFacts, digest_file, unreadable
from gotgan.engine.media.image import ImageFacts, measure_image
from gotgan.engine.media.text import TextFacts, measure_text
from gotgan.engine.sources.kinds import modality_of
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
"""Of files with other suffixes only bytes and hash are told."""
_OF_SUFFIX = {f".{suffix}": measure for suffixes, measure in MEASURES.items() for suffix in suffixes.split()}
_MEDIA = frozenset({Modality.IMAGE, Modality.AUDIO, Modality.VIDEO, Modality.TEXT, Modality.DOCUMENT})


_KINDS: tuple[tuple[type[FileFacts], Modality], ...] = (
    (ImageFacts, Modality.IMAGE), (AudioFacts, Modality.AUDIO), (TextFacts, Modality.TEXT),
    (DocumentFacts, Modality.DOCUMENT),
)  # fmt: skip


def measure_file(file: Path, name: str) -> Measured:
    """Facts of one file, reported as `name` in NFC, and its part in the corpus. Problems are in the facts."""
    path = path_of(name)
    measure = _OF_SUFFIX.get(PurePosixPath(path.casefold()).suffix, _measure_bytes)
    return measure(file, path)


def path_of(name: str) -> str:
    """In NFC, and fit for UTF-8 whatever the operating system gave."""
    return nfc(name).encode("utf-8", "replace").decode()


def measure_label(file: Path, path: str, form: str) -> LabelFileFacts:
    """A label file of a form that was read."""
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return LabelFileFacts(path=path, format=form, problem=unreadable(error))
    return LabelFileFacts(path=path, size_bytes=size, sha256=sha256, format=form)


def kind_of(file: FileFacts) -> str:
    """A modality, "label", or "other" for what is no media; by what was measured, else by the name."""
    if isinstance(file, LabelFileFacts):
        return "label"
    for made, modality in _KINDS:
        if isinstance(file, made):
            return str(modality)
    kind = modality_of(file.path)
    return str(kind) if kind in _MEDIA else "other"


def _measure_bytes(file: Path, path: str) -> Measured:
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return FileFacts(path=path, problem=unreadable(error)), CorpusState()
    return FileFacts(path=path, size_bytes=size, sha256=sha256), CorpusState()
