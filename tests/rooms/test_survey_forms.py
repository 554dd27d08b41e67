"""Questionnaires in the hub: drafts that change, versions that follow, published ones that never change."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gotgan.audit import queries as audit
from gotgan.audit.models import Event
from gotgan.survey.actions import forms
from gotgan.survey.guard import protect, unprotect
from gotgan.survey.models import Form
from gotgan.survey.queries import forms as queries
from gotgan.survey.rules import edit
from gotgan.survey.rules.form import standard_document
from gotgan.survey.rules.mapping import map_answers
from gotgan.survey.rules.versions import difference
from gotgan.terms.digest import fingerprint
from gotgan.terms.errors import Invalid, NotAllowed
from gotgan.terms.role import SYSTEM, Actor, Role
from tests.rooms.factories import make_viewer
from tests.survey.standard import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def manager() -> Actor:
    return Actor.of(make_viewer(Role.SURVEY_MANAGER))


def make_small(by: Actor) -> int:
    """The small questionnaire, published."""
    form_id = forms.start_form(by=by, key="small", title_ko="작은 조사", title_en="A small survey")
    forms.change_form(by=by, form_id=form_id, change=lambda now, _: {**SMALL, "key": "small"}, what="all")
    forms.publish_form(by=by, form_id=form_id)
    return form_id


def put(key: str, **changes: Any):
    """A change of one item of the small questionnaire; another key makes another item."""
    row = deepcopy(next((row for row in SMALL["items"] if row["key"] == key), SMALL["items"][0]))
    return lambda now, _: edit.put_item(now, row | {"key": key} | changes)


def change(by: Actor, form_id: int, how: Any) -> None:
    forms.change_form(by=by, form_id=form_id, change=how, what="test")


def issues_of(how: Any) -> list[str]:
    with pytest.raises(Invalid) as raised:
        how()
    return [str(issue) for issue in raised.value.issues]


def test_standard_is_published_once(manager):
    first = forms.publish_standard(by=manager)
    assert forms.publish_standard(by=SYSTEM) == first
    view = queries.form_view(first)
    assert (view.key, view.version, view.is_published, view.published_by) == ("standard", 1, True, manager.label)
    assert view.sha256 == fingerprint(standard_document())
    assert len(queries.form_of(first).items) == 120
    assert [each.id for each in queries.forms()] == [first]


def test_own_version_of_the_standard_is_not_overtaken(manager):
    first = forms.publish_standard(by=manager)
    second = forms.start_version(by=manager, form_id=first)
    change(manager, second, lambda now, _: edit.set_title(now, "다른 조사", "Another survey"))
    forms.publish_form(by=manager, form_id=second)
    assert forms.publish_standard(by=manager) == first


def test_new_content_of_the_package_becomes_the_next_version(manager, monkeypatch):
    first = forms.publish_standard(by=manager)
    newer = edit.set_title(standard_document(), "새 조사", "A new survey")
    monkeypatch.setattr(forms, "standard_document", lambda: deepcopy(newer))
    second = forms.publish_standard(by=manager)
    assert second != first
    assert (queries.form_view(second).version, queries.previous_of(second)) == (2, first)
    assert forms.publish_standard(by=manager) == second


def test_standard_waits_for_an_open_draft(manager):
    forms.start_form(by=manager, key="standard", title_ko="가", title_en="a")
    assert issues_of(lambda: forms.publish_standard(by=manager)) == [
        "questionnaire: a draft of it is open; publish it or throw it away first"
    ]


def test_only_the_survey_manager_makes_questionnaires(manager):
    form_id = make_small(manager)
    for role in (Role.OFFICER, Role.OBSERVER, Role.OPERATOR):
        other = Actor.of(make_viewer(role))
        for action in (
            lambda by: forms.publish_standard(by=by),
            lambda by: forms.start_form(by=by, key="x", title_ko="가", title_en="a"),
            lambda by: forms.start_version(by=by, form_id=form_id),
            lambda by: forms.change_form(by=by, form_id=form_id, change=edit.drop_mapping, what="x"),
            lambda by: forms.publish_form(by=by, form_id=form_id),
            lambda by: forms.drop_form(by=by, form_id=form_id),
        ):
            with pytest.raises(NotAllowed):
                action(other)


def test_published_questionnaire_never_changes(manager):
    form_id = make_small(manager)
    before = Form.objects.values().get(pk=form_id)
    for action in (
        lambda: change(manager, form_id, put("colour", number="A09")),
        lambda: forms.publish_form(by=manager, form_id=form_id),
        lambda: forms.drop_form(by=manager, form_id=form_id),
    ):
        with pytest.raises(forms.Published):
            action()
    assert Form.objects.values().get(pk=form_id) == before


def test_database_refuses_to_change_a_published_questionnaire(manager):
    form_id = make_small(manager)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Form.objects.filter(pk=form_id).update(title_ko="바꿈")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Form.objects.get(pk=form_id).save()
    unprotect(connection)
    assert Form.objects.filter(pk=form_id).update(title_ko="바꿈") == 1
    protect(connection)
    protect(connection)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Form.objects.filter(pk=form_id).update(title_ko="다시")


def test_new_questionnaire_takes_the_content_of_another(manager):
    small = make_small(manager)
    copy = forms.start_form(by=manager, key="copy", title_ko="사본", title_en="Copy", based_on=small)
    form, issues = queries.draft_of(copy)
    assert (form.key, form.version, form.title.en, len(form.items), issues) == ("copy", 1, "Copy", 2, ())
    assert queries.previous_of(copy) is None


def test_new_questionnaire_needs_a_free_key_and_both_titles(manager):
    make_small(manager)
    assert "is there" in issues_of(lambda: forms.start_form(by=manager, key="small", title_ko="가", title_en="a"))[0]
    said = issues_of(lambda: forms.start_form(by=manager, key="No Key", title_ko="가", title_en=""))
    assert [each.split("; ")[0] for each in said] == [
        "questionnaire: there is no key under key", "questionnaire: there is no English text under title",
    ]  # fmt: skip


def test_empty_draft_cannot_be_published_and_says_why(manager):
    form_id = forms.start_form(by=manager, key="empty", title_ko="가", title_en="a")
    assert issues_of(lambda: forms.publish_form(by=manager, form_id=form_id)) == ["items: there are none; add one"]


def test_next_version_is_one_draft(manager):
    first = make_small(manager)
    second = forms.start_version(by=manager, form_id=first)
    assert forms.start_version(by=manager, form_id=first) == second
    assert queries.open_draft("small") == second
    assert "it is a draft itself" in issues_of(lambda: forms.start_version(by=manager, form_id=second))[0]
    forms.drop_form(by=manager, form_id=second)
    assert queries.open_draft("small") is None


def test_change_that_brings_a_problem_is_refused_with_all_of_them(manager):
    second = forms.start_version(by=manager, form_id=make_small(manager))
    before = queries.document_of(second)
    said = issues_of(lambda: change(manager, second, put("hue", number="A03", type="code:hue", fill=[])))
    assert [each.split(": ")[0] for each in said] == ["item hue", "item hue"]
    assert "its type or scope changed" in issues_of(lambda: change(manager, second, put("colour", type="text")))[0]
    assert queries.document_of(second) == before


def test_item_that_was_asked_is_retired_and_one_of_this_draft_goes(manager):
    second = forms.start_version(by=manager, form_id=make_small(manager))
    change(manager, second, put("hue", number="A03"))
    change(manager, second, lambda now, was: edit.retire_item(now, "hue", was))
    change(manager, second, lambda now, was: edit.retire_item(now, "why", was))
    form, issues = queries.draft_of(second)
    assert ([item.key for item in form.items], form.retired, issues) == (["colour"], ("why",), ())
    reused = put("why", type="int", shown_if=None)
    assert "its type or scope changed" in issues_of(lambda: change(manager, second, reused))[0]
    change(manager, second, lambda now, _: edit.restore_item(now, "why"))
    assert queries.draft_of(second)[0].retired == ()


def test_item_that_another_one_depends_on_stays(manager):
    second = forms.start_version(by=manager, form_id=make_small(manager))
    said = issues_of(lambda: change(manager, second, lambda now, was: edit.retire_item(now, "colour", was)))
    assert said == ["item why: its condition speaks of an item that is not there; change the condition"]


def test_codes_are_added_reworded_and_retired_and_never_used_again(manager):
    second = forms.start_version(by=manager, form_id=make_small(manager))
    green = {"code": "green", "label": {"ko": "초록", "en": "Green"}}
    change(manager, second, lambda now, _: edit.put_code(now, "colour", green))
    change(
        manager, second, lambda now, _: edit.put_code(now, "colour", green | {"label": {"ko": "풀빛", "en": "Green"}})
    )
    change(manager, second, lambda now, was: edit.retire_code(now, "colour", "red", was))
    codes = queries.draft_of(second)[0].code_lists["colour"]
    assert [(code.code, code.label.ko, code.is_retired) for code in codes.codes] == [
        ("red", "빨강", True), ("blue", "파랑", False), ("green", "풀빛", False),
    ]  # fmt: skip
    change(manager, second, lambda now, was: edit.retire_code(now, "colour", "green", was))
    change(manager, second, lambda now, _: edit.restore_code(now, "colour", "red"))
    assert [code.code for code in queries.draft_of(second)[0].code_lists["colour"].offered] == ["red", "blue"]
    said = issues_of(lambda: change(manager, second, lambda now, was: edit.retire_code(now, "colour", "pink", was)))
    assert said == ["code list colour pink: it is not there; look at the list"]


def test_mapping_leads_answers_into_the_next_version(manager):
    first = make_small(manager)
    second = forms.start_version(by=manager, form_id=first)
    crimson = {"code": "crimson", "label": {"ko": "진홍", "en": "Crimson"}}
    change(manager, second, lambda now, _: edit.put_code(edit.put_list(now, "shade"), "shade", crimson))
    change(manager, second, put("shade", number="A03", type="code:shade"))
    change(manager, second, lambda now, _: edit.put_mapping(now, "colour", "shade", {"red": "crimson", "blue": None}))
    assert (
        "the version before has no such item"
        in issues_of(lambda: change(manager, second, lambda now, _: edit.put_mapping(now, "smell", None, {})))[0]
    )
    forms.publish_form(by=manager, form_id=second)
    old, new = queries.form_of(first), queries.form_of(second)
    answers = {"colour": {"value": "red", "filled_by": "officer", "is_confirmed": True}}
    assert map_answers(old, new, answers)["shade"]["value"] == "crimson"
    assert edit.drop_mapping(queries.document_of(second), "colour")["mapping"] == {}


def test_difference_lists_what_changed(manager):
    first = make_small(manager)
    second = forms.start_version(by=manager, form_id=first)
    change(manager, second, put("colour", first_wave=False, label={"ko": "빛깔", "en": "Colour"}))
    change(manager, second, lambda now, was: edit.retire_item(now, "why", was))
    found = difference(queries.document_of(first), queries.document_of(second))
    assert [(each.noun, each.key, each.what, each.aspect) for each in found] == [
        ("item", "colour", "changed", "label"),
        ("item", "colour", "changed", "first_wave"),
        ("item", "why", "retired", ""),
    ]
    assert (found[0].before["ko"], found[0].after["ko"]) == ("색", "빛깔")


def test_every_write_is_an_event_with_counts_and_codes_only(manager):
    count = audit.count_events()
    form_id = make_small(manager)
    assert audit.count_events() == count + 3
    second = forms.start_version(by=manager, form_id=form_id)
    same = {"code": "red", "label": {"ko": "빨강", "en": "Red"}}
    change(manager, second, lambda now, _: edit.put_code(now, "colour", same))
    assert audit.count_events() == count + 4, "a change that changes nothing is no event"
    forms.drop_form(by=manager, form_id=second)
    assert Event.objects.latest("seq").details == '{"key":"small","version":2}'


def test_unknown_questionnaire_is_not_found(manager):
    for ask in (
        lambda: queries.form_view(9_999),
        lambda: queries.form_of(9_999),
        lambda: forms.publish_form(by=manager, form_id=9_999),
        lambda: forms.start_version(by=manager, form_id=9_999),
    ):
        with pytest.raises(queries.NoSuchForm):
            ask()
    assert queries.previous_of(9_999) is None
