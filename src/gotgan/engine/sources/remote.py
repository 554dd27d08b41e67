"""Records of a tree on another machine: file server, WebDAV, bucket, index pages."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gotgan.engine.sources.kinds import title_of
from gotgan.engine.sources.tree import Entry, RemoteTree, Unreadable
from gotgan.engine.sources.walk import Order, Unit, Walk
from gotgan.terms.errors import Invalid, Issue, Unavailable
from gotgan.terms.record import FileRef, ListingEnd, SourceRecord

MOST_TOGETHER = 100_000
"""Entries of one folder that are held in memory to see what belongs together."""


class TreeSource:
    """`remote_id` is the path from the root; `raw` holds what tells a change: size, time and tag of each file."""

    def __init__(self, tree: RemoteTree, *, most_together: int = MOST_TOGETHER) -> None:
        self.tree = tree
        self._most = most_together

    @property
    def kind(self) -> str:
        return self.tree.kind

    def records(self, cursor: str | None = None) -> Iterator[SourceRecord | ListingEnd]:
        """A folder before the cursor is not listed again. A refused folder is a record with its problem.

        Raises: Unavailable, also when the root itself is refused; Invalid for another source's cursor.
        """
        place = _Place() if cursor is None else _Place.read(cursor)
        walk = Walk(self.tree, after=place.order, most_together=self._most)
        lines, unread, folded, last = place.lines, place.unread, 0, ""
        for unit in walk.units():
            if unit.problem and not unit.order:
                raise Unavailable(unit.problem)
            lines += 1
            if unit.path == last:
                folded += 1
                continue
            last = unit.path
            unread = unread or walk.unread > 0
            yield self._record(unit, str(_Place(lines, unread, unit.order)))
        yield ListingEnd(not (unread or walk.unread), lines, folded, tuple(walk.warnings))

    def fetch(self, file: FileRef, target: Path) -> None:
        self.tree.fetch(file, target)

    def _record(self, unit: Unit, cursor: str) -> SourceRecord:
        problem = unit.problem
        members: list[tuple[str, Entry]] = []
        try:
            members = [(name, self.tree.look(entry)) for name, entry in unit.files]
        except Unreadable as error:
            problem = problem or str(error)
        if members and all(entry.size_bytes == 0 for _, entry in members):
            problem = problem or f"{unit.path}: is empty; fill it or take it away"
        raw: dict[str, Any] = {"path": unit.path, "files": [_raw(name, entry) for name, entry in members]}
        values: dict[str, Any] = {
            "title": title_of(_last(unit.path)),
            "modality": (str(unit.modality),),
            "modified": max((entry.modified for _, entry in members), default=""),
        } | unit.label.described
        if unit.label.values:
            raw["label"] = {key: list(v) if isinstance(v, tuple) else v for key, v in unit.label.values.items()}
        files = () if problem else tuple(self._file(name, entry) for name, entry in members)
        return SourceRecord(remote_id=unit.path, cursor=cursor, files=files, raw=raw, problem=problem, **values)

    def _file(self, name: str, entry: Entry) -> FileRef:
        media_type = mimetypes.guess_type(name)[0]
        return FileRef(name, self.tree.location_of(entry), entry.size_bytes, media_type)


@dataclass(frozen=True)
class _Place:
    """Where a listing stands, kept in the cursor: also whether something before was unreadable, since
    only a whole listing may remove a dataset."""

    lines: int = 0
    unread: bool = False
    order: Order | None = None

    def __str__(self) -> str:
        return json.dumps([self.lines, self.unread, *(self.order or ())], ensure_ascii=True)

    @classmethod
    def read(cls, cursor: str) -> _Place:
        """Raises: Invalid for a cursor of another source."""
        try:
            lines, unread, *order = json.loads(cursor)
        except (ValueError, TypeError):
            lines, unread, order = None, None, []
        if type(lines) is int and isinstance(unread, bool) and all(isinstance(name, str) for name in order):
            return cls(lines, unread, tuple(order))
        raise Invalid(Issue("cursor", "is not of this source", "start the listing from its beginning"))


def _raw(name: str, entry: Entry) -> dict[str, Any]:
    known = {"size": entry.size_bytes, "modified": entry.modified, "etag": entry.etag}
    return {"path": name} | {key: value for key, value in known.items() if value not in (None, "")}


def _last(path: str) -> str:
    return PurePosixPath(path).name.replace("#", "").replace("*.", "") or path
