"""One sheet as its page shows it: items in sections, suggestions with evidence, contradictions, path, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gotgan.survey.models import AnswerChange, Delegation, Reply, Sheet, SheetStep
from gotgan.survey.queries.contexts import facts_of_sheet
from gotgan.survey.queries.forms import form_of, with_names
from gotgan.survey.queries.reach import NoSuchSheet, find_sheet, passed_on
from gotgan.survey.queries.same import others_of
from gotgan.survey.queries.sheets import Place, place_of
from gotgan.survey.rules.answering import find_gaps, may_answer_item
from gotgan.survey.rules.conditions import shown_items
from gotgan.survey.rules.counts import is_empty, needed_items, values_of
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
from gotgan.terms.questionnaire import UNKNOWN, Item, Questionnaire, Scope, Section, Words
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


@dataclass(frozen=True)
class Held:
    """What the sheet's row gives, read once."""

    row: Sheet
    form: Questionnaire
    facts: DatasetFacts | None
    answers: dict[str, Answer]
    shown: frozenset[str]
    needed: frozenset[str]


def get_sheet(viewer: Viewer, sheet_id: str) -> SheetView:
    """One sheet; about ten queries. Raises: NoSuchSheet, also for a stranger."""
    held = _hold(find_sheet(viewer, sheet_id))
    row = held.row
    place = place_of(row.target)
    steps = tuple(SheetStep.objects.filter(sheet=row))
    delegations = tuple(Delegation.objects.filter(sheet=row))
    delegated = passed_on(viewer, row)
    open_now = bool(place.may_write) and SheetState(row.state) in WRITABLE
    before = _corrected(row, held.answers)
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
        for item in _asked(held)
    }
    return SheetView(
        id=row.pk, title=row.title, system=row.system, state=SheetState(row.state), wave=row.wave,
        revision=row.revision, place=place, form=held.form, facts=held.facts, sections=_sections(held.form, views),
        contradictions=_most_severe_first(row), gaps=_gaps(held), may=_may(viewer, place, row, steps, open_now),
        remark=row.remark, signed_by=row.signed_by, signed=row.signed, updated=row.updated,
        dataset=held.facts.address if held.facts else "", is_declared=row.dataset_id is None, same_as=_same_as(row),
        others=tuple((each.pk, _body(each)) for each in others_of(row)), steps=steps, delegations=delegations,
        outlived=_outlived(row), needed=row.needed, confirmed=row.confirmed, suggested=row.suggested,
        blocks=row.blocks, warns=row.warns,
    )  # fmt: skip


def changes_of(viewer: Viewer, sheet_id: str) -> tuple[AnswerChange, ...]:
    """Every correction and confirmation, newest first. Raises: NoSuchSheet."""
    row = find_sheet(viewer, sheet_id)
    return tuple(AnswerChange.objects.filter(sheet=row).order_by("-pk")[:MOST_CHANGES])


def _hold(row: Sheet) -> Held:
    form = with_names(form_of(row.target.campaign.form_id), row.answers, row.target.organisation_id)
    facts = facts_of_sheet(row)
    shown = shown_items(form, values_of(row.answers), facts, row.wave)
    answers = {key: Answer.from_json(each) for key, each in row.answers.items()}
    needed = frozenset(item.key for item in needed_items(shown, row.answers))
    return Held(row, form, facts, answers, frozenset(item.key for item in shown), needed)


def _asked(held: Held) -> tuple[Item, ...]:
    """Items of this wave, also those that a condition hides: their place is on the page, so they can appear.

    What only a scan knows and none found is left out, unless it takes part in a contradiction.
    """
    disputed = {key for each in held.row.contradictions for key in each["items"]}
    found = []
    for item in held.form.of_scope(Scope.DATASET):
        is_of_wave = held.row.wave > 1 or item.is_first_wave
        if is_of_wave and (item.key in held.needed or item.key not in held.shown or item.key in disputed):
            found.append(item)
    return tuple(found)


def _sections(form: Questionnaire, views: Mapping[str, ItemView]) -> tuple[SectionView, ...]:
    found = []
    for section in form.sections:
        items = tuple(view for view in views.values() if view.item.section == section.letter)
        if items:
            found.append(SectionView(section, items))
    return tuple(found)


def _most_severe_first(row: Sheet) -> tuple[Mapping[str, Any], ...]:
    return tuple(sorted(row.contradictions, key=lambda each: (bool(each.get("reply")), each["severity"] != "block")))


def _gaps(held: Held) -> tuple[Issue, ...]:
    shown = [item for item in held.form.of_scope(Scope.DATASET) if item.key in held.shown]
    return find_gaps(shown, held.row.answers, held.row.contradictions)


def _corrected(row: Sheet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What stood before a person's correction, where it had evidence: the first such change of an item."""
    keys = [key for key, answer in answers.items() if answer.changed_from is not None]
    if not keys:
        return {}
    found: dict[str, Answer] = {}
    for item, before in AnswerChange.objects.filter(sheet=row, item__in=keys).values_list("item", "before"):
        if before and before["evidence"] and not before["is_confirmed"] and item not in found:
            found[item] = Answer.from_json(before)
    return found


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


def _outlived(row: Sheet) -> tuple[Reply, ...]:
    """Replies whose facts changed since: they are shown, and count no longer."""
    held = {(each["check"], each["key"]) for each in row.contradictions}
    checks = {each["check"] for each in row.contradictions}
    return tuple(
        each for each in Reply.objects.filter(sheet=row, check_id__in=checks) if (each.check_id, each.key) not in held
    )


def file_named(viewer: Viewer, sheet_id: str, sha256: str) -> tuple[str, str]:
    """(organisation, file name) of a file that an answer of the sheet names.

    Raises: NoSuchSheet when the sheet is not the viewer's to see, or names no such file.
    """
    row = find_sheet(viewer, sheet_id)
    for answer in row.answers.values():
        name = _name_in(answer, sha256)
        if name:
            return str(row.target.organisation_id), name
    raise NoSuchSheet("file: there is no such file on this sheet")


def _name_in(answer: Mapping[str, Any], sha256: str) -> str:
    for proof in answer["evidence"]:
        if proof["kind"] == "document" and proof["ref"] == sha256:
            return str(proof["note_ko"])
    return _name_in_value(answer["value"], sha256)


def _name_in_value(value: Any, sha256: str) -> str:
    if isinstance(value, Mapping):
        if value.get("sha256") == sha256:
            return str(value["name"])
        return next((name for each in value.values() if (name := _name_in_value(each, sha256))), "")
    if isinstance(value, list):
        return next((name for each in value if (name := _name_in_value(each, sha256))), "")
    return ""
