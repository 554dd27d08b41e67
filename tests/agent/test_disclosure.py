"""What a scan's file discloses: everything in it is explained and nothing else, and no planted identifier is in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gotgan.agent.explain import explain
from gotgan.agent.key import SketchKey
from gotgan.agent.names import told
from gotgan.agent.scan import scan_targets
from gotgan.cli.main import main
from gotgan.engine.sample import SampleTruth, build_sample
from gotgan.engine.sample.plans import PLANS

KEY = SketchKey(b"k" * 32, False)
CHOSEN = [plan for plan in PLANS if plan.plants] + [plan for plan in PLANS if plan.defects and not plan.plants][:4]


@dataclass(frozen=True)
class Scanned:
    truth: SampleTruth
    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """Every dataset of the sample government that has identifiers planted, and a few spoiled ones."""
    folder = tmp_path_factory.mktemp("sample")
    truth = build_sample(folder, plans=CHOSEN)
    (folder / "truth.json").unlink()
    output = tmp_path_factory.mktemp("scanned") / "scan.json"
    scan_targets([str(folder)], output, key=KEY)
    return Scanned(truth, output)


def digits(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)


def forms_of(value: str) -> Iterator[str]:
    """How a planted value could stand in the file: plain, bare, hashed without a key, in base64."""
    for form in {value, digits(value)}:
        yield form
        raw = form.encode()
        yield base64.b64encode(raw).decode().rstrip("=")
        for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = algorithm(raw)
            yield digest.hexdigest()[:16]
            yield base64.b64encode(digest.digest()).decode()[:16]


class Places:
    """Every place of a text where something of a length begins, so that many things are looked up at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, set[str]] = {}

    def has(self, wanted: str) -> bool:
        length = min(len(wanted), 12)
        if length not in self._known:
            self._known[length] = {self._text[at : at + length] for at in range(len(self._text))}
        return wanted[:length] in self._known[length] and wanted in self._text


def leaks(truth: SampleTruth, text: str) -> list[str]:
    places, bare = Places(text), Places(digits(text))
    found = []
    for planted in truth.identifiers:
        for value in planted.values:
            if any(places.has(form) for form in forms_of(value)) or bare.has(digits(value)):
                found.append(f"{planted.table} {planted.column} {planted.kind}")
    return found


def hashes_of(document: dict[str, Any]) -> set[int]:
    packed = [column["kmv"] for entry in document["files"] for column in (entry["sketches"] or {}).get("columns", ())]
    raw = b"".join(map(base64.b64decode, packed))
    return {int.from_bytes(raw[at : at + 8]) for at in range(0, len(raw), 8)}


def test_no_planted_identifier_is_in_the_file(sample: Scanned) -> None:
    assert len(sample.truth.values) > 10_000
    assert leaks(sample.truth, sample.text) == []


def test_no_planted_identifier_is_in_a_sketch(sample: Scanned) -> None:
    """Neither keyed, nor as the first 64 bits of a hash without a key."""
    kept = hashes_of(json.loads(sample.text))
    assert len(kept) > 500
    for value in sample.truth.values:
        for form in {value, digits(value)}:
            for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                assert int.from_bytes(algorithm(form.encode()).digest()[:8]) not in kept
    sketched = {
        (entry["path"], column["name"])
        for entry in json.loads(sample.text)["files"]
        for column in (entry["sketches"] or {}).get("columns", ())
    }
    assert not sketched & {(planted.table, planted.column) for planted in sample.truth.identifiers}


@pytest.mark.parametrize("hide", [str, digits, lambda value: hashlib.sha256(value.encode()).hexdigest()])
def test_the_search_would_find_one(sample: Scanned, hide: Callable[[str], str]) -> None:
    for planted in sample.truth.identifiers:
        one = SampleTruth(0, identifiers=[replace(planted, values=planted.values[-1:])])
        assert leaks(one, f"{{'x': '{hide(planted.values[-1])}'}}"), planted.kind


def test_everything_in_the_file_is_explained(sample: Scanned) -> None:
    said = "\n".join(explain(sample.file, "en"))
    missing = [place for place, form in parts_of(json.loads(sample.text)) if form not in said]
    assert missing == []


