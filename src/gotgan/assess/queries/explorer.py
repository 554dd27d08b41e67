"""The explorer of a solved version: who is in and near, what is asked, and what the desk answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from gotgan.assess import kept
from gotgan.assess.models import ListVersion
from gotgan.assess.models.explored import Explored
from gotgan.assess.queries.lists import BUSY, NoSuchList, facts_of, get_version
from gotgan.assess.rules import exploring
from gotgan.assess.rules.exploring import Field
from gotgan.assess.rules.listing import STEPS, Verb
from gotgan.assess.rules.people import may_manage
from gotgan.assess.rules.settings import read_settings
from gotgan.assess.rules.tables import best_mode_of, read_rows
from gotgan.assess.rules.values import COST_UNIT
from gotgan.terms.desk import Desk
from gotgan.terms.errors import GotganError, Invalid, Issue, NotFound, Unavailable
from gotgan.terms.published import CORE_FROM
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState
from gotgan.terms.what_if import WhatIf, WhatIfQuestion
from gotgan.work import queries as work

ADDABLE = ("field", "modality", "region")
"""Columns of which a floor can be added; institutions are too many for a list."""


@dataclass(frozen=True)
class Dot:
    """A member or one of the reserve: `place` n counts from 1 by worth within its class."""

    id: str
    standing: str
    mode: str
    value: float
    acceptability: float
    named: Mapping[str, str]

    @property
    def title_ko(self) -> str:
        return self.named.get("title", self.id)

    @property
    def title_en(self) -> str:
        return self.named.get("title_en") or self.title_ko


@dataclass(frozen=True)
class Asked:
    """What was typed and what came of it: an answer, or why there is none. `is_down`: the desk does not answer."""

    fields: tuple[Field, ...]
    one_per_cluster: bool
    is_asked: bool
    changed: Mapping[str, Any] = field(default_factory=dict)
    answer: WhatIf | None = None
    issues: tuple[Issue, ...] = ()
    is_down: bool = False
    added: str = ""
    added_least: str = ""

    def of_kind(self, kind: str) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.kind == kind)


class ExplorerPage:
    """Texts of the store are read once, and only when asked for."""

    def __init__(self, version: ListVersion, viewer: Viewer) -> None:
        self.version = version
        self.may_save = may_manage(viewer) and _can_be_set(version)
        self.may_work = may_manage(viewer)
        self.is_solved = bool(version.document)
        self.document: Mapping[str, Any] = (
            _json(version.document) if version.document else {"members": [], "rejected": []}
        )
        self.rules: Mapping[str, Any] = _rules(version.rules) if version.rules else version.settings
        self.names: Mapping[str, Mapping[str, str]] = _json(version.names) if version.names else {}
        self.explored = explored_of(version)

    @cached_property
    def work(self) -> Explored | None:
        """The row of what is worked out about this document, done or not."""
        return Explored.objects.filter(version=self.version, document=self.version.document).first()

    @property
    def budget(self) -> float | None:
        """Won that the list may cost; None where its rules set no budget."""
        return self.rules.get("budget")

    @property
    def core_from(self) -> float:
        """Acceptability from which a member is core."""
        return float((self.rules.get("robustness") or {}).get("core_from", CORE_FROM))

    @property
    def is_working(self) -> bool:
        return self.work is not None and is_under_way(self.work)

    @cached_property
    def dots(self) -> tuple[Dot, ...]:
        """Members, then the reserve, each by worth."""
        members = [
            self._dot(each, each["mode"], each["value"]) for each in self.document["members"]
        ]  # fmt: skip
        rows = _values(self.version.candidates) if self.version.candidates else {}
        reserve = [
            self._dot(each, *rows.get(each["id"], ("", each["score"])))
            for each in self.document["rejected"] if each["class"] == "reserve"
        ]  # fmt: skip
        return tuple(sorted(members, key=_by_worth)) + tuple(sorted(reserve, key=_by_worth))

    def _dot(self, row: Mapping[str, Any], mode: str, value: float) -> Dot:
        named = self.names.get(row["id"], {})
        return Dot(row["id"], row["class"], mode, float(value), float(row["acceptability"]), named)

    @cached_property
    def addable(self) -> tuple[tuple[str, str], ...]:
        """(column, value) that a floor can be added for."""
        if not self.version.candidates:
            return ()
        named = {(column, value) for column, counts in (self.rules.get("floors") or {}).items() for value in counts}
        every = _columns(self.version.candidates)
        return tuple(
            (column, value) for column in ADDABLE for value in every.get(column, ()) if (column, value) not in named
        )

    @cached_property
    def bodies(self) -> Mapping[str, tuple[str, str]]:
        """{code of an institution: its names}."""
        return {
            each["organisation"]: (each.get("organisation_name", ""), each.get("organisation_name_en", ""))
            for each in self.names.values()
            if "organisation" in each
        }

    def ask(self, typed: Mapping[str, str]) -> Asked:
        """What the desk says of the rules as typed; of the list's own when nothing was."""
        asked = Asked(
            exploring.fields_of(self.rules, typed), exploring.has_one_per_cluster(self.rules, typed),
            exploring.is_asked(typed), added=typed.get(exploring.ADDED, ""),
            added_least=typed.get(exploring.LEAST, ""),
        )  # fmt: skip
        try:
            changed = exploring.read_changes(self.rules, typed)
            answer = _desk().what_if(self._question(changed)) if self.is_solved else None
        except Invalid as error:
            return replace(asked, issues=tuple(error.issues))
        except NotFound as error:
            return replace(asked, issues=(Issue("list", str(error)),))
        except Unavailable as error:
            return replace(asked, issues=(Issue("desk", str(error)),), is_down=True)
        return replace(asked, changed=changed, answer=answer)

    def _question(self, changed: Mapping[str, Any]) -> WhatIfQuestion:
        version = self.version
        return WhatIfQuestion(
            version.candidates, version.pairs, version.rules, version.document, changed, lost_of(version)
        )


