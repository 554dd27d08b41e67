"""Published versions of lists, read from what their engine wrote: nothing here is worked out anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import yaml
from django.db.models import Max

from gotgan.assess import kept, parsed
from gotgan.assess.models import DatasetList, ListStep, ListVersion, PrintedFile, Publication
from gotgan.assess.queries.excerpts import public_of
from gotgan.assess.queries.list_reading import Reading
from gotgan.assess.queries.lists import panel_of
from gotgan.assess.rules.excerpts import public_excerpt
from gotgan.assess.rules.people import may_see_all
from gotgan.assess.rules.reasons import Numbers, reason_of
from gotgan.assess.rules.settings import EVERY
from gotgan.organisations import queries as organisations
from gotgan.terms.counted import value_words
from gotgan.terms.errors import NotAllowed, NotFound
from gotgan.terms.published import (
    CORE_FROM,
    RESERVE_FROM,
    CriterionLine,
    Limit,
    ListedDataset,
    ListName,
    Objection,
    PublishedList,
    WithdrawnList,
)
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.terms.selection import ListState

_HASHED = ("document", "signature", "candidates", "pairs", "rules")
_DRAWS, _SPREAD = 10_000, 0.3
"""What `gotgan select` takes where the rules say nothing (SHAPES, select)."""


class NoSuchList(NotFound):
    """No list is published there, or not this version of it."""


class NotForPublic(NotAllowed):
    """Only the manager and the auditor get the whole of a list."""


def published_lists() -> tuple[PublishedList, ...]:
    """The newest published version of every list, the list that was signed last first."""
    newest: dict[str, ListVersion] = {}
    for version in _published().order_by("dataset_list_id", "number"):
        newest[version.dataset_list_id] = version
    found = sorted(newest.values(), key=lambda each: (each.signed_at or each.created, each.pk), reverse=True)
    return tuple(_read(version, _Excerpted(version)) for version in found)


def list_names(limit: int | None = None) -> tuple[ListName, ...]:
    """The lists that were published last, by name only: nothing of the store is read."""
    rows = DatasetList.objects.filter(versions__state=ListState.PUBLISHED)
    rows = rows.annotate(last=Max("versions__signed_at")).order_by("-last", "pk")[:limit]
    owners = organisations.by_codes({each.owner_id for each in rows})
    return tuple(
        ListName(
            each.slug, Words(each.name_ko, each.name_en), owners[each.owner_id].name, owners[each.owner_id].name_en
        )
        for each in rows
    )


def member_ids() -> frozenset[str]:
    """The members of every list's newest published version."""
    return frozenset(each.dataset for version in published_lists() for each in version.members)


def get_published(slug: str, number: int | None = None) -> PublishedList:
    """A version, without a number the newest; of who is out it holds the reserve. Raises: NoSuchList, also for one that
    is not (or no longer) published."""
    version = _version(slug, number)
    return _read(version, _Excerpted(version))


def get_whole(viewer: Viewer, slug: str, number: int | None = None) -> PublishedList:
    """The same for who may have all of it, the rejected with their reasons. Raises: NoSuchList; NotForPublic."""
    version = _version(slug, number)
    if not may_see_all(viewer):
        raise NotForPublic("the whole of a list, with what was left out and why, is for its manager and the auditor")
    return _read(version, Reading(version))


def document_of(version_id: str) -> bytes:
    """What the engine wrote, byte for byte as its sha256 says; the caller asked who may have it."""
    return kept.read(ListVersion.objects.get(pk=version_id).document)


def printed(key: str) -> bytes | None:
    """The PDF that was made of exactly this content; None when there is none yet."""
    row = PrintedFile.objects.filter(pk=key).first()
    try:
        return kept.read(row.sha256) if row else None
    except NotFound:
        return None


def find_withdrawn(slug: str, number: int | None = None) -> WithdrawnList | None:
    """Of a list that was public, for whoever holds a link to it; None where it never was, or still is."""
    steps = ListStep.objects.filter(
        version__dataset_list__slug=slug, before=ListState.PUBLISHED, after=ListState.WITHDRAWN
    ).select_related("version__dataset_list")
    found = (steps.filter(version__number=number) if number else steps).order_by("-id").first()
    if found is None:
        return None
    owned: DatasetList = found.version.dataset_list
    return WithdrawnList(
        slug, Words(owned.name_ko, owned.name_en), found.version.number, found.at, found.reason,
        _published().filter(dataset_list=owned).exists(),
    )  # fmt: skip


