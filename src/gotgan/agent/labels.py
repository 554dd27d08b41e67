"""Label files met while a file is read: their state, kept small and as JSON until the whole folder was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gotgan.engine.media.annotations import LabelState, LabelTally, read_label
from gotgan.engine.media.annotations.hint import may_be_label
from gotgan.terms.scan import ScanEntry

_SETS = ("images", "labelled", "empty", "blank")


@dataclass(frozen=True)
class Label:
    """What a file says as a label; `form` is empty for what is none but counts (an empty text of YOLO's)."""

    form: str
    state: LabelState


class LabelWatch:
    """Looks at each file and member just before it is read."""

    def __init__(self) -> None:
        self._last: Label | None = None

    def __call__(self, name: str, file: Path) -> None:
        """Raises: OSError."""
        self._last = None
        inner = name.replace("!", "/")
        if may_be_label(inner, file):
            tally = LabelTally()
            form = read_label(inner, file, tally)
            state = tally.state()
            self._last = Label(form, state) if state != LabelState() else None

    def take(self) -> Label | None:
        """The label that was looked at, once: it is told with the first entry of its file."""
        last, self._last = self._last, None
        return last


def as_label(entry: ScanEntry, label: Label) -> ScanEntry:
    """An entry that is also a label; a file of which nothing else was read is read as one."""
    signature = {**(entry.signature or _plain(entry)), "label": state_json(label.state)}
    if not label.form:
        return replace(entry, signature=signature)
    signature |= {"kind": "label", "form": label.form}
    media = {"kind": "label", "format": label.form}
    if entry.status == "skipped":
        entry = replace(entry, status="read", reason="", format=entry.format or "text")
    return replace(entry, media=media, signature=signature)


def _plain(entry: ScanEntry) -> dict[str, Any]:
    return {"path": entry.path, "size_bytes": entry.size_bytes, "sha256": entry.sha256 or "", "kind": ""}


def state_json(state: LabelState) -> dict[str, Any]:
    """What is there; absent keys are empty."""
    found: dict[str, Any] = {name: sorted(getattr(state, name)) for name in _SETS}
    found |= {name: getattr(state, name) for name in ("formats", "boxes", "sentences", "tokens", "classes")}
    found["ids"] = [[number, count, place] for number, (count, place) in state.ids.items()]
    found["class_lists"] = sorted(list(names) for names in state.class_lists)
    found["issues"] = [[kind, count, list(places)] for kind, (count, places) in state.issues.items()]
    return {name: value for name, value in found.items() if value}


def state_of(found: Mapping[str, Any]) -> LabelState:
    """The state that `state_json` wrote."""
    sets = {name: frozenset(found.get(name, ())) for name in _SETS}
    return LabelState(
        **sets,
        formats=found.get("formats", {}),
        boxes=found.get("boxes", 0),
        sentences=found.get("sentences", 0),
        tokens=found.get("tokens", 0),
        classes=found.get("classes", {}),
        ids={number: (count, place) for number, count, place in found.get("ids", ())},
        class_lists=frozenset(tuple(names) for names in found.get("class_lists", ())),
        issues={kind: (count, tuple(places)) for kind, count, places in found.get("issues", ())},
    )
