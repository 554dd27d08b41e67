"""Lists under other rules: snapshots kept parsed, one question at a time."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import yaml

from gotgan.engine.select.rules import read_rules
from gotgan.engine.select.snapshot import Snapshot
from gotgan.engine.select.what_if import what_if
from gotgan.store.folder import FolderStore
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable
from gotgan.terms.what_if import MAY_CHANGE, WhatIf, WhatIfQuestion

MOST_SNAPSHOTS, LARGEST_TEXT = 4, 256 << 20
WAIT_SECONDS, SOLVE_SECONDS = 5.0, 12.0
_SHA256 = re.compile("[0-9a-f]{64}")
Kept = tuple[Snapshot, Mapping[str, Any], Mapping[str, str]]


class NoSuchSnapshot(NotFound):
    """The store holds no such text."""


class Busy(Unavailable):
    """Another question is being answered."""


class Explorer:
    """Answers from the texts of a store. Parsed snapshots are kept, the last MOST_SNAPSHOTS of them."""

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._one = threading.Lock()

    def answer(self, question: WhatIfQuestion) -> WhatIf:
        """Raises: NoSuchSnapshot, Invalid; Busy and TookTooLong, which are Unavailable."""
        _check(question.changed)
        if not self._one.acquire(timeout=WAIT_SECONDS):
            raise Busy("somebody else's question is being answered; ask again in some seconds")
        try:
            snapshot, rules, members = self._snapshot(question)
            changed = read_rules(_changed(rules, question.changed))
            return what_if(snapshot, changed, members, seconds=SOLVE_SECONDS)
        finally:
            self._one.release()

    def _snapshot(self, question: WhatIfQuestion) -> Kept:
        key = (question.candidates, question.pairs, question.rules, question.document, question.lost)
        if key not in self._kept:
            self._kept[key] = self._read(question)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_SNAPSHOTS:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _read(self, question: WhatIfQuestion) -> Kept:
        rules = yaml.safe_load(self._text("rules", question.rules))
        document = json.loads(self._text("document", question.document))
        pairs = self._text("pairs", question.pairs) if question.pairs else b""
        snapshot = Snapshot(self._text("candidates", question.candidates), pairs, rules, lost=question.lost)
        return snapshot, rules, {each["id"]: each["mode"] for each in document["members"]}

    def _text(self, name: str, sha256: str) -> bytes:
        if not _SHA256.fullmatch(sha256) or not self._store.has(sha256):
            raise NoSuchSnapshot(f"{name}: the text is not in the store; have the list solved again")
        with self._store.open(sha256) as file:
            content = file.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            raise Invalid(Issue(name, f"it is larger than {LARGEST_TEXT >> 20} MB", "choose from fewer candidates"))
        return content


def _check(changed: Mapping[str, Any]) -> None:
    if unknown := sorted(set(changed) - set(MAY_CHANGE)):
        raise Invalid(*(Issue(name[:80], "it may not be changed", f"use {', '.join(MAY_CHANGE)}") for name in unknown))


def _changed(rules: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**rules, **changed}
    return {name: value for name, value in merged.items() if value is not None}
