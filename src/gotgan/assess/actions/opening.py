"""Making lists, further versions of them, and the rules of a version."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.assess import kept
from gotgan.assess.actions.permission import check, lock_for, lock_version, move, save, viewer_of
from gotgan.assess.models import DatasetList, ListVersion
from gotgan.assess.queries.lists import panel_of
from gotgan.assess.rules.deciding import has_panel
from gotgan.assess.rules.evidence import known_values, shortlist_of
from gotgan.assess.rules.listing import Verb
from gotgan.assess.rules.people import may_manage
from gotgan.assess.rules.settings import Known, Settings, read_settings, relaxed
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.terms.decision import Decision
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.selection import ListState

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 300


@dataclass(frozen=True)
class Named:
    """A list as its manager names it. `slug` is its address for life."""

    slug: str
    name_ko: str
    name_en: str
    owner: str
    purpose_ko: str = ""
    purpose_en: str = ""


@transaction.atomic
def make_list(*, by: Actor, named: Named) -> str:
    """A list with its first version in draft; returns the version's id. Raises: NotYours, Invalid."""
    check(Decision(may_manage(viewer_of(by)), ("only a selection manager makes a list",)))
    _check_named(named)
    now = timezone.now()
    made = DatasetList.objects.create(
        slug=named.slug, name_ko=named.name_ko.strip(), name_en=named.name_en.strip(), owner_id=named.owner,
        purpose_ko=named.purpose_ko.strip(), purpose_en=named.purpose_en.strip(), by=by.label[:254], created=now,
    )  # fmt: skip
    version = ListVersion.objects.create(
        dataset_list=made, number=1, settings=Settings().to_json(), created=now, updated=now
    )
    record(by=by, action="assess.make_list", subject=f"list:{made.slug}", details={"owner": named.owner})
    return version.pk


def _check_named(named: Named) -> None:
    issues = []
    if not _SLUG.fullmatch(named.slug) or len(named.slug) > 60:
        issues.append(Issue("slug", "it is no address", "use small letters, digits and hyphens, at most 60"))
    elif DatasetList.objects.filter(slug=named.slug).exists():
        issues.append(Issue("slug", "a list has this address", "choose another"))
    for place in ("name_ko", "name_en"):
        name = getattr(named, place).strip()
        if not name:
            issues.append(Issue(place, "it is empty", "people find the list by it"))
        elif len(name) > LONGEST_NAME:
            issues.append(Issue(place, f"it is longer than {LONGEST_NAME} characters", "shorten it"))
    if organisations.find(named.owner) is None:
        issues.append(Issue("owner", "there is no such institution", "choose one of the list"))
    if issues:
        raise Invalid(*issues)


@transaction.atomic
def renew(*, by: Actor, version_id: str, recollect: bool) -> int:
    """A further version with the same settings; returns its number. It keeps evidence and panel, or starts anew.

    Raises: NoSuchList, NotYours, Invalid when another version was made meanwhile.
    """
    version, _ = lock_version(by, version_id)
    check(Decision(may_manage(viewer_of(by)), ("only a selection manager makes a version",)))
    return next_version(by, version, recollect=recollect).number


def next_version(by: Actor, version: ListVersion, *, recollect: bool) -> ListVersion:
    """The same in the caller's transaction, on a version that is locked."""
    newest = ListVersion.objects.filter(dataset_list=version.dataset_list_id).order_by("-number").first()
    assert newest is not None
    now = timezone.now()
    made = ListVersion(
        dataset_list_id=version.dataset_list_id, number=newest.number + 1, settings=version.settings, created=now,
        updated=now,
    )  # fmt: skip
    if version.evidence and not recollect:
        for name in ("shortlist", "evidence", "names", "without_panel"):
            setattr(made, name, getattr(version, name))
        made.counts = {key: value for key, value in version.counts.items() if key != "members"}
        rated = has_panel(panel_of(version))
        made.panel_from = (version.panel_from or version.pk) if rated else ""
        made.state = ListState.RATED if rated else ListState.COLLECTED
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Invalid(Issue("version", "another one was made meanwhile", "look at it first")) from None
    details = {"from": version.number, "number": made.number, "recollect": recollect}
    record(by=by, action="assess.renew_list", subject=f"list:{made.dataset_list_id}", details=details)
    return made


@transaction.atomic
def set_rules(*, by: Actor, version_id: str, document: Mapping[str, Any], seen: str = "") -> None:
    """Set the rules of a version; one that was solved is to be solved again.

    `seen`: `stamp_of` the version when the settings were read: it is refused when somebody changed it since.
    Raises: NoSuchList, NotYours, Invalid with everything wrong.
    """
    version, facts = lock_for(by, version_id, Verb.SET)
    if seen:
        check_stamp(version, seen)
    evidence = kept.read_json(version.evidence) if version.evidence else None
    known = Known(known_values(evidence), facts.candidates) if evidence else Known(None, None)
    settings = read_settings(document, known)
    version.settings, version.conflict, version.problem = settings.to_json(), {}, ""
    version.job_id = None  # a job that was given up, and ends after all, went by other rules
    if evidence is not None and version.state == ListState.COLLECTED:
        shortlist = shortlist_of(evidence, settings)
        version.shortlist = list(shortlist.ids)
        version.counts = {**version.counts, "line": shortlist.line}
    details = {"settings": fingerprint(version.settings)}
    if version.state == ListState.SOLVED:
        unsolve(by, version)
    else:
        save(version)
    record(by=by, action="assess.set_rules", subject=f"list_version:{version_id}", details=details)


def stamp_of(version: ListVersion) -> str:
    """Tells one writing of a version's settings from another."""
    return version.updated.isoformat()


def check_stamp(version: ListVersion, seen: str) -> None:
    """Raises: Invalid when the version was written since."""
    if seen != stamp_of(version):
        raise Invalid(Issue("settings", "somebody else changed them meanwhile", "look at them and set yours again"))


def unsolve(by: Actor, version: ListVersion) -> None:
    """What was solved no longer holds; the version is where it was before."""
    last = version.steps.filter(after=ListState.SOLVED).exclude(before=ListState.SOLVED).order_by("-id").first()
    version.document = version.candidates = version.pairs = version.rules = ""
    version.counts = {key: value for key, value in version.counts.items() if key != "members"}
    before = ListState(last.before) if last is not None else ListState.COLLECTED
    move(by, version, before, "the rules were changed")


@transaction.atomic
def relax_rules(*, by: Actor, version_id: str, names: Collection[str] = ()) -> None:
    """Apply the least relaxation of the last try that came to no list, of all its limits or of those `names`.

    Raises: NoSuchList, NotYours, Invalid where there is none.
    """
    version, _ = lock_for(by, version_id, Verb.SET)
    offered = [each for each in version.conflict.get("relaxation", ()) if not names or each["name"] in names]
    if not offered:
        raise Invalid(Issue("relaxation", "none is offered", "solve first, or change the settings by hand"))
    set_rules(by=by, version_id=version_id, document=relaxed(version.settings, offered))


@transaction.atomic
def decide_without_panel(*, by: Actor, version_id: str, reason: str) -> None:
    """Measured criteria alone decide, for a reason that stays with the version; empty takes that back.

    Raises: NoSuchList, NotYours, Invalid.
    """
    version, _ = lock_for(by, version_id, Verb.SET)
    if len(reason) > 2000:
        raise Invalid(Issue("reason", "it is longer than 2000 characters", "shorten it"))
    version.without_panel = reason.strip()
    save(version)
    details = {"is_given": bool(version.without_panel)}
    record(by=by, action="assess.decide_without_panel", subject=f"list_version:{version_id}", details=details)
