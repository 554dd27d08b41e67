"""`./gotgan` before there is a `.venv`: what is missing is one clear line, and nothing is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "dirname", "cat", "cksum", "tr", "df", "awk", "rm", "flock")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the launcher reads, and a PATH with nothing but the tools it may use."""
    here = tmp_path / "checkout"
    (here / "requirements").mkdir(parents=True)
    for name in ("gotgan", "pyproject.toml", *(f"requirements/{lock}.txt" for lock in ("run", "dev", "uv"))):
        shutil.copy(ROOT / name, here / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    return here


def pretend(checkout: Path, name: str, script: str) -> None:
    """Put a program on that PATH."""
    path = checkout.parent / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(0o755)


def launch(checkout: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    only = {"PATH": str(checkout.parent / "bin"), "HOME": str(checkout.parent), "LANG": "C.UTF-8", **environment}
    return subprocess.run(
        [str(checkout / "gotgan"), *words], env=only, capture_output=True, text=True, timeout=60, check=False
    )


def is_one_clear_line(done: subprocess.CompletedProcess[str], *words: str) -> bool:
    lines = done.stderr.strip().splitlines()
    clear = len(lines) == 1 and lines[0].startswith("gotgan: ")
    return done.returncode == 2 and clear and all(word in lines[0] for word in words)


def test_no_python_at_all(checkout: Path) -> None:
    done = launch(checkout, "up")
    assert is_one_clear_line(done, "3.11", "GOTGAN_PYTHON"), done.stderr
    assert not (checkout / ".venv").exists()


def test_old_python_is_named(checkout: Path) -> None:
    pretend(checkout, "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    done = launch(checkout, "up")
    assert is_one_clear_line(done, "3.11", "Python 3.9.2"), done.stderr


def test_missing_venv_says_what_to_install(checkout: Path) -> None:
    pretend(checkout, "python3", f'case "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    done = launch(checkout, "up")
    assert is_one_clear_line(done, "python3-venv", "apt install"), done.stderr


def test_full_disk_says_how_much_is_needed(checkout: Path) -> None:
    pretend(checkout, "python3", f'exec {sys.executable} "$@"\n')
    pretend(checkout, "df", 'echo "Filesystem 1024-blocks Used Available Capacity Mounted"\necho "x 9 9 1000 99% /"\n')
    done = launch(checkout, "up")
    assert is_one_clear_line(done, "disk", "MB needed"), done.stderr
    assert not (checkout / ".venv").exists()


def test_second_start_installs_nothing(checkout: Path) -> None:
    venv = checkout / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "handed over: $*"\n', encoding="utf-8")
    (venv / "python").chmod(0o755)
    stamp = subprocess.run(
        f"cat {checkout}/pyproject.toml {checkout}/requirements/dev.txt | cksum | tr ' ' '-'",
        shell=True, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (checkout / ".venv" / "installed-dev").write_text(stamp, encoding="utf-8")
    done = launch(checkout, "up", "--port", "8000")
    assert (done.returncode, done.stdout) == (0, "handed over: -m gotgan up --port 8000\n"), done.stderr


def test_launcher_is_plain_shell() -> None:
    checked = subprocess.run(["sh", "-n", str(ROOT / "gotgan")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert os.access(ROOT / "gotgan", os.X_OK)
