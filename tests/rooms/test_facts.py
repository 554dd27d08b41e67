"""What the inventory hands the survey of each dataset: aggregates of every measure, and what its record states."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotgan.inventory import actions, queries
from gotgan.inventory.models import Dataset
from gotgan.organisations import queries as organisations
from gotgan.terms.role import SYSTEM
from gotgan.terms.survey import DatasetFacts
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_organisation
from tests.rooms.harvested import Harvested, harvest, scan_again
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def resident(n: int) -> str:
    """A made-up resident number whose last digit fits."""
    digits = f"{n % 90 + 10:02d}{n % 12 + 1:02d}15{n % 2 + 1}{n * 7 % 100000:05d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return f"{digits[:6]}-{digits[6:]}{(11 - rest % 11) % 10}"


RESIDENTS = [resident(n) for n in range(60)]
COMPLAINTS = "접수번호,접수일자,민원인번호,처리상태,비고\n" + "".join(
    f"A{n:05d},2024-{n % 12 + 1:02d}-10,{number},{'완료' if n % 3 else '접수'},\n" for n, number in enumerate(RESIDENTS)
)
PLACES = "시설명,법정동코드,위도,경도\n" + "".join(
    f"시설{n},11{n % 9 + 110:03d}10100,{37.4 + n / 1000:.4f},{126.9 + n / 1000:.4f}\n" for n in range(60)
)
LABELS = """
provision_now: limited
datasets:
  민원.csv: {title: 민원 접수 내역, title_en: Complaints, description: 창구에서 접수한 민원입니다., licence: kogl_2,
    keywords: [민원, 접수], field: 공공행정, rights: 개인정보가 들어 있음}
