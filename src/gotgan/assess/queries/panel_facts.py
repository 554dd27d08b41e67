"""A panel as the rules see it. About ten queries, however long the shortlist is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.rules.conflicts import AssessorFacts, ConflictKind, Declared, Rateable
from gotgan.assess.rules.panels import (
    AssignmentFacts,
    AssignmentKind,
    FurtherRound,
    PanelFacts,
    PanelState,
    Round,
    RoundRow,
)
from gotgan.assess.rules.rubrics import Rubric, read_rubric
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.errors import NotFound
from gotgan.terms.role import Role, RoleHeld

Given = Mapping[int, Mapping[Round, Mapping[str, models.Rating]]]
"""{assignment: {round: {criterion: the newest rating}}}."""
Heirs = Mapping[str, tuple[str, ...]]
"""{institution: who stands in its place today}."""


class NoSuchPanel(NotFound):
    """There is no such panel, or it is not for this person to know."""


def find_panel(panel_id: str, *, is_locked: bool = False) -> models.Panel:
    """Raises: NoSuchPanel."""
    rows = models.Panel.objects.select_for_update(of=("self",)) if is_locked else models.Panel.objects.all()
    found = rows.select_related("version__dataset_list").filter(pk=panel_id).first()
    if found is None:
        raise NoSuchPanel(f"panel {panel_id}: there is no such panel; see what waits for you")
    return found


def rubric_of(panel: models.Panel) -> Rubric:
    return read_rubric(panel.rubric)


def records_of(panel: models.Panel) -> dict[str, DatasetRecord]:
    """The datasets of the shortlist that the inventory still knows, by id."""
    return inventory.datasets_of(panel.version.shortlist)


def facts_of(panel: models.Panel, records: Mapping[str, DatasetRecord] | None = None) -> PanelFacts:
    known = records_of(panel) if records is None else records
    rows = models.Assignment.objects.filter(assessor__panel=panel, ended__isnull=True)
    assignments = list(rows.order_by("id"))
    given = newest_ratings(each.pk for each in assignments)
    people = list(panel.assessors.prefetch_related("conflicts"))
    roles = _roles(people)
    heirs = organisations.heirs_of(_codes(people, roles, known))
    return PanelFacts(
        state=PanelState(panel.state),
        criteria=rubric_of(panel).ids,
        assessors=_with_names(
            tuple(_assessor(each, roles.get(each.person_id, ()), heirs) for each in people), panel.suppliers
        ),
        datasets=tuple(_rateable(name, known.get(name), panel.suppliers, heirs) for name in panel.version.shortlist),
        assignments=tuple(_assignment(each, given.get(each.pk, {})) for each in assignments),
        needed=panel.needed,
        calibrated=panel.calibrated,
        is_shown=panel.shown is not None,
        rounds=_rounds(panel) if panel.state in (PanelState.RESOLVING, PanelState.CLOSED) else (),
    )


def facts_of_one(panel: models.Panel, person: int | None, records: Mapping[str, DatasetRecord]) -> PanelFacts:
    """What deciding on one person's ratings of the datasets of `records` takes: them alone with their assignments of
    these, of all others of the shortlist whether they are live, of open rounds what the person holds and thirds.

    A dozen small queries, however long the shortlist is. Not for what asks about anybody else's ratings.
    """
    people = list(panel.assessors.filter(person_id=person).prefetch_related("conflicts"))
    rows = models.Assignment.objects.filter(assessor__in=people, dataset__in=records, ended__isnull=True)
    assignments = list(rows.order_by("id"))
    given = newest_ratings(each.pk for each in assignments)
    roles = _roles(people)
    heirs = organisations.heirs_of(_codes(people, roles, records))
    live = inventory.live_among(panel.version.shortlist)
    suppliers = {name: panel.suppliers[name] for name in records if name in panel.suppliers}
    return PanelFacts(
        state=PanelState(panel.state),
        criteria=rubric_of(panel).ids,
        assessors=_with_names(
            tuple(_assessor(each, roles.get(each.person_id, ()), heirs) for each in people), suppliers
        ),
        datasets=tuple(
            _rateable(name, records[name], suppliers, heirs)
            if name in records
            else Rateable(name, "", is_live=name in live)
            for name in panel.version.shortlist
        ),
        assignments=tuple(_assignment(each, given.get(each.pk, {})) for each in assignments),
        needed=panel.needed,
        calibrated=panel.calibrated,
        is_shown=panel.shown is not None,
        rounds=_rounds(panel, people) if panel.state in (PanelState.RESOLVING, PanelState.CLOSED) else (),
    )


def _rounds(panel: models.Panel, people: Collection[models.Assessor] | None = None) -> tuple[FurtherRound, ...]:
    """One query, and two more where there are rounds. With `people`, of those under way their rows and thirds alone."""
    found = list(panel.rounds.all())
    if not found:
        return ()
    rows_of = models.FurtherAssignment.objects.filter(round__in=found, ended__isnull=True)
    if people is not None:
        theirs = Q(assessor__in=people) | Q(kind=AssignmentKind.THIRD)
        rows_of = rows_of.filter(theirs, round__finished__isnull=True)
    held = list(rows_of)
    newest = newest_again(each.pk for each in held)
    rows: dict[int, list[RoundRow]] = {}
    for each in held:
        value = newest[each.pk].value if each.pk in newest else None
        row = RoundRow(each.assessor_id, each.dataset, AssignmentKind(each.kind), value)
        rows.setdefault(each.round_id, []).append(row)
    return tuple(
        FurtherRound(each.criterion, each.number, tuple(rows.get(each.pk, ())), each.finished is not None)
        for each in found
    )


def newest_again(assignment_ids: Iterable[int]) -> dict[int, models.FurtherRating]:
    """{assignment of a further round: its newest rating}."""
    rows = models.FurtherRating.objects.filter(assignment__in=list(assignment_ids)).order_by("revision")
    return {row.assignment_id: row for row in rows}


def newest_ratings(assignment_ids: Iterable[int]) -> Given:
    """One query; a later revision stands in for an earlier one."""
    found: dict[int, dict[Round, dict[str, models.Rating]]] = {}
    for row in models.Rating.objects.filter(assignment__in=list(assignment_ids)).order_by("revision"):
        found.setdefault(row.assignment_id, {}).setdefault(Round(row.round), {})[row.criterion] = row
    return found


def open_assignments(panel: models.Panel, assessor_id: int, dataset: str) -> tuple[models.FurtherAssignment, ...]:
    """What one assessor holds of a dataset in rounds that are under way."""
    rows = models.FurtherAssignment.objects.filter(
        round__panel=panel, round__finished__isnull=True, assessor=assessor_id, dataset=dataset, ended__isnull=True
    )
    return tuple(rows.select_related("round"))


def _roles(people: Iterable[models.Assessor]) -> dict[int, tuple[RoleHeld, ...]]:
    """{person: what they may act as today}."""
    today = timezone.localdate()
    found = organisations.roles_on((each.person_id, today) for each in people)
    return {person: held for (person, _), held in found.items()}


def _codes(
    people: Iterable[models.Assessor], roles: Mapping[int, Iterable[RoleHeld]], known: Mapping[str, DatasetRecord]
) -> set[str]:
    """Institutions that somebody belongs to, declared, or that hold a dataset."""
    own = {held.organisation for found in roles.values() for held in found if held.organisation is not None}
    return own | {code for each in people for code in _declared(each)} | {each.organisation for each in known.values()}


def _declared(row: models.Assessor) -> frozenset[str]:
    return frozenset(each.ref for each in row.conflicts.all() if each.kind == ConflictKind.ORGANISATION)


def _assessor(row: models.Assessor, roles: Iterable[RoleHeld], heirs: Heirs) -> AssessorFacts:
    own = frozenset(held.organisation for held in roles if held.organisation is not None)
    return AssessorFacts(
        id=row.pk,
        person=row.person_id,
        own=own | _heirs(own, heirs),
        declared=tuple(Declared(ConflictKind(each.kind), each.ref) for each in row.conflicts.all()),
        declared_for=frozenset(row.declared_for),
        is_active=row.left is None and any(held.role is Role.ASSESSOR for held in roles),
        heirs=_heirs(_declared(row), heirs),
    )


def _with_names(found: tuple[AssessorFacts, ...], suppliers: Mapping[str, list[str]]) -> tuple[AssessorFacts, ...]:
    """With what their institutions are called, where a record names anybody: two queries for all of them."""
    own = {
        each.id: each.own | each.heirs | {d.ref for d in each.declared if d.kind is ConflictKind.ORGANISATION}
        for each in found
    }
    codes = {code for each in own.values() for code in each}
    if not suppliers or not codes:
        return found
    known = organisations.by_codes(codes)
    names = {code: frozenset({body.name, body.name_en} - {""}) for code, body in known.items()}
    return tuple(replace(each, names={code: names[code] for code in own[each.id] if code in names}) for each in found)


def _heirs(codes: Iterable[str], heirs: Heirs) -> frozenset[str]:
    return frozenset(heir for code in codes for heir in heirs.get(code, ()))


def _rateable(name: str, record: DatasetRecord | None, suppliers: Mapping[str, list[str]], heirs: Heirs) -> Rateable:
    """What left the inventory is withdrawn."""
    if record is None:
        return Rateable(name, "", is_live=False)
    named = frozenset(suppliers.get(name, ()))
    return Rateable(name, record.organisation, named, record.is_live, _heirs([record.organisation], heirs))


def _assignment(row: models.Assignment, given: Mapping[Round, Mapping[str, models.Rating]]) -> AssignmentFacts:
    values = {each: {name: rating.value for name, rating in given.get(each, {}).items()} for each in Round}
    return AssignmentFacts(
        row.assessor_id, row.dataset, AssignmentKind(row.kind), values[Round.CALIBRATION], values[Round.MAIN]
    )
