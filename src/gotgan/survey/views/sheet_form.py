"""What the form of a sheet sends, and the fields that its page draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, QueryDict

from gotgan.accounts.answered import number_in
from gotgan.survey.actions.sheets import Saved, save_answers
from gotgan.survey.queries.desk import ItemView, SectionView, SheetView
from gotgan.survey.rules.answering import Conflict
from gotgan.survey.views.fields import Field, Posted, draw_field, read_field
from gotgan.survey.views.posted import raw_of
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Issue, NotAllowed
from gotgan.terms.questionnaire import Item, Questionnaire, Section
from gotgan.terms.role import Actor
from gotgan.terms.survey import Confidence


@dataclass(frozen=True)
class Ask:
    """One item as the page draws it. `seen` fingerprints the value that the reader has before them, so that what they
    did not touch is left alone; `revision` is the one they would overwrite."""

    view: ItemView
    field: Field
    seen: str
    revision: int
    conflict: Conflict | None = None
    issues: tuple[Issue, ...] = ()
    is_kept: bool = True


@dataclass(frozen=True)
class AskedSection:
    section: Section
    view: SectionView
    asks: tuple[Ask, ...]


@dataclass
class Sent:
    """What came in: fields by item, those that the reader touched, and what became of them."""

    posted: dict[str, Posted] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    revisions: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    issues: dict[str, tuple[Issue, ...]] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    saved: Saved | None = None

    @property
    def is_clean(self) -> bool:
        return not self.issues and not self.conflicts


def read_sent(request: HttpRequest, page: SheetView, only: str = "") -> Sent:
    """Read the fields of the items that are the reader's to answer and that were on the page, closed or not: what
    was typed comes back even when it cannot be stored. Raises: NotAllowed when none is theirs."""
    sent, data = Sent(), request.POST
    for view in _answerable(page):
        key = view.key
        if (only and key != only) or f"{key}.here" not in data:
            continue
        posted = read_field(page.form, view.item, data, request.FILES)
        sent.posted[key] = posted
        sent.seen[key] = data.get(f"{key}.seen", "")[:16]
        sent.revisions[key] = number_in(data.get(f"{key}.revision", ""))
        said = data.get(f"{key}.confidence", "")
        if print_of(posted) != sent.seen[key] or said:
            sent.touched.add(key)
            if posted.issues:
                sent.issues[key] = posted.issues
    return sent


def store_sent(request: HttpRequest, page: SheetView, sent: Sent, *, mine: str = "", theirs: str = "") -> Sent:
    """Save what was touched and fits. `mine`: overwrite what the other wrote of this item; `theirs`: leave it.

    Raises: NotWritable, NotYours, Invalid (a file).
    """
    changes = {key: _change(request, sent, key, key == mine) for key in sorted(sent.touched) if key != theirs}
    changes = {key: change for key, change in changes.items() if key not in sent.issues}
    files = [(str(each.name), cast(BinaryIO, each)) for key in changes for each in sent.posted[key].files]
    for _, content in files:
        content.seek(0)
    if not changes and "write" in page.may:
        return sent
    sent.saved = save_answers(by=Actor.of(request.viewer), sheet_id=page.id, changes=changes, files=files)
    sent.conflicts = {each.item: each for each in sent.saved.conflicts}
    for issue in sent.saved.issues:
        key = issue.place.split(".")[0].split("[")[0]
        sent.issues[key] = (*sent.issues.get(key, ()), issue)
    return sent


def _change(request: HttpRequest, sent: Sent, key: str, is_mine: bool) -> dict[str, Any]:
    said = request.POST.get(f"{key}.confidence", "")
    revision = number_in(request.POST.get(f"{key}.theirs", "")) if is_mine else sent.revisions[key]
    change: dict[str, Any] = {"value": sent.posted[key].value, "revision": revision}
    if said in set(Confidence):
        change["confidence"] = said
    return change


def draw_sections(page: SheetView, sent: Sent | None = None, *, keep_all: bool = False) -> tuple[AskedSection, ...]:
    """The sections with their fields. What was not stored is drawn as it was typed; `keep_all`: nothing was."""
    return tuple(
        AskedSection(section.section, section, tuple(draw_ask(page, view, sent, keep_all) for view in section.items))
        for section in page.sections
    )


def draw_ask(page: SheetView, view: ItemView, sent: Sent | None = None, keep_all: bool = False) -> Ask:
    key = view.key
    again = sent is not None and key in sent.touched and (keep_all or key in sent.issues or key in sent.conflicts)
    posted = sent.posted[key] if sent is not None and again else None
    drawn = draw_field(
        page.form, view.item, view.value, posted=posted, is_locked=not (view.may_write or (keep_all and again)),
        blank_rows=1 if page.wave == 1 else 2,
    )  # fmt: skip
    return Ask(
        view=view,
        field=drawn,
        seen=sent.seen[key] if sent and again else print_of(untouched(page.form, view.item, view.value)),
        revision=sent.revisions[key] if sent and again else view.revision,
        conflict=sent.conflicts.get(key) if sent else None,
        issues=sent.issues.get(key, ()) if sent else (),
        is_kept=not again,
    )


def untouched(form: Questionnaire, item: Item, value: Any) -> Posted:
    """What a field with this value sends when nobody touches it."""
    data = QueryDict(mutable=True)
    for name, texts in raw_of(form, item, value).items():
        data.setlist(name, list(texts))
    return read_field(form, item, data)


def print_of(posted: Posted) -> str:
    """A short fingerprint of what a field sends."""
    return fingerprint([posted.value, len(posted.issues)])[:16]


def _answerable(page: SheetView) -> list[ItemView]:
    views = [view for section in page.sections for view in section.items if view.may_answer]
    if not views:
        raise NotAllowed("only an officer or the lead of this organisation may answer")
    return views
