"""AI Hub downloads: archives in parts, in the folders of training and validation, sources and labels.

`dataset/01.데이터/1.Training/원천데이터/TS_1.zip.part0 ...` The parts are read as one file and never
written together to be listed; a download counts as complete when every entry's checksum is right.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.sources.aihub_layout import Named, files_below, home_of, is_archive, layout_of, title_of
from gotgan.engine.sources.folder import measure
from gotgan.engine.sources.joined import Piece, open_joined, whole
from gotgan.engine.sources.kinds import modality_of
from gotgan.engine.sources.walk import sort_key
from gotgan.engine.sources.zip_check import Checked, check_archive
from gotgan.engine.sources.zip_order import right_pieces
from gotgan.engine.sources.zip_parts import Archive, archives_of
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord
from gotgan.terms.route import Modality
from gotgan.terms.text import nfc


class AihubSource:
    """`remote_id` and cursor are the dataset's folder, `.` for the root itself."""

    kind = "aihub"

    def __init__(self, root: Path) -> None:
        """Raises: Invalid when `root` is no folder."""
        if not root.is_dir():
            raise Invalid(Issue(str(root), "is not a folder", "name the folder of the download"))
        self.root = root.absolute()

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        after = None if cursor is None else sort_key(cursor)
        unread: list[str] = []
        datasets = self._datasets(unread)
        warnings = list(unread)
        for path, files in datasets:
            if after is None or sort_key(path) > after:
                yield self._record(path, files, warnings)
        yield ListingEnd(not unread, len(datasets), warnings=tuple(warnings))

    def _datasets(self, unread: list[str]) -> list[tuple[str, list[Named]]]:
        found: dict[str, list[Named]] = {}
        files = list(files_below(self.root, unread))
        homes = {home_of(name) for name, _ in files if is_archive(name)}
        for name, path in files:
            if (home := _home(name, homes)) is not None:
                found.setdefault(home, []).append((name, path))
        return sorted(found.items(), key=lambda pair: sort_key(pair[0]))

    def _record(self, home: str, files: list[Named], warnings: list[str]) -> SourceRecord:
        """Every archive is read to its end; what is wrong with any of them is the record's problem."""
        inner = [(name if home == "." else name[len(home) + 1 :], path) for name, path in files]
        refs: list[FileRef] = []
        raw: dict[str, Any] = {"path": home, "archives": [], "files": []}
        kinds: Counter[Modality] = Counter()
        problems: list[str] = []
        try:
            archives, others, said = archives_of(inner)
            warnings += said
            for archive in archives:
                checked = check_archive(archive)
                refs.append(FileRef(archive.path, str(archive.pieces[0].path), archive.size, "application/zip"))
                raw["archives"].append(_told(archive, checked))
                kinds += _kinds(archive, checked)
                warnings += [f"{archive.path}: {checked.warning}"] if checked.warning else []
                problems += [f"{archive.path}: {checked.problem}"] if checked.failed else []
            for name, path in others:
                size, sha256 = measure(path)
                refs.append(FileRef(name, str(path), size))
                raw["files"].append({"path": name, "size": size, "sha256": sha256})
        except OSError as error:
            problems.append(f"{home}: a file cannot be read ({error.strerror}); give it read permission")
        most = max(sorted(kinds), key=lambda kind: kinds[kind], default=Modality.TABLE)
        return SourceRecord(
            home, title_of(self.root.name if home == "." else home), home, modality=(str(most),),
            files=() if problems else tuple(refs), raw=raw, problem="; ".join(problems),
        )  # fmt: skip

    def fetch(self, file: FileRef, target: Path) -> None:
        """Write one file; an archive's parts one after the other. Raises: NotFound, Unavailable."""
        first = Path(file.location)
        if not first.resolve().is_relative_to(self.root.resolve()):
            raise NotFound(f"{file.path}: does not lie in the source's folder")
        try:
            with open_joined(self._pieces(first)) as content, target.open("wb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
        except FileNotFoundError:
            raise NotFound(f"{file.path}: has gone since it was listed; scan the folder again") from None
        except PermissionError as error:
            raise Unavailable(f"{file.path}: cannot be read ({error.strerror}); give it read permission") from None

    def _pieces(self, first: Path) -> tuple[Piece, ...]:
        """The parts beside the first one; a zip joined wrongly is put right on the way."""
        beside = [(nfc(path.name), path) for path in first.parent.iterdir() if path.is_file()]
        archives, _, _ = archives_of(beside)
        for archive in archives:
            if archive.pieces[0].path == first:
                return right_pieces(archive)
        return (whole(first),)


def _home(name: str, homes: set[str]) -> str | None:
    """The nearest home above a file; None outside all of them."""
    if is_archive(name):
        return home_of(name)
    above = [parent.as_posix() for parent in PurePosixPath(name).parents]
    return next((parent for parent in above if parent in homes), None)


def _told(archive: Archive, checked: Checked) -> dict[str, Any]:
    split, role = layout_of(archive.path)
    return {
        "path": archive.path, "split": split, "role": role, "size": archive.size,
        "parts": [piece.number for piece in archive.pieces] if archive.is_cut else [],
        "entries": checked.entries, "unpacked": checked.unpacked_bytes, "digest": checked.digest,
        "suffixes": dict(sorted(checked.suffixes.items())),
    }  # fmt: skip


def _kinds(archive: Archive, checked: Checked) -> Counter[Modality]:
    """What kind of data the entries are; labels only speak of other data."""
    found: Counter[Modality] = Counter()
    if layout_of(archive.path)[1] != "label":
        for suffix, count in checked.suffixes.items():
            found[modality_of("a" + suffix)] += count
    return found
