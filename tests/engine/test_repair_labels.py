"""Labels that look wrong: planted noise is found, its values stay out of the receipt."""

from __future__ import annotations

import csv
import json
import random
from importlib.metadata import distribution
from pathlib import Path

import pytest
from tests.engine.repairing import Done, repair
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.repair_asked import Asked
from gotgan.terms.errors import Invalid

ADULT = SHARED / "data/tables/adult/adult.csv"


def doubted(folder: Path) -> list[dict[str, str]]:
    with (folder / "data.labels.csv").open(encoding="utf-8-sig", newline="") as content:
        return list(csv.DictReader(content))


def complaints(folder: Path, *, rows: int, noise: float, seed: int = 5) -> tuple[Path, set[int]]:
    """Complaints whose department follows from words, a number and a kind; of some it was written wrongly."""
    draw = random.Random(seed)
    words = {
        "도로과": ("포장", "가로등", "보도"),
        "환경과": ("소음", "악취", "분진"),
        "교통과": ("신호", "주차", "정류장"),
    }
    lines, wrong = ["연번,내용,경과일,구분,담당부서"], set()
    for row in range(rows):
        right = draw.choice(list(words))
        text = f"{draw.choice(words[right])} 관련 민원 {draw.randint(1, 10**6)}번 {draw.choice(words[right])}"
        days = {"도로과": 3, "환경과": 8, "교통과": 15}[right] + draw.randint(0, 4)
        given = right
        if draw.random() < noise:
            given = draw.choice([other for other in words if other != right])
            wrong.add(row)
        lines.append(f"{row + 1},{text},{days},{draw.choice('가나다')},{given}")
    file = folder / "complaints.csv"
    file.write_text("\n".join(lines) + "\n")
    return file, wrong


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, set[int], Path]:
    folder = tmp_path_factory.mktemp("labels")
    file, wrong = complaints(folder, rows=700, noise=0.06)
    return repair(file, folder / "out", asked=Asked(label="담당부서")), wrong, folder / "out"


def test_planted_noise_is_found(noisy: tuple[Done, set[int], Path]) -> None:
    """As many rows drawn by chance would be wrong about one time in seventeen."""
    _, wrong, out = noisy
    rows = [int(one["row"]) for one in doubted(out)]
    found = set(rows)
    by_chance = len(wrong) / 700
    assert len(found & wrong) / len(wrong) >= 0.8
    assert len(found & wrong) / len(found) >= 0.8
    assert by_chance < 0.1
    assert [float(one["quality"]) for one in doubted(out)] == sorted(float(one["quality"]) for one in doubted(out))


def test_suggested_label_is_the_right_one(noisy: tuple[Done, set[int], Path]) -> None:
    done, wrong, out = noisy
    mine = [one for one in doubted(out) if int(one["row"]) in wrong]
    assert all(done.values("담당부서")[int(one["row"])] == one["given"] != one["suggested"] for one in mine)
    assert (out / "data.labels.csv").stat().st_mode & 0o777 == 0o600


def test_receipt_counts_and_names_no_label(noisy: tuple[Done, set[int], Path]) -> None:
    done, _, out = noisy
    (step,) = done.steps("labels", "담당부서")
    assert step["found"] == len(doubted(out)) == done.receipt["suggestions"][0]["rows"]
    assert (step["classes"], step["rows"], step["changed"]) == (3, 700, 0)
    assert step["agrees"] > 0.85
    assert not [word for word in ("도로과", "환경과", "교통과") if word in json.dumps(done.receipt, ensure_ascii=False)]


def test_same_doubts_again(noisy: tuple[Done, set[int], Path], tmp_path: Path) -> None:
    repair(noisy[2].parent / "complaints.csv", tmp_path / "again", asked=Asked(label="담당부서"))
    assert (tmp_path / "again/data.labels.csv").read_bytes() == (noisy[2] / "data.labels.csv").read_bytes()


@needs_shared
@pytest.mark.skipif(not ADULT.is_file(), reason="NOT RUN: adult is absent")
def test_planted_noise_in_adult_is_found_better_than_by_chance(tmp_path: Path) -> None:
    """Adult's own labels are hard to learn (accuracy 0.86), so a quarter of what is doubted is planted."""
    draw = random.Random(11)
    with ADULT.open() as content:
        head, *lines = content.read().splitlines()
    lines = lines[:6000]
    label = head.split(";")[-1]
    classes = sorted({line.rsplit(";", 1)[1] for line in lines})
    wrong = set(draw.sample(range(len(lines)), len(lines) // 20))
    noisy = [
        f"{line.rsplit(';', 1)[0]};{classes[1 - classes.index(line.rsplit(';', 1)[1])]}" if row in wrong else line
        for row, line in enumerate(lines)
    ]
    (tmp_path / "adult.csv").write_text("\n".join([head, *noisy]) + "\n")
    repair(tmp_path / "adult.csv", tmp_path / "out", asked=Asked(label=label))
    found = {int(one["row"]) for one in doubted(tmp_path / "out")}
    assert len(found & wrong) / len(wrong) >= 0.6
    assert len(found & wrong) / len(found) >= 4 * len(wrong) / len(lines)


@pytest.mark.parametrize(
    ("text", "label", "said"),
    [
        ("가,나\n1,x\n2,y\n", "다", "no such column"),
        ("가,나\n1,x\n2,y\n", "나", "0 values that stand in 10 rows"),
        ("가,나\n" + "1,0.5\n2,0.7\n" * 10, "나", "measures and names no class"),
        ("가,나\n" + "1,x\n1,y\n" * 20, "나", "no other column"),
    ],
)
def test_column_that_is_no_label_is_refused(tmp_path: Path, text: str, label: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(Invalid, match=said):
        repair(tmp_path / "a.csv", tmp_path / "out", asked=Asked(label=label))
    assert not (tmp_path / "out").exists()


def test_rows_without_a_label_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"{at % 7},{'ab'[at % 2]}\n" for at in range(60)) + "1,\n2,드문\n"
    (tmp_path / "a.csv").write_text("수,나\n" + rows)
    done = repair(tmp_path / "a.csv", asked=Asked(label="나"))
    assert [step["found"] for step in done.steps("labels") if "left out" in step["reason"]] == [2]


def test_label_that_begins_as_a_formula_is_guarded(tmp_path: Path) -> None:
    """A spreadsheet opens the suggestions: no cell of them is computed."""
    draw = random.Random(2)
    rows = []
    for _ in range(200):
        kind = draw.random() < 0.5
        rows.append(f"{int(kind) * 10 + draw.randint(0, 3)},{'=cmd' if kind != (draw.random() < 0.05) else '+sum'}")
    (tmp_path / "a.csv").write_text("수,나\n" + "\n".join(rows) + "\n")
    repair(tmp_path / "a.csv", tmp_path / "out", asked=Asked(label="나"))
    cells = {one[name] for one in doubted(tmp_path / "out") for name in ("given", "suggested")}
    assert cells == {"'=cmd", "'+sum"}


def test_cleanlab_is_under_a_licence_that_may_be_used() -> None:
    """Older ones were under the AGPL: the licence that is installed is read."""
    files = distribution("cleanlab").files or []
    (licence,) = [file for file in files if file.name == "LICENSE" and ".dist-info" in str(file)]
    text = licence.read_text()
    assert "Apache License" in text
    assert "AFFERO" not in text.upper()
