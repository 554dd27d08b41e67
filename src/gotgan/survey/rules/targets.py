"""Which organisations a campaign asks: chosen by kind, by parent with all below it, or by a list of codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gotgan.terms.organisation import Organisation

_BREAKS = re.compile(r"[\s,;|\"']+")
_HEADERS = frozenset({"code", "코드", "기관코드", "institution_code"})
_CODE = re.compile(r"[0-9A-Z]{7}")


@dataclass(frozen=True)
class Asked:
    """How targets are chosen; what is named adds up. `everyone`: all that live today."""

    kinds: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    everyone: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.kinds or self.parents or self.codes or self.everyone)

    def to_json(self) -> dict[str, object]:
        return {"kinds": list(self.kinds), "parents": list(self.parents), "codes": len(self.codes),
                "everyone": self.everyone}  # fmt: skip


@dataclass(frozen=True)
class PlannedTarget:
    """One organisation to ask. `merged`: bodies that ended and for which it answers."""

    code: str
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetPlan:
    """What choosing does, before it is done. `joined` are targets that only gain merged codes.

    `unknown` are codes that nobody has; `gone` bodies that ended without a living successor; `present` those that
    are targets already and change in nothing.
    """

    added: tuple[PlannedTarget, ...] = ()
    joined: tuple[PlannedTarget, ...] = ()
    present: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def read_codes(text: str) -> tuple[str, ...]:
    """Codes out of what was pasted, or the first column of a CSV; each once, in order.

    A header and names beside the codes are left out; what could be a code is kept, so that unknown ones are told.
    """
    found: dict[str, None] = {}
    for line in text.removeprefix("\ufeff").splitlines():
        parts = [part for part in _BREAKS.split(line.strip()) if part]
        if not found and any(part.casefold() in _HEADERS for part in parts):
            continue
        codes = [part for part in parts if _CODE.fullmatch(part.upper())]
        for code in codes or parts[:1]:
            found.setdefault(code.upper(), None)
    return tuple(found)


def plan_targets(
    asked: Asked,
    organisations: Sequence[Organisation],
    successors_of: Callable[[str], Sequence[str]],
    present: Mapping[str, Collection[str]],
    today: date,
) -> TargetPlan:
    """Choose. `present` are the targets there are: code -> merged codes. Nobody is asked twice, neither under the own
    code nor under a successor's.
    """
    known = {each.code: each for each in organisations}
    wanted, unknown = _wanted(asked, known, today)
    merged: dict[str, list[str]] = {}
    gone = []
    for code in wanted:
        if lives(known[code], today):
            merged.setdefault(code, [])
            continue
        heirs = [heir for heir in successors_of(code) if heir in known and lives(known[heir], today)]
        for heir in heirs:
            merged.setdefault(heir, []).append(code)
        if not heirs:
            gone.append(code)
    return _sorted_out(merged, present, unknown, gone)


def _sorted_out(
    merged: Mapping[str, Sequence[str]], present: Mapping[str, Collection[str]], unknown: Sequence[str],
    gone: Sequence[str],
) -> TargetPlan:  # fmt: skip
    added, joined, same = [], [], []
    for code, olds in merged.items():
        if code not in present:
            added.append(PlannedTarget(code, tuple(olds)))
        elif fresh := tuple(old for old in olds if old not in present[code]):
            joined.append(PlannedTarget(code, fresh))
        else:
            same.append(code)
    return TargetPlan(tuple(added), tuple(joined), tuple(same), tuple(unknown), tuple(gone))


def _wanted(asked: Asked, known: Mapping[str, Organisation], today: date) -> tuple[list[str], list[str]]:
    wanted: dict[str, None] = {}
    if asked.everyone:
        wanted |= dict.fromkeys(code for code, each in known.items() if lives(each, today))
    if asked.kinds:
        wanted |= dict.fromkeys(c for c, each in known.items() if each.kind in asked.kinds and lives(each, today))
    for parent in asked.parents:
        if parent in known:
            below = _with_all_below(parent, known.values())
            wanted |= dict.fromkeys(c for c in below if c == parent or lives(known[c], today))
    wanted |= dict.fromkeys(code for code in asked.codes if code in known)
    return list(wanted), [code for code in (*asked.parents, *asked.codes) if code not in known]


def _with_all_below(parent: str, organisations: Iterable[Organisation]) -> list[str]:
    """The parent itself and its whole subtree, by code level by level."""
    below: dict[str | None, list[str]] = {}
    for each in organisations:
        below.setdefault(each.parent, []).append(each.code)
    found, seen = [parent], {parent}
    for code in found:  # grows while it is read
        fresh = [child for child in below.get(code, ()) if child not in seen]
        seen.update(fresh)
        found.extend(fresh)
    return found


def lives(organisation: Organisation, today: date) -> bool:
    """Whether the body exists on that day."""
    begun = organisation.valid_from is None or organisation.valid_from <= today
    return begun and (organisation.valid_to is None or organisation.valid_to >= today)
