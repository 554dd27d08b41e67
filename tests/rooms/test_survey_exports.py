"""Exports of a frozen campaign: read by others as they are, and what is not public is held back and counted."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, Graph

from gotgan.survey.frozen import snapshot_store
from gotgan.survey.models import Snapshot, Target
from gotgan.survey.rules.form import standard_document
from gotgan.survey.rules.publication import read_policy, standard_policy, why_item_withheld, why_sheet_withheld
from gotgan.terms.survey import SheetState
from tests.rooms.shacl_shapes import problems
from tests.rooms.surveyed import Surveyed, confirmed, suggested
from tests.rooms.test_survey_freezing import exported, freeze
from tests.shared_data import SHARED, needs_shared

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CONTACT = [{"name": "홍길동", "phone": "02-1234-5678", "email": "hong@example.kr"}]


@pytest.fixture
def snapshot(settings: Any) -> Snapshot:
    settings.GOTGAN_PUBLISHER = "행정안전부"
    surveyed = Surveyed()
    accepted: dict[str, Any] = {"state": SheetState.ACCEPTED, "wave": 2}
    public = surveyed.sheet("공개 자료", answers={
        "title_ko": confirmed("공개 자료"), "contact": confirmed(CONTACT), "build_cost": confirmed(5_000_000),
        "description": confirmed("문의 900101-1234568 또는 공개 창구, =1+1"), "security_class": confirmed("general"),
        "modality": confirmed(["table"]), "record_unit": suggested("추측"), "sampling_method": confirmed("na"),
        "state_or_trade_secret": confirmed("no"), "personal_data": confirmed("unknown"),
        "label_share": confirmed(0.5),
        "institution": confirmed(surveyed.organisation), "provision_now": confirmed("limited"),
        "field": confirmed(["교통"]), "keywords": confirmed("버스, 정류장, 버스"),
        "period_covered": confirmed({"from": "2020-01-01", "to": "2024-12-31"}),
    }, **accepted)  # fmt: skip
    surveyed.sheet("기밀 자료", answers={"state_or_trade_secret": confirmed("yes")}, **accepted)
    secret = surveyed.sheet("비밀 등급", answers={"security_class": suggested("secret")}, **accepted)
    surveyed.sheet("사본", answers={"title_ko": confirmed("사본")}, same_as=secret, **accepted)
    surveyed.sheet("둘째 사본", answers={"title_ko": confirmed("둘째 사본")}, same_as=public, **accepted)
    surveyed.sheet("초안", answers={"title_ko": confirmed("초안")})
    return freeze(surveyed.campaign)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def unpacked(snapshot: Snapshot) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(exported(snapshot)["open-data.zip"])) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: package.read(name) for name in package.namelist()}


def test_long_and_wide_say_the_same_and_tell_suggestions_apart(snapshot: Snapshot) -> None:
    files = exported(snapshot)
    long, wide = rows_of(files["answers.csv"]), rows_of(files["sheets.csv"])
    assert len(wide) == 6
    said = {(row["sheet"], row["item"]): row for row in long}
    for row in wide:
        for item in ("title_ko", "build_cost", "modality", "record_unit", "personal_data"):
            answer = said.get((row["sheet"], item))
            is_said = answer is not None and answer["answer"] != "suggested"
            assert row[item] == (answer["value"] if is_said and answer else "")
    assert {row["answer"] for row in long} == {"confirmed", "suggested", "unknown", "na"}
    assert next(row for row in long if row["item"] == "modality")["text_ko"] == "표"
    held = next(row for row in long if row["item"] == "institution")
    assert (held["value"], held["text_ko"]) == (held["organisation"], f"{held['organisation_name']} ({held['value']})")
    counts = {row["item"]: row for row in rows_of(files["items.csv"])}
    assert (counts["personal_data"]["unknown"], counts["personal_data"]["answered"]) == ("1", "0")
    assert (counts["record_unit"]["suggested"], counts["record_unit"]["empty"]) == ("1", "5")
    assert counts["title_ko"]["answered"] == "4"


def test_parquet_and_excel_hold_the_rows_of_the_csv(snapshot: Snapshot, tmp_path: Path) -> None:
    files = exported(snapshot)
    for name in ("answers", "sheets"):
        table = pq.read_table(io.BytesIO(files[f"{name}.parquet"])).to_pylist()
        texts = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in table]
        assert texts == rows_of(files[f"{name}.csv"])
    (tmp_path / "r.xlsx").write_bytes(files["results.xlsx"])
    book = CalamineWorkbook.from_path(tmp_path / "r.xlsx")
    assert book.sheet_names == ["기관", "데이터", "항목"]
    cells = book.get_sheet_by_name("데이터").to_python()
    assert len(cells) == 7
    heads = [str(cell) for cell in cells[0]]
    public = next(row for row in cells if "공개 자료" in row)
    assert public[heads.index("설명")] == "문의 900101-1234568 또는 공개 창구, =1+1"
    assert public[heads.index("데이터 유형")] == "표"


def test_what_is_not_public_is_held_back_with_its_reason(snapshot: Snapshot) -> None:
    files = unpacked(snapshot)
    whole = b"".join(files.values()).decode("utf-8")
    for text in ("홍길동", "02-1234-5678", "5000000", "기밀 자료", "비밀 등급", "초안", "900101-1234568"):
        assert text not in whole
    datasets = rows_of(files["datasets.csv"])
    assert {row["title"] for row in datasets if not row["same_as"]} == {"공개 자료", "사본"}
    assert len(datasets) == 3
    assert "contact" not in datasets[0]
    withheld = json.loads(files["withheld.json"])
    assert withheld["datasets"] == {"classified": 1, "not_accepted": 1, "secret": 1}
    assert withheld["answers"] == {"cost": 1, "person": 1, "security": 2}
    assert withheld["texts_with_identifiers_masked"] == 1
    assert withheld["reasons"]["person"]["ko"]
    (body,) = rows_of(files["organisations.csv"])
    assert (body["sheets"], body["published"], body["withheld"]) == ("6", "3", "3")
    assert "비공개" in files["README.ko.md"].decode()
    assert "1 datasets" in files["README.en.md"].decode()
    assert snapshot.counts["exports"]["open-data.zip"]["withheld"]["datasets"]["secret"] == 1


def test_the_package_is_read_by_an_unmodified_croissant_reader(snapshot: Snapshot, tmp_path: Path) -> None:
    for name, content in unpacked(snapshot).items():
        (tmp_path / name).write_bytes(content)
    dataset = mlcroissant.Dataset(jsonld=str(tmp_path / "croissant.json"))
    assert not list(dataset.metadata.ctx.issues.errors)
    assert sum(1 for _ in dataset.records("records/datasets.csv")) == 3
    assert "행정안전부" in (tmp_path / "croissant.json").read_text(encoding="utf-8")


def catalogue_of(snapshot: Snapshot) -> Graph:
    return Graph().parse(data=unpacked(snapshot)["dcat.jsonld"], format="json-ld")


def test_the_catalogue_describes_each_dataset_and_who_publishes_it(snapshot: Snapshot) -> None:
    graph = catalogue_of(snapshot)
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert {str(each) for each in graph.objects(graph.value(catalogue, DCTERMS.publisher), FOAF.name)} == {"행정안전부"}
    found = {str(title): each for each in graph.objects(catalogue, DCAT.dataset)
             for title in graph.objects(each, DCTERMS.title)}  # fmt: skip
    assert set(found) == {"공개 자료", "사본", "인공지능 학습데이터 조사", "Survey of AI training data"}
    held = found["공개 자료"]
    (body,) = graph.objects(held, DCTERMS.publisher)
    assert str(graph.value(body, DCTERMS.identifier)) == Target.objects.get().organisation_id
    assert [str(each) for each in graph.objects(held, DCTERMS.accessRights)] == [
        "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"
    ]
    rights = graph.value(held, DCTERMS.accessRights)
    assert {str(each) for each in graph.objects(rights, RDFS.label)} == {"제한 제공", "Limited"}
    themes = {str(label) for each in graph.objects(held, DCAT.theme) for label in graph.objects(each, SKOS.prefLabel)}
    assert {"표", "Table", "교통"} <= themes
    assert {str(each) for each in graph.objects(held, DCAT.keyword)} == {"버스", "정류장"}
    assert "900101-1234568" not in str(graph.value(held, DCTERMS.description))
    tables = {str(graph.value(each, DCTERMS.title)) for each in graph.subjects(RDF.type, DCAT.Distribution)}
    assert tables == {"answers.csv", "datasets.csv", "items.csv", "organisations.csv"}


@needs_shared
def test_the_catalogue_keeps_the_shapes_of_dcat_ap(snapshot: Snapshot) -> None:
    folder = SHARED / "standards" / "dcat-ap" / "shacl"
    graph = catalogue_of(snapshot)
    assert problems(graph, folder / "shapes.ttl", folder / "range.ttl") == []
    for name in list(graph.subjects(RDF.type, FOAF.Agent)):
        graph.remove((name, FOAF.name, None))
    assert problems(graph, folder / "shapes.ttl") == [f"{FOAF.Agent} {FOAF.name}: minCount"]


def test_nobody_named_as_publisher_is_said_so(settings: Any) -> None:
    settings.GOTGAN_PUBLISHER = ""
    surveyed = Surveyed()
    surveyed.sheet("공개 자료", answers={"title_ko": confirmed("공개 자료")}, state=SheetState.ACCEPTED)
    graph = catalogue_of(freeze(surveyed.campaign))
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    names = {str(each) for each in graph.objects(graph.value(catalogue, DCTERMS.publisher), FOAF.name)}
    assert "The body that ran the survey (not named)" in names


def test_the_store_keeps_each_export_under_its_checksum(snapshot: Snapshot) -> None:
    for each in snapshot.counts["exports"].values():
        assert snapshot_store().path_of(each["sha256"]).stat().st_size == each["size_bytes"]


def test_every_reason_is_explained_and_every_rule_speaks_of_an_item() -> None:
    policy, keys = standard_policy(), {item["key"] for item in standard_document()["items"]}
    assert policy.items.keys() <= keys
    assert {rule.item for rule in policy.datasets} <= keys
    assert all(said.ko and said.en for said in policy.reasons.values())


@pytest.mark.parametrize(("state", "values", "reason"), [
    ("accepted", {}, None),
    ("signed", {}, "not_accepted"),
    ("accepted", {"security_class": "restricted"}, "classified"),
    ("draft", {"state_or_trade_secret": "yes"}, "secret"),
    ("accepted", {"state_or_trade_secret": "unknown"}, "secret"),
    ("accepted", {"state_or_trade_secret": "no", "security_class": "general"}, None),
])  # fmt: skip
def test_a_dataset_is_published_only_when_nothing_speaks_against_it(
    state: str, values: dict[str, Any], reason: str | None
) -> None:
    assert why_sheet_withheld(standard_policy(), state, values) == reason


def test_an_item_nobody_decided_about_is_held_back() -> None:
    assert why_item_withheld(standard_policy(), "home_address") == "not_decided"
    assert why_item_withheld(standard_policy(), "description") is None
    with pytest.raises(KeyError):
        read_policy({"states": [], "licence": "", "reasons": {}, "datasets": [], "items": {"x": ["a"]}}, ())
