"""Institutions, who belongs where, and code tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from gotgan.organisations import models
from gotgan.terms.code import CodeRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Member, Organisation
from gotgan.terms.role import SYSTEM, Actor, Role, RoleHeld, Viewer
from gotgan.terms.text import title_tight


def find(code: str) -> Organisation | None:
    return _first(models.Organisation.objects.filter(pk=code))


def get(code: str) -> Organisation:
    """Raises: NotFound."""
    found = find(code)
    if found is None:
        raise NotFound(f"organisation {code}: there is no such institution; import it or add it first")
    return found


def has_registry() -> bool:
    """Whether institutions with names of their own are known: then a code can be checked against them.

    Neither the sample's count nor those that stand under their bare code.
    """
    return models.Organisation.objects.filter(is_sample=False).exclude(name_ko=F("code")).exists()


def by_slug(slug: str) -> Organisation | None:
    return _first(models.Organisation.objects.filter(slug=slug))


def all_organisations(*, on: date | None = None) -> tuple[Organisation, ...]:
    """By code; `on` keeps those that existed on that day."""
    return _records(_valid_on(models.Organisation.objects.all(), on))


def by_codes(codes: Iterable[str]) -> dict[str, Organisation]:
    """Those of them that are known, by code; two queries."""
    return {each.code: each for each in _records(models.Organisation.objects.filter(pk__in=set(codes)))}


def find_by_name(words: str, *, limit: int = 20) -> tuple[Organisation, ...]:
    """Institutions whose Korean or English name, short name or code holds `words`; spaces do not matter."""
    key = title_tight(words)
    if not key:
        return ()
    matches = (
        Q(name_key__contains=key)
        | Q(name_en__icontains=words.strip())
        | Q(slug__icontains=words.strip())
        | Q(code__iexact=words.strip())
    )
    return _records(models.Organisation.objects.filter(matches))[:limit]


def successors_of(code: str) -> tuple[str, ...]:
    """The institutions that live today in the place of `code`, following links to their ends."""
    return heirs_of((code,)).get(code, ())


def heirs_of(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """{code: who lives today in its place}, of those that no longer stand themselves; one query."""
    links: dict[str, list[str]] = {}
    for old, new in models.Succession.objects.values_list("predecessor_id", "successor_id"):
        links.setdefault(old, []).append(new)
    return {code: _ends_of(code, links) for code in set(codes) & links.keys()}


def _ends_of(code: str, links: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    ends, queue, seen = [], [code], {code}
    while queue:
        current = queue.pop(0)
        following = [new for new in links.get(current, ()) if new not in seen]
        seen.update(following)
        queue.extend(following)
        if current not in links and current != code:
            ends.append(current)
    return tuple(ends)


def roles_of(person_id: int, on: date | None = None) -> tuple[RoleHeld, ...]:
    """What a person may act as on a day (today)."""
    held = models.Membership.objects.filter(person_id=person_id)
    rows = _valid_on(held, on or timezone.localdate()).values_list("role", "organisation_id")
    return tuple(RoleHeld(Role(role), organisation) for role, organisation in rows)


def members_of(organisations: Iterable[str], *roles: Role, on: date | None = None) -> dict[str, tuple[Member, ...]]:
    """Who holds one of `roles` (any role) in each of the institutions on a day (today), by code; one query.

    Roles that are held everywhere are nobody's membership.
    """
    held = models.Membership.objects.filter(organisation__in=set(organisations))
    if roles:
        held = held.filter(role__in=[str(role) for role in roles])
    found: dict[str, list[Member]] = {}
    rows = (
        _valid_on(held, on or timezone.localdate()).order_by("id").values_list("organisation_id", "person_id", "role")
    )
    for code, person_id, role in rows:
        found.setdefault(code, []).append(Member(person_id, Role(role)))
    return {code: tuple(dict.fromkeys(members)) for code, members in found.items()}


def holders_of(*roles: Role, organisation: str | None = None, on: date | None = None) -> frozenset[int]:
    """The people who hold one of `roles` on a day (today) in the institution or everywhere; in any without one."""
    held = models.Membership.objects.filter(role__in=[str(role) for role in roles])
    if organisation is not None:
        held = held.filter(Q(organisation=organisation) | Q(organisation__isnull=True))
    return frozenset(_valid_on(held, on or timezone.localdate()).values_list("person_id", flat=True))


def roles_on(moments: Iterable[tuple[int, date]]) -> dict[tuple[int, date], tuple[RoleHeld, ...]]:
    """What each person could act as on a day, by (person, day); one query."""
    wanted = set(moments)
    rows = models.Membership.objects.filter(person_id__in={person for person, _ in wanted})
    held = list(rows.values_list("person_id", "role", "organisation_id", "valid_from", "valid_to"))
    return {
        (person, day): tuple(
            RoleHeld(Role(role), organisation)
            for whose, role, organisation, since, until in held
            if whose == person and since <= day and (until is None or day <= until)
        )
        for person, day in wanted
    }


def viewer_of(by: Actor) -> Viewer:
    """The actor with the roles held today, as a room's rules ask for it; the system acts as an operator."""
    if by == SYSTEM:
        return Viewer(None, by.label, (RoleHeld(Role.OPERATOR),))
    return Viewer(by.person_id, by.label, roles_of(by.person_id) if by.person_id is not None else ())


def find_code(table: str, code: str, *, on: date | None = None) -> CodeRecord | None:
    """The meaning of a code on a day; without a day, its newest one."""
    rows = _valid_on(models.Code.objects.filter(table=table, code=code), on)
    row = rows.order_by("valid_from").last()
    return _code_record(row) if row else None


def code_tables() -> dict[str, int]:
    """Each table and how many rows it has."""
    names = models.Code.objects.order_by("table").values_list("table", flat=True).distinct()
    return {name: models.Code.objects.filter(table=name).count() for name in names}


def _valid_on(rows: QuerySet, day: date | None) -> QuerySet:
    if day is None:
        return rows
    return rows.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def _first(rows: QuerySet[models.Organisation]) -> Organisation | None:
    return next(iter(_records(rows[:1])), None)


def _records(rows: Iterable[models.Organisation]) -> tuple[Organisation, ...]:
    if isinstance(rows, QuerySet):
        links = Prefetch("successions", to_attr="links")  # as a list: a manager for each of a thousand rows is dear
        return tuple(_record(row, row.links) for row in rows.prefetch_related(links))
    return tuple(_record(row, row.successions.all()) for row in rows)


def _record(row: models.Organisation, links: Iterable[models.Succession]) -> Organisation:
    return Organisation(
        code=row.code, slug=row.slug, name=row.name_ko, name_en=row.name_en, kind=row.kind,
        parent=row.parent_id, valid_from=row.valid_from, valid_to=row.valid_to,
        successors=tuple(link.successor_id for link in links), is_sample=row.is_sample,
    )  # fmt: skip


def _code_record(row: models.Code) -> CodeRecord:
    return CodeRecord(row.table, row.code, row.name, row.valid_from, row.valid_to, tuple(row.successors))
