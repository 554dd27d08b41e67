"""A published list whose members stand in the inventory and the catalogue, but one that is not open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gotgan.assess import kept
from gotgan.assess.models import ListVersion
from gotgan.desk.korean import Korean
from gotgan.desk.service import LocalDesk
from gotgan.inventory.models import Dataset, Source
from gotgan.organisations import queries as organisations
from gotgan.terms.selection import ListState
from tests.rooms.assess_lists import RULES, solved_version
from tests.rooms.entries import make_entry, save_entries

SIGNED = datetime(2026, 9, 1, 3, tzinfo=UTC)
SIGNER = "manager@example.org"
WORDS = ("가람", "나래", "다솜", "라온", "마루", "바다", "사랑", "아라", "자람", "차오", "카온", "타래")
"""A word for each candidate, of which none is a part of another."""


def title_of(number: int) -> str:
    return f"{WORDS[number - 1]} 통계자료"


def publish(
    folder: Path, *, slug: str = "the-hundred", closed: int = 1, change: Callable[[ListVersion], None] | None = None,
    settings: Mapping[str, Any] = RULES, **more: Any,
) -> ListVersion:  # fmt: skip
    """Published and signed; the first `closed` members are of no catalogue. `change` comes before the signature, since
    what is signed never changes."""
    version = solved_version(folder, slug=slug, settings=settings)
    names = kept.read_json(version.names)
    for number, name in enumerate(names.values(), start=1):
        name.update(title=title_of(number), title_en=f"{WORDS[number - 1]} figures")
    version.names = kept.keep_json(names)
    for key, value in more.items():
        setattr(version, key, value)
    if change is not None:
        change(version)
    version.signed_at, version.signed_by, version.state = SIGNED, SIGNER, ListState.PUBLISHED
    version.save()
    list_in_catalogue(version, member_ids(version)[closed:])
    return version


def member_ids(version: ListVersion) -> list[str]:
    return [each["id"] for each in kept.read_json(version.document)["members"]]


def rejected_titles(version: ListVersion) -> list[str]:
    """In both languages."""
    names = kept.read_json(version.names)
    left = [names[each["id"]] for each in kept.read_json(version.document)["rejected"]]
    return [text for name in left for text in (name["title"], name["title_en"])]


def names_of(version: ListVersion, ids: list[str]) -> list[str]:
    names = kept.read_json(version.names)
    return [names[each]["title"] for each in ids]


def list_in_catalogue(version: ListVersion, ids: list[str]) -> None:
    names, entries = kept.read_json(version.names), []
    for each in ids:
        if Dataset.objects.filter(pk=each).exists():
            continue
        body = organisations.get(names[each]["organisation"])
        source, _ = Source.objects.get_or_create(organisation_id=body.code, kind="declared", location="")
        Dataset.objects.create(
            id=each, source=source, remote_id=each, organisation_id=body.code, name=f"d-{each[-4:]}",
            title=names[each]["title"], fingerprint="0" * 64, first_seen=SIGNED, last_seen=SIGNED, updated_at=SIGNED,
        )  # fmt: skip
        entries.append(
            make_entry(names[each]["title"], dataset_id=each, organisation=body.code, organisation_slug=body.slug,
                       organisation_name=body.name, name=f"d-{each[-4:]}")
        )  # fmt: skip
    save_entries(entries)


def printing_desk(_url: str, data: Path) -> LocalDesk:
    """What GOTGAN_DESK may name: the real desk in this process, with no Korean analyser."""
    return LocalDesk(data, korean=Korean(lambda: lambda words: [(word,) for word in words]))
