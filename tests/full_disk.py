"""A command on a disk that is really full: a small tmpfs in a mount namespace of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.shared_data import ROOT

PRIVATE_MOUNTS = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
"""A command after this may mount, and nobody else sees it."""
_INSIDE = """
set -e
small=$1; size=$2; shift 2
mount -t tmpfs -o size=$size tmpfs "$small"
code=0; "$@" || code=$?
echo "--- $code"
find "$small" -mindepth 1 -printf '%P\\n'
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and every path that it left on the small disk."""

    code: int
    said: str
    left: list[str]


@cache
def _can() -> bool:
    try:
        done = subprocess.run(
            [*PRIVATE_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def need_small_disk() -> None:
    """Without the right to mount, which no package gives, the test is named as not run."""
    if not _can():
        pytest.skip("NOT RUN: full disk: no mount namespace")


def run_on_small_disk(words: Sequence[str | Path], small: Path, size: str, **environment: str) -> Ended:
    """`gotgan WORDS` with a tmpfs of `size` mounted at the folder `small`."""
    small.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "gotgan", *map(str, words)]
    done = subprocess.run(
        [*PRIVATE_MOUNTS, "sh", "-c", _INSIDE, "sh", str(small), size, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    _, _, tail = done.stdout.partition("--- ")
    code, *left = tail.splitlines()
    return Ended(int(code), done.stderr, left)
