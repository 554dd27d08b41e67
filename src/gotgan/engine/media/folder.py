"""A folder of media in one pass: facts of each file, what lies there twice, what nearly does.

Three verbs: `partial` measures some files, `merge` joins two states, `finish` finds the duplicates.
Memory: the facts of each file (about a kilobyte), and one file's content at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gotgan.engine.media.annotations import LabelTally, read_label
from gotgan.engine.media.corpus import CorpusMerger
from gotgan.engine.media.facts import MediaFacts, finish
from gotgan.engine.media.file import FileFacts
from gotgan.engine.media.measures import measure_file, measure_label, path_of
from gotgan.engine.media.state import MediaState, check_new, merge, ordered
from gotgan.engine.sources.kinds import is_hidden

__all__ = ["MediaFacts", "MediaState", "finish", "measure_media", "merge", "partial"]


def measure_media(paths: Iterable[Path], root: Path | None = None) -> MediaFacts:
    """Measure files, and folders with all below them; hidden files and links are left out.

    A file is named by its path from `root`, or else from its folder. Raises: Invalid for two files of one name,
    OSError for a folder that cannot be opened.
    """
    return finish(partial(_named(paths, root)))


def partial(files: Iterable[tuple[str, Path]]) -> MediaState:
    """Measure each (name, file), one after the other; a label counts as no text.

    Raises: Invalid for a name that comes twice.
    """
    found: dict[str, FileFacts] = {}
    corpus, labels = CorpusMerger(), LabelTally()
    for name, file in files:
        path = path_of(name)
        check_new(path, found)
        if form := read_label(path, file, labels):
            found[path] = measure_label(file, path, form)
        else:
            found[path], text = measure_file(file, path)
            corpus.add(text)
    return MediaState(ordered(found), corpus.state(), labels.state())


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
