"""`gotgan deidentify`: what a release holds, what is refused, and that nothing half-done is ever left."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.test_deidentify_hierarchy import ADULT
from tests.shared_data import needs_shared

from gotgan.cli.main import main
from gotgan.engine.deidentify.folder import beside
from gotgan.terms.errors import Invalid

KEY, OTHER = "k" * 40, "another key of more than 32 signs"
RRN, PHONE = "900101-1234568", "010-1234-5678"
PLAN = """
columns:
  성명: {do: suppress}
  번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  나이: {do: key, hierarchy: age.csv}
  우편: {do: key, hierarchy: "builtin:postcode"}
  소득: {do: sensitive}
  메모: {do: mask_text}
  기타: {do: keep}
privacy: {k: 2, l: 2, t: 0.6}
"""
ROWS = [
    ("김하늘", RRN, "31", "06236", "100", f"전화 {PHONE} 로", "=1+1"),
    ("이바다", "880202-2345671", "34", "06240", "200", "없음", "007"),
    ("박구름", "770303-1345672", "52", "03000", "100", "메일 a.b@korea.kr 임", "+가"),
    ("최나무", "660404-2345673", "55", "03001", "300", "", "-5"),
    ("정하루", "900101-1234568", "38", "06236", "300", f"주민번호 {RRN.replace('-', '')} 확인", "@b"),
]
NAMES = ["성명", "번호", "나이", "우편", "소득", "메모", "기타"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOTGAN_KEY", KEY)
    ages = "".join(f"{age};{age // 10 * 10}대;*\n" for age in range(20, 60))
    (tmp_path / "age.csv").write_text(ages, encoding="utf-8")
    write_csv(tmp_path / "people.csv", ROWS)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def write_csv(path: Path, rows, names=NAMES) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    return path


def run(place: Path, *more: str, plan: str | None = None, out: str = "out") -> int:
    if plan is not None:
        (place / "plan.yaml").write_text(plan, encoding="utf-8")
    return main(
        ["deidentify", str(place / "people.csv"), "--plan", str(place / "plan.yaml"), "-o", str(place / out), *more]
    )


def told(place: Path, name: str, out: str = "out"):
    return json.loads((place / out / name).read_text(encoding="utf-8"))


def test_release_holds_treated_data_and_its_documents(place: Path) -> None:
    assert run(place, "--csv") == 0
    assert sorted(path.name for path in (place / "out").iterdir()) == [
        "data.csv", "data.parquet", "proof.json", "receipt.json", "utility.json",
    ]  # fmt: skip
    table = pq.read_table(place / "out" / "data.parquet")
    assert table.column_names == ["번호", "나이", "우편", "소득", "메모", "기타"]
    classes = Counter(zip(table["나이"].to_pylist(), table["우편"].to_pylist(), strict=True))
    assert min(classes.values()) >= 2
    assert sum(classes.values()) == len(ROWS)
    assert table.schema.field("소득").type == pa.int64()
    assert table["기타"].to_pylist() == [row[6] for row in ROWS]
    proof, utility, receipt = (told(place, f"{name}.json") for name in ("proof", "utility", "receipt"))
    assert (proof["released"], proof["k"] >= 2, proof["l"]["distinct"] >= 2, proof["t"] <= 0.6) == (True,) * 4
    assert (utility["node"], utility["suppressed_rows"], utility["classes"]) == (None, 0, len(classes))
    assert 0 < utility["loss"] < 1
    assert set(utility["drift"]) == set(NAMES)
    assert {each["kind"] for each in (proof, utility, receipt)} == {receipt["activity"]} == {"deidentify"}
    assert receipt["inputs"][0]["rows"] == receipt["outputs"][0]["rows"] == 5
    assert [step["column"] for step in receipt["steps"]] == NAMES


def test_no_identifier_is_left_in_any_file(place: Path) -> None:
    assert run(place, "--csv") == 0
    parts = [RRN, RRN.replace("-", ""), "1234568", PHONE, "a.b@korea.kr", "김하늘", KEY]
    for file in (place / "out").iterdir():
        content = file.read_bytes()
        for part in parts:
            for encoding in ("utf-8", "cp949", "utf-16-le"):
                assert part.encode(encoding) not in content, (file.name, encoding)
    text = pq.read_table(place / "out" / "data.parquet")["메모"].to_pylist()
    assert text[0].startswith("전화 [")
    assert text[0].endswith("] 로")
    assert text[1] == "없음"


def test_pseudonyms_hold_under_one_key_and_differ_under_another(place: Path, monkeypatch) -> None:
    def tokens(out: str, column: str = "번호") -> list[str]:
        assert run(place, out=out) == 0
        return pq.read_table(place / out / "data.parquet")[column].to_pylist()

    first, again = tokens("a"), tokens("b")
    assert first == again
    assert (first[0] == first[4], len(set(first))) == (True, 4)
    monkeypatch.setenv("GOTGAN_KEY", OTHER)
    other = tokens("c")
    assert not set(first) & set(other)
    assert (
        told(place, "receipt.json", "a")["parameters"]["key_ids"]
        != told(place, "receipt.json", "c")["parameters"]["key_ids"]
    )


def test_csv_starts_no_formula(place: Path) -> None:
    assert run(place, "--csv") == 0
    with (place / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[5] for row in rows[1:]] == ["'=1+1", "007", "'+가", "-5", "'@b"]


def test_global_mode_tells_its_node(place: Path) -> None:
    plan = PLAN.replace("l: 2, t: 0.6", "mode: global, suppression_limit: 1")
    assert run(place, plan=plan) == 0
    utility = told(place, "utility.json")
    assert set(utility["node"]) == {"나이", "우편"}
    table = pq.read_table(place / "out" / "data.parquet")
    stars = [row for row in zip(table["나이"].to_pylist(), table["우편"].to_pylist(), strict=True) if row == ("*", "*")]
    assert utility["suppressed_rows"] == len(stars)
    assert told(place, "proof.json")["k"] >= 2


BROKEN = {
    "a column the table lacks": (PLAN.replace("성명:", "없음:"), 2, "없음"),
    "an unknown do": (PLAN.replace("do: suppress", "do: forget"), 2, "does not say what"),
    "an un-keyed hash": (PLAN.replace("{do: suppress}", "{do: hash}"), 2, "hash without a key"),
    "a literal key": (PLAN.replace("env:GOTGAN_KEY", "my-secret-that-is-long-enough-to-be-one"), 2, "cannot be used"),
    "an unset key": (PLAN.replace("GOTGAN_KEY", "GOTGAN_NO_SUCH_KEY"), 2, "is not set"),
    "k of nothing": (PLAN.replace("k: 2", "k: 0"), 2, "privacy: k"),
    "k above the rows": (PLAN.replace("k: 2, l: 2, t: 0.6", "k: 6"), 2, "above the 5 rows"),
    "an l that cannot be": (PLAN.replace("l: 2", "l: 4"), 1, "does not reach the target"),
    "a column without a word": (PLAN.replace("  기타: {do: keep}\n", ""), 2, "'기타': is not in the plan"),
    "a name that stands twice": (PLAN + "columns: {}\n", 2, "no YAML"),
    "no plan": ("[1, 2]", 2, "is no plan"),
    "an unknown option": (PLAN.replace("{do: keep}", "{do: keep, why: x}"), 2, "'why' is not known"),
    "a missing option": (PLAN.replace("{do: keep}", "{do: round}"), 2, "기타': to: is missing"),
    "identifiers that are left": (PLAN.replace("do: mask_text", "do: keep"), 1, "are left"),
    "a value outside": (PLAN.replace("age.csv", "short.csv"), 2, "outside the hierarchy"),
    "no tree": (PLAN.replace("age.csv", "bush.csv"), 2, "another parent"),
    "no file": (PLAN.replace("age.csv", "none.csv"), 2, "cannot be read"),
    "l without a sensitive column": (PLAN.replace("do: sensitive", "do: keep"), 2, "needs a sensitive column"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_refused(place: Path, capsys, what: str) -> None:
    plan, exit_code, said = BROKEN[what]
    (place / "short.csv").write_text("31;*\n", encoding="utf-8")
    (place / "bush.csv").write_text("31;a;x;*\n34;a;y;*\n", encoding="utf-8")
    assert run(place, plan=plan) == exit_code
    assert {path.suffix for path in (place / "out").iterdir()} == {".json"}
    proof = told(place, "proof.json")
    assert proof["released"] is False
    assert said in proof["reason"]
    error = capsys.readouterr().err
    assert error.startswith("gotgan: ")
    assert error.count("\n") == 1
    for secret in (RRN, PHONE, KEY, "my-secret-that-is-long"):
        assert secret not in error + json.dumps(proof, ensure_ascii=False)
    assert not list(place.glob(".out*"))


def test_short_key_and_no_rows_are_refused(place: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("GOTGAN_KEY", "x" * 31)
    assert run(place) == 2
    assert "shorter than 32" in capsys.readouterr().err
    monkeypatch.setenv("GOTGAN_KEY", KEY)
    write_csv(place / "people.csv", [])
    assert run(place) == 2
    assert told(place, "proof.json")["released"] is False


def test_folder_with_data_is_left_alone(place: Path, capsys) -> None:
    assert run(place) == 0
    before = (place / "out" / "data.parquet").read_bytes()
    assert run(place, plan="[1]") == 2
    assert "holds files that would be lost" in capsys.readouterr().err
    assert (place / "out" / "data.parquet").read_bytes() == before


def test_refusal_may_be_followed_by_a_release(place: Path) -> None:
    assert run(place, plan=BROKEN["k of nothing"][0]) == 2
    assert run(place, plan=PLAN) == 0
    assert told(place, "proof.json")["released"] is True


def test_persons_are_counted_by_the_subject(place: Path) -> None:
    rows = [("가", RRN, age, "06236", "1", "", "") for age in ("31", "32", "33")] + [
        ("나", "880202-2345671", "31", "06236", "2", "", "")
    ]
    write_csv(place / "people.csv", rows)
    plan = "subject: 번호\n" + PLAN.replace("k: 2, l: 2, t: 0.6", "k: 2")
    assert run(place, plan=plan) == 0
    proof = told(place, "proof.json")
    assert (proof["rows"], proof["persons"], proof["k"]) == (4, 2, 2)
    assert run(place, plan=plan.replace("k: 2", "k: 3"), out="more") == 2
    assert "above the 2 persons" in told(place, "proof.json", "more")["reason"]


def test_masked_and_missing_cells_and_unlisted_columns(place: Path) -> None:
    """Cells that are `*` already, null keys, columns nobody named."""
    (place / "age.csv").write_text("31;*\n*;*\n", encoding="utf-8")
    write_csv(place / "people.csv", [("가", "", "*", "", "1", "", "x")] * 3 + [("나", "", "31", "", "1", "", "y")] * 3)
    plan = PLAN.replace("  기타: {do: keep}\n", "").replace("k: 2, l: 2, t: 0.6", "k: 3") + "unlisted: suppress\n"
    assert run(place, plan=plan) == 0
    table = pq.read_table(place / "out" / "data.parquet")
    assert "기타" not in table.column_names
    assert table["우편"].to_pylist() == [None] * 6
    assert sorted(set(table["나이"].to_pylist())) == ["*", "31"]


def test_column_named_by_a_number_is_a_name(place: Path) -> None:
    pq.write_table(pa.table({"2020": ["1", "1"], "true": ["a", "a"]}), place / "t.parquet")
    (place / "plan.yaml").write_text("columns: {2020: {do: key}, true: {do: keep}}\nprivacy: {k: 2}\n")
    done = main(["deidentify", str(place / "t.parquet"), "--plan", str(place / "plan.yaml"), "-o", str(place / "out")])
    assert done == 0
    assert pq.read_table(place / "out" / "data.parquet").column_names == ["2020", "true"]


def test_typed_source_keeps_its_types_and_loses_its_metadata(place: Path) -> None:
    table = pa.table({"k": pa.array([1, 1, 2, 2]), "d": pa.array([0.5, None, 1.5, 2.0]), "s": ["a", "b", "a", "b"]})
    table = table.replace_schema_metadata({"note": PHONE})
    pq.write_table(table, place / "people.csv.parquet")
    (place / "plan.yaml").write_text("columns: {k: {do: key}, d: {do: keep}, s: {do: sensitive}}\nprivacy: {k: 2}\n")
    done = main(
        ["deidentify", str(place / "people.csv.parquet"), "--plan", str(place / "plan.yaml"), "-o", str(place / "o")]
    )
    assert done == 0
    written = pq.read_table(place / "o" / "data.parquet")
    assert written.to_pydict() == {"k": ["1", "1", "2", "2"], "d": [0.5, None, 1.5, 2.0], "s": ["a", "b", "a", "b"]}
    assert PHONE.encode() not in (place / "o" / "data.parquet").read_bytes()


def test_killed_run_leaves_no_half_of_a_release(place: Path) -> None:
    rows = [row for _ in range(40_000) for row in ROWS]
    write_csv(place / "people.csv", rows)
    command = [sys.executable, "-m", "gotgan", "deidentify", "people.csv", "--plan", "plan.yaml", "-o", "out"]
    running = subprocess.Popen(command, cwd=place, env={**os.environ, "GOTGAN_KEY": KEY}, stderr=subprocess.PIPE)
    try:
        waited = time.monotonic() + 60
        while not list(place.glob(".out.*.part/data.parquet")) and running.poll() is None and time.monotonic() < waited:
            time.sleep(0.01)
        assert running.poll() is None, "it ended before it could be killed"
        os.kill(running.pid, signal.SIGKILL)
    finally:
        running.kill()
        running.communicate()
    assert not (place / "out").exists()
    write_csv(place / "people.csv", ROWS)
    assert run(place) == 0
    assert not list(place.glob(".out.*"))


@needs_shared
def test_adult_is_released_with_the_figures_of_the_survey_of_tools(tmp_path: Path) -> None:
    with (ADULT / "adult.csv").open() as file:
        names = file.readline().strip().split(";")
    lines = [f"  {name}: {{do: key, hierarchy: {ADULT}/adult_hierarchy_{name}.csv}}" for name in names]
    plan = tmp_path / "plan.yaml"
    plan.write_text("columns:\n" + "\n".join(lines) + "\nprivacy: {k: 5}\n")
    assert main(["deidentify", str(ADULT / "adult.csv"), "--plan", str(plan), "-o", str(tmp_path / "out")]) == 0
    utility, proof = told(tmp_path, "utility.json"), told(tmp_path, "proof.json")
    assert utility["loss"] <= 0.10
    assert (utility["suppressed_rows"], proof["k"], proof["rows"]) == (0, 5, 30_162)


def test_earlier_release_is_measured_together_with_the_new_one(place: Path, capsys) -> None:
    plan = PLAN.replace("k: 2, l: 2, t: 0.6", "k: 2")
    assert run(place, plan=plan, out="first") == 0
    other = plan.replace("{do: key, hierarchy: age.csv}", "{do: key, hierarchy: 'builtin:age', weight: 9}")
    assert run(place, "--earlier", str(place / "first"), plan=other, out="second") == 0
    together = told(place, "proof.json", "second")["composition"]
    tables = [
        pq.read_table(place / out / "data.parquet", columns=["나이", "우편"]).to_pylist() for out in ("first", "second")
    ]
    joint = Counter((*one.values(), *other.values()) for one, other in zip(*tables, strict=True))
    assert (together["k"], together["classes"]) == (min(joint.values()), len(joint))
    assert run(place, "--earlier", str(place / "nothing"), plan=other, out="third") == 2
    assert "holds no release" in capsys.readouterr().err


@pytest.mark.parametrize(("asked", "exit_code"), [("k_map: 4", 0), ("k_map: 50", 1), ("delta_presence: [0, 0.5]", 0),
                                                 ("delta_presence: [0, 0.1]", 1)])  # fmt: skip
def test_population_decides_in_global_mode(place: Path, asked: str, exit_code: int) -> None:
    people = [(age, code) for age in ("31", "34", "38", "52", "55") for code in ("06236", "06240", "03000", "03001")]
    write_csv(place / "whole.csv", people * 2, names=["나이", "우편"])
    plan = PLAN.replace("k: 2, l: 2, t: 0.6", f"k: 1, mode: global, population: whole.csv, {asked}")
    assert run(place, plan=plan) == exit_code
    if exit_code == 0:
        proof = told(place, "proof.json")
        assert proof["k_map"] >= 4 or proof["delta_presence"][1] <= 0.5
    assert run(place, plan=plan.replace("mode: global, ", ""), out="local") == 2


def test_identifier_in_a_file_or_column_name_is_not_passed_on(place: Path) -> None:
    named = write_csv(place / f"{RRN}.csv", ROWS)
    assert main(["deidentify", str(named), "--plan", str(place / "plan.yaml"), "-o", str(place / "out")]) == 0
    assert RRN not in (place / "out" / "receipt.json").read_text(encoding="utf-8")
    write_csv(place / "people.csv", ROWS, names=[*NAMES[:-1], f"기타 {PHONE}"])
    plan = PLAN.replace("기타:", f'"기타 {PHONE}":')
    assert run(place, plan=plan, out="named") == 1
    assert "stands in its name" in told(place, "proof.json", "named")["reason"]


def test_data_that_appeared_meanwhile_are_not_replaced(tmp_path: Path) -> None:
    def race() -> None:
        with beside(tmp_path / "out") as part:
            (part / "proof.json").write_text("{}")
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "data.parquet").write_text("another run's")

    with pytest.raises(Invalid, match="would be lost"):
        race()
    assert (tmp_path / "out" / "data.parquet").read_text() == "another run's"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_model_trained_on_the_output_is_tried_on_the_original(place: Path, capsys) -> None:
    rows = [
        ("가", RRN, str(20 + i % 40), f"{6000 + i % 7:05d}", "1" if i % 40 < 20 else "2", "", "x") for i in range(900)
    ]
    write_csv(place / "people.csv", rows)
    plan = PLAN.replace("k: 2, l: 2, t: 0.6", "k: 5")
    assert run(place, "--predict", "소득", plan=plan) == 0
    tried = told(place, "utility.json")["downstream"]
    assert tried["rows"] + tried["held_back"] == 900
    assert tried["held_back"] > 100
    assert tried["original"] > 0.95
    assert tried["majority"] < 0.6 < tried["released"]
    assert run(place, "--predict", "성명", plan=plan, out="gone") == 2
    assert "is not passed on" in capsys.readouterr().err
    assert run(place, "--predict", "없음", plan=plan, out="none") == 2


def test_trials_tell_the_frontier_and_write_nothing(place: Path, capsys) -> None:
    rows = [("가", RRN, str(20 + i % 37), f"{6000 + i % 11:05d}", str(i % 3), "", "x") for i in range(300)]
    write_csv(place / "people.csv", rows)
    before = sorted(path.name for path in place.iterdir())
    command = ["deidentify", str(place / "people.csv"), "--plan", str(place / "plan.yaml")]
    assert main([*command, "--try"]) == 0
    document = json.loads(capsys.readouterr().out)
    trials = document["trials"]
    assert document["kind"] == "deidentify"
    assert {(each["k"], each["mode"]) for each in trials} == {
        (k, m) for k in (2, 3, 5, 10, 20, 50) for m in ("local", "global")
    }
    reached = [each for each in trials if each["loss"] is not None]
    assert all(each["risk"] <= 1 / each["k"] for each in reached)
    for each in reached:
        better = [o for o in reached if o["loss"] <= each["loss"] and o["success"] <= each["success"]]
        beaten = any((o["loss"], o["success"]) != (each["loss"], each["success"]) for o in better)
        assert not (each["on_frontier"] and beaten)
        assert beaten or any(o["on_frontier"] for o in better), "of equal ones the first"
    assert sorted(path.name for path in place.iterdir()) == before
    assert main(command) == 2
    assert main([*command, "--try", "-o", str(place / "out")]) == 2