def explorer_page(viewer: Viewer, slug: str, number: int) -> ExplorerPage:
    """Raises: NoSuchList, also for who may not explore."""
    version = get_version(slug, number)
    if not exploring.may_explore(viewer, ListState(version.state)):
        raise NoSuchList(f"list {slug}: there is no such version; see the page of selection")
    return ExplorerPage(version, viewer)


def lost_of(version: ListVersion) -> tuple[float, float] | None:
    """What a mode's value has lost for each won and for a risk of 1; None where the settings do not say."""
    if "making" not in version.settings:
        return None
    try:
        making = read_settings(version.settings).making
    except GotganError:
        return None
    return making.cost_weight / COST_UNIT, making.risk_weight


def explored_of(version: ListVersion) -> Mapping[str, Any] | None:
    """{frontier, effects, sensitivity} of the version's document; None when it is not worked out."""
    row = Explored.objects.filter(version=version, document=version.document).first() if version.document else None
    return _json(row.text) if row is not None and row.text else None


def is_under_way(row: Explored) -> bool:
    """Whether a job that waits or runs will finish it."""
    job = work.find_job(row.job_id) if row.finished is None and row.job_id is not None else None
    return job is not None and job.state in BUSY


def _can_be_set(version: ListVersion) -> bool:
    facts = facts_of(version)
    return facts.state in STEPS[Verb.SET][0] and not facts.is_working


def _by_worth(dot: Dot) -> tuple[float, str]:
    return -dot.value, dot.id


def _desk() -> Desk:
    made: Desk = import_string(settings.GOTGAN_DESK)(settings.GOTGAN_DESK_URL, settings.GOTGAN_DATA)
    return made


# Texts of the store never change: a few are kept as they were read, by their sha256.


@lru_cache(maxsize=8)
def _json(sha256: str) -> Any:
    return kept.read_json(sha256)


@lru_cache(maxsize=8)
def _rules(sha256: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(kept.read(sha256))
    return read


@lru_cache(maxsize=2)
def _rows(sha256: str) -> Mapping[str, Mapping[str, str]]:
    return read_rows(kept.read(sha256))


@lru_cache(maxsize=4)
def _columns(sha256: str) -> Mapping[str, Sequence[str]]:
    rows = _rows(sha256)
    return {column: sorted({row.get(column, "") for row in rows.values()} - {""}) for column in ADDABLE}


@lru_cache(maxsize=4)
def _values(sha256: str) -> Mapping[str, tuple[str, float]]:
    """{id: its best mode and what that is worth}; without columns of value nobody is named."""
    best = {name: best_mode_of(row) for name, row in _rows(sha256).items()}
    return {name: found for name, found in best.items() if found is not None}
