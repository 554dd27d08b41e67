"""Combinations as the rules see them, in lists, and one as its page shows it to one party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from gotgan.accounts import queries as accounts
from gotgan.organisations import queries as organisations
from gotgan.refine import models
from gotgan.refine.queries.facts import facts_of as order_facts
from gotgan.refine.rules import combining, people
from gotgan.store.folder import FolderStore
from gotgan.terms.combination import (
    CombinationFacts,
    CombinationRecord,
    CombinationState,
    ParcelKind,
    Party,
    PartyFacts,
    TaskState,
)
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Invalid, Issue, NotFound
from gotgan.terms.job import JobState
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Role, Viewer
from gotgan.work import queries as work


class NoSuchCombination(NotFound):
    """There is no such combination or file, or it is not for this person to know."""


def facts_of(row: models.Combination) -> CombinationFacts:
    """One query, and one for each job that was asked for. A job that broke off for good holds nobody up."""
    parties = tuple(
        PartyFacts(
            Party(each.party), each.person_id, each.organisation_id, each.task == TaskState.DONE,
            each.task == TaskState.WAITING and _is_alive(each.job_id),
        )
        for each in row.parties.all()
    )  # fmt: skip
    return CombinationFacts(CombinationState(row.state), parties, row.is_busy and _is_alive(row.job_id))


def _is_alive(job_id: int | None) -> bool:
    job = None if job_id is None else work.find_job(job_id)
    return job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)


def get_combination(viewer: Viewer, combination_id: str) -> models.Combination:
    """Raises: NoSuchCombination, also for who may not see it."""
    row = models.Combination.objects.prefetch_related("parties").filter(pk=combination_id).first()
    if row is None or not combining.may_see(viewer, facts_of(row)):
        raise NoSuchCombination(f"combination {combination_id}: there is no such one; see the list of combinations")
    return row


def combinations_of(viewer: Viewer, *, limit: int = 200) -> tuple[CombinationRecord, ...]:
    """Those that the viewer may see: what waits for the viewer first, then the newest."""
    rows = _visible(viewer).prefetch_related("parties").order_by("-updated", "id")[:limit]
    records = [_record(row, facts_of(row), viewer.person_id) for row in rows]
    return tuple(sorted(records, key=lambda each: not each.waits))


def count_combinations_waiting(viewer: Viewer) -> int:
    """Combinations in which this person is who goes on."""
    if viewer.person_id is None:
        return 0
    rows = models.Combination.objects.filter(parties__person_id=viewer.person_id).distinct()
    open_ones = rows.exclude(state__in=combining.ENDED).prefetch_related("parties")
    return sum(viewer.person_id in combining.waits_for(facts_of(row)) for row in open_ones)


def _visible(viewer: Viewer) -> QuerySet[models.Combination]:
    if viewer.holds(Role.AUDITOR):
        return models.Combination.objects.all()
    if viewer.person_id is None:
        return models.Combination.objects.none()
    return models.Combination.objects.filter(parties__person_id=viewer.person_id).distinct()


def _record(row: models.Combination, facts: CombinationFacts, person: int | None) -> CombinationRecord:
    mine = combining.parties_of(person, facts)
    return CombinationRecord(row.pk, row.title, facts.state, row.updated, mine, person in combining.waits_for(facts))


@dataclass(frozen=True)
class PartyView:
    """One party on the page. What a provider said of its table is there for itself alone, None for the others."""

    row: models.CombinationParty
    organisation: Organisation | None
    name: str
    is_me: bool

    @property
    def own(self) -> models.CombinationParty | None:
        return self.row if self.is_me else None


@dataclass(frozen=True)
class ParcelView:
    """A file in custody that is handed to the viewer, or that the viewer's institution made."""

    row: models.Parcel
    maker: Organisation | None


@dataclass(frozen=True)
class CombinationPage:
    """Everything of one combination, cut to what this viewer may see."""

    row: models.Combination
    facts: CombinationFacts
    mine: frozenset[Party]
    parties: tuple[PartyView, ...]
    parcels: tuple[ParcelView, ...]
    steps: tuple[models.CombinationStep, ...]
    may_name: bool
    may_make_key: Decision
    may_prepare: Decision
    may_match: Decision
    may_combine: Decision
    may_close: Decision
    may_stop: Decision
    waits: bool
    sees_order: bool

    @property
    def stage(self) -> int:
        """The place of the state in the way, from 0; where it was stopped, the state before."""
        state = self.facts.state
        if state is CombinationState.STOPPED:
            state = CombinationState(self.steps[0].before)
        return combining.STAGES.index(state)

    @property
    def counts(self) -> Mapping[str, Any] | None:
        """How many match, without a person; None before the keys were matched."""
        return self.row.linkage.get("parameters") if self.row.linkage else None

    @property
    def sides(self) -> tuple[tuple[Organisation | None, Mapping[str, Any]], ...]:
        """The counts of each institution, with the institution."""
        bodies = {each.organisation.slug: each.organisation for each in self.parties if each.organisation}
        return tuple((bodies.get(side["side"]), side) for side in self.counts["sides"]) if self.counts else ()

    @property
    def is_working(self) -> bool:
        return self.facts.is_busy or any(each.is_working for each in self.facts.parties)


def combination_page(viewer: Viewer, combination_id: str) -> CombinationPage:
    """Raises: NoSuchCombination."""
    row = get_combination(viewer, combination_id)
    facts, person = facts_of(row), viewer.person_id
    mine = combining.parties_of(person, facts)
    living = row.parcels.filter(destroyed__isnull=True)
    parties = _parties(row, person)
    bodies = {each.row.organisation_id: each.organisation for each in parties}
    return CombinationPage(
        row=row,
        facts=facts,
        mine=mine,
        parties=parties,
        parcels=tuple(ParcelView(each, bodies.get(each.maker_id)) for each in living if _may_take(facts, person, each)),
        steps=tuple(row.steps.order_by("-id")),
        may_name=Party.APPLICANT in mine and facts.state is CombinationState.OPENED,
        may_make_key=combining.may_make_key(facts, person),
        may_prepare=combining.may_prepare(facts, person),
        may_match=combining.may_match(facts, person),
        may_combine=combining.may_combine(facts, person),
        may_close=combining.may_close(facts, person),
        may_stop=combining.may_stop(facts, person),
        waits=person in combining.waits_for(facts),
        sees_order=row.order is not None and bool(people.may_see(viewer, order_facts(row.order))),
    )


def _parties(row: models.Combination, person: int | None) -> tuple[PartyView, ...]:
    rows = sorted(row.parties.all(), key=lambda each: (list(Party).index(Party(each.party)), each.pk))
    bodies = organisations.by_codes(each.organisation_id for each in rows)
    names = accounts.names_of(each.person_id for each in rows)
    return tuple(
        PartyView(each, bodies.get(each.organisation_id), names.get(each.person_id, ""), each.person_id == person)
        for each in rows
    )


def _may_take(facts: CombinationFacts, person: int | None, parcel: models.Parcel) -> Decision:
    return combining.may_take(facts, person, ParcelKind(parcel.kind), parcel.maker_id)


def open_parcel(viewer: Viewer, combination_id: str, parcel_id: int) -> tuple[models.Parcel, BinaryIO]:
    """A file in custody for whom it is handed to; the caller closes it.

    Raises: NoSuchCombination, also for who may not take it; ObjectMissing when it is not in the store.
    """
    row = get_combination(viewer, combination_id)
    parcel = row.parcels.filter(pk=parcel_id, destroyed__isnull=True).first()
    if parcel is None or not _may_take(facts_of(row), viewer.person_id, parcel):
        raise NoSuchCombination(f"file {parcel_id}: there is no such file of this combination; see its page")
    return parcel, FolderStore(Path(settings.GOTGAN_DATA) / "objects").open(parcel.sha256)


def provider_of(viewer: Viewer, row: models.Combination) -> models.CombinationParty:
    """The viewer's own part as a providing institution. Raises: NoSuchCombination."""
    found = row.parties.filter(party=Party.PROVIDER, person_id=viewer.person_id).first()
    if found is None:
        raise NoSuchCombination(f"combination {row.pk}: you provide nothing to it; see its page")
    return found


def find_candidate(email: str, party: Party, organisation: str = "") -> tuple[int, str]:
    """(person, institution) for a party, by e-mail; the institution only where the person keeps data of several.

    Raises: Invalid, saying the same whether the address is unknown or the person keeps no data.
    """
    person = accounts.find_person(email.strip())
    roles = combining.ELIGIBLE.get(party, ())
    held = organisations.roles_of(person.id) if person is not None and person.is_active else ()
    codes = {each.organisation for each in held if each.role in roles and each.organisation is not None}
    if organisation.strip():
        codes &= {organisation.strip()}
    if person is None or not codes:
        raise Invalid(Issue("email", "nobody of this address can take it", "ask the institution whom to name"))
    if len(codes) > 1:
        raise Invalid(Issue("organisation", "the person keeps data of several", "give the code of the institution"))
    return person.id, codes.pop()


def receipts_of(row: models.Combination) -> list[dict[str, Any]]:
    """What the engine told of every step before the result. The newest of each maker counts, destroyed or not."""
    newest = {(each.kind, each.maker_id): each.receipt for each in row.parcels.order_by("id")}
    order = {kind.value: place for place, kind in enumerate(ParcelKind)}
    return [receipt for (kind, _), receipt in sorted(newest.items(), key=lambda each: (order[each[0][0]], each[0][1]))]


def receipts_before(dataset_id: str, version: str) -> list[dict[str, Any]]:
    """The receipts that led to a combined version; none for any other. They stay when the files are destroyed."""
    row = models.Combination.objects.filter(dataset=dataset_id, version=version).first()
    return [] if row is None else [*receipts_of(row), row.result]


def codes_of(viewer: Viewer) -> tuple[Organisation, ...]:
    """The institutions that the viewer may apply for."""
    held: Iterable[str] = {
        each.organisation for each in viewer.roles if each.organisation is not None and each.role in people.KEEPERS
    }
    return tuple(sorted(organisations.by_codes(held).values(), key=lambda each: each.name))