def _published() -> Any:
    return ListVersion.objects.filter(state=ListState.PUBLISHED).select_related("dataset_list")


def _version(slug: str, number: int | None) -> ListVersion:
    rows = _published().filter(dataset_list__slug=slug)
    version: ListVersion | None = (rows.filter(number=number) if number else rows.order_by("-number")).first()
    if version is None:
        raise NoSuchList(f"list {slug}: none is published here; see /lists/")
    return version


def _read(version: ListVersion, reading: Reading) -> PublishedList:
    owned: DatasetList = version.dataset_list
    listing, document, rules = _Listing(reading), reading.document, _rules_of(version, reading)
    called = _called(version, reading, document["constraints"])
    owner = called.get(owned.owner_id) or Words(owned.owner_id, "")
    members, left = listing.listed(document["members"]), listing.listed(document["rejected"])
    shown = Publication.objects.filter(pk=version.pk).first() or Publication(version=version)
    robustness = rules.get("robustness") or {}
    return PublishedList(
        id=version.pk, slug=owned.slug, number=version.number, numbers=_numbers(owned.pk),
        name=Words(owned.name_ko, owned.name_en), purpose=Words(owned.purpose_ko, owned.purpose_en),
        owner=owned.owner_id, owner_name=owner.ko, owner_name_en=owner.en,
        signed_at=version.signed_at, signed_by=version.signed_by,
        members=members, left=left, counts=_counts(reading, members, left),
        criteria=_criteria(version, rules["weights"], shown.effects),
        limits=_limits(document["constraints"], rules, called), gates=tuple(rules.get("gates") or ()),
        draws=int(robustness.get("draws", _DRAWS)), spread=float(robustness.get("spread", _SPREAD)),
        notes=tuple(document["notes"]), objective=document["objective"],
        sha256={part: getattr(version, part) for part in _HASHED},
        minutes=version.minutes, objections=_objections(version, members),
        names_reserve=shown.names_reserve, shows_minutes=shown.shows_minutes,
        core_from=float(robustness.get("core_from", CORE_FROM)),
        reserve_from=float(robustness.get("reserve_from", RESERVE_FROM)),
    )  # fmt: skip


class _Excerpted(Reading):
    """A version as far as everyone may read it: from its excerpt; until that was made, from the whole."""

    def __init__(self, version: ListVersion) -> None:
        super().__init__(version)
        self.excerpt = public_of(version) or public_part(version)
        self.document, self.names, self.rows = (self.excerpt[name] for name in ("document", "names", "rows"))

    @cached_property
    def bodies(self) -> dict[str, Words]:
        return {code: Words(*named) for code, named in self.excerpt["bodies"].items()}

    @cached_property
    def numbers(self) -> Numbers:
        return replace(super().numbers, ranked=self.excerpt["ranking"])


def public_part(version: ListVersion) -> Mapping[str, Any]:
    """The excerpt made anew, from all that the engine wrote."""
    whole = Reading(version)
    rules = yaml.safe_load(kept.read(version.rules))
    return public_excerpt(whole.document, whole.names, whole.rows, whole.numbers.ranking, rules)


def _rules_of(version: ListVersion, reading: Reading) -> Mapping[str, Any]:
    if isinstance(reading, _Excerpted):
        rules: Mapping[str, Any] = reading.excerpt["rules"]
        return rules
    return yaml.safe_load(kept.read(version.rules))  # type: ignore[no-any-return]


def _counts(reading: Reading, *parts: Collection[ListedDataset]) -> Mapping[str, int]:
    if isinstance(reading, _Excerpted):
        counts: Mapping[str, int] = reading.excerpt["counts"]
        return counts
    return Counter(each.standing for part in parts for each in part)


def _objections(version: ListVersion, members: Collection[ListedDataset]) -> tuple[Objection, ...]:
    """Objections and their answers, also on datasets that were never chosen from."""
    rows = list(version.objections.order_by("pk"))
    names: Mapping[str, Mapping[str, str]] = parsed.json_of(version.names) if rows else {}
    chosen = {each.dataset for each in members}
    named = ((row, names.get(row.dataset, {})) for row in rows)
    return tuple(
        Objection(
            Words(name.get("title") or row.dataset, name.get("title_en", "")),
            row.text,
            row.answer,
            row.dataset in chosen,
        )
        for row, name in named
    )


