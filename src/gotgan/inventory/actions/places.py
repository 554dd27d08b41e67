"""One place, one source: adding a place that is known goes on with the source that it has."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gotgan.inventory import queries
from gotgan.inventory.actions.sources import add_source, set_kind, set_options, set_publication
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.place import Kept
from gotgan.terms.role import Actor
from gotgan.terms.source import Publication, SourceView


@transaction.atomic
def find_or_add_source(
    *,
    by: Actor,
    kind: str | None,
    location: str,
    organisation: str,
    title: str = "",
    publication: str = Publication.DRAFT,
    confirmed_by: str = "",
    options: Mapping[str, str] | None = None,
) -> Kept:
    """The source at this place, made or known before. A known one takes over the options and the wish to open.

    It is never closed so, and keeps its title. `options` None: those it has, whatever they are.
    Its kind may change as long as nothing was found there. Raises: as `add_source`, `set_options`, `set_publication`;
    Invalid when it brought datasets as another kind.
    """
    known = queries.find_source_at(organisation, location, options)
    if known is None:
        source_id = add_source(
            by=by, kind=kind, location=location, organisation=organisation, title=title,
            publication=publication, confirmed_by=confirmed_by, options=options,
        )  # fmt: skip
        return Kept(source_id, True)
    if kind and kind != known.kind:
        if known.datasets:
            what = f"this place is a source already, read as {known.kind}"
            raise Invalid(Issue("kind", what, "leave the kind as it is, or remove that source first"))
        set_kind(by=by, source_id=known.id, kind=kind)
    _take_over(by, known, dict(options or {}), publication, confirmed_by)
    return Kept(known.id, False)


def _take_over(by: Actor, known: SourceView, options: Mapping[str, str], publication: str, confirmed_by: str) -> None:
    if options and dict(options) != dict(known.options):
        set_options(by=by, source_id=known.id, options=options)
    answers = confirmed_by or known.confirmed_by
    if publication == Publication.OPEN and (known.publication, known.confirmed_by) != (publication, answers):
        set_publication(by=by, source_id=known.id, publication=publication, confirmed_by=answers)
