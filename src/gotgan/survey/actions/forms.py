"""Making questionnaires: drafts that change, and publication, after which nothing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit import actions as audit
from gotgan.survey.actions.permission import check_manages
from gotgan.survey.models import Form
from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.rules.form import check_form, standard_document
from gotgan.survey.rules.versions import check_next
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.role import Actor

Document = Mapping[str, Any]


class Published(NotAllowed):
    """A published questionnaire never changes."""


@transaction.atomic
def publish_standard(*, by: Actor) -> int:
    """The id of the questionnaire that the package brings, published; the second time nothing is done.

    When the package brings other content under the same key, it becomes the next version. Raises: NotYours, Invalid.
    """
    check_manages(by)
    document = standard_document()
    known = Form.objects.filter(key=document["key"]).order_by("version")
    for row in known.filter(published__isnull=False):
        if _content(row.document) == _content(document):
            return row.pk
    last = known.last()
    if last is not None and last.published is None:
        raise Invalid(Issue("questionnaire", "a draft of it is open", "publish it or throw it away first"))
    document |= {"version": last.version + 1 if last else 1}
    _check(document, last.document if last else None)
    form_id = _create(by, document)
    _publish(by, Form.objects.get(pk=form_id))
    return form_id


def _content(document: Document) -> str:
    return fingerprint({name: value for name, value in document.items() if name not in ("version", "mapping")})


@transaction.atomic
def start_form(*, by: Actor, key: str, title_ko: str, title_en: str, based_on: int | None = None) -> int:
    """A new questionnaire, empty or with the content of another one. Raises: NotYours, Invalid, NoSuchForm."""
    check_manages(by)
    if Form.objects.filter(key=key).exists():
        raise Invalid(Issue("key", "a questionnaire with this key is there", "choose another key"))
    content = queries.document_of(based_on) if based_on else edit.EMPTY
    document = edit.set_title({**edit.next_version(content, 1), "key": key}, title_ko.strip(), title_en.strip())
    issues = [issue for issue in check_form(document) if issue.place == "questionnaire"]
    if issues:
        raise Invalid(*issues)
    return _create(by, document)


@transaction.atomic
def start_version(*, by: Actor, form_id: int) -> int:
    """The draft of the next version of a published questionnaire; the one that is open, if there is one.

    Raises: NotYours, NoSuchForm, Invalid when this version is not published.
    """
    check_manages(by)
    view, document = queries.form_view(form_id), queries.document_of(form_id)
    if not view.is_published:
        raise Invalid(Issue("questionnaire", "it is a draft itself", "change it, or publish it first"))
    open_draft = queries.open_draft(view.key)
    if open_draft is not None:
        return open_draft
    last = Form.objects.filter(key=view.key).order_by("version").last()
    version = (last.version if last else view.version) + 1
    return _create(by, edit.next_version(document, version))


def _create(by: Actor, document: Document) -> int:
    now = timezone.now()
    row = Form.objects.create(
        key=document["key"], version=document["version"], document=document, sha256=fingerprint(document),
        created_by=by.label, created=now, updated=now, **_titles(document),
    )  # fmt: skip
    details = {"key": row.key, "version": row.version, "items": len(document["items"])}
    audit.record(by=by, action="survey.start_form", subject=f"form:{row.pk}", details=details)
    return row.pk


def _titles(document: Document) -> dict[str, str]:
    return {"title_ko": document["title"]["ko"], "title_en": document["title"]["en"]}


@transaction.atomic
def change_form(*, by: Actor, form_id: int, change: Callable[[Document, Document | None], Document], what: str) -> None:
    """Change a draft: `change` (rules.edit) takes its document and that of the version before; `what` names it.

    A change that brings an issue which was not there is refused, with all its issues. Raises: NotYours, NoSuchForm,
    Published, Invalid.
    """
    check_manages(by)
    row = _draft(form_id)
    before = _before(row)
    document = dict(change(row.document, before))
    old, new = _issues(row.document, before), _issues(document, before)
    fresh = [issue for issue in new if issue not in old]
    if fresh:
        raise Invalid(*fresh)
    if document == row.document:
        return
    row.document, row.sha256, row.updated = document, fingerprint(document), timezone.now()
    row.title_ko, row.title_en = _titles(document).values()
    row.save()
    details = {"what": what, "items": len(document["items"])}
    audit.record(by=by, action="survey.change_form", subject=f"form:{form_id}", details=details)


@transaction.atomic
def publish_form(*, by: Actor, form_id: int) -> None:
    """Publish a draft; afterwards nothing of it changes. Raises: NotYours, NoSuchForm, Published, Invalid."""
    check_manages(by)
    row = _draft(form_id)
    _check(row.document, _before(row))
    _publish(by, row)


def _publish(by: Actor, row: Form) -> None:
    row.published_by, row.published = by.label, timezone.now()
    row.sha256, row.updated = fingerprint(row.document), row.published
    row.save()
    details = {"key": row.key, "version": row.version, "sha256": row.sha256}
    audit.record(by=by, action="survey.publish_form", subject=f"form:{row.pk}", details=details)


@transaction.atomic
def drop_form(*, by: Actor, form_id: int) -> None:
    """Throw a draft away. Raises: NotYours, NoSuchForm, Published."""
    check_manages(by)
    row = _draft(form_id)
    details = {"key": row.key, "version": row.version}
    row.delete()
    audit.record(by=by, action="survey.drop_form", subject=f"form:{form_id}", details=details)


def _draft(form_id: int) -> Form:
    row = Form.objects.select_for_update().filter(pk=form_id).first()
    if row is None:
        raise queries.NoSuchForm(f"questionnaire {form_id}: there is no such questionnaire")
    if row.published is not None:
        raise Published(f"questionnaire {form_id}: it is published and never changes; start its next version")
    return row


def _before(row: Form) -> Document | None:
    earlier = queries.previous_of(row.pk)
    return queries.document_of(earlier) if earlier else None


def _issues(document: Document, before: Document | None) -> tuple[Issue, ...]:
    return (*check_form(document), *(check_next(before, document) if before else ()))


def _check(document: Document, before: Document | None) -> None:
    issues = _issues(document, before)
    if issues:
        raise Invalid(*issues)
