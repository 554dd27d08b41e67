"""Answers as JSON and CSV: out, back in, a dry run unless asked, whole or not at all, and with a token only."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from gotgan.accounts.actions import issue_token
from gotgan.audit import queries as audit
from gotgan.survey.actions.sheets import save_answers
from gotgan.survey.models import Campaign, Sheet
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed, by, confirmed, suggested
from tests.survey.workbook.hard import ITEMS, hard_value
from tests.survey.workbook.test_round_trip import RAW

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]


@pytest.fixture
def surveyed() -> Surveyed:
    return Surveyed()


@pytest.fixture
def sheet(surveyed: Surveyed) -> Sheet:
    return surveyed.sheet(answers={"description": suggested("제안"), "title_ko": confirmed("버스")})


class Api:
    """A program with its own token."""

    def __init__(self, who: Viewer | None, target: int) -> None:
        self.client, self.base = Client(), f"/api/v1/survey/targets/{target}/answers"
        self.headers: dict[str, str] = {}
        if who is not None and who.person_id is not None:
            token = issue_token(by=by(who), person_id=who.person_id, label="program")
            self.headers = {"Authorization": f"Bearer {token.plain}"}

    def get(self, kind: str = "") -> Any:
        return self.client.get(f"{self.base}{kind}", headers=self.headers)

    def put(self, body: Any, kind: str = "", *, apply: bool = False) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        address = f"{self.base}{kind}" + ("?apply=true" if apply else "")
        kind_of = "text/csv" if kind else "application/json"
        return self.client.put(address, data, content_type=kind_of, headers=self.headers)


def lines(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def value_of(sheet: Sheet, item: str) -> Any:
    return Sheet.objects.get(pk=sheet.pk).answers.get(item, {}).get("value")


def test_what_went_out_comes_back_as_no_change(surveyed: Surveyed) -> None:
    for turn in range(3):
        answers = {item.key: confirmed(hard_value(item, turn + place)) for place, item in enumerate(ITEMS)}
        surveyed.sheet(f"=자료 {turn}", answers=answers, wave=2)
    api = Api(surveyed.officer, surveyed.target.pk)
    told = api.put(api.get().json()).json()
    assert (told["problems"], told["changes"], told["unchanged"]) == ([], [], 3 * len(ITEMS))
    rows = lines(api.get(".csv"))
    assert len(rows) == 3 * len(ITEMS)
    assert not [row for row in rows if row["value"][:1] in ("=", "+", "-", "@")]
    told = api.put(as_csv(rows), ".csv").json()
    assert (told["problems"], told["changes"], told["unchanged"]) == ([], [], 3 * len(ITEMS))


def test_a_suggestion_in_another_writing_comes_back_as_no_change(surveyed: Surveyed) -> None:
    """Of the second wave, on a sheet of the first: what nobody touched is no problem either."""
    surveyed.sheet(answers={key: suggested(value) for key, value in RAW.items()}, wave=1)
    api = Api(surveyed.officer, surveyed.target.pk)
    for told in (api.put(api.get().json()).json(), api.put(as_csv(lines(api.get(".csv"))), ".csv").json()):
        assert (told["problems"], told["changes"]) == ([], [])
        assert told["unchanged"] >= len(RAW)


def test_half_a_character_and_a_revision_out_of_reach_are_refused(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    body = '{"sheets": [{"id": "%s", "revision": 0, "answers": {"record_unit": {"value": "%s"}}}]}'
    told = api.put(body % (sheet.pk, "a\\ud800b"), apply=True)
    assert (told.status_code, told.json()["problems"][0]["what"]) == (422, "it is not JSON")
    assert api.put(body % (sheet.pk, "\\ud83d\\ude00"), apply=True).json()["is_applied"]
    document = {"sheets": [{"id": sheet.pk, "revision": 10**30, "answers": {"record_unit": {"value": "x"}}}]}
    assert api.put(document).json()["problems"][0]["what"] == "it has no revision"


def test_a_put_is_a_dry_run_until_it_is_asked_to_apply(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    document = api.get().json()
    document["sheets"][0]["answers"]["record_unit"] = {"value": "정류장 1곳"}
    document["sheets"][0]["answers"]["description"]["confirm"] = True
    told = api.put(document).json()
    assert not told["is_applied"]
    assert {(each["item"], each["is_confirmation"]) for each in told["changes"]} == {
        ("record_unit", False), ("description", True),
    }  # fmt: skip
    assert value_of(sheet, "record_unit") is None
    told = api.put(document, apply=True).json()
    assert told["is_applied"]
    assert value_of(sheet, "record_unit") == "정류장 1곳"
    assert Sheet.objects.get(pk=sheet.pk).answers["description"]["is_confirmed"]
    assert audit.newest(limit=1)[0].action == "survey.put_answers"


def test_csv_as_a_korean_excel_saves_it_is_read(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    rows = [row | {"value": "정류장 1곳"} for row in lines(api.get(".csv")) if row["item"] == "record_unit"]
    assert api.put(as_csv(rows).encode("cp949"), ".csv", apply=True).json()["is_applied"]
    assert value_of(sheet, "record_unit") == "정류장 1곳"


def test_csv_takes_labels_and_confirms_line_by_line(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    rows = lines(api.get(".csv"))
    for row in rows:
        row["confirm"] = "yes" if row["item"] == "description" else ""
        row["value"] = "없음" if row["item"] == "personal_data" else row["value"]
    told = api.put(as_csv(rows), ".csv", apply=True).json()
    assert told["is_applied"], told
    assert value_of(sheet, "personal_data") == "none"
    assert Sheet.objects.get(pk=sheet.pk).answers["description"]["is_confirmed"]


def test_every_problem_is_told_in_both_languages_and_nothing_is_stored(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    answers = {"personal_data": {"value": "maybe"}, "no_such": {"value": 1}, "record_unit": {"value": "정류장"}}
    other = {"id": "x", "revision": 0, "answers": {"price": {"value": 1}}}
    sheets: list[Any] = [{"id": sheet.pk, "revision": 0, "answers": answers | {"modality": 3}}, other, 4]
    answer = api.put({"sheets": sheets, "form": {"key": "standard", "version": 9}}, apply=True)
    told = answer.json()
    assert answer.status_code == 422
    assert sorted((each["sheet"][:3], each["cell"], each["what"]) for each in told["problems"]) == sorted([
        ("", "form", "the document was made with another questionnaire"),
        (sheet.pk[:3], "personal_data", "it is not in the list personal_data"),
        (sheet.pk[:3], "no_such", "there is no such item"),
        (sheet.pk[:3], "modality", "the answer has no value"),
        ("x", "price", "the row is of no dataset of your organisation in this campaign"),
        ("", "sheets[2]", "the sheet has no answers that can be read"),
    ])  # fmt: skip
    korean = {each["cell"]: each["what_ko"] for each in told["problems"]}
    assert korean["personal_data"] == "personal_data 목록에 없습니다"
    assert korean["price"] == "이 조사에서 우리 기관의 데이터가 아닌 행입니다"
    assert value_of(sheet, "record_unit") is None


@pytest.mark.parametrize(
    ("kind", "body", "what"),
    [
        ("", "no json", "it is not JSON"),
        ("", "[" * 100_000, "it is not JSON"),
        ("", "[]", "it has no list of sheets"),
        (".csv", b"\xff\xfe", "it is text neither in UTF-8 nor in cp949"),
        (".csv", "sheet,item\r\n1,2\r\n", "the column value is missing"),
        (".csv", "sheet,item,value\r\n1,2,3\r\n", "the row is of no dataset of your organisation in this campaign"),
    ],
)
def test_a_body_that_is_nothing_is_told(surveyed: Surveyed, kind: str, body: Any, what: str) -> None:
    answer = Api(surveyed.officer, surveyed.target.pk).put(body, kind, apply=True)
    assert answer.status_code == 422
    assert [each["what"] for each in answer.json()["problems"]] == [what]


def test_what_was_changed_online_since_is_a_conflict(surveyed: Surveyed, sheet: Sheet) -> None:
    api = Api(surveyed.officer, surveyed.target.pk)
    document = api.get().json()
    document["sheets"][0]["answers"]["record_unit"] = {"value": "프로그램"}
    online = {"record_unit": {"value": "온라인", "revision": 0}}
    save_answers(by=by(surveyed.colleague), sheet_id=sheet.pk, changes=online)
    answer = api.put(document, apply=True)
    assert answer.status_code == 409
    assert [each["theirs"]["value"] for each in answer.json()["changes"]] == ["온라인"]
    assert value_of(sheet, "record_unit") == "온라인"


def test_who_may(surveyed: Surveyed, sheet: Sheet) -> None:
    target = surveyed.target.pk
    body = {"sheets": [{"id": sheet.pk, "revision": 0, "answers": {"record_unit": {"value": "x"}}}]}
    nobody = Api(None, target)
    stranger = Api(make_viewer(Role.OFFICER, Role.LEAD, organisation=make_organisation().code), target)
    observer = Api(surveyed.observer, target)
    expected = [(nobody, 401, 401), (stranger, 404, 404), (observer, 200, 403)]
    for api, reads, writes in expected:
        assert (api.get().status_code, api.get(".csv").status_code) == (reads, reads)
        assert (api.put(body, apply=True).status_code, api.put("a", ".csv").status_code) == (writes, writes)
    officer = Api(surveyed.officer, target)
    Campaign.objects.filter(pk=surveyed.campaign.pk).update(state=CampaignState.FROZEN)
    assert officer.put(body, apply=True).status_code == 403
    assert value_of(sheet, "record_unit") is None


def test_the_document_of_the_api_is_there(surveyed: Surveyed) -> None:
    paths = Client().get("/api/v1/survey/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/v1/survey/targets/{target_id}/answers", "/api/v1/survey/targets/{target_id}/answers.csv",
    }  # fmt: skip
