"""A scan.json with pictures and documents carried into a hub: their entries are evidence like those of tables."""

from __future__ import annotations

import json

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.engine.media.documents import Cell
from gotgan.inventory.jobs.carried import CarriedScan, carried_version
from gotgan.inventory.jobs.cleaning import CARRIED
from gotgan.terms.record import SourceRecord
from tests.engine.test_media_documents import hwpx, x_paragraph, x_table
from tests.engine.test_media_image import photo

RECEIPTS = [Cell(row, col, text=text) for row in range(4) for col, text in enumerate((f"종류{row}", str(row)))]


def test_carried_document_brings_its_tables_and_a_picture_its_facts(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    (root / "공고.hwpx").write_bytes(hwpx(x_paragraph("문의 02-123-4567", x_table(RECEIPTS))))
    photo().save(root / "사진.png")
    scan_targets([str(root)], tmp_path / "s.json", key=SketchKey(b"k" * 32, False))
    records = [each for each in CarriedScan(str(tmp_path / "s.json")).records() if isinstance(each, SourceRecord)]
    assert [record.remote_id for record in records] == ["공고.hwpx", "사진.png"]
    version, reason = carried_version(records[0].raw[CARRIED])
    assert reason == ""
    whole, table = version.evidence
    assert (whole.table, whole.profile, [each["kind"] for each in whole.findings]) == ("공고.hwpx", None, ["phone"])
    assert (table.table, table.status, len(table.profile["columns"])) == ("공고.hwpx!table 1", "read", 2)
    assert records[1].raw[CARRIED][0]["media"]["width"] == 320
    assert "123-4567" not in json.dumps(records[0].raw, ensure_ascii=False)
