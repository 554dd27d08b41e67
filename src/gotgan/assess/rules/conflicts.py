"""Conflicts of interest: what an assessor may not rate, whatever anybody wishes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

_LEGAL_FORMS = re.compile(r"주식회사|유한회사|\(주\)|㈜|\binc\b|\bltd\b|\bllc\b|\bcorp\b|\bco\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")


class ConflictKind(StrEnum):
    """`own`: the assessor belongs to the institution that holds it or that its record names; the others are
    declared."""

    OWN = "own"
    ORGANISATION = "organisation"
    DATASET = "dataset"
    SUPPLIER = "supplier"


DECLARABLE = (ConflictKind.ORGANISATION, ConflictKind.DATASET, ConflictKind.SUPPLIER)


@dataclass(frozen=True)
class Declared:
    """One declared conflict: `ref` a code, a dataset's id, or the name of a supplier."""

    kind: ConflictKind
    ref: str


@dataclass(frozen=True)
class Rateable:
    """A dataset of the shortlist; `suppliers` made, published or answer for it, as its records name them; `heirs` stand
    today in the place of the institution that holds it."""

    id: str
    organisation: str
    suppliers: frozenset[str] = frozenset()
    is_live: bool = True
    heirs: frozenset[str] = frozenset()

    @property
    def holders(self) -> frozenset[str]:
        """A dataset keeps the code of an institution that was merged."""
        return self.heirs | {self.organisation}


@dataclass(frozen=True)
class AssessorFacts:
    """`own`: the institutions the person belongs to, with those they were merged into; `heirs`: the same of those
    they declared; `declared_for`: the datasets that the newest declaration was made for; `is_active`: has not left,
    and holds the role of an assessor today; `names` what institutions of `own`, `heirs` and declared ones are called,
    by code: a record names who published a dataset, not their code."""

    id: int
    person: int
    own: frozenset[str] = frozenset()
    declared: tuple[Declared, ...] = ()
    declared_for: frozenset[str] = frozenset()
    is_active: bool = True
    heirs: frozenset[str] = frozenset()
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def called(self, codes: Iterable[str]) -> frozenset[str]:
        """Plain names of these institutions."""
        return frozenset(plain_name(name) for code in codes for name in self.names.get(code, ())) - {""}


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A supplier's name without its legal form, spaces and signs: two spellings of one firm are one."""
    return _BETWEEN.sub("", _LEGAL_FORMS.sub(" ", name)).casefold()


def conflicts_of(assessor: AssessorFacts, dataset: Rateable) -> tuple[ConflictKind, ...]:
    """Why the assessor may not rate it; empty where nothing speaks against it."""
    suppliers = {plain_name(each) for each in dataset.suppliers} - {""}
    is_own = bool(dataset.holders & assessor.own) or bool(assessor.called(assessor.own) & suppliers)
    found = [ConflictKind.OWN] if is_own else []
    matched = {
        ConflictKind.ORGANISATION: dataset.holders,
        ConflictKind.DATASET: {dataset.id},
        ConflictKind.SUPPLIER: suppliers,
    }
    for kind in DECLARABLE:
        refs = {
            plain_name(each.ref) if kind is ConflictKind.SUPPLIER else each.ref
            for each in assessor.declared
            if each.kind is kind
        }
        if kind is ConflictKind.ORGANISATION:
            refs |= assessor.heirs
        is_named = kind is ConflictKind.ORGANISATION and bool(assessor.called(refs) & suppliers)
        if refs & matched[kind] or is_named:
            found.append(kind)
    return tuple(found)


def is_declared(assessor: AssessorFacts, shortlist: Collection[str]) -> bool:
    """Whether the declaration stands for all of the shortlist; datasets that came later need a new one."""
    return bool(assessor.declared_for) and set(shortlist) <= assessor.declared_for


def eligible(assessors: Iterable[AssessorFacts], dataset: Rateable) -> tuple[int, ...]:
    """Assessors who may rate the dataset."""
    return tuple(each.id for each in assessors if each.is_active and not conflicts_of(each, dataset))


def lacking(
    assessors: Sequence[AssessorFacts], datasets: Sequence[Rateable], needed: int, given: Iterable[tuple[str, int]] = ()
) -> dict[str, int]:
    """{dataset: how many may rate it} of those that fewer than `needed` may; `given` (dataset, assessor) who holds it
    rightly counts too, also after leaving."""
    able: dict[str, set[int]] = {each.id: set() for each in datasets if each.is_live}
    for name, who in given:
        if name in able:
            able[name].add(who)
    for each in datasets:
        if each.is_live:
            able[each.id].update(eligible(assessors, each))
    return {name: len(people) for name, people in able.items() if len(people) < needed}
