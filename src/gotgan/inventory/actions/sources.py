"""Adding and removing the places where data is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.inventory import rules
from gotgan.inventory.actions.clock import next_moment
from gotgan.inventory.actions.permission import (
    check_may_connect,
    check_may_manage,
    check_may_name,
    check_may_refer,
)
from gotgan.inventory.models import Dataset, Scan, Source
from gotgan.inventory.queries import NoSuchSource, find_source_at
from gotgan.inventory.rules import UNFINISHED_STATES, DatasetState
from gotgan.organisations import queries as organisations
from gotgan.terms.carried import is_carried_place
from gotgan.terms.connectors import installed_kinds
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.place import one_spelling
from gotgan.terms.reference import REFERENCE_OPTIONS, holds_password
from gotgan.terms.role import Actor
from gotgan.terms.source import PLACELESS, Publication, SourceKind


@transaction.atomic
def add_source(
    *,
    by: Actor,
    kind: str | None,
    location: str,
    organisation: str,
    title: str = "",
    publication: str = Publication.DRAFT,
    confirmed_by: str = "",
    is_sample: bool = False,
    deadline_seconds: int | None = None,
    options: Mapping[str, str] | None = None,
) -> str:
    """Make a place known; nothing is scanned yet. Returns the source's id.

    `kind` None or "" is guessed from the location; one that an installed package brings only operators may use.
    `publication` is the owner's wish; `confirmed_by` names the person who answers for opening data in which
    identifiers are found. Only operators may name places of the hub's own machine or network.
    `options` are the connector's; those that refer to a secret
    (`credential=env:NAME`) only operators may give.
    A place has one source in an organisation: see `find_or_add_source`.
    Raises: NotFound (organisation), NotYours, Invalid.
    """
    options, location = dict(options or {}), one_spelling(location)
    _check_words(kind or "", location, publication)
    organisations.get(organisation)
    check_may_manage(by, organisation)
    _check_connector(by, kind or "")
    _check_options(by, kind or "", options)
    if location and find_source_at(organisation, location, options) is not None:
        raise Invalid(Issue("location", "it is a source of this organisation already", "scan that one again"))
    may_be_private = not _is_handed_in(kind, location) and check_may_name(by, location)
    source = Source(
        organisation_id=organisation, kind=kind or "", location=location, title=title.strip(),
        publication=publication, confirmed_by=confirmed_by, is_sample=is_sample, may_be_private=may_be_private,
        options=options,
    )  # fmt: skip
    if deadline_seconds:
        source.deadline_seconds = deadline_seconds
    source.save(force_insert=True)
    audit.record(
        by=by,
        action="inventory.add_source",
        subject=f"source:{source.id}",
        details={"organisation": organisation, "kind": kind or "", "publication": str(publication),
                 "options": sorted(options)},
    )  # fmt: skip
    return source.id


def _is_handed_in(kind: str | None, location: str) -> bool:
    """Whether its files come to the hub, so that no place of any machine is opened for it."""
    return kind == SourceKind.UPLOAD or (kind == SourceKind.SCANFILE and is_carried_place(location))


@transaction.atomic
def set_options(*, by: Actor, source_id: str, options: Mapping[str, str]) -> None:
    """Put other connector options in the place of a source's; the next scan uses them.

    Raises: NoSuchSource, NotYours, Invalid.
    """
    source = locked_source(source_id)
    check_may_manage(by, source.organisation_id)
    if any(name in REFERENCE_OPTIONS for name in source.options):
        check_may_refer(by)
    _check_connector(by, source.kind)
    _check_options(by, source.kind, options)
    source.options = dict(options)
    source.save()
    audit.record(
        by=by, action="inventory.set_options", subject=f"source:{source_id}", details={"options": sorted(options)}
    )


@transaction.atomic
def set_kind(*, by: Actor, source_id: str, kind: str) -> None:
    """Have a source read as another kind from its next scan on. Raises: NoSuchSource, NotYours, Invalid."""
    source = locked_source(source_id)
    _check_words(kind, source.location, source.publication)
    check_may_manage(by, source.organisation_id)
    _check_connector(by, kind)
    _check_options(by, kind, source.options)
    source.kind = kind
    source.save()
    audit.record(by=by, action="inventory.set_kind", subject=f"source:{source_id}", details={"kind": kind})


def _check_connector(by: Actor, kind: str) -> None:
    """Raises: NotYours."""
    if kind not in set(SourceKind):
        check_may_connect(by)


def _check_options(by: Actor, kind: str, options: Mapping[str, str]) -> None:
    """Raises: Invalid, NotYours."""
    issues = rules.option_issues(kind, options)
    if issues:
        raise Invalid(*issues)
    if any(name in REFERENCE_OPTIONS for name in options):
        check_may_refer(by)


def _check_words(kind: str, location: str, publication: str) -> None:
    issues = []
    if kind in PLACELESS:
        issues.append(Issue("kind", "it is of what was declared and has no place", "say what the place is, or nothing"))
    if kind not in set(SourceKind) and kind not in installed_kinds():
        kinds = ", ".join(
            [*(each.value for each in SourceKind if each.value and each not in PLACELESS), *installed_kinds()]
        )
        issues.append(Issue("kind", f'"{kind}" is no kind of source', f"use one of {kinds}"))
    if not location.strip() and kind != SourceKind.UPLOAD:
        issues.append(Issue("location", "it is empty", "give a folder, a file or an address"))
    if holds_password(location) and "://" in location:
        remedy = "take it out; an operator may add the option credential=env:NAME or credential=file:/path"
        issues.append(Issue("location", "the address holds a password", remedy))
    if publication not in set(Publication):
        issues.append(Issue("publication", f'"{publication}" is unknown', 'use "draft" or "open"'))
    if issues:
        raise Invalid(*issues)


@transaction.atomic
def set_publication(*, by: Actor, source_id: str, publication: str, confirmed_by: str = "") -> None:
    """Change the wish; its datasets count as changed, so that later rooms pull it.

    Raises: NoSuchSource, NotYours, Invalid.
    """
    source = locked_source(source_id)
    check_may_manage(by, source.organisation_id)
    _check_words(source.kind, source.location, publication)
    source.publication, source.confirmed_by = publication, confirmed_by
    source.save()
    touched = Dataset.objects.filter(source=source).update(updated_at=next_moment())
    audit.record(
        by=by,
        action="inventory.set_publication",
        subject=f"source:{source_id}",
        details={"publication": str(publication), "confirmed": bool(confirmed_by), "datasets": touched},
    )


@transaction.atomic
def remove_source(*, by: Actor, source_id: str) -> int:
    """Take a source and all its datasets out; a running scan ends. Returns how many datasets went.

    The rows stay, marked removed: later rooms pull that, and a dataset's id is never used again.
    Raises: NoSuchSource, NotYours.
    """
    source = locked_source(source_id)
    check_may_manage(by, source.organisation_id)
    if source.removed_at is not None:
        return 0
    moment = next_moment()
    source.removed_at = moment
    source.save()
    Scan.objects.filter(source=source, state="queued").update(state="cancelled", finished=timezone.now())
    Scan.objects.filter(source=source, state__in=[state.value for state in UNFINISHED_STATES]).update(
        cancel_requested=True
    )
    gone = (
        Dataset.objects.filter(source=source)
        .exclude(state=DatasetState.REMOVED)
        .update(state=DatasetState.REMOVED, updated_at=moment)
    )
    audit.record(by=by, action="inventory.remove_source", subject=f"source:{source_id}", details={"datasets": gone})
    return gone


def locked_source(source_id: str) -> Source:
    """The row, locked for this transaction. Raises: NoSuchSource."""
    row = Source.objects.select_for_update().filter(pk=source_id).first()
    if row is None:
        raise NoSuchSource(f"source {source_id}: there is no such source; list them with `gotgan status`")
    return row
