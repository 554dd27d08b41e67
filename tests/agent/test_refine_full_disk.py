"""The disk full in the middle of repair, deidentify and package: a line that says so, and nothing half-written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.full_disk import need_small_disk, run_on_small_disk

ROWS = 30_000
KEY = {"GOTGAN_KEY": "k" * 40}
Words = Callable[[Path, Path], list[str | Path]]
COMMANDS: dict[str, Words] = {
    "repair": lambda folder, out: ["repair", folder / "a.csv", "-o", out],
    "deidentify": lambda folder, out: ["deidentify", folder / "a.csv", "--plan", folder / "plan.yaml", "-o", out],
    "package": lambda folder, out: ["package", folder / "a.csv", "-o", out, "--format", "jsonl,csv,webdataset"],
}
PLAN = """
columns:
  번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  나이: {do: key, hierarchy: "builtin:age"}
  내용: {do: keep}
privacy: {k: 5}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 2 MB that no compression makes small."""
    need_small_disk()
    folder = tmp_path_factory.mktemp("full")
    letters = str.maketrans("0123456789abcdef", "가나다라마바사아자차카타파하거너")
    rows = (
        f"A{number:06d},{20 + number % 40},{hashlib.sha256(str(number).encode()).hexdigest()[:24].translate(letters)}\n"
        for number in range(ROWS)
    )
    (folder / "a.csv").write_text("번호,나이,내용\n" + "".join(rows), encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_full_disk_under_the_output(place: Path, tmp_path: Path, command: str) -> None:
    small = tmp_path / "small"
    ended = run_on_small_disk(COMMANDS[command](place, small / "out"), small, "200k", **KEY)
    check(ended.code, ended.said, ended.left)


def test_full_disk_in_the_middle_of_a_package(place: Path, tmp_path: Path) -> None:
    """Parquet and the smaller formats find room, the shards do not."""
    small = tmp_path / "small"
    ended = run_on_small_disk(COMMANDS["package"](place, small / "out"), small, "20m", **KEY)
    check(ended.code, ended.said, ended.left)


@pytest.mark.parametrize("command", COMMANDS)
def test_full_disk_under_the_scratch(place: Path, tmp_path: Path, command: str) -> None:
    """Temporary files lie elsewhere than the output; repair keeps its own beside the output."""
    small, out = tmp_path / "small", tmp_path / "out"
    ended = run_on_small_disk(COMMANDS[command](place, out), small, "200k", TMPDIR=str(small), **KEY)
    if command == "repair":
        assert (ended.code, ended.said, ended.left) == (0, "", [])
        return
    check(ended.code, ended.said, ended.left)
    assert [path.name for path in tmp_path.iterdir()] == ["small"], "nothing beside the output either"


def check(code: int, said: str, left: list[str]) -> None:
    assert (code, said.count("\n")) == (2, 1), said
    assert said.startswith("gotgan: ")
    assert "No space left on device" in said
    assert "free some space" in said
    assert left == []


def test_room_on_the_disk_is_all_that_was_missing(place: Path, tmp_path: Path) -> None:
    """The same commands end well with more of it: the refusals above are those of the disk."""
    for command, words in COMMANDS.items():
        small = tmp_path / command
        ended = run_on_small_disk(words(place, small / "out"), small, "100m", TMPDIR=str(small), **KEY)
        assert (ended.code, ended.said) == (0, "")
        assert "out/receipt.json" in ended.left
        assert not [path for path in ended.left if path.endswith(".part") or path.startswith(("gotgan-", "."))]
