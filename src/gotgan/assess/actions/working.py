"""The work of a version in the background: evidence frozen, the optimal list found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gotgan.assess.actions.permission import check, lock_for, lock_version, move, save, viewer_of
from gotgan.assess.models import ListVersion
from gotgan.assess.rules.listing import STEPS, Verb, may_stop
from gotgan.audit.actions import record
from gotgan.terms.errors import NotFound
from gotgan.terms.role import SYSTEM, Actor
from gotgan.terms.selection import ListState
from gotgan.work import actions as work


class NoSuchWork(NotFound):
    """The version does not wait for this job."""


@dataclass(frozen=True)
class Collected:
    """What was frozen: texts of the store, the shortlist, and counts (models.ListVersion.counts)."""

    evidence: str
    names: str
    shortlist: Sequence[str]
    counts: Mapping[str, Any]


@dataclass(frozen=True)
class Solved:
    """Texts of the store that the engine read and wrote. `conflict`: its `infeasible`, where no list can be made."""

    candidates: str
    pairs: str
    rules: str
    document: str
    members: int
    conflict: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask_collect(*, by: Actor, version_id: str) -> None:
    """Queue the freezing of evidence. Raises: NoSuchList, NotYours."""
    _queue(by, version_id, Verb.COLLECT)


@transaction.atomic
def ask_solve(*, by: Actor, version_id: str) -> None:
    """Queue the choice. Raises: NoSuchList, NotYours naming all that is missing."""
    _queue(by, version_id, Verb.SOLVE)


@transaction.atomic
def stop_work(*, by: Actor, version_id: str) -> None:
    """End what is under way; the version stays as it was before, whatever the job still finds.

    Raises: NoSuchList, NotYours.
    """
    version, facts = lock_version(by, version_id)
    check(may_stop(viewer_of(by), facts))
    job_id = version.job_id
    work.request_cancel(job_id)
    version.job_id = None
    save(version)
    record(by=by, action="assess.stop_work", subject=f"list_version:{version_id}", details={"job": job_id})


def _queue(by: Actor, version_id: str, verb: Verb) -> None:
    version, _ = lock_for(by, version_id, verb)
    version.job_id = work.enqueue(f"assess.{verb.value}", version_id).id
    version.problem, version.conflict = "", {}
    save(version)
    record(by=by, action=f"assess.ask_{verb.value}", subject=f"list_version:{version_id}", details={})


@transaction.atomic
def finish_collecting(*, version_id: str, job_id: int, collected: Collected) -> None:
    """Write down what was frozen. Raises: NoSuchWork when the version no longer waits for this job."""
    version = _waiting(version_id, job_id, Verb.COLLECT)
    version.evidence, version.names = collected.evidence, collected.names
    version.shortlist, version.counts = list(collected.shortlist), dict(collected.counts)
    version.job_id = None
    numbers = {name: version.counts[name] for name in ("datasets", "candidates")}
    move(SYSTEM, version, ListState.COLLECTED, "", evidence=collected.evidence, **numbers)
    details = {"evidence": collected.evidence, **numbers}
    record(by=SYSTEM, action="assess.collect", subject=f"list_version:{version_id}", details=details)


@transaction.atomic
def finish_solving(*, version_id: str, job_id: int, solved: Solved) -> None:
    """Write down the list, or the conflict: then the version stays as it was. Raises: NoSuchWork."""
    version = _waiting(version_id, job_id, Verb.SOLVE)
    version.job_id = None
    if solved.conflict:
        version.conflict = dict(solved.conflict)
        save(version)
    else:
        version.candidates, version.pairs, version.rules = solved.candidates, solved.pairs, solved.rules
        version.document = solved.document
        version.counts = {**version.counts, "members": solved.members}
        move(SYSTEM, version, ListState.SOLVED, "", document=solved.document, members=solved.members)
    details = {"document": solved.document, "members": solved.members, "is_feasible": not solved.conflict}
    record(by=SYSTEM, action="assess.solve", subject=f"list_version:{version_id}", details=details)


@transaction.atomic
def fail_work(*, version_id: str, job_id: int, problem: str) -> None:
    """Say why a job came to nothing; the version stays as it was. Raises: NoSuchWork."""
    version = ListVersion.objects.select_for_update().filter(pk=version_id, job_id=job_id).first()
    if version is None:
        raise NoSuchWork(f"version {version_id}: it waits for no such work")
    version.job_id, version.problem = None, problem[:2000]
    save(version)
    record(by=SYSTEM, action="assess.fail_work", subject=f"list_version:{version_id}", details={"job": job_id})


def _waiting(version_id: str, job_id: int, verb: Verb) -> ListVersion:
    states = [state.value for state in STEPS[verb][0]]
    rows = ListVersion.objects.select_for_update().filter(pk=version_id, job_id=job_id, state__in=states)
    version = rows.first()
    if version is None:
        raise NoSuchWork(f"version {version_id}: it waits for no such work")
    return version
