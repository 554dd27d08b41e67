"""Overlap candidates as they are found, and what people decide of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory import rules
from gotgan.inventory.actions.permission import NotYours
from gotgan.inventory.models import Dataset, Evidence, Overlap, OverlapDecision
from gotgan.inventory.queries.overlaps import NoSuchOverlap
from gotgan.organisations import queries as organisations
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.overlap import CONTENT_CHANGED, RELATIONS, FoundOverlap, OverlapStatus, OverlapVerb
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.strength import by_strength, rank_of

LONGEST_REASON = 2000


@dataclass(frozen=True)
class ComparedTable:
    """One table that was compared: its evidence, and the fingerprint of what was compared of it."""

    evidence_id: int
    content: str


@transaction.atomic
def store_overlaps(*, table: ComparedTable, found: Sequence[FoundOverlap], contents: Mapping[int, str]) -> int:
    """Put what was found of one table in the place of what was known of it; returns how many pairs it has.

    `contents` are the fingerprints of the others by evidence id. Storing the same again changes nothing. A decided
    pair stays decided while both contents stay; else it is open again, its history kept.
    """
    rows = Evidence.objects.select_related("version").defer("sketches", "profile")
    known = rows.in_bulk([table.evidence_id, *(each.other for each in found)])
    ours = known[table.evidence_id]
    now = timezone.now()
    kept = [
        _store(_Ends(ours, known[each.other], table.content, contents[each.other]), each, now)
        for each in found
        if each.other in known
    ]
    Evidence.objects.filter(pk=table.evidence_id).update(is_compared=True)
    if kept:
        _audit(ours, kept)
    return len(kept)


@transaction.atomic
def skip_overlaps(*, evidence_ids: Sequence[int]) -> None:
    """Tables with nothing to compare, or whose version is the newest no longer."""
    Evidence.objects.filter(pk__in=list(evidence_ids)).update(is_compared=True)


@transaction.atomic
def compare_again() -> int:
    """Have every table compared anew, when the index was lost; what people decided stays. Returns how many."""
    return Evidence.objects.filter(is_compared=True).update(is_compared=False)


def _audit(ours: Evidence, kept: Sequence[int]) -> None:
    details = {"table": fingerprint(ours.table)[:16], "pairs": len(kept)}
    audit.record(by=SYSTEM, action="inventory.store_overlaps", subject=f"dataset:{ours.version.dataset_id}",
                 details=details)  # fmt: skip


@dataclass(frozen=True)
class _Ends:
    ours: Evidence
    theirs: Evidence
    our_content: str
    their_content: str

    @property
    def is_turned(self) -> bool:
        """Whether ours comes second in the order that pairs are kept in."""
        return self._place(self.theirs) < self._place(self.ours)

    @staticmethod
    def _place(evidence: Evidence) -> tuple[str, str]:
        return evidence.version.dataset_id, evidence.table

    def values(self) -> dict[str, Any]:
        ends = [(self.ours, self.our_content), (self.theirs, self.their_content)]
        if self.is_turned:
            ends.reverse()
        found: dict[str, Any] = {}
        for name, (evidence, content) in zip("ab", ends, strict=True):
            found |= {
                f"{name}_id": evidence.version.dataset_id, f"{name}_table": evidence.table,
                f"{name}_version": evidence.version.manifest, f"{name}_content": content,
            }  # fmt: skip
        return found


def _store(ends: _Ends, found: FoundOverlap, now: datetime) -> int:
    values = ends.values() | _said(ends, found)
    key = fingerprint([values["a_id"], values["a_table"], values["b_id"], values["b_table"]])
    row = Overlap.objects.select_for_update().filter(key=key).first()
    if row is None:
        return Overlap.objects.create(key=key, found_at=now, updated_at=now, **values).pk
    if not _differs(row, values):
        # said from the other side it would read otherwise and mean the same
        values = ends.values() | {"is_found": True}
    elif row.status != OverlapStatus.OPEN:
        _decide(row, SYSTEM, OverlapStatus.OPEN, reason=CONTENT_CHANGED)
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = now
        row.save()
    return row.pk


def _differs(row: Overlap, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != values[name] for name in ("a_content", "b_content"))


def _said(ends: _Ends, found: FoundOverlap) -> dict[str, Any]:
    first = by_strength(found.relations)[0]
    scores = {each["relation"]: each["score"] for each in found.relations}
    columns = [dict(each) for each in found.columns]
    if ends.is_turned:
        columns = [
            {"a": each["b"], "b": each["a"], "a_in_b": each["b_in_a"], "b_in_a": each["a_in_b"]} for each in columns
        ]
    return {
        "relation": first["relation"],
        "relation_rank": RELATIONS.index(first["relation"]),
        "strength": rank_of(first["strength"]),
        "score": first["score"],
        "content_score": scores.get("same_content"),
        "schema_score": scores.get("same_schema"),
        "join_score": scores.get("joinable"),
        "containment": first["containment"],
        "relations": [dict(each) for each in found.relations],
        "columns": columns,
        "suggested": found.suggested_back if ends.is_turned else found.suggested,
        "is_found": True,
    }


@transaction.atomic
def forget_overlaps(*, dataset_id: str) -> int:
    """Once all tables of a dataset's newest version were compared: pairs of an earlier one that were not found
    again go, or are kept, as no longer found, for what people decided of them. Returns how many."""
    manifest = Dataset.objects.values_list("current__manifest", flat=True).get(pk=dataset_id)
    gone = 0
    for side in ("a", "b"):
        rows = Overlap.objects.filter(**{side: dataset_id}, is_found=True).exclude(**{f"{side}_version": manifest})
        deleted, _ = rows.filter(decisions__isnull=True).delete()
        gone += deleted + rows.update(is_found=False, updated_at=timezone.now())
    if gone:
        audit.record(
            by=SYSTEM, action="inventory.forget_overlaps", subject=f"dataset:{dataset_id}", details={"pairs": gone}
        )
    return gone


@transaction.atomic
def decide_overlap(
    *, by: Actor, overlap_id: int, status: str, verb: str = "", is_reversed: bool = False, reason: str = ""
) -> None:
    """Confirm (with a verb), refuse, or take a decision back (`open`). Those before it stay in the history.

    Raises: NoSuchOverlap, NotYours (of neither side a keeper), Invalid.
    """
    row = Overlap.objects.select_for_update().filter(pk=overlap_id).first()
    if row is None:
        raise NoSuchOverlap(f"overlap {overlap_id}: there is no such pair; see the list of overlaps")
    ends = Dataset.objects.filter(pk__in=[row.a_id, row.b_id]).values_list("organisation_id", flat=True)
    decision = rules.may_decide_overlap(organisations.viewer_of(by), *sorted(set(ends)))
    if not decision:
        raise NotYours(f"{'; '.join(decision.reasons)}; ask a keeper of one of the two")
    _check_decision(status, verb, reason)
    _decide(row, by, OverlapStatus(status), verb=verb, is_reversed=is_reversed, reason=reason.strip())
    row.updated_at = timezone.now()
    row.save()
    audit.record(
        by=by,
        action="inventory.decide_overlap",
        subject=f"overlap:{overlap_id}",
        details={"status": status, "verb": verb, "reversed": is_reversed},
    )


def _check_decision(status: str, verb: str, reason: str) -> None:
    issues = []
    if status not in set(OverlapStatus):
        issues.append(Issue("status", "it is unknown", "use confirmed, refused or open"))
    if status == OverlapStatus.CONFIRMED and not verb:
        issues.append(Issue("verb", "nothing is chosen", "choose what the two are to each other"))
    elif status == OverlapStatus.CONFIRMED and verb not in set(OverlapVerb):
        verbs = ", ".join(each.value for each in OverlapVerb)
        issues.append(Issue("verb", "it is unknown", f"use one of {verbs}"))
    if status != OverlapStatus.CONFIRMED and verb:
        issues.append(Issue("verb", "only a confirmed pair has one", "leave it out"))
    if not reason.strip():
        issues.append(Issue("reason", "it is empty", "say in a sentence why"))
    if len(reason) > LONGEST_REASON:
        issues.append(Issue("reason", f"it is longer than {LONGEST_REASON} characters", "shorten it"))
    if issues:
        raise Invalid(*issues)


def _decide(
    row: Overlap, by: Actor, status: OverlapStatus, *, verb: str = "", is_reversed: bool = False, reason: str = ""
) -> None:
    OverlapDecision.objects.create(
        overlap=row, status=status, verb=verb, is_reversed=is_reversed, reason=reason, by=by.label[:254],
        person_id=by.person_id, at=timezone.now(), a_version=row.a_version, b_version=row.b_version,
    )  # fmt: skip
    row.status = status
