"""What of a version is signed, as it is now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from gotgan.assess.models import ListVersion, Objection
from gotgan.assess.queries.carrying import carried_of
from gotgan.assess.queries.lists import names_of_organisations, panel_of
from gotgan.assess.rules.deciding import has_panel
from gotgan.assess.rules.settings import EVERY
from gotgan.assess.rules.signing import Seen, Standing, broken_parts, minutes_hash, objections_hash
from gotgan.terms.plain import as_plain

TEXTS = ("document", "candidates", "pairs", "rules", "evidence", "names")


def seen_of(version: ListVersion) -> Seen:
    """What its page shows."""
    return Seen(version.document, minutes_hash(version.minutes), objections_hash(objection_lines(version)))


def standing_of(
    version: ListVersion, gone: Collection[str] = (), institutions: Mapping[str, Sequence[str]] | None = None
) -> Standing:
    """What a signature covers, as it is now; `gone` and `institutions` as the one who signs knows them."""
    listed = version.dataset_list
    return Standing(
        slug=listed.slug, number=version.number, names=(listed.name_ko, listed.name_en), owner=listed.owner_id,
        texts={name: getattr(version, name) for name in TEXTS}, settings=version.settings,
        shortlist=version.shortlist, panel=panel_document(version), without_panel=version.without_panel,
        minutes=version.minutes, until=version.objections_until.isoformat() if version.objections_until else "",
        objections=objection_lines(version), gone=gone, institutions=institutions,
    )  # fmt: skip


def broken_in(version: ListVersion) -> tuple[str, ...]:
    """What of a signed version is not as it was signed; empty where the signature holds, or there is none."""
    if not version.signature:
        return ()
    over = version.signed_over
    standing = standing_of(version, over.get("gone", ()), over.get("institutions"))
    return broken_parts(version.signature, over, standing)


def institutions_of(version: ListVersion) -> dict[str, tuple[str, str]]:
    """{code: (Korean, English)} as they are called today: who answers for the list, and whom its rules name."""
    named = (version.settings.get(kind, {}).get("organisation", {}) for kind in ("floors", "caps"))
    codes = {version.dataset_list.owner_id, *(code for each in named for code in each if code != EVERY)}
    return names_of_organisations(codes)


def panel_document(version: ListVersion) -> dict[str, Any]:
    """What the version's panel found: values, agreement, elicited weights; no person. Empty where none rated."""
    found = panel_of(version)
    document: dict[str, Any] = as_plain(found)
    return document if has_panel(found) else {}


def objection_lines(version: ListVersion) -> list[dict[str, Any]]:
    """Objections to the version with their answers, then those granted to earlier ones: `version`, and `reason` where
    it is said why they are not met. Without names of persons."""
    own = [_line(each) for each in version.objections.all()]
    return own + [
        {**_line(each.objection), "version": each.objection.version.number, "reason": each.reason}
        for each in carried_of(version)
    ]  # fmt: skip


def _line(objection: Objection) -> dict[str, Any]:
    return {
        "organisation": objection.organisation_id, "dataset": objection.dataset, "side": objection.side,
        "text": objection.text, "at": _moment(objection.at), "answer": objection.answer, "effect": objection.effect,
        "answered_at": _moment(objection.answered_at),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
