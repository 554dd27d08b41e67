"""A frozen campaign as the lines of its file, streamed, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Campaign, Sheet, Snapshot, Target, TargetSystem
from gotgan.survey.results.lines import FORMAT
from gotgan.survey.rules.coverage import root_of
from gotgan.terms.organisation import Organisation

_DATES = ("pilot_opens", "opens", "closes", "rest_opens", "rest_closes", "rest_opened", "opened")
_TARGET = (
    "state", "merged", "none_held_reason", "declaration", "declared_by", "signed_by", "extension_reason", "sheets",
    "drafts", "submitted", "signed_sheets", "returned", "accepted", "needed", "confirmed", "suggested", "blocks",
    "warns", "systems", "silent_systems", "tally",
)  # fmt: skip
_TARGET_DATES = ("declared", "signed", "extended_to")
_SHEET = (
    "id", "title", "system", "state", "wave", "revision", "answers", "contradictions", "needed", "confirmed",
    "suggested", "blocks", "warns", "remark", "signed_by",
)  # fmt: skip
_SHEET_MORE = ("dataset_id", "same_as_id", "signed", "facts__evidence_sha256")
_CHUNK = 200


@dataclass
class Frozen:
    """What the lines counted; complete once they were read to the end. `links`: sheets that are another body's too."""

    organisations: int = 0
    sheets: int = 0
    links: int = 0
    confirmed: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "organisations": self.organisations, "sheets": self.sheets, "datasets": self.sheets - self.links,
            "confirmed": self.confirmed, "states": dict(sorted(self.states.items())),
        }  # fmt: skip


def frozen_lines(campaign_id: str, counted: Frozen) -> Iterator[dict[str, Any]]:
    """Every line of the file; `counted` grows with them. Holds the targets' row ids and one batch of sheets.

    To be called once the campaign is frozen: then nothing writes between two of its queries.
    """
    campaign = Campaign.objects.select_related("form", "previous").get(pk=campaign_id)
    yield _campaign_line(campaign)
    form = campaign.form
    yield {"kind": "form", "key": form.key, "version": form.version, "sha256": form.sha256, "document": form.document}
    bodies = {each.code: each for each in organisations.all_organisations()}
    parents = {code: each.parent for code, each in bodies.items()}
    keys = Target.objects.filter(campaign=campaign_id).order_by("organisation").values_list("pk", "organisation_id")
    for target_id, code in list(keys):
        yield _target_line(target_id, bodies[code], bodies[root_of(code, parents)])
        counted.organisations += 1
        for line in _sheet_lines(target_id, code):
            counted.sheets += 1
            counted.links += bool(line["same_as"])
            counted.confirmed += line["confirmed"]
            counted.states[line["state"]] = counted.states.get(line["state"], 0) + 1
            yield line
    yield {"kind": "end", **counted.to_json()}


def _campaign_line(campaign: Campaign) -> dict[str, Any]:
    previous = campaign.previous.slug if campaign.previous else None
    return {
        "kind": "campaign", "format": FORMAT, "slug": campaign.slug, "title_ko": campaign.title_ko,
        "title_en": campaign.title_en, "previous": previous, "triage": campaign.triage,
        "chosen": campaign.scope.get("chosen", []), "is_sample": campaign.is_sample,
        "publisher": settings.GOTGAN_PUBLISHER,
        "form": {"key": campaign.form.key, "version": campaign.form.version, "sha256": campaign.form.sha256},
        **_dates(vars(campaign), _DATES),
    }  # fmt: skip


def _dates(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: values[name].isoformat() if values[name] else None for name in names}


def _target_line(target_id: int, body: Organisation, head: Organisation) -> dict[str, Any]:
    row = Target.objects.values(*_TARGET, *_TARGET_DATES).get(pk=target_id)
    return {
        "kind": "organisation", "code": body.code, "name": body.name, "name_en": body.name_en, "body": body.kind,
        "parent": body.parent, "ministry": head.code, "ministry_name": head.name,
        "ministry_name_en": head.name_en, **{name: row[name] for name in _TARGET},
        **_dates(row, _TARGET_DATES), "known_systems": _systems(target_id),
    }  # fmt: skip


def _systems(target_id: int) -> list[dict[str, Any]]:
    names = ("number", "name", "origin", "none_held_reason", "by")
    return list(TargetSystem.objects.filter(target=target_id).order_by("number", "name").values(*names))


def _sheet_lines(target_id: int, code: str) -> Iterator[dict[str, Any]]:
    rows = Sheet.objects.filter(target=target_id).order_by("pk").values(*_SHEET, *_SHEET_MORE)
    for row in rows.iterator(chunk_size=_CHUNK):
        signed = row["signed"].isoformat() if row["signed"] else None
        yield {
            "kind": "sheet", "organisation": code, "dataset": row["dataset_id"], "same_as": row["same_as_id"],
            "evidence_sha256": row["facts__evidence_sha256"] or "", "signed": signed,
            **{name: row[name] for name in _SHEET},
        }  # fmt: skip


def find_snapshot(campaign_id: str) -> Snapshot | None:
    """The campaign's frozen file; None while it is being written."""
    return Snapshot.objects.filter(campaign=campaign_id).order_by("-number").first()
