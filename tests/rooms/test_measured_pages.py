"""What was measured is on the pages of those who keep the data: findings in full, never a value; media facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.inventory.models import Evidence
from tests.rooms.harvested import PHONES, WITH_PHONES, harvest
from tests.rooms.test_changes import keeper
from tests.rooms.test_overlap_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


def test_column_with_findings_shows_how_sure_and_masked_examples_and_no_value(tmp_path: Path) -> None:
    (dataset,) = harvest(tmp_path / "in", {"연락.csv": WITH_PHONES}, publication="draft").datasets.values()
    finding = next(f for f in Evidence.objects.get().findings if f["column"] == "연락처")
    page = text(keeper(dataset).get(f"/datasets/{dataset.address}/columns/연락.csv/2"))
    assert "phone number" in page
    assert "Confidence" in page
    assert finding["masked_examples"][0] in page
    assert not any(phone in page for phone in PHONES)
    assert "확신도" in text(keeper(dataset, "ko").get(f"/datasets/{dataset.address}"))


def test_media_facts_of_a_scan_are_a_plain_table(tmp_path: Path) -> None:
    (dataset,) = harvest(tmp_path / "in", {"a.csv": "가,나\n1,2\n3,4\n"}, publication="draft").datasets.values()
    address = f"/datasets/{dataset.address}"
    assert "Pictures, sounds and documents" not in text(keeper(dataset).get(address))
    Evidence.objects.update(media={"kind": "image", "width": 1920, "exif": {"camera": "K-1"}, "labels": ["차", "길"]})
    page = text(keeper(dataset).get(address))
    for said in ("Pictures, sounds and documents", "1,920", "exif.camera", "K-1", "차, 길", "Width in pixels"):
        assert said in page
    Evidence.objects.update(
        media={"kind": "audio", "silence_share": 0.25, "has_gps": False, "flags": ["silent"], "language": "ko"}
    )
    korean = text(keeper(dataset, "ko").get(address))
    for said in ("소리", "무음 비율", "25%", "위치 정보 있음", "아니요", "무음", "한국어"):
        assert said in korean
    assert not any(code in korean for code in ("silence_share", "has_gps", ">audio<", ">False<", ">silent<"))


def test_dataset_leads_to_its_own_overlaps(tmp_path: Path) -> None:
    (dataset,) = harvest(tmp_path / "in", {"a.csv": "가,나\n1,2\n3,4\n"}, publication="draft").datasets.values()
    client = keeper(dataset)
    assert f"/overlaps/?dataset={dataset.id}" in text(client.get(f"/datasets/{dataset.address}"))
    assert client.get(f"/overlaps/?dataset={dataset.id}").status_code == 200