def _numbers(list_id: str) -> tuple[int, ...]:
    return tuple(_published().filter(dataset_list=list_id).order_by("number").values_list("number", flat=True))


class _Listing:
    """The rows of a version's document with what people read of them."""

    def __init__(self, reading: Reading) -> None:
        self._names, self._rows, self._numbers = reading.names, reading.rows, reading.numbers

    def listed(self, rows: Iterable[Mapping[str, Any]]) -> tuple[ListedDataset, ...]:
        """By institution, then title: an order that ranks nobody."""
        found = [self._one(row) for row in rows]
        return tuple(sorted(found, key=lambda each: (each.organisation_name, each.title, each.dataset)))

    def _one(self, row: Mapping[str, Any]) -> ListedDataset:
        name, cells = self._names.get(row["id"], {}), self._rows.get(row["id"], {})
        change = row.get("least_change")
        return ListedDataset(
            dataset=row["id"], title=name.get("title") or row["id"], title_en=name.get("title_en", ""),
            organisation=name.get("organisation", ""), organisation_name=name.get("organisation_name", ""),
            organisation_name_en=name.get("organisation_name_en", ""), standing=row["class"],
            acceptability=row["acceptability"], score=row["score"], mode=row.get("mode", ""), value=row.get("value"),
            field=cells.get("field") or "", modality=cells.get("modality") or "", cluster=cells.get("cluster") or "",
            reasons=tuple(reason_of(cause, row["id"], self._numbers) for cause in row["causes"]),
            least_change=None if change is None else tuple(change),
        )  # fmt: skip


def _criteria(
    version: ListVersion, weights: Mapping[str, float], effects: Mapping[str, list[int]] | None
) -> tuple[CriterionLine, ...]:
    """The heaviest first."""
    agreement = panel_of(version).agreement
    found = []
    for each, weight in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])):
        said = agreement.get(each)
        because = said.because if said is not None and not said.decides else None
        down, up = (effects or {}).get(each, (None, None))
        found.append(CriterionLine(each, float(weight), because, down, up))
    silent = [each for each in agreement if each not in weights and not agreement[each].decides]
    return (*found, *(CriterionLine(each, 0.0, agreement[each].because) for each in silent))


def _called(version: ListVersion, reading: Reading, constraints: Iterable[Mapping[str, Any]]) -> Mapping[str, Words]:
    """The list's owner and institutions that its floors and caps name, as they were called when it was signed: by the
    signature, else as the evidence was frozen. Only who stands in neither is named as today: a list signed before
    signatures kept names."""
    signed = {code: Words(*each) for code, each in version.signed_over.get("institutions", {}).items()}
    found = {**reading.bodies, **signed}
    asked = {each["name"].split(".")[2] for each in constraints if each["name"].split(".")[1:2] == ["organisation"]}
    missing = {version.dataset_list.owner_id, *asked} - found.keys()
    today = organisations.by_codes(missing) if missing - {EVERY} else {}
    return {**{code: Words(each.name, each.name_en) for code, each in today.items()}, **found}


def _limits(
    constraints: Iterable[Mapping[str, Any]], rules: Mapping[str, Any], called: Mapping[str, Words]
) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            each["name"], _asked(each["name"], rules), each["slack"], each["price"],
            _value_of(each["name"], called), len(_set_for(each["name"], rules)) > 1,
        )
        for each in constraints
    )  # fmt: skip


def _value_of(name: str, bodies: Mapping[str, Words]) -> Words | None:
    """What the value in a floor's or cap's name is called; None for a limit of another kind."""
    kind, _, rest = name.partition(".")
    column, _, value = rest.partition(".")
    if kind not in ("floors", "caps"):
        return None
    return (bodies.get(value) if column == "organisation" else None) or value_words(column, value)


def _asked(name: str, rules: Mapping[str, Any]) -> float | None:
    """The number in the rules that a constraint's name stands for; None where it has none."""
    kind, _, rest = name.partition(".")
    if kind in ("floors", "caps"):
        return _set_for(name, rules).get(rest.partition(".")[2])
    found = rules.get(kind)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def _set_for(name: str, rules: Mapping[str, Any]) -> Mapping[str, float]:
    """{value: number} of all floors, or all caps, of the column that a floor or cap is of; else empty."""
    kind, _, rest = name.partition(".")
    found: Mapping[str, float] = ((rules.get(kind) or {}) if kind in ("floors", "caps") else {}).get(
        rest.partition(".")[0]
    ) or {}
    return found
