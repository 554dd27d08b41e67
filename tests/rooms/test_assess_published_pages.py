"""The public pages and files of lists: what a visitor reads, and what stays inside."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.conf import LazySettings
from django.test import Client
from python_calamine import CalamineWorkbook

from gotgan.assess import kept
from gotgan.assess.actions import withdraw
from gotgan.assess.models import ListVersion, Objection, PrintedFile, Publication
from gotgan.assess.queries import published
from gotgan.catalogue.models import Entry
from gotgan.inventory.models import Dataset
from gotgan.organisations.models import Succession
from gotgan.terms.role import Actor, Role
from gotgan.terms.selection import ListState
from tests.rooms.assess_lists import RULES, solved_version
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.published_lists import (
    SIGNED,
    SIGNER,
    list_in_catalogue,
    member_ids,
    names_of,
    publish,
    rejected_titles,
)
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
FILES = (".json", *(f"-{language}.{form}" for form in ("csv", "xlsx", "pdf") for language in ("ko", "en")))
"""What follows `list` in the address of each public file."""


@pytest.fixture(autouse=True)
def desk(settings: LazySettings) -> None:
    settings.GOTGAN_DESK = "tests.rooms.published_lists.printing_desk"


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return publish(tmp_path / "engine", minutes="회의에서 정함")


def visitor(language: str = "en") -> Client:
    return Client(headers={"accept-language": language})


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def words_of(form: str, content: bytes) -> str:
    """Everything readable in a file."""
    if form == "pdf":
        with pdfplumber.open(io.BytesIO(content)) as found:
            return "\n".join(page.extract_text() for page in found.pages)
    if form == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return json.dumps([book.get_sheet_by_name(name).to_python() for name in book.sheet_names], ensure_ascii=False)
    return content.decode("utf-8-sig")


def test_visitor_reads_what_the_list_is_and_who_is_in_it(version: ListVersion) -> None:
    page = text(visitor().get("/lists/the-hundred"))
    assert "The hundred" in page
    assert "4 datasets." in page
    assert "signed on 1 Sep 2026" in page
    assert version.document in page
    for title in names_of(version, member_ids(version)):
        assert title.replace("통계자료", "figures") in page
    assert page.count('href="/datasets/') == RULES["choose"] - 1
    assert "place " in page
    assert "legal basis" in page
    assert SIGNER not in page
    assert "회의에서" not in page


@pytest.mark.parametrize(("lines", "core", "reserve"), [({}, "90%", "10%"), ({"core_from": 0.625, "reserve_from": 0.2},
                                                                            "62.5%", "20%")])  # fmt: skip
def test_lines_between_the_classes_are_those_of_the_list(
    tmp_path: Path, lines: dict[str, float], core: str, reserve: str
) -> None:
    """Legend, finding, picture, method and print all say where this list drew them."""
    publish(tmp_path / "engine", settings={**RULES, "robustness": {**RULES["robustness"], **lines}})
    for language, said in (
        ("en", [f"in at least {core} of the weightings", f"Dashed: {core}.", f"core from {core}, else contested",
                f"left out, but in at least {reserve} of the weightings"]),
        ("ko", [f"가중치를 바꾸어도 {core} 이상에서 선정", f"점선은 {core}입니다", f"{core} 이상이면 핵심",
                f"가중치를 바꾸면 {reserve} 이상에서 선정"]),
    ):  # fmt: skip
        page = text(visitor(language).get("/lists/the-hundred"))
        assert [each for each in said if each not in page] == []
    line = re.search(r'<line class="edge"[^>]* y1="([\d.]+)"', page)
    assert line is not None
    share = float(core.rstrip("%")) / 100
    assert float(line[1]) == pytest.approx(10 + 180 * (1 - share), abs=0.06)
    told = json.loads(visitor().get("/lists/the-hundred/1/list.json").content)["robustness"]
    assert (told["core_from"], told["reserve_from"]) == (share, float(reserve.rstrip("%")) / 100)
    assert core in words_of("pdf", visitor().get("/lists/the-hundred/1/list-en.pdf").content)


def test_member_that_is_not_open_shows_title_and_institution_only(version: ListVersion) -> None:
    closed = member_ids(version)[0]
    name = kept.read_json(version.names)[closed]
    page = text(visitor("ko").get("/lists/the-hundred"))
    row = next(each for each in page.split("<tr>") if name["title"] in each and "listed" not in each)
    assert "공개되지 않음" in row
    assert name["organisation_name"] in row
    assert "chip" not in row
    assert "%" not in row
    member = next(m for m in json.loads(visitor().get("/lists/the-hundred/1/list.json").content)["members"]
                  if m["title"] == name["title"])  # fmt: skip
    assert set(member) == {"title", "title_en", "organisation", "organisation_name", "is_open", "is_withdrawn"}


def test_page_follows_the_access_decision_and_files_are_those_of_a_visitor(version: ListVersion) -> None:
    inside = member_ids(version)[1]
    name = kept.read_json(version.names)[inside]
    before = visitor().get("/lists/the-hundred/1/list.json").content
    Entry.objects.filter(dataset_id=inside).update(is_published=False)
    officer = client_of(make_viewer(Role.OFFICER, organisation=name["organisation"]))
    assert visitor().get("/lists/the-hundred").content.decode().count('href="/datasets/') == 2
    assert text(officer.get("/lists/the-hundred")).count('href="/datasets/') == 3
    after = visitor().get("/lists/the-hundred/1/list.json").content
    assert after != before
    assert officer.get("/lists/the-hundred/1/list.json").content == after


def test_nothing_that_was_left_out_is_named_anywhere(version: ListVersion) -> None:
    names = rejected_titles(version)
    left = [each["id"] for each in kept.read_json(version.document)["rejected"]]
    assert len(left) == 8
    list_in_catalogue(version, left)  # not even where everybody may open the dataset itself
    pages = ["/lists/", "/lists/the-hundred", "/lists/the-hundred/1", "/lists/compare?a=the-hundred&b=the-hundred"]
    for language in ("ko", "en"):
        read = [text(visitor(language).get(page)) for page in pages]
        read += [
            words_of(each.rpartition(".")[2], visitor(language).get(f"/lists/the-hundred/1/list{each}").content)
            for each in FILES
        ]
        for each in read:
            assert not [name for name in (*names, *left) if name in each]


@pytest.mark.parametrize("state", [each for each in ListState if each != ListState.PUBLISHED])
def test_what_is_not_published_is_not_there(tmp_path: Path, state: ListState) -> None:
    solved_version(tmp_path / "engine", slug="secret", state=state)
    assert "secret" not in text(visitor().get("/lists/"))
    for page in ("secret", "secret/1", "secret/1/list-ko.pdf", "secret/1/list.csv", "secret/1/SHA256SUMS"):
        assert visitor().get(f"/lists/{page}").status_code == 404
    assert visitor().get("/lists/compare?a=secret&b=secret").status_code == 404


def test_reserve_is_named_where_the_list_says_so(version: ListVersion) -> None:
    manager = client_of(make_viewer(Role.SURVEY_MANAGER))
    left = kept.read_json(version.document)["rejected"]
    reserve = next(each["id"] for each in left if each["class"] == "reserve")
    list_in_catalogue(version, [reserve])
    title = names_of(version, [reserve])[0]
    counted = text(visitor("ko").get("/lists/the-hundred"))
    assert title not in counted
    assert "이름은 이 목록에 적지 않습니다" in counted
    asked = {"names_reserve": "on"}
    assert client_of(make_viewer()).post("/lists/the-hundred/1/shown", asked).status_code == 403
    assert manager.post("/lists/the-hundred/1/shown", asked).status_code == 302
    assert title in text(visitor("ko").get("/lists/the-hundred"))
    assert title in words_of("csv", visitor("ko").get("/lists/the-hundred/1/list-ko.csv").content)
    manager.post("/lists/the-hundred/1/shown", {"shows_minutes": "on"})
    shown = text(visitor("ko").get("/lists/the-hundred"))
    assert title not in shown
    assert "회의에서 정함" in shown
    assert "회의에서 정함" in words_of("pdf", visitor("ko").get("/lists/the-hundred/1/list-ko.pdf").content)


def test_withdrawn_member_is_marked(version: ListVersion) -> None:
    gone = member_ids(version)[1]
    Dataset.objects.filter(pk=gone).update(state="removed")
    page = text(visitor().get("/lists/the-hundred"))
    assert "1 member was withdrawn" in page
    assert "withdrawn since" in page
    assert "withdrawn since" in words_of("csv", visitor().get("/lists/the-hundred/1/list-en.csv").content)


def test_member_of_a_merged_institution_says_who_answers_today(version: ListVersion, tmp_path: Path) -> None:
    members = published.get_published("the-hundred").members
    old, new = members[0].organisation, make_organisation()
    before = text(visitor().get("/lists/the-hundred/1/list.json"))
    assert new.name not in text(visitor("ko").get("/lists/the-hundred"))
    Succession.objects.create(predecessor_id=old, successor_id=new.code)
    page = text(visitor("ko").get("/lists/the-hundred"))
    assert page.count(f"지금은 {new.name}") == sum(each.organisation == old for each in members)
    assert text(visitor().get("/lists/the-hundred/1/list.json")) == before, "a file stays as it was signed"


@pytest.mark.parametrize(("language", "head"), [("ko", "제목"), ("en", "Title")])
def test_csv_opens_in_a_korean_excel_and_begins_no_formula(tmp_path: Path, language: str, head: str) -> None:
    def rename(version: ListVersion) -> None:
        names = kept.read_json(version.names)
        for each in member_ids(version):
            names[each].update(title=f"=cmd|' /c calc'!A{each[-1]}", title_en="@SUM(1)")
        version.names = kept.keep_json(names)

    publish(tmp_path / "engine", change=rename)
    content = visitor(language).get(f"/lists/the-hundred/1/list-{language}.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][0] == head
    assert len(rows) == 1 + RULES["choose"]
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)]


def test_excel_has_two_sheets_that_say_what_the_page_says(version: ListVersion) -> None:
    answer = visitor("ko").get("/lists/the-hundred/1/list-ko.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["구성 데이터", "선정 방법"]
    members = book.get_sheet_by_name("구성 데이터").to_python()
    assert {row[0] for row in members[1:]} == set(names_of(version, member_ids(version)))
    assert version.document in json.dumps(book.get_sheet_by_name("선정 방법").to_python())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pdf_holds_every_title_and_is_printed_once(version: ListVersion, language: str) -> None:
    content = visitor(language).get(f"/lists/the-hundred/1/list-{language}.pdf").content
    found = words_of("pdf", content)
    for title in names_of(version, member_ids(version)):
        assert (title if language == "ko" else title.replace("통계자료", "figures")) in found
    assert version.document in found
    with pdfplumber.open(io.BytesIO(content)) as read:
        assert {sign["fontname"].split("+")[1][:11] for page in read.pages for sign in page.chars} == {"NanumGothic"}
    assert PrintedFile.objects.count() == 1
    visitor(language).get(f"/lists/the-hundred/1/list-{language}.pdf")
    assert PrintedFile.objects.count() == 1


def test_whole_list_is_for_manager_and_auditor(version: ListVersion) -> None:
    names = rejected_titles(version)[::2]
    assert visitor().get("/lists/the-hundred/1/whole/list-en.csv").status_code == 302
    assert client_of(make_viewer(Role.OFFICER)).get("/lists/the-hundred/1/whole/list-en.csv").status_code == 403
    auditor = client_of(make_viewer(Role.AUDITOR), "ko")
    for form in ("csv", "xlsx", "pdf"):
        answer = auditor.get(f"/lists/the-hundred/1/whole/list-ko.{form}")
        read = words_of(form, answer.content)
        assert [name for name in names if name not in read] == [], form
        assert answer["Cache-Control"] == "private, no-store"
    assert SIGNER in words_of("pdf", auditor.get("/lists/the-hundred/1/whole/list-ko.pdf").content)
    assert "회의에서 정함" in words_of("pdf", auditor.get("/lists/the-hundred/1/whole/list-ko.pdf").content)
    engine = auditor.get("/lists/the-hundred/1/whole/list.json").content
    assert hashlib.sha256(engine).hexdigest() == version.document
    assert "whole/list-ko.csv" in text(auditor.get("/lists/the-hundred"))
    assert "whole/list" not in text(client_of(make_viewer(Role.OFFICER)).get("/lists/the-hundred"))


def test_paper_holds_the_nearest_of_what_was_left_out(version: ListVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gotgan.site.listing.printing.MOST_LEFT", 3)
    left = sorted(kept.read_json(version.document)["rejected"], key=lambda each: -each["acceptability"])
    found = words_of(
        "pdf", client_of(make_viewer(Role.AUDITOR), "ko").get("/lists/the-hundred/1/whole/list-ko.pdf").content
    )
    named = found[found.index("선정되지 않음") :]
    titles = names_of(version, [each["id"] for each in left])
    assert [title for title in titles[:2] if title not in named] == []
    assert "나머지 5개" in named


def test_two_versions_stand_at_their_addresses(version: ListVersion) -> None:
    older = ListVersion.objects.get(pk=version.pk)
    older.pk, older.number = "f" * 32, 2
    older.save(force_insert=True)
    assert "This is an older version" in text(visitor().get("/lists/the-hundred/1"))
    assert "This is an older version" not in text(visitor().get("/lists/the-hundred"))
    assert text(visitor().get("/lists/")).count("/lists/the-hundred") == 1
    assert visitor().get("/lists/the-hundred/3").status_code == 404


def test_home_names_the_lists(version: ListVersion, tmp_path: Path) -> None:
    solved_version(tmp_path / "other", slug="secret")
    page = text(visitor().get("/"))
    assert '<a href="/lists/the-hundred">' in page
    assert "secret" not in page
    ListVersion.objects.filter(pk=version.pk).update(state=ListState.WITHDRAWN)
    assert "the-hundred" not in text(visitor().get("/"))


def test_empty_house_says_so() -> None:
    assert "No list is published yet" in text(visitor().get("/lists/"))
    assert "No list is published yet" in text(visitor().get("/lists/compare"))


def test_objection_that_is_shown_does_not_name_what_was_not_chosen(tmp_path: Path) -> None:
    def object_to(version: ListVersion) -> None:
        left = kept.read_json(version.document)["rejected"][0]["id"]
        body = kept.read_json(version.names)[left]["organisation"]
        for dataset, said in ((left, "왜 빠졌습니까"), (member_ids(version)[1], "왜 들어갔습니까")):
            Objection.objects.create(
                version=version, organisation_id=body, dataset=dataset, side="in", text=said, by="t", at=SIGNED,
                answer="그대로 둡니다", effect="none", answered_by="m", answered_at=SIGNED,
            )  # fmt: skip

    version = publish(tmp_path / "engine", change=object_to)
    left = kept.read_json(version.document)["rejected"][0]["id"]
    Publication.objects.create(version=version, shows_minutes=True)
    title = kept.read_json(version.names)[left]["title_en"]
    page = text(visitor().get("/lists/the-hundred"))
    assert "A dataset that was not chosen" in page
    assert "왜 빠졌습니까" in page
    assert title not in page
    assert title in text(client_of(make_viewer(Role.AUDITOR)).get("/lists/the-hundred"))
    printed = words_of("pdf", visitor().get("/lists/the-hundred/1/list-en.pdf").content)
    assert "왜 빠졌습니까" in printed
    assert not [each for each in rejected_titles(version) if each in printed]


def test_a_list_that_was_taken_back_says_when_and_why(version: ListVersion) -> None:
    why = "원천 데이터에 오류가 있어 다시 고릅니다."
    withdraw(by=Actor.of(make_viewer(Role.SURVEY_MANAGER)), version_id=version.pk, reason=why)
    for address in ("/lists/the-hundred", "/lists/the-hundred/1"):
        answer = visitor().get(address)
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "Version 1 was withdrawn on" in page
        assert why in page
        assert "figures" not in page, "its members are read no more"
    assert visitor().get("/lists/the-hundred/2").status_code == 404
    assert visitor().get("/lists/the-hundred/1/list.csv").status_code == 404
