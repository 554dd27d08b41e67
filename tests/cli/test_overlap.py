"""`gotgan overlap` on scan files alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gotgan.cli.main import main

NO_SCAN = '{"kind": "profile", "files": []}'
LINES = ["관리번호,위치", *(f"K{number * 7919 % 1_000_003:06d},가온시 {number}번지" for number in range(800))]


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("CAMPAIGN_KEY", "campaign key of 2026")
    found = []
    for name, lines in (("동부", LINES), ("서부", ["번호,주소", *LINES[1:]])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "목록.csv").write_text("\n".join(lines) + "\n", encoding="cp949")
        output = tmp_path / f"{name}.json"
        assert main(["scan", str(tmp_path / name), "-o", str(output), "--key", "env:CAMPAIGN_KEY"]) == 0
        found.append(str(output))
    return found


def test_overlap_of_two_institutions_names_scan_and_table(scans: list[str], tmp_path: Path) -> None:
    output = tmp_path / "pairs.json"
    assert main(["overlap", *scans, "-o", str(output)]) == 0
    document = json.loads(output.read_text(encoding="utf-8"))
    assert document["kind"] == "overlap"
    pair = document["pairs"][0]
    assert (pair["a"], pair["b"]) == (
        {"path": "동부.json:목록.csv", "column": None},
        {"path": "서부.json:목록.csv", "column": None},
    )
    assert (pair["relation"], pair["suggestion"]) == ("same_content", "identical")
    assert isinstance(pair["score"], float)
    assert pair["score"] >= 0.5
    assert all(each["reasons"] for each in document["pairs"])


def test_overlap_names_no_value(scans: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overlap", *scans]) == 0
    said = capsys.readouterr().out
    assert not [line for line in LINES[1:] if line.split(",")[0] in said or line.split(",")[1] in said]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"kind": "profile", "files": []}', '{"files": [{"profile": 3}]}', "a,b"]
)
def test_overlap_of_what_is_no_scan_says_so(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    assert main(["overlap", str(path)]) == 2
    assert "is not a scan document; make one with `gotgan scan -o`" in capsys.readouterr().err


def test_overlap_of_a_scan_without_tables_is_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "글.txt").write_text("글", encoding="utf-8")
    assert main(["scan", str(tmp_path / "data"), "-o", str(tmp_path / "s.json")]) == 0
    assert main(["overlap", str(tmp_path / "s.json")]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == []
