"""One sheet as its page shows it: items in sections, suggestions with evidence, contradictions, path, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gotgan.survey.models import AnswerChange, Delegation, Reply, Sheet, SheetStep
from gotgan.survey.queries.held import (
    asked_of,
    corrected_in,
    gaps_of,
    hold,
    most_severe_first,
    outlived_of,
)
from gotgan.survey.queries.reach import find_sheet, passed_on
from gotgan.survey.queries.same import others_of
from gotgan.survey.queries.sheets import Place, place_of
from gotgan.survey.rules.answering import may_answer_item
from gotgan.survey.rules.counts import is_empty
from gotgan.survey.rules.people import may_answer
from gotgan.survey.rules.states import WRITABLE
from gotgan.survey.rules.stepping import (
    may_accept,
    may_review_now,
    may_send_back,
    may_sign_sheet,
    may_submit,
    may_take_back,
)
from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import UNKNOWN, Item, Questionnaire, Section, Words
from gotgan.terms.role import Viewer
from gotgan.terms.survey import Answer, DatasetFacts, SheetState

PATH = (SheetState.DRAFT, SheetState.SUBMITTED, SheetState.SIGNED, SheetState.ACCEPTED)
MOST_CHANGES = 300


@dataclass(frozen=True)
class ItemView:
    """One item on a sheet. `before` is what a person corrected, with the evidence it stood on.

    `may_answer`: the viewer has the right; `may_write`: and the sheet takes answers now.
    """

    item: Item
    answer: Answer | None
    is_needed: bool
    is_shown: bool
    may_answer: bool
    may_write: bool
    contradictions: tuple[Mapping[str, Any], ...] = ()
    passed_to: tuple[str, ...] = ()
    before: Answer | None = None

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def value(self) -> Any:
        return self.answer.value if self.answer else None

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def state(self) -> str:
        """`answered`, `suggested` or `empty`."""
        if self.answer is None or is_empty(self.answer.value):
            return "empty"
        return "answered" if self.answer.is_confirmed else "suggested"

    @property
    def is_seen(self) -> bool:
        """Whether the page shows it: it is asked, or takes part in a contradiction."""
        return self.is_shown or bool(self.contradictions)

    @property
    def waits(self) -> bool:
        return self.is_needed and self.state != "answered"


@dataclass(frozen=True)
class SectionView:
    section: Section
    items: tuple[ItemView, ...]

    @property
    def answered(self) -> int:
        return sum(each.is_needed and each.state == "answered" for each in self.items)

    @property
    def needed(self) -> int:
        return sum(each.is_needed for each in self.items)

    @property
    def suggested(self) -> tuple[str, ...]:
        """Items of which a suggestion waits for the reader."""
        return tuple(each.key for each in self.items if each.is_shown and each.state == "suggested" and each.may_write)


@dataclass(frozen=True)
class SheetView:
    """All that the page of one sheet needs. `may` names the steps that the viewer may take now.

    `others`: sheets that seem to be of the same data, with their institution and nothing else of them.
    """

    id: str
    title: str
    system: str
    state: SheetState
    wave: int
    revision: int
    place: Place
    form: Questionnaire
    facts: DatasetFacts | None
    sections: tuple[SectionView, ...]
    contradictions: tuple[Mapping[str, Any], ...]
    gaps: tuple[Issue, ...]
    may: frozenset[str]
    remark: str = ""
    signed_by: str = ""
    signed: datetime | None = None
    updated: datetime | None = None
    dataset: str = ""
    is_declared: bool = False
    same_as: tuple[str, str] | None = None
    others: tuple[tuple[str, Words], ...] = ()
    steps: tuple[SheetStep, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    outlived: tuple[Reply, ...] = ()
    needed: int = 0
    confirmed: int = 0
    suggested: int = 0
    blocks: int = 0
    warns: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.confirmed)

    @property
    def path(self) -> tuple[SheetState, ...]:
        """Draft, submitted, signed, accepted; a returned one stands at the beginning."""
        return (SheetState.RETURNED, *PATH[1:]) if self.state is SheetState.RETURNED else PATH

    @property
    def since(self) -> datetime | None:
        return self.steps[-1].at if self.steps else None

    @property
    def corrected(self) -> tuple[ItemView, ...]:
        """Items whose answer a person changed from what was suggested or said before: what a head looks at first."""
        return tuple(each for each in self._asked if each.answer and each.answer.changed_from is not None)

    @property
    def unknown(self) -> tuple[ItemView, ...]:
        return tuple(each for each in self._asked if each.state == "answered" and each.value == UNKNOWN)

    @property
    def _asked(self) -> tuple[ItemView, ...]:
        return tuple(each for section in self.sections for each in section.items if each.is_shown)

    @property
    def next_item(self) -> str:
        """The first item that waits for the reader, or nothing."""
        waiting = (each for section in self.sections for each in section.items if each.waits and each.may_write)
        return next((each.key for each in waiting), "")

    def item(self, key: str) -> ItemView | None:
        return next((each for section in self.sections for each in section.items if each.key == key), None)


def get_sheet(viewer: Viewer, sheet_id: str) -> SheetView:
    """One sheet; about ten queries. Raises: NoSuchSheet, also for a stranger."""
    held = hold(find_sheet(viewer, sheet_id))
    row = held.row
    place = place_of(row.target)
    steps = tuple(SheetStep.objects.filter(sheet=row))
    delegations = tuple(Delegation.objects.filter(sheet=row))
    delegated = passed_on(viewer, row)
    open_now = bool(place.may_write) and SheetState(row.state) in WRITABLE
    before = corrected_in(row, held.answers)
    views = {
        item.key: ItemView(
            item=item,
            answer=held.answers.get(item.key),
            is_needed=item.key in held.needed,
            is_shown=item.key in held.shown,
            may_answer=(right := bool(may_answer_item(viewer, place.organisation, item.key, delegated))),
            may_write=open_now and right,
            contradictions=tuple(each for each in row.contradictions if item.key in each["items"]),
            passed_to=tuple(each.to for each in delegations if not each.done and item.key in each.items),
            before=before.get(item.key),
        )
        for item in asked_of(held)
    }
    return SheetView(
        id=row.pk, title=row.title, system=row.system, state=SheetState(row.state), wave=row.wave,
        revision=row.revision, place=place, form=held.form, facts=held.facts, sections=_sections(held.form, views),
        contradictions=most_severe_first(row), gaps=gaps_of(held), may=_may(viewer, place, row, steps, open_now),
        remark=row.remark, signed_by=row.signed_by, signed=row.signed, updated=row.updated,
        dataset=held.facts.address if held.facts else "", is_declared=row.dataset_id is None, same_as=_same_as(row),
        others=tuple((each.pk, _body(each)) for each in others_of(row)), steps=steps, delegations=delegations,
        outlived=outlived_of(row), needed=row.needed, confirmed=row.confirmed, suggested=row.suggested,
        blocks=row.blocks, warns=row.warns,
    )  # fmt: skip


def changes_of(viewer: Viewer, sheet_id: str) -> tuple[AnswerChange, ...]:
    """Every correction and confirmation, newest first. Raises: NoSuchSheet."""
    row = find_sheet(viewer, sheet_id)
    return tuple(AnswerChange.objects.filter(sheet=row).order_by("-pk")[:MOST_CHANGES])


def _sections(form: Questionnaire, views: Mapping[str, ItemView]) -> tuple[SectionView, ...]:
    found = []
    for section in form.sections:
        items = tuple(view for view in views.values() if view.item.section == section.letter)
        if items:
            found.append(SectionView(section, items))
    return tuple(found)


def _may(viewer: Viewer, place: Place, row: Sheet, steps: Collection[SheetStep], open_now: bool) -> frozenset[str]:
    state, here = SheetState(row.state), place.organisation
    submitted_by = next((step.person_id for step in reversed(tuple(steps)) if step.after == SheetState.SUBMITTED), None)
    review = bool(may_review_now(place.state))
    found = {
        "write": open_now and (bool(may_answer(viewer, here)) or passed_on(viewer, row) is not None),
        "answer": open_now and bool(may_answer(viewer, here)),
        "submit": bool(place.may_write) and bool(may_submit(viewer, here, state)),
        "take_back": bool(place.may_write) and bool(may_take_back(viewer, here, state)),
        "sign": review and bool(may_sign_sheet(viewer, here, state, submitted_by)),
        "send_back": review and bool(may_send_back(viewer, here, state)),
        "accept": review and bool(may_accept(viewer, state)),
    }
    return frozenset(name for name, allowed in found.items() if allowed)


def _same_as(row: Sheet) -> tuple[str, str] | None:
    """Title and institution of the sheet that this one is the same data as."""
    if row.same_as_id is None:
        return None
    other = Sheet.objects.select_related("target__organisation").get(pk=row.same_as_id)
    return other.title, other.target.organisation.name_ko


def _body(row: Sheet) -> Words:
    return Words(row.target.organisation.name_ko, row.target.organisation.name_en)
