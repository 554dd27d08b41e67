"""Books on the profiles of real tables: Korean public data, and one of the sample government."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine.quality_subjects import DAY, answers, subject
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.files import profile_files
from gotgan.engine.quality import assess, book_names, uses_of
from gotgan.engine.sample import build_sample
from gotgan.engine.sample.plans import PLANS
from gotgan.terms.readiness import CheckResult, ScoreSheet, Subject, Use

KOREA = SHARED / "data/tables/korea"
PARKS = KOREA / "Data_preprocessing/전국도시공원표준데이터.csv"
CRIME = KOREA / "DataScience/02. crime_in_Seoul.csv"


def profiled(*paths: Path, **told: object) -> Subject:
    profiles = json.loads(json.dumps(profile_files(paths).results))
    files = tuple({"format": each["format"], "encoding": each["encoding"] or "", "files": 1} for each in profiles)
    return subject(*profiles, scanned_at=DAY, formats=files, **told)  # type: ignore[arg-type]


def checks_of(sheet: ScoreSheet) -> dict[str, CheckResult]:
    return {check.id: check for factor in sheet.factors for check in factor.checks}


@pytest.fixture(scope="module")
def parks() -> Subject:
    return profiled(PARKS)


@needs_shared
def test_parks_are_judged_as_they_are(parks: Subject) -> None:
    """18,137 rows, 960 twice, CP949, a column without name or value; not about persons, addresses are no prose."""
    checks = checks_of(assess(parks, "ai_readiness", "tabular"))
    assert checks["unique_rows"].measured == pytest.approx(1 - 960 / 18137)
    assert "18,137개 가운데 960개" in checks["unique_rows"].diagnosis.ko
    assert checks["encoding"].value == 0.5
    assert checks["encoding"].action == "repair.encoding"
    assert checks["header"].fields == ("20",)
    assert "20" in checks["used_columns"].fields
    assert checks["risk"].value is None
    assert checks["axes"].measured == 3
    assert uses_of(parks) == (Use.TABULAR,)


@needs_shared
def test_every_book_reads_a_real_profile(parks: Subject) -> None:
    for name in book_names():
        sheet = assess(parks, name, "tabular")
        told = json.dumps(sheet.to_json(), ensure_ascii=False)
        assert all(value not in told for value in ("무안군", "31110-60001", "푸른도시사업본부"))
        assert sheet.total is None or 0 <= sheet.total <= sheet.most


@needs_shared
def test_error_rate_of_the_parks(parks: Subject) -> None:
    sheet = assess(parks, "public_database")
    checked = [check for check in checks_of(sheet).values() if check.checked]
    errors = sum(check.errors or 0 for check in checked)
    assert sheet.total == pytest.approx(100 * (1 - errors / sum(check.checked or 0 for check in checked)))
    assert checks_of(sheet)["placeholders"].errors


@needs_shared
def test_answers_move_the_parks_and_say_so(parks: Subject) -> None:
    text = "전국 도시공원의 위치와 시설을 지방자치단체가 공원을 관리하는 업무에서 기록한 표준데이터"
    said = answers(licence="kogl_1", description=text, update_cycle="yearly")
    told = Subject(parks.record, parks.facts, parks.profiles, said)
    assert (assess(told, "ai_readiness", "tabular").total or 0) > (assess(parks, "ai_readiness", "tabular").total or 0)


@needs_shared
def test_small_table_with_thousands_separators() -> None:
    checks = checks_of(assess(profiled(CRIME), "ai_readiness", "tabular"))
    assert checks["records"].value == 0
    assert checks["encoding"].measured in (0.5, 1.0)


def test_table_of_the_sample_government(tmp_path: Path) -> None:
    build_sample(tmp_path / "sample", seed=1, plans=[one for one in PLANS if one.form.name == "csv"][:2])
    paths = sorted((tmp_path / "sample").rglob("*.csv"))
    held = profiled(*paths)
    sheet = assess(held, "ai_readiness", "tabular")
    assert sheet.factors[0].value
    assert len(held.profiles) == len(paths)
