"""`gotgan package`: what stands in the folder, that it loads, and that it is whole or absent."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from gotgan.agent.pack import PackAsk, package_files
from gotgan.terms.errors import Invalid

CONFIRMED = PackAsk(confirmed_by="곳간 담당자")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "민원 현황.csv"
    path.write_bytes("코드,건수,전화\n001,10,010-1234-5678\n002,20,010-2345-6789\n".encode("cp949"))
    return path


def test_package_holds_data_card_croissant_and_manifest(source, tmp_path):
    folder = tmp_path / "out"
    assert package_files([source], folder, CONFIRMED).problems == []
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "README.md", "croissant.json", "data/민원 현황.parquet", "lineage.json", "manifest.json", "receipt.json",
    ]  # fmt: skip
    table = pq.read_table(folder / "data/민원 현황.parquet")
    assert table.to_pydict() == {
        "코드": ["001", "002"], "건수": [10, 20], "전화": ["010-1234-5678", "010-2345-6789"],
    }  # fmt: skip
    card = (folder / "README.md").read_text()
    assert "| 1 | 코드 | text |" in card
    assert "phone" in card
    assert "010-" not in card


def test_package_manifest_adds_up(source, tmp_path):
    folder = tmp_path / "out"
    package_files([source], folder, CONFIRMED)
    manifest = json.loads((folder / "manifest.json").read_text())
    lines = []
    for entry in manifest["files"]:
        content = (folder / entry["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size_bytes"], entry["sha256"])
        lines.append(f"{entry['sha256']}  {entry['path']}\n")
    assert len(lines) == 5
    assert manifest["sha256"] == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
    assert (manifest["kind"], "gotgan" in manifest) == ("manifest", True)


def test_package_croissant_is_valid_and_loads(source, tmp_path):
    import mlcroissant

    folder = tmp_path / "out"
    package_files([source], folder, CONFIRMED)
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    (record_set,) = dataset.metadata.record_sets
    records = list(dataset.records(record_set.uuid))
    assert [record[f"{record_set.uuid}/건수"] for record in records] == [10, 20]


def test_package_of_several_tables_names_each(source, tmp_path):
    other = tmp_path / "sub"
    other.mkdir()
    twin = other / source.name
    twin.write_text("a,b\n1,2\n")
    package_files([source, twin], tmp_path / "out", CONFIRMED)
    assert sorted(path.name for path in (tmp_path / "out/data").iterdir()) == [
        "민원 현황-2.parquet", "민원 현황.parquet",
    ]  # fmt: skip


def test_package_with_a_problem_writes_nothing(source, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    done = package_files([source, bad], tmp_path / "out")
    assert [issue.place for issue in done.problems] == [str(bad)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", source.name]


def test_package_replaces_a_package_and_nothing_else(source, tmp_path):
    folder = tmp_path / "out"
    package_files([source], folder, CONFIRMED)
    package_files([source], folder, CONFIRMED)
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.docx").write_bytes(b"x")
    with pytest.raises(Invalid, match="not empty"):
        package_files([source], strange)
    assert [path.name for path in strange.iterdir()] == ["thesis.docx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "strange", source.name]


def test_a_killed_run_leaves_the_old_package_and_its_rest_is_cleared(source, tmp_path):
    folder = tmp_path / "out"
    package_files([source], folder, CONFIRMED)
    before = (folder / "manifest.json").read_bytes()
    script = (
        "import os, signal; from gotgan.agent import pack; from pathlib import Path\n"
        "pack.data_card = lambda contents: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"pack.package_files([Path({str(source)!r})], Path({str(folder)!r}), pack.PackAsk(confirmed_by='x'))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == -signal.SIGKILL
    assert (folder / "manifest.json").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 3
    package_files([source], folder, CONFIRMED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", source.name]


def test_killed_between_the_two_renames_the_old_package_comes_back(source, tmp_path):
    folder = tmp_path / "out"
    package_files([source], folder, CONFIRMED)
    before = (folder / "manifest.json").read_bytes()
    script = (
        "import os, signal; from gotgan.agent import pack; from pathlib import Path\n"
        "rename = Path.rename\n"
        "def dying(self, target):\n"
        "    if self.suffix == '.part' and self.is_dir(): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return rename(self, target)\n"
        "Path.rename = dying\n"
        f"pack.package_files([Path({str(source)!r})], Path({str(folder)!r}), pack.PackAsk(confirmed_by='x'))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == -signal.SIGKILL
    assert not folder.exists()
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    assert package_files([bad], folder, CONFIRMED).problems
    assert (folder / "manifest.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "out", source.name]
