"""What changed from one version to the next, told from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from gotgan.site.format import number, size
from gotgan.terms.dataset import TableEvidence, VersionRecord

Evidence = Callable[[VersionRecord], tuple[TableEvidence, ...]]

COMPARED = 20
"""Versions that are compared on the page; older ones are only listed."""
LISTED = 100
"""Versions on the page; that there are older ones is said."""
_NAMED = 10


@dataclass(frozen=True)
class Past:
    """One version, and its differences from the one before as sentences; none for the first."""

    version: VersionRecord
    changes: tuple[str, ...]
    is_first: bool


def tell(versions: tuple[VersionRecord, ...], evidence: Evidence) -> tuple[Past, ...]:
    """`versions` newest first. `evidence` is asked once a version, and only when there are two."""
    if len(versions) < 2:
        return tuple(Past(version, (), True) for version in versions)
    measured = [evidence(version) for version in versions[: COMPARED + 1]]
    pairs = list(pairwise(zip(versions[: COMPARED + 1], measured, strict=True)))
    told = [Past(new[0], tuple(_changes(new, old)), False) for new, old in pairs]
    rest = versions[len(told) :]
    return (*told, *(Past(version, (), version is versions[-1]) for version in rest))


_Measured = tuple[VersionRecord, tuple[TableEvidence, ...]]


def _changes(new: _Measured, old: _Measured) -> Iterator[str]:
    yield from _amounts(new[0], old[0])
    tables, before = _columns(new[1]), _columns(old[1])
    yield from _listed(_("tables added: %(names)s"), (name for name in tables if name not in before))
    yield from _listed(_("tables removed: %(names)s"), (name for name in before if name not in tables))
    for table in tables:
        if table in before:
            yield from _column_changes(table if len(tables) > 1 else "", tables[table], before[table])


def _amounts(new: VersionRecord, old: VersionRecord) -> Iterator[str]:
    if new.rows is not None and old.rows is not None and new.rows != old.rows:
        yield _("rows: %(before)s → %(after)s (%(change)s)") % {
            "before": number(old.rows), "after": number(new.rows), "change": _signed(new.rows - old.rows, number),
        }  # fmt: skip
    before, after = _size(old), _size(new)
    if before != after:
        yield _("size: %(before)s → %(after)s (%(change)s)") % {
            "before": size(before), "after": size(after), "change": _signed(after - before, size),
        }  # fmt: skip


def _column_changes(table: str, now: list[str], before: list[str]) -> Iterator[str]:
    place = f"{table}: " if table else ""
    added = [name for name in now if name not in before]
    removed = [name for name in before if name not in now]
    for told in (*_listed(_("columns added: %(names)s"), added), *_listed(_("columns removed: %(names)s"), removed)):
        yield place + told
    if not added and not removed and now != before:
        yield place + _("the same columns in another order")


def _listed(words: str, names: Iterable[str]) -> Iterator[str]:
    found = list(names)
    if found:
        more = f", … (+{len(found) - _NAMED})" if len(found) > _NAMED else ""
        yield words % {"names": ", ".join(found[:_NAMED]) + more}


def _columns(evidence: tuple[TableEvidence, ...]) -> dict[str, list[str]]:
    return {each.table: [column["name"] for column in each.profile["columns"]] for each in evidence if each.profile}


def _size(version: VersionRecord) -> int:
    """Bytes of what the organisation has; what is made from it follows."""
    return sum(file.size_bytes for file in version.files if file.role == "original")


def _signed(change: int, write: Callable[[int], str]) -> str:
    return ("+" if change > 0 else "−") + write(abs(change))
