"""A workbook goes out, comes in, is read by a job, shown as a difference, and applied whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gotgan.audit import queries as audit
from gotgan.survey.actions.permission import NotYours
from gotgan.survey.actions.sheets import NoSuchSheet, NotWritable, save_answers, submit
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.actions.workbooks import (
    NotChecked,
    apply_workbook,
    discard_workbook,
    upload_workbook,
)
from gotgan.survey.models import AnswerChange, Campaign, Sheet, Workbook
from gotgan.survey.queries.workbooks import NoSuchWorkbook, book_of, workbook_page
from gotgan.survey.workbook import layout
from gotgan.survey.workbook.write import write_workbook
from gotgan.terms.errors import Invalid
from gotgan.terms.questionnaire import Item
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested
from tests.rooms.test_overlap_pages import client_of, text
from tests.survey.workbook.edit import edited, read_cells, write_cells
from tests.survey.workbook.hard import ITEMS, hard_value

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def sheet(surveyed: Surveyed) -> Sheet:
    return surveyed.sheet(answers={"description": suggested("제안한 설명"), "title_ko": confirmed("버스 정류장")})


def downloaded(surveyed: Surveyed, folder: Path, who: Viewer | None = None) -> Path:
    file = folder / "book.xlsx"
    book, sheets = book_of(who or surveyed.officer, surveyed.target.pk)
    write_workbook(file, book, sheets)
    return file


def filled(surveyed: Surveyed, folder: Path, changes: dict[tuple[int, str], Any]) -> Path:
    """The download with cells of the main sheet changed: {(row from 0, key): value}."""
    return edited(downloaded(surveyed, folder), changes)


def uploaded(surveyed: Surveyed, file: Path, who: Viewer | None = None) -> Workbook:
    key = upload_workbook(
        by=by(who or surveyed.officer),
        target_id=surveyed.target.pk,
        file_name="조사표.xlsx",
        chunks=[file.read_bytes()],
    )
    run_waiting_jobs()
    return Workbook.objects.get(pk=key)


def answers_of(sheet: Sheet) -> dict[str, Any]:
    return Sheet.objects.get(pk=sheet.pk).answers


def test_what_was_filled_offline_is_shown_and_applied(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장 1곳", (0, "personal_data"): "없음"})
    book = uploaded(surveyed, file)
    assert book.state == "checked", book.problems
    assert [(each["item"], each["before"], each["after"]) for each in book.changes] == [
        ("record_unit", None, "정류장 1곳"), ("personal_data", None, "none")
    ]  # fmt: skip
    assert answers_of(sheet).keys() == {"description", "title_ko"}
    done = apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    assert (done.sheets, done.items, done.confirmed, done.conflicts) == (1, 2, 0, 0)
    answers = answers_of(sheet)
    assert answers["record_unit"]["value"] == "정류장 1곳"
    assert answers["record_unit"]["evidence"][0]["ref"] == f"workbook:{book.pk}"
    assert not answers["description"]["is_confirmed"]
    surveyed.target.refresh_from_db()
    assert surveyed.target.confirmed == 3
    assert recount_target(surveyed.target.pk) == {}
    assert audit.newest(limit=1)[0].action == "survey.apply_workbook"
    with pytest.raises(NotChecked):
        apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)


def test_only_the_confirm_column_confirms_what_nobody_touched(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    plain = uploaded(surveyed, downloaded(surveyed, tmp_path))
    assert (plain.state, plain.changes) == ("checked", [])
    book = uploaded(surveyed, filled(surveyed, tmp_path, {(0, "_confirm"): "예"}))
    assert [(each["item"], each["is_confirmation"]) for each in book.changes] == [("description", True)]
    assert apply_workbook(by=by(surveyed.officer), workbook_id=book.pk).confirmed == 1
    answer = answers_of(sheet)["description"]
    assert (answer["is_confirmed"], answer["filled_by"], answer["value"]) == (True, "scan", "제안한 설명")


def test_a_problem_anywhere_changes_nothing(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장", (0, "personal_data"): "아마도"})
    before = answers_of(sheet)
    book = uploaded(surveyed, file)
    assert (book.state, book.changes) == ("refused", [])
    assert [(each["sheet"], each["what"]) for each in book.problems] == [
        ("조사표", "it is not in the list personal_data")
    ]
    assert answers_of(sheet) == before
    with pytest.raises(NotChecked):
        apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)


def test_what_was_changed_online_since_is_decided_by_a_person(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    other = surveyed.sheet("다른 자료")
    wanted = {(0, "record_unit"): "오프라인", (1, "record_unit"): "오프라인", (0, "original_purpose"): "목적"}
    file = filled(surveyed, tmp_path, wanted)
    for each in (sheet, other):
        online = {"record_unit": {"value": "온라인", "revision": 0}, "description": {"value": "고침", "revision": 0}}
        save_answers(by=by(surveyed.colleague), sheet_id=each.pk, changes=online)
    book = uploaded(surveyed, file)
    conflicts = [(each["item"], each["theirs"]["value"]) for each in book.changes if each["theirs"]]
    assert conflicts == [("record_unit", "온라인")] * 2
    with pytest.raises(Invalid) as error:
        apply_workbook(by=by(surveyed.officer), workbook_id=book.pk, mine=[(sheet.pk, "record_unit")])
    assert [issue.place for issue in error.value.issues] == ["record_unit"]
    done = apply_workbook(
        by=by(surveyed.officer), workbook_id=book.pk, mine=[(sheet.pk, "record_unit")],
        theirs=[(other.pk, "record_unit")],
    )  # fmt: skip
    assert done.items == 2
    assert answers_of(sheet)["record_unit"]["value"] == "오프라인"
    assert answers_of(other)["record_unit"]["value"] == "온라인"
    assert answers_of(sheet)["description"]["value"] == "고침"


def test_what_changes_between_the_look_and_the_button_is_shown_first(
    surveyed: Surveyed, sheet: Sheet, tmp_path: Path
) -> None:
    book = uploaded(surveyed, filled(surveyed, tmp_path, {(0, "record_unit"): "오프라인", (0, "_confirm"): "예"}))
    save_answers(
        by=by(surveyed.colleague), sheet_id=sheet.pk, changes={"record_unit": {"value": "온라인", "revision": 0}}
    )
    done = apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    assert (done.conflicts, done.items) == (1, 0)
    assert not answers_of(sheet)["description"]["is_confirmed"]
    done = apply_workbook(by=by(surveyed.officer), workbook_id=book.pk, mine=[(sheet.pk, "record_unit")])
    assert (done.conflicts, done.items) == (0, 2)
    assert answers_of(sheet)["record_unit"]["value"] == "오프라인"


def test_a_sheet_that_was_handed_in_is_a_problem_with_its_cell(surveyed: Surveyed, tmp_path: Path) -> None:
    whole = surveyed.whole_sheet()
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장"})
    submit(by=by(surveyed.officer), sheet_id=whole.pk)
    book = uploaded(surveyed, file)
    assert book.state == "refused"
    assert [each["what"] for each in book.problems] == ["the sheet is submitted"]


def test_every_answer_of_a_workbook_is_stored_as_it_was(surveyed: Surveyed, tmp_path: Path) -> None:
    """Answers of every item go out, are lost here, and come back from the file alone, without its hidden sheet."""
    kept = [item for item in ITEMS if not item.is_read_only and "files" not in _kinds(item)]
    said = {}
    for turn in range(6):
        values = {item.key: hard_value(item, turn + place) for place, item in enumerate(kept)}
        answers = {key: confirmed(value) for key, value in values.items()}
        said[surveyed.sheet(f"자료 {turn}", answers=answers, wave=2).pk] = values
    cells = read_cells(downloaded(surveyed, tmp_path))
    del cells[layout.META]
    Sheet.objects.update(answers={})
    book = uploaded(surveyed, write_cells(tmp_path / "bare.xlsx", cells))
    assert (book.state, book.problems) == ("checked", [])
    apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    stored = {sheet.pk: {key: each["value"] for key, each in sheet.answers.items()} for sheet in Sheet.objects.all()}
    assert stored == said


def _kinds(item: Item) -> set[str]:
    return {str(item.kind), *(str(part.kind) for part in item.parts)}


# -- who may, and when


def test_a_stranger_finds_nothing_and_a_member_without_the_right_is_told(
    surveyed: Surveyed, sheet: Sheet, tmp_path: Path
) -> None:
    file = downloaded(surveyed, tmp_path)
    book = uploaded(surveyed, file)
    stranger = make_viewer(Role.OFFICER, Role.LEAD, organisation=make_organisation().code)
    with pytest.raises(NoSuchSheet):
        book_of(stranger, surveyed.target.pk)
    with pytest.raises(NoSuchSheet):
        uploaded(surveyed, file, stranger)
    for act in (apply_workbook, discard_workbook):
        with pytest.raises(NoSuchSheet):
            act(by=by(stranger), workbook_id=book.pk)
    with pytest.raises(NoSuchWorkbook):
        workbook_page(stranger, book.pk)
    client = client_of(stranger)
    for name, key in [
        ("workbooks", surveyed.target.pk),
        ("workbook_download", surveyed.target.pk),
        ("workbook", book.pk),
    ]:
        assert client.get(reverse(name, args=[key])).status_code == 404
    for who in (surveyed.head, surveyed.observer):
        with pytest.raises(NotYours):
            uploaded(surveyed, file, who)
        with pytest.raises(NotYours):
            apply_workbook(by=by(who), workbook_id=book.pk)


def test_after_the_deadline_nothing_is_taken(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "정류장"})
    book = uploaded(surveyed, file)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    with pytest.raises(NotWritable):
        apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    with pytest.raises(NotWritable):
        uploaded(surveyed, file)
    assert not AnswerChange.objects.exists()


def test_an_empty_and_a_too_large_file_are_refused_at_the_door(surveyed: Surveyed, sheet: Sheet) -> None:
    for chunks in ([b""], (b"x" * 1_000_000 for _ in range(31))):
        with pytest.raises(Invalid):
            upload_workbook(by=by(surveyed.officer), target_id=surveyed.target.pk, file_name="a", chunks=chunks)
    assert not Workbook.objects.exists()


def test_discarding_keeps_the_answers(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    book = uploaded(surveyed, filled(surveyed, tmp_path, {(0, "record_unit"): "정류장"}))
    discard_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    book.refresh_from_db()
    assert (book.state, book.changes) == ("discarded", [])
    assert "record_unit" not in answers_of(sheet)


# -- pages


def sent(client: Client, surveyed: Surveyed, file: Path) -> Any:
    upload = SimpleUploadedFile("조사표.xlsx", file.read_bytes(), XLSX)
    return client.post(reverse("workbooks", args=[surveyed.target.pk]), {"file": upload})


def test_the_whole_way_through_the_pages(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    client = client_of(surveyed.officer)
    page = text(client.get(reverse("workbooks", args=[surveyed.target.pk])))
    address = reverse("workbook_download", args=[surveyed.target.pk])
    assert address in page
    answer = client.get(f"{address}?lang=ko")
    assert answer["Content-Type"] == XLSX
    file = tmp_path / "taken.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    answer = sent(client, surveyed, edited(file, {(0, "record_unit"): "정류장 1곳"}))
    assert answer.status_code == 302
    assert 'http-equiv="refresh"' in text(client.get(answer["Location"]))
    run_waiting_jobs()
    page = text(client.get(answer["Location"]))
    assert "정류장 1곳" in page
    key = Workbook.objects.get().pk
    done = client.post(reverse("workbook_apply", args=[key]), follow=True)
    assert done.status_code == 200
    assert answers_of(sheet)["record_unit"]["value"] == "정류장 1곳"
    assert "조사표.xlsx" in text(client.get(reverse("workbooks", args=[surveyed.target.pk])))


def test_problems_are_listed_in_the_language_of_the_page(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    client = client_of(surveyed.officer)
    answer = sent(client, surveyed, filled(surveyed, tmp_path, {(0, "personal_data"): "아마도"}))
    run_waiting_jobs()
    english = text(client.get(f"{answer['Location']}?lang=en"))
    assert "it is not in the list personal_data" in english
    korean = text(client.get(f"{answer['Location']}?lang=ko"))
    assert "personal_data 목록" in korean
    assert "it is not in the list" not in korean


def test_conflicts_are_chosen_on_the_page(surveyed: Surveyed, sheet: Sheet, tmp_path: Path) -> None:
    file = filled(surveyed, tmp_path, {(0, "record_unit"): "오프라인"})
    online = {"record_unit": {"value": "온라인", "revision": 0}}
    save_answers(by=by(surveyed.colleague), sheet_id=sheet.pk, changes=online)
    client = client_of(surveyed.officer)
    address = sent(client, surveyed, file)["Location"]
    run_waiting_jobs()
    page = text(client.get(address))
    assert "온라인" in page
    key = Workbook.objects.get().pk
    assert client.post(reverse("workbook_apply", args=[key])).status_code == 409
    assert answers_of(sheet)["record_unit"]["value"] == "온라인"
    chosen = {f"{sheet.pk}.record_unit": "mine"}
    assert client.post(reverse("workbook_apply", args=[key]), chosen).status_code == 302
    assert answers_of(sheet)["record_unit"]["value"] == "오프라인"


def test_a_missing_file_and_one_that_is_no_workbook_are_told(surveyed: Surveyed, sheet: Sheet) -> None:
    client = client_of(surveyed.officer)
    assert client.post(reverse("workbooks", args=[surveyed.target.pk])).status_code == 422
    upload = SimpleUploadedFile("x.xlsx", b"no workbook at all", XLSX)
    address = client.post(reverse("workbooks", args=[surveyed.target.pk]), {"file": upload})["Location"]
    run_waiting_jobs()
    assert "damaged or cut short" in text(client.get(f"{address}?lang=en"))


def test_reading_costs_a_bounded_number_of_queries(
    surveyed: Surveyed, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        surveyed.sheet(f"자료 {number}")
    file = filled(surveyed, tmp_path, {(row, "record_unit"): f"단위 {row}" for row in range(30)})
    with django_assert_max_num_queries(80):
        book = uploaded(surveyed, file)
    with django_assert_max_num_queries(70):
        done = apply_workbook(by=by(surveyed.officer), workbook_id=book.pk)
    assert (done.sheets, done.items) == (30, 30)
