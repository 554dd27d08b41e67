"""The two works of a list's version: freezing evidence, and choosing from it by the engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings

from gotgan import __version__
from gotgan.agent.select import select_from_file
from gotgan.assess import actions, kept
from gotgan.assess.jobs.excerpting import make_excerpt
from gotgan.assess.models import ListVersion
from gotgan.assess.queries.carrying import excluded_from
from gotgan.assess.queries.collecting import gather
from gotgan.assess.queries.lists import panel_of
from gotgan.assess.rules import tables
from gotgan.assess.rules.evidence import candidates_in, count_left_out, evidence_of, shortlist_of
from gotgan.assess.rules.making import files_from
from gotgan.assess.rules.settings import read_settings
from gotgan.store.scratch import scratch_in
from gotgan.terms.errors import GotganError, Invalid, Issue, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM
from gotgan.terms.written import written


def collect(version_id: str, *, context: JobContext) -> None:
    """Freeze the evidence of every held dataset. What is wrong with it is an answer; only a lost worker tries again."""
    _carry(version_id, context, _collect)


def solve(version_id: str, *, context: JobContext) -> None:
    """Choose the list, or find what conflicts."""
    _carry(version_id, context, _solve)


def _carry(version_id: str, context: JobContext, do: Callable[[ListVersion, JobContext], None]) -> None:
    version = ListVersion.objects.filter(pk=version_id, job_id=context.job_id).first()
    if version is None:
        return
    try:
        do(version, context)
    except actions.NoSuchWork:
        return  # it was stopped, or its rules were changed meanwhile: nobody waits for it
    except Unavailable:
        raise
    except GotganError as error:
        actions.fail_work(version_id=version_id, job_id=context.job_id, problem=str(error))


def _collect(version: ListVersion, context: JobContext) -> None:
    settings = read_settings(version.settings)
    gathered = gather(settings.making, lambda done, of: _tell(context, done, of))
    if not gathered.found:
        raise Invalid(Issue("evidence", "no dataset is held", "have sources scanned, or choose fewer conditions"))
    evidence = evidence_of(gathered.found, gathered.pairs)
    shortlist = shortlist_of(evidence, settings)
    counts = {
        "datasets": len(evidence["candidates"]),
        "candidates": len(candidates_in(evidence)),
        "left_out": count_left_out(evidence),
        "concerned": sorted({line[end] for line in evidence["candidates"] for end in ("organisation", "held_by")}),
        "line": shortlist.line,
    }
    collected = actions.Collected(kept.keep_json(evidence), kept.keep_json(dict(gathered.names)), shortlist.ids, counts)
    actions.finish_collecting(version_id=version.pk, job_id=context.job_id, collected=collected)


def _tell(context: JobContext, done: int, of: int) -> None:
    if context.is_cancelled():
        raise actions.NoSuchWork("somebody stopped it")
    context.heartbeat({"done": done, "of": of})


def _solve(version: ListVersion, context: JobContext) -> None:
    context.heartbeat({"step": "choosing"})
    files = files_of(version)
    document = select(files, f"list-{version.pk}")
    texts = {name: kept.keep(content) for name, content in files.items()}
    solved = actions.Solved(
        texts[tables.CANDIDATES], texts[tables.PAIRS], texts[tables.RULES],
        kept.keep(written("select", document, __version__).encode()), len(document["members"]),
        document["infeasible"] or {},
    )  # fmt: skip
    actions.finish_solving(version_id=version.pk, job_id=context.job_id, solved=solved)
    if solved.members:
        make_excerpt(ListVersion.objects.get(pk=version.pk))
        with suppress(Invalid):  # its rules were changed meanwhile: there is no list to work out
            actions.ask_exploring(by=SYSTEM, version_id=version.pk)


def files_of(version: ListVersion) -> dict[str, bytes]:
    """What `gotgan select` reads, made from frozen evidence, settings and the panel. Raises: Invalid."""
    evidence = kept.read_json(version.evidence)
    return files_from(evidence, version.settings, version.shortlist, panel_of(version), excluded_from(version))


def select(files: dict[str, bytes], place: str) -> dict[str, Any]:
    """The engine on files that stand for so long in a folder of that name."""
    with scratch_in(Path(django_settings.GOTGAN_DATA), place) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return select_from_file(folder / tables.CANDIDATES, folder / tables.RULES)


def replay(version: ListVersion) -> bytes:
    """The version's document computed again from what it keeps, headed as the document that it is held against."""
    names = {tables.CANDIDATES: version.candidates, tables.PAIRS: version.pairs, tables.RULES: version.rules}
    document = select({name: kept.read(sha256) for name, sha256 in names.items()}, f"replay-{version.pk}-{os.getpid()}")
    headed = str(kept.read_json(version.document)["gotgan"])
    return written("select", document, headed).encode()