"""


@pytest.fixture(scope="module")
def first_held(once: Once) -> Made[Harvested]:
    return once(partial(harvest, files={"민원.csv": COMPLAINTS, "시설.csv": PLACES, "gotgan.yaml": LABELS}))


@pytest.fixture
def held(first_held: Made[Harvested], data_folder: Path) -> Harvested:
    return first_held.again(data_folder)


def facts(held: Harvested, name: str) -> DatasetFacts:
    return queries.facts_of_dataset(held.datasets[name].id)


def test_facts_hold_aggregates_of_the_profile(held: Harvested) -> None:
    found = facts(held, "민원.csv")
    assert found.organisation_name == organisations.get(held.organisation).name
    assert (found.rows, found.file_count, found.modality) == (60, 1, ("table",))
    assert found.formats == ({"format": "csv", "encoding": "utf-8", "files": 1, "size_bytes": found.size_bytes},)
    (table,) = found.tables
    assert [column["name"] for column in table["columns"]] == ["접수번호", "접수일자", "민원인번호", "처리상태", "비고"]
    assert "접수번호" in table["keys"]
    assert found.period == ("2024-01-10", "2024-12-10")
    assert (found.last_real_change, found.last_change_is_seen, found.versions) == ("2024-12-10", False, 1)
    assert found.quality["missing"] == 60
    assert found.quality["worst"] == [{"table": "민원.csv", "column": "비고", "missing": 1.0}]
    assert found.scanned_at is not None
    assert not found.is_sealed


def test_finding_is_told_by_its_column_and_count(held: Harvested) -> None:
    found = {finding["kind"]: finding for finding in facts(held, "민원.csv").findings}
    assert (found["resident_number"]["column"], found["resident_number"]["count"]) == ("민원인번호", 60)


def test_no_value_of_the_data_is_in_the_facts(held: Harvested) -> None:
    text = "".join(str(each) for each in queries.facts_of(held.organisation))
    assert not [number for number in RESIDENTS if number[:6] in text]
    assert "A00001" not in text
    assert "시설7" not in text


def test_region_is_told_by_codes_and_coordinates(held: Harvested) -> None:
    (region,) = facts(held, "시설.csv").regions
    assert (region["code_column"], region["code"], region["provinces"]) == ("법정동코드", "11", 1)
    assert "legal_dong" in facts(held, "시설.csv").standards


def test_only_what_is_written_beside_a_file_is_stated(held: Harvested) -> None:
    stated = facts(held, "민원.csv").catalogue
    assert stated["title"] == "민원 접수 내역"
    assert stated["licence"] == "kogl_2"
    assert stated["rights"] == "개인정보가 들어 있음"
    assert facts(held, "시설.csv").catalogue == {
        "provision_now": "limited", "kind": "folder", "record": "시설.csv",
    }  # fmt: skip


def test_other_bytes_are_a_change_that_was_seen(held: Harvested, first_held: Made[Harvested]) -> None:
    (first_held.source / "시설.csv").write_text(PLACES + "시설x,1114010100,37.5,127.0\n", encoding="utf-8")
    scan_again(held.source_id)
    found = facts(held, "시설.csv")
    assert (found.versions, found.last_change_is_seen, found.rows) == (2, True, 61)
    assert found.scanned_at is not None
    assert found.last_real_change == found.scanned_at.date().isoformat()


def test_folder_of_pictures_parted_for_training(tmp_path: Path) -> None:
    from PIL import Image

    for split, number in (("Training", 4), ("Validation", 2)):
        for n in range(number):
            path = tmp_path / "사진" / "묶음" / split / f"{n}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (16, 16), (n * 9, 40, 90)).save(path)
    labels = "datasets: {묶음: {title: 사진}}\n"
    held = harvest(tmp_path / "사진", {"gotgan.yaml": labels})
    (found,) = queries.facts_of(held.organisation)
    assert (found.modality, found.file_count, found.media["kinds"]) == (("image",), 6, {"image": 6})
    assert found.splits == ({"split": "train", "files": 4}, {"split": "validation", "files": 2})


def test_overlap_is_told_on_both_sides(tmp_path: Path) -> None:
    rows = "번호,이름,넓이\n" + "".join(f"GN-{n * 7919 % 99991:05d},체육관{n},{n * 13 + 0.5}\n" for n in range(200))
    a, b = harvest(tmp_path / "a", {"가.csv": rows}), harvest(tmp_path / "b", {"나.csv": rows})
    enqueue("inventory.compare")
    run_waiting_jobs()
    (ours,), (theirs,) = facts(a, "가.csv").overlaps, facts(b, "나.csv").overlaps
    assert (ours["organisation"], theirs["organisation"]) == (b.organisation, a.organisation)
    assert (ours["verb"], ours["relation"], ours["title"]) == ("identical", "same_content", "나")
    decided = {"by": SYSTEM, "overlap_id": ours["overlap"], "reason": "같은 대장"}
    actions.decide_overlap(**decided, status="confirmed", verb="older_copy", is_reversed=True)
    both = [facts(side, name).overlaps[0] for side, name in ((a, "가.csv"), (b, "나.csv"))]
    assert {(each["status"], each["verb"]) for each in both} == {("confirmed", "older_copy")}
    assert both[0]["is_reversed"] is not both[1]["is_reversed"]
    actions.decide_overlap(**decided, status="refused")
    assert facts(a, "가.csv").overlaps == ()


@pytest.fixture
def catalogue(tmp_path: Path) -> Callable[[list[dict[str, Any]]], str]:
    """Harvests a `data.json` of these records; gives the organisation."""

    def harvested(records: list[dict[str, Any]]) -> str:
        body = make_organisation()
        path = tmp_path / f"{body.code}.json"
        path.write_text(json.dumps({"dataset": records}), encoding="utf-8")
        scan_again(actions.add_source(by=SYSTEM, kind="datajson", location=str(path), organisation=body.code))
        return body.code

    return harvested


def test_catalogue_record_is_stated_in_our_words(catalogue: Callable[..., str]) -> None:
    record = {
        "identifier": "a", "title": "Mines", "accessLevel": "restricted public", "rights": "Contains PII",
        "accrualPeriodicity": "R/P1D", "temporal": "2013-01-01/2013-12-31", "describedBy": "https://example.org/d.pdf",
        "primaryITInvestmentUII": "015-000000032", "isPartOf": "b", "language": ["en-US"],
        "publisher": {"name": "Mine Safety"}, "landingPage": "https://example.org/mines",
    }  # fmt: skip
    (found,) = queries.facts_of(catalogue([record]))
    wanted = {
        "provision_now": "limited", "access": "restricted public", "rights": "Contains PII", "cycle": "R/P1D",
        "temporal": "2013-01-01/2013-12-31", "dictionary": "https://example.org/d.pdf", "system": "015-000000032",
        "part_of": "b", "language": ["en-US"], "publisher": "Mine Safety", "landing": "https://example.org/mines",
        "kind": "datajson", "record": "a",
    }  # fmt: skip
    assert {name: found.catalogue.get(name) for name in wanted} == wanted
    assert [link["location"] for link in found.catalogue["links"]] == ["https://example.org/mines"]
    assert (found.rows, found.file_count, found.scanned_at, found.tables) == (None, None, None, ())


def test_access_that_no_record_states_is_not_stated(catalogue: Callable[..., str]) -> None:
    (found,) = queries.facts_of(catalogue([{"identifier": "a", "title": "Mines"}]))
    assert "provision_now" not in found.catalogue


def test_number_of_queries_does_not_grow_with_the_datasets(catalogue: Callable[..., str]) -> None:
    def queries_for(number: int) -> int:
        code = catalogue([{"identifier": str(n), "title": f"Set {n}"} for n in range(number)])
        with CaptureQueriesContext(connection) as captured:
            assert len(list(queries.facts_of(code))) == number
        return len(captured)

    assert queries_for(3) == queries_for(150) <= 7


def test_some_of_an_organisation_are_asked_for_by_their_ids(held: Harvested) -> None:
    wanted = held.datasets["시설.csv"].id
    stranger = make_organisation()
    assert [each.dataset for each in queries.facts_of(held.organisation, dataset_ids=[wanted, "x"])] == [wanted]
    assert list(queries.facts_of(stranger.code, dataset_ids=[wanted])) == []
    Dataset.objects.filter(pk=wanted).update(state="removed")
    with pytest.raises(queries.NoSuchDataset):
        queries.facts_of_dataset(wanted)
