"""What the public page of a list shows, what was worked out for it, and the files made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.permission import NotYours
from gotgan.assess.models import Excerpt, ListVersion, PrintedFile, Publication
from gotgan.assess.queries.excerpts import key_of
from gotgan.assess.rules.people import may_manage
from gotgan.audit import actions as audit
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import NotFound
from gotgan.terms.role import SYSTEM, Actor


class NoVersion(NotFound):
    """There is no such version of a list."""


@transaction.atomic
def set_publication(*, by: Actor, version_id: str, names_reserve: bool, shows_minutes: bool) -> None:
    """Whether the reserve stands on the public page by name, and the minutes with objections and answers.

    Raises: NotYours; NoVersion."""
    if not may_manage(organisations.viewer_of(by)):
        raise NotYours("only the survey manager decides what the public page of a list shows")
    version = _version(version_id)
    shown = {"names_reserve": names_reserve, "shows_minutes": shows_minutes}
    Publication.objects.update_or_create(version=version, defaults=shown)
    audit.record(by=by, action="assess.set_publication", subject=f"list_version:{version_id}", details=shown)


@transaction.atomic
def keep_effects(*, version_id: str, effects: Mapping[str, tuple[int, int]]) -> None:
    """How many of the first change with each weight: {criterion: (down, up)}. Raises: NoVersion."""
    version = _version(version_id)
    kept_effects = {key: list(pair) for key, pair in effects.items()}
    Publication.objects.update_or_create(version=version, defaults={"effects": kept_effects})
    details = {"criteria": len(effects)}
    audit.record(by=SYSTEM, action="assess.keep_effects", subject=f"list_version:{version_id}", details=details)


@transaction.atomic
def fail_effects(*, version_id: str, problem: str) -> None:
    """Say at a version why its effects could not be worked out; said once, however often it is tried.

    Raises: NoVersion.
    """
    version, said = _version(version_id), problem[:2000]
    if version.problem == said:
        return
    version.problem, version.updated = said, timezone.now()
    version.save(update_fields=["problem", "updated"])
    audit.record(
        by=SYSTEM, action="assess.fail_effects", subject=f"list_version:{version_id}", details={"problem": said}
    )


def keep_printed(*, key: str, content: bytes) -> None:
    """A PDF by the sha256 of what stands in it: a cache, so no event."""
    PrintedFile.objects.update_or_create(key=key, defaults={"sha256": kept.keep(content)})


def keep_excerpt(*, version_id: str, public: Mapping[str, Any], inside: Mapping[str, Any]) -> None:
    """What pages read of a version without its whole texts (rules.excerpts): a cache, no event. Raises: NoVersion."""
    key = key_of(_version(version_id))
    Excerpt.objects.update_or_create(
        key=key, defaults={"public": kept.keep_json(public), "inside": kept.keep_json(inside)}
    )


def _version(version_id: str) -> ListVersion:
    version = ListVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NoVersion(f"version {version_id[:32]}: there is none; see the list's page")
    return version
