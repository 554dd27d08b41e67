"""What pages read of chosen lists, made once: a page of a hundred members reads no text of twenty thousand."""

from __future__ import annotations

from gotgan.assess import kept
from gotgan.assess.actions import publishing
from gotgan.assess.models import ListVersion
from gotgan.assess.queries.excerpts import is_made
from gotgan.assess.queries.list_reading import Reading
from gotgan.assess.queries.published import public_part
from gotgan.assess.rules.excerpts import asides_of, spans_of
from gotgan.terms.job import JobContext


def excerpt_lists(*, context: JobContext) -> None:
    """Of every version that is chosen and has none."""
    chosen = ListVersion.objects.exclude(document="").exclude(rules="")
    for done, version in enumerate(chosen.order_by("created"), start=1):
        if not is_made(version):
            make_excerpt(version)
        context.heartbeat({"versions": done})
        if context.is_cancelled():
            return


def make_excerpt(version: ListVersion) -> None:
    whole = Reading(version)
    lines = tuple(whole.evidence.values())
    inside = {
        "spans": spans_of(kept.read(version.evidence), lines) if lines else {},
        "asides": asides_of(lines, whole.rows.keys(), version.shortlist, whole.settings),
    }
    publishing.keep_excerpt(version_id=version.pk, public=public_part(version), inside=inside)
