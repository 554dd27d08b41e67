"""`gotgan select` as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CANDIDATES = """id,organisation,field,cluster,cost,risk,lawful,demand,unique
버스,o1,교통,,10,0.1,true,0.9,0.2
병원,o2,보건,,10,0.1,true,0.4,0.9
약국,o2,보건,,10,0.1,false,0.8,0.9
지하철,o1,교통,,90,0.1,true,0.8,0.8
"""
RULES = """choose: 2
weights: {demand: 0.5, unique: 0.5}
gates: [lawful]
floors: {field: {보건: 1}}
budget: 50
redundancy: pairs.csv
robustness: {draws: 100, spread: 0.3, seed: 1}
"""


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gotgan", "select", "c.csv", "--rules", "rules.yaml", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def prepare(folder: Path, *, rules: str = RULES, candidates: bytes = CANDIDATES.encode()) -> Path:
    (folder / "c.csv").write_bytes(candidates)
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "pairs.csv").write_text("a,b,penalty\n버스,지하철,0.1\n", encoding="utf-8")
    return folder


def test_the_list_is_written_and_is_the_same_bytes_again(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    for name in ("first.json", "second.json"):
        done = run(folder, "-o", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "first.json").read_bytes() == (folder / "second.json").read_bytes()
    document = json.loads((folder / "first.json").read_text(encoding="utf-8"))
    assert document["kind"] == "select"
    assert [(each["id"], each["mode"]) for each in document["members"]] == [("버스", "as_is"), ("병원", "as_is")]
    assert {each["id"]: each["causes"][0]["name"] for each in document["rejected"]} == {
        "약국": "gates.lawful", "지하철": "budget",
    }  # fmt: skip
    assert {each["name"] for each in document["constraints"]} == {
        "choose", "gates.lawful", "floors.field.보건", "budget",
    }  # fmt: skip


def test_standard_output_holds_nothing_but_the_document(tmp_path: Path) -> None:
    done = run(prepare(tmp_path, candidates=CANDIDATES.encode("cp949")))
    assert json.loads(done.stdout)["infeasible"] is None


def test_no_list_is_exit_1_with_the_document(tmp_path: Path) -> None:
    done = run(prepare(tmp_path, rules=RULES.replace("보건: 1", "보건: 2")), "-o", "list.json")
    document = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert (done.returncode, document["members"]) == (1, [])
    assert set(document["infeasible"]["conflict"]) == {"gates.lawful", "floors.field.보건"}
    assert document["infeasible"]["relaxation"] == [{"name": "floors.field.보건", "from": 2, "to": 1}]


def test_wrong_rules_are_exit_2_and_leave_nothing(tmp_path: Path) -> None:
    done = run(prepare(tmp_path, rules=RULES.replace("choose: 2", "chose: 2")), "-o", "list.json")
    assert done.returncode == 2
    assert "chose: there is no such rule" in done.stderr
    assert not (tmp_path / "list.json").exists()


def test_the_pairs_are_not_written_over(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    before = (folder / "pairs.csv").read_bytes()
    done = run(folder, "-o", "pairs.csv")
    assert done.returncode == 2
    assert done.stderr == "gotgan: pairs.csv: is a file to be read, and would be lost; choose another -o\n"
    assert (folder / "pairs.csv").read_bytes() == before


def test_a_rule_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    done = run(prepare(tmp_path, rules=RULES + "budget: 5000\n"))
    assert done.returncode == 2
    assert done.stderr == "gotgan: rules.yaml, line 8: 'budget' stands twice; keep one of them\n"
