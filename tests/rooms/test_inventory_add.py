"""`gotgan add`: from a folder to open datasets, run without a worker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gotgan.cli import add, follow, main
from gotgan.cli import folder as cli_folder
from gotgan.inventory import actions, queries
from gotgan.inventory.models import Source
from gotgan.organisations import queries as organisations
from gotgan.share import queries as share
from gotgan.terms.errors import Invalid
from gotgan.terms.role import SYSTEM
from tests.rooms.factories import make_organisation

pytestmark = pytest.mark.django_db

PLAIN = "시도,인구\n서울특별시,9411\n부산광역시,3293\n"
WITH_PHONES = "name,phone\n" + "".join(f"p{n},010-{2000 + n}-{3000 + n}\n" for n in range(30))


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    """The test's own database is the hub, and nobody else works there."""
    monkeypatch.setattr(cli_folder, "open_hub", lambda given: data_folder)
    monkeypatch.setattr(follow, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(follow, "_keep_logs_quiet", lambda: None)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "자료"
    folder.mkdir()
    (folder / "인구.csv").write_bytes(PLAIN.encode("cp949"))
    (folder / "연락처.csv").write_text(WITH_PHONES)
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    return folder


def call(*words: str) -> int:
    return main.main(["add", *words])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_folder_is_added_and_opened_but_for_findings(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    assert call(str(data), "--organisation", code, "--publish") == 0
    outcome = answer(capsys)
    assert (outcome["kind"], outcome["state"]) == ("add", "done_with_failures")
    assert (outcome["counts"]["seen"], outcome["counts"]["added"], outcome["counts"]["failed"]) == (3, 2, 1)
    assert outcome["failed"][0]["id"] == "broken.zip"
    by_title = {each["title"]: each for each in outcome["datasets"]}
    assert by_title["인구"]["is_open"]
    assert by_title["연락처"]["findings"] == ["phone"]
    assert outcome["not_opened"] == [by_title["연락처"]["address"]]
    assert "--confirm-findings E-MAIL" in outcome["to_open_them"]


def test_findings_are_opened_once_somebody_answers_for_them(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    call(str(data), "--organisation", code, "--publish")
    capsys.readouterr()
    assert call(str(data), "--organisation", code, "--publish", "--confirm-findings", "kim@example.org") == 0
    outcome = answer(capsys)
    assert outcome["counts"]["same"] == 2
    assert outcome["not_opened"] == []
    assert all(each["is_open"] for each in outcome["datasets"])
    assert len(queries.sources(code)) == 1


def test_without_publish_nothing_is_open(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    assert call(str(data), "--organisation", code) == 0
    outcome = answer(capsys)
    assert outcome["to_open_them"] == ""
    assert share.open_ids(record.id for record in queries.datasets_in(outcome["source"])) == set()


def test_first_organisation_of_a_hub_is_taken_at_its_word(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_organisation(is_sample=True)
    for code in ("1741000", "1613000"):
        assert call(str(data), "--organisation", code) == 0
        assert answer(capsys)["organisation_added"]
    assert organisations.get("1741000").name == "1741000"
    assert call(str(data), "--organisation", "1741000") == 0
    assert not answer(capsys)["organisation_added"]


def test_unknown_organisation_says_what_to_do(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_organisation()
    assert call(str(data), "--organisation", "7654321") == 2
    said = capsys.readouterr().err
    assert "gotgan codes import" in said
    assert "--create-organisation" in said
    assert call(str(data), "--organisation", "7654321", "--create-organisation", "새 기관") == 0
    assert organisations.get("7654321").name == "새 기관"


def test_source_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("/no/such/folder", "--organisation", "7654321") == 2
    assert "there is no such file or folder" in capsys.readouterr().err
    assert call(".", "--organisation", "7654321", "--confirm-findings", "kim") == 2


def test_address_that_does_not_answer_fails(capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    assert call("http://127.0.0.1:9/data.json", "--organisation", code) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["state"] == "failed"
    assert said.err.startswith("gotgan: ")
    assert said.err.count("\n") == 1


def test_sudden_loss_is_held(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    call(str(data), "--organisation", code)
    (data / "인구.csv").unlink()
    assert call(str(data), "--organisation", code) == 1
    assert "held" in capsys.readouterr().out


def test_scan_json_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "scan.json"
    path.write_text(json.dumps({"gotgan": "0.1.0", "kind": "scan", "files": []}, indent=2))
    other = tmp_path / "data.json"
    other.write_text(json.dumps({"kind": "scan"}))
    assert add.read_source(str(path), None) == (str(path), "scanfile")
    assert add.read_source(str(other), None)[1] is None
    assert add.read_source("https://example.org/data.json", None)[1] is None


def test_table_on_a_terminal_names_what_stays_shut(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert call(str(data), "--organisation", make_organisation().code, "--publish") == 0
    shown = capsys.readouterr().out
    assert "broken.zip" in shown
    assert "kept shut" in shown


def test_place_added_twice_stays_one_source_however_it_is_spelt(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = make_organisation().code
    first = actions.find_or_add_source(by=SYSTEM, kind=None, location=f"{data}//", organisation=code)
    assert first.is_new
    assert call(str(data), "--organisation", code) == 0
    outcome = answer(capsys)
    assert (outcome["source"], outcome["source_known"]) == (first.source_id, True)
    again = actions.find_or_add_source(
        by=SYSTEM, kind=None, location=f"{data}/.", organisation=code, publication="open"
    )
    assert (again.source_id, again.is_new) == (first.source_id, False)
    assert [(each.location, each.publication) for each in queries.sources(code)] == [(str(data), "open")]
    with pytest.raises(Invalid, match="it is a source of this organisation already; scan that one again"):
        actions.add_source(by=SYSTEM, kind=None, location=str(data), organisation=code)
    with pytest.raises(Invalid, match="this place is a source already, read as folder"):
        actions.find_or_add_source(by=SYSTEM, kind="aihub", location=str(data), organisation=code)


def test_place_of_another_organisation_or_another_schema_is_another_source(data: Path) -> None:
    code = make_organisation().code
    place = {"by": SYSTEM, "kind": "sql", "location": "postgresql://db.example.go.kr/a", "organisation": code}
    first = actions.find_or_add_source(**place, options={"schema": "one", "credential": "env:A"})
    assert actions.find_or_add_source(**place, options={"schema": "two"}).is_new
    assert actions.find_or_add_source(**place, options={}).is_new
    mended = actions.find_or_add_source(**place, options={"schema": "one", "credential": "env:B"})
    assert (mended.source_id, mended.is_new) == (first.source_id, False)
    assert dict(queries.source(first.source_id).options)["credential"] == "env:B"
    assert not actions.find_or_add_source(**place).is_new
    assert actions.find_or_add_source(**{**place, "organisation": make_organisation().code}).is_new


def test_source_kept_as_it_was_typed_before_is_found_again(data: Path) -> None:
    code = make_organisation().code
    kept = actions.find_or_add_source(by=SYSTEM, kind=None, location=str(data), organisation=code)
    Source.objects.filter(pk=kept.source_id).update(location=f"{data}/")
    assert not actions.find_or_add_source(by=SYSTEM, kind=None, location=str(data), organisation=code).is_new


def test_kind_that_found_nothing_is_mended_at_the_same_place(data: Path) -> None:
    code = make_organisation().code
    guessed = actions.find_or_add_source(by=SYSTEM, kind="ckan", location="http://127.0.0.1:1/x", organisation=code)
    mended = actions.find_or_add_source(by=SYSTEM, kind="oai", location="http://127.0.0.1:1/x", organisation=code)
    assert (mended.source_id, mended.is_new) == (guessed.source_id, False)
    assert queries.source(guessed.source_id).kind == "oai"