def parts_of(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text and number of a document in the form an explanation says it; hashes apart, and bins inside."""
    if place.endswith(".kmv") or re.search(r"\.histogram\.\d+\.(low|high)$", place):
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from parts_of(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts_of(inner, f"{place}.{number}")
    elif value not in (None, ""):
        text = json.dumps(value, ensure_ascii=False)
        yield place, "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def test_nothing_but_the_file_is_explained(sample: Scanned) -> None:
    known = set(texts_of(json.loads(sample.text))) | {sample.file.name}
    for language in ("en", "ko"):
        for line in explain(sample.file, language):
            for quoted in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                assert json.loads(f'"{quoted}"') in known


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from texts_of(inner)
    yield from value if isinstance(value, dict) else ()


def test_explanation_names_what_is_withheld_and_why(sample: Scanned) -> None:
    document = json.loads(sample.text)
    said = list(explain(sample.file, "en"))
    columns = sum(len(entry["profile"]["columns"]) for entry in document["files"] if entry["profile"])
    hidden = {
        (entry["path"], finding["column"])
        for entry in document["files"] if entry["profile"] for finding in entry["findings"] if finding["column"]
    }  # fmt: skip
    withheld = [line for line in said if "withheld, because" in line]
    assert len(withheld) == len(hidden) > 20
    assert any("resident_number" in line for line in withheld)
    total = next(line for line in said if line.startswith("In total"))
    assert f"columns {columns:,}" in total
    assert f"hashes {sum(1 for _ in all_hashes(document)):,}" in total


def all_hashes(document: dict[str, Any]) -> Iterator[None]:
    for entry in document["files"]:
        for column in (entry["sketches"] or {}).get("columns", ()):
            yield from [None] * (len(base64.b64decode(column["kmv"])) // 8)


def test_ends_of_time_and_place_are_called_values(tmp_path: Path) -> None:
    rows = [f"2024-01-{n % 28 + 1:02d},{35 + n / 100:.4f},{127 + n / 100:.4f}\n" for n in range(60)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "측정.csv").write_text("측정일자,위도,경도\n" + "".join(rows), encoding="utf-8")
    scan_targets([str(tmp_path / "in")], tmp_path / "scan.json", key=KEY)
    (profile,) = (entry["profile"] for entry in json.loads((tmp_path / "scan.json").read_text())["files"])
    lines = list(explain(tmp_path / "scan.json", "en"))
    table = next(number for number, line in enumerate(lines) if line.startswith("  table "))
    assert "2024-01" not in lines[table]
    assert lines[table + 1].startswith("    values taken from the data: time_coverage")
    assert str(profile["time_coverage"]["first"]) in lines[table + 1]
    korean = "\n".join(explain(tmp_path / "scan.json", "ko"))
    assert "time_coverage" not in korean
    assert "시간 범위" in korean


def test_explaining_writes_nothing_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "자료"
    root.mkdir()
    (root / "a\x1b[31m.csv").write_text("이름,전화\n가,010-1234-5678\n")
    assert main(["scan", str(root), "--explain", "--language", "ko"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("이 파일이 드러내는 것")
    assert "\x1b" not in shown
    assert sorted(path.name for path in tmp_path.iterdir()) == ["자료"]
    assert main(["scan", str(root), "--explain", "--language", "en", "-o", str(tmp_path / "s.json")]) == 0
    first = capsys.readouterr().out
    assert main(["explain", str(tmp_path / "s.json"), "--language", "en"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(("setting", "title"), [("ko_KR.UTF-8", "이 파일이"), ("C", "What this"), ("", "What this")])
def test_explanation_speaks_the_terminals_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, setting: str, title: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", setting)
    (tmp_path / "s.json").write_text('{"kind": "scan", "files": []}')
    assert main(["explain", str(tmp_path / "s.json")]) == 0
    assert capsys.readouterr().out.startswith(title)


def test_identifiers_in_names_are_told_masked(tmp_path: Path) -> None:
    number, other = "800101-1234567", "800102-1234567"
    root = tmp_path / f"민원인 {number}"
    root.mkdir()
    (root / f"민원_{number}.csv").write_text("a,b\n1,2\n")
    (root / f"민원_{other}.csv").write_text("a,b\n1,2\n")
    (root / "키.json").write_text(json.dumps([{number: 1, "010-1234-5678": 2}] * 3))
    (root / "report_20240115.csv").write_text("a,b\n1,2\n")
    output = tmp_path / "scan.json"
    scan_targets([str(root)], output, key=KEY)
    text = output.read_text()
    assert not [each for each in (number, other, "010-1234-5678", digits(number)) if each in text]
    entries = json.loads(text)["files"]
    assert len({entry["path"] for entry in entries}) == 4
    assert "report_20240115.csv" in {entry["path"] for entry in entries}
    columns = next(e for e in entries if e["path"] == "키.json")["profile"]["columns"]
    assert [column["name"][1] for column in columns] == ["*", "*"]
    scan_targets([str(root)], output, key=KEY)
    assert json.loads(output.read_text())["counts"]["same"] == 4


def test_what_needs_no_masking_is_left_as_it_is() -> None:
    entry = {"path": "a.csv", "profile": {"columns": [{"name": "값", "top": [{"value": "010-1234-5678"}]}]}}
    assert told(entry, b"k" * 32) == entry
