"""The same dataset with fresh profiles: what a trial of processing re-measures; answers and records stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gotgan.terms.readiness import Subject


def with_profiles(
    subject: Subject,
    profiles: Sequence[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]] = (),
    *,
    files: Sequence[Mapping[str, Any]] | None = None,
) -> Subject:
    """The subject as if these were its tables: profiles (SHAPES.md) and findings (detect's, with `table`).

    `files`: formats as in DatasetFacts.formats; left out, one file a profile in the format it tells. What the old
    tables alone told (risks, code lists, figures of quality, unread files) is taken out; the rest stays.
    """
    formats = files if files is not None else [
        {"format": each.get("format"), "encoding": each.get("encoding") or "", "files": 1, "size_bytes": None}
        for each in profiles
    ]  # fmt: skip
    facts = replace(
        subject.facts,
        findings=tuple(findings),
        formats=tuple(formats),
        rows=sum(int(each.get("rows") or 0) for each in profiles),
        file_count=len(formats),
        quality={}, risks=(), code_lists=(), unread=0,
    )  # fmt: skip
    return replace(subject, profiles=tuple(profiles), facts=facts)
