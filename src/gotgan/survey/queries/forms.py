"""Questionnaires: the list, one version, and its document read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from gotgan.organisations import queries as organisations
from gotgan.survey.models import Form
from gotgan.survey.rules.form import look_at, read_form
from gotgan.survey.rules.naming import institutions_in, with_institutions
from gotgan.survey.rules.versions import check_next
from gotgan.terms.errors import Issue, NotFound
from gotgan.terms.questionnaire import Questionnaire, Words


class NoSuchForm(NotFound):
    """There is no questionnaire with this id."""


@dataclass(frozen=True)
class FormView:
    """One version of a questionnaire, without its document."""

    id: int
    key: str
    version: int
    title: Words
    sha256: str
    created_by: str
    updated: datetime
    published_by: str
    published: datetime | None
    campaigns: int

    @property
    def is_published(self) -> bool:
        return self.published is not None


def forms() -> tuple[FormView, ...]:
    """Every version of every questionnaire, the newest of each first; one query."""
    return tuple(_view(row) for row in _rows().order_by("key", "-version"))


def form_view(form_id: int) -> FormView:
    """Raises: NoSuchForm."""
    row = _rows().filter(pk=form_id).first()
    if row is None:
        raise NoSuchForm(f"questionnaire {form_id}: there is no such questionnaire; see the list of questionnaires")
    return _view(row)


def _rows() -> QuerySet[Form]:
    return Form.objects.defer("document").annotate(used=Count("campaigns"))


def _view(row: Any) -> FormView:
    return FormView(
        id=row.pk, key=row.key, version=row.version, title=Words(row.title_ko, row.title_en), sha256=row.sha256,
        created_by=row.created_by, updated=row.updated, published_by=row.published_by, published=row.published,
        campaigns=row.used,
    )  # fmt: skip


def document_of(form_id: int) -> dict[str, Any]:
    """Raises: NoSuchForm."""
    document = Form.objects.filter(pk=form_id).values_list("document", flat=True).first()
    if document is None:
        raise NoSuchForm(f"questionnaire {form_id}: there is no such questionnaire; see the list of questionnaires")
    return document


def form_of(form_id: int) -> Questionnaire:
    """The questionnaire, read; a published one is read once in a process. Raises: NoSuchForm, Invalid."""
    found = Form.objects.filter(pk=form_id).values_list("sha256", "published").first()
    if found and found[1] is not None:
        return _published(form_id, found[0])
    return read_form(document_of(form_id))


def with_names(form: Questionnaire, answers: Mapping[str, Mapping[str, Any]], *codes: str) -> Questionnaire:
    """The form that knows the names of institutions in these answers, and of `codes`; one query."""
    asked = [(form.find(key), answer.get("value")) for key, answer in answers.items()]
    met = {code for item, value in asked if item is not None for code in institutions_in(item, value)}
    bodies = organisations.by_codes({*met, *codes})
    return with_institutions(form, {code: Words(body.name, body.name_en) for code, body in bodies.items()})


@lru_cache(maxsize=32)
def _published(form_id: int, sha256: str) -> Questionnaire:
    return read_form(document_of(form_id))


def draft_of(form_id: int) -> tuple[Questionnaire, tuple[Issue, ...]]:
    """A draft as far as it can be read, and everything that stands in the way of its publication."""
    document = document_of(form_id)
    form, issues = look_at(document)
    before = previous_of(form_id)
    return form, (*issues, *(check_next(document_of(before), document) if before else ()))


def previous_of(form_id: int) -> int | None:
    """The version before, as far as there is one."""
    found = Form.objects.filter(pk=form_id).values_list("key", "version").first()
    earlier = Form.objects.filter(key=found[0], version__lt=found[1]) if found else Form.objects.none()
    return earlier.order_by("-version").values_list("pk", flat=True).first()


def open_draft(key: str) -> int | None:
    """The draft of a questionnaire; there is one at most."""
    return Form.objects.filter(key=key, published__isnull=True).values_list("pk", flat=True).first()
