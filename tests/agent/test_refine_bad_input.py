"""Bad input through `gotgan deidentify` and `gotgan package`, as a person at a terminal meets it (refine.md, 10): a
result that holds what it promises, or one line that says what is wrong, and nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gotgan.cli.main import main
from tests.shared_data import ROOT

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GOTGAN_KEY": "k" * 40}
MOST_BYTES = 3 << 30
MASKED = "900101-1******"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOTGAN_KEY", "k" * 40)
    return tmp_path


def deidentify(place: Path, table: str | bytes, plan: str, name: str = "a.csv") -> int:
    (place / name).write_bytes(table if isinstance(table, bytes) else table.encode())
    (place / "plan.yaml").write_text(plan, encoding="utf-8")
    return main(["deidentify", str(place / name), "--plan", str(place / "plan.yaml"), "-o", str(place / "out")])


def proof(place: Path) -> dict:
    return json.loads((place / "out" / "proof.json").read_text(encoding="utf-8"))


def refused(place: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a refusal; only its documents stand in the folder."""
    said = capsys.readouterr().err
    assert said.startswith("gotgan: ")
    assert said.count("\n") == 1
    assert "stopped by" not in said
    assert {path.suffix for path in (place / "out").iterdir()} == {".json"}
    assert proof(place)["released"] is False
    return said


def test_k_of_one_promises_nothing_and_says_so(place: Path) -> None:
    assert (
        deidentify(place, "나이,값\n31,1\n45,2\n", "columns: {나이: {do: key}, 값: {do: keep}}\nprivacy: {k: 1}") == 0
    )
    assert (proof(place)["k"], proof(place)["unique_rows"], proof(place)["prosecutor_max"]) == (1, 2, 1.0)
    assert pq.read_table(place / "out" / "data.parquet")["나이"].to_pylist() == ["31", "45"]


@pytest.mark.parametrize("table", [b"", b"\n\n", "나이,값\n".encode()], ids=["bytes", "lines", "rows"])
def test_nothing_in_it(place: Path, capsys: pytest.CaptureFixture[str], table: bytes) -> None:
    assert deidentify(place, table, "columns: {나이: {do: key}, 값: {do: keep}}\nprivacy: {k: 2}") == 2
    assert refused(place, capsys)


@pytest.mark.parametrize("mode", ["local", "global, suppression_limit: 1"])
def test_keys_without_two_equal_rows_are_generalised_to_nothing(place: Path, mode: str) -> None:
    rows = "".join(f"ID{number},{number % 2}\n" for number in range(50))
    plan = f"columns: {{표: {{do: key}}, 값: {{do: sensitive}}}}\nprivacy: {{k: 5, mode: {mode}}}"
    assert deidentify(place, f"표,값\n{rows}", plan) == 0
    assert pq.read_table(place / "out" / "data.parquet")["표"].to_pylist() == ["*"] * 50
    assert proof(place)["k"] == 50


def test_one_sensitive_value_under_l_of_two(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = "columns: {나이: {do: key}, 병명: {do: sensitive}}\nprivacy: {k: 2, l: 2}"
    assert deidentify(place, "나이,병명\n" + "31,감기\n" * 6, plan) == 1
    assert "does not reach the target" in refused(place, capsys)


def test_hierarchy_of_a_million_leaves(place: Path) -> None:
    leaves = "".join(f"{number};{number // 1000};*\n" for number in range(1_000_000))
    (place / "codes.csv").write_text(leaves, encoding="utf-8")
    rows = "".join(f"{number * 997 % 1_000_000},1\n" for number in range(3000))
    plan = "columns: {코드값: {do: key, hierarchy: codes.csv}, 값: {do: keep}}\nprivacy: {k: 2}"
    assert deidentify(place, f"코드값,값\n{rows}", plan) == 0
    assert proof(place)["k"] >= 2
    utility = json.loads((place / "out" / "utility.json").read_text(encoding="utf-8"))
    assert 0 < utility["loss"] < 0.01, "leaves are counted over the whole hierarchy"


def test_identifier_masked_by_hand_is_one_still(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "번호,값\n" + f"{MASKED},1\n" * 5
    assert deidentify(place, table, "columns: {번호: {do: keep}, 값: {do: keep}}\nprivacy: {k: 1}") == 1
    assert "resident_number are left" in refused(place, capsys)
    plan = "columns: {번호: {do: mask_text, key: 'env:GOTGAN_KEY'}, 값: {do: keep}}\nprivacy: {k: 1}"
    assert deidentify(place, table, plan) == 0
    assert MASKED.encode() not in (place / "out" / "data.parquet").read_bytes()


HEAD = "나이,값\n31,"
BROKEN = {
    "surrogates as bytes": ("a.csv", HEAD.encode() + b"\xed\xa0\x80\xed\xb0\x80\n45,2\n"),
    "half a surrogate": ("a.csv", f"\ufeff{HEAD}".encode("utf-16-le") + b"\x00\xd8" + "\n45,2\n".encode("utf-16-le")),
    "half an escape": ("a.jsonl", '{"나이": "31", "값": "\\ud800"}\n'.encode() * 2),
    "bytes of nothing": ("a.csv", HEAD.encode() + b"\xff\xfe\xfd\n45,2\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_broken_surrogates(place: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    """Refused in a line by who changes or hands out values; repair is the one who mends them (test_repair_bad)."""
    name, content = BROKEN[what]
    plan = "columns: {나이: {do: key}, 값: {do: keep}}\nprivacy: {k: 1}"
    if deidentify(place, content, plan, name) == 0:
        written = pq.read_table(place / "out" / "data.parquet")
        assert written.column_names == ["나이", "값"]
        assert written["나이"].to_pylist()[0] == "31"
    else:
        refused(place, capsys)
    code = main(["package", str(place / name), "-o", str(place / "packed"), "--format", "jsonl,csv"])
    said = capsys.readouterr().err
    assert (code, said.count("\n")) == ((0, 0) if (place / "packed").exists() else (2, 1)), said
    assert "stopped by" not in said


def test_plan_with_a_lone_surrogate(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = 'columns: {나이: {do: key}, "\\ud800": {do: keep}}\nprivacy: {k: 1}'
    assert deidentify(place, "나이,값\n31,1\n", plan) == 2
    refused(place, capsys)


@pytest.mark.parametrize("command", ["deidentify", "package"])
def test_one_endless_line_is_refused_in_little_memory(tmp_path: Path, command: str) -> None:
    """1 GB without a line end is never held in memory."""
    file = tmp_path / "long.csv"
    with file.open("wb") as content:
        content.write(b"a,b\n1,2\n")
        content.seek(1 << 30)
        content.write(b"x")
    (tmp_path / "plan.yaml").write_text("columns: {a: {do: key}, b: {do: keep}}\nprivacy: {k: 1}", encoding="utf-8")
    more = ["--plan", str(tmp_path / "plan.yaml")] if command == "deidentify" else []
    done = subprocess.run(
        [sys.executable, "-m", "gotgan", command, str(file), *more, "-o", str(tmp_path / "out")],
        env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES)),
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "longer than" in done.stderr
    assert not (tmp_path / "out" / "data.parquet").exists()
