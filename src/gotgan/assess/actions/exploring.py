"""Working out frontier, effects and sensitivity of a list, and taking a what-if into the settings."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from django.db import transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.opening import check_stamp, set_rules
from gotgan.assess.actions.permission import NotYours, lock_version, viewer_of
from gotgan.assess.models import Explored
from gotgan.assess.queries.explorer import is_under_way
from gotgan.assess.rules.exploring import read_changes, settings_with
from gotgan.assess.rules.people import may_manage
from gotgan.audit.actions import record
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work


class NoSuchExploration(NotFound):
    """Nobody asked for it, or it is done."""


@transaction.atomic
def ask_exploring(*, by: Actor, version_id: str) -> int:
    """Queue the working out for the version's document; returns its row.

    What is under way or done is not done twice; what failed, or was lost with its worker, is.

    Raises: NoSuchList; NotYours for who does not manage; Invalid for a version that is not solved.
    """
    version, _ = lock_version(by, version_id)
    if not may_manage(viewer_of(by)):
        raise NotYours("only a selection manager has the frontier of a list worked out")
    if not version.document:
        raise Invalid(Issue("list", "it is not solved", "solve it first"))
    row, is_new = Explored.objects.select_for_update().get_or_create(
        version=version, document=version.document, defaults={"asked": timezone.now()}
    )
    if not is_new and (row.text or is_under_way(row)):
        return row.pk
    row.problem, row.asked, row.finished = "", timezone.now(), None
    row.job_id = work.enqueue("assess.explore", row.pk).id
    row.save()
    record(by=by, action="assess.ask_exploring", subject=f"list_version:{version_id}", details={"explored": row.pk})
    return row.pk


@transaction.atomic
def finish_exploring(*, explored_id: int, text: str, problem: str = "") -> None:
    """`text`: the sha256 of what was worked out, or why there is nothing. Raises: NoSuchExploration."""
    row = Explored.objects.select_for_update().filter(pk=explored_id, finished=None).first()
    if row is None:
        raise NoSuchExploration(f"exploration {explored_id}: none waits; ask for one")
    row.text, row.problem, row.finished = text, problem[:2000], timezone.now()
    row.save()
    details = {"explored": row.pk, "text": text, "is_done": not problem}
    record(by=SYSTEM, action="assess.explore", subject=f"list_version:{row.version_id}", details=details)


@transaction.atomic
def adopt_what_if(*, by: Actor, version_id: str, typed: Mapping[str, str], seen: str) -> None:
    """Write the rules as typed into the version's settings; nothing else of it is changed by this page.

    A solved version is to be solved again. `seen`: `stamp_of` the version when the rules were shown. Raises:
    NoSuchList; NotYours; Invalid with everything wrong, when nothing was changed, or somebody changed the version.
    """
    version, _ = lock_version(by, version_id)
    check_stamp(version, seen)
    if not version.rules:
        raise Invalid(Issue("list", "it is not solved", "solve it first"))
    rules = yaml.safe_load(kept.read(version.rules))
    changed = read_changes(rules, typed)
    if not changed:
        raise Invalid(Issue("settings", "nothing was changed", "move a weight or a limit first"))
    document = settings_with(version.settings, rules, changed)
    set_rules(by=by, version_id=version_id, document=document, seen=seen)
