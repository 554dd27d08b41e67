"""What may never stand in the repository: an address of a package registry, a path of one machine.

The registries' addresses are read from the package clients' own configuration at run time; the
shapes in which lock files record them are looked for too. None is written down here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK_SHAPES = re.compile(
    r'"resolved"\s*:\s*"https?://'
    r"|^\s*(?:--)?(?:extra-)?index-url\b"
    r"|registry\s*=\s*\"?https?://"
    r"|(?:url|source)\s*=\s*[{\"].*\.(?:whl|tar\.gz)\"",
    re.MULTILINE,
)
LOCK_FILES = re.compile(r"(^|/)(uv\.lock|pylock[^/]*\.toml|yarn\.lock|poetry\.lock)$")


@cache
def tracked_texts() -> dict[str, str]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    texts = {}
    for name in names.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            texts[name] = path.read_bytes().decode("utf-8", errors="replace")
    return texts


def registry_hosts() -> set[str]:
    """The hosts that pip and npm are set to talk to on this machine, and those pip knows by itself."""
    asked = [[sys.executable, "-m", "pip", "config", "list"], ["npm", "config", "get", "registry"]]
    said = "\n".join(_output_of(command) for command in asked)
    said += "\n".join(value for name, value in os.environ.items() if "INDEX" in name or "REGISTRY" in name)
    said += "\n" + _output_of([sys.executable, "-c", "from pip._internal.models import index; print(index.PyPI.url)"])
    said += "\n" + _output_of(
        [sys.executable, "-c", "from pip._internal.models import index; print(index.PyPI.file_storage_domain)"]
    )
    hosts = {urlsplit(address).hostname for address in re.findall(r"https?://[^\s'\"]+", said)}
    hosts |= {line for line in said.splitlines() if re.fullmatch(r"[a-z.]+\.[a-z]+", line)}
    return {host for host in hosts if host and not host.startswith(("127.", "localhost"))}


def _output_of(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/", check=False).stdout
    except OSError:
        return ""


def test_registry_hosts_are_known() -> None:
    assert registry_hosts(), "the package clients name no registry; the next test would find nothing"


def test_tree_records_no_registry() -> None:
    hosts = registry_hosts()
    found = [f"{name}: {host}" for name, text in tracked_texts().items() for host in hosts if host in text]
    assert not found


def test_tree_holds_no_lock_with_addresses() -> None:
    named = [name for name in tracked_texts() if LOCK_FILES.search(name)]
    shaped = [
        name
        for name, text in tracked_texts().items()
        if not name.endswith(".md") and name != "tests/test_tree.py" and LOCK_SHAPES.search(text)
    ]
    assert not named
    assert not shaped


@pytest.mark.parametrize("place", [str(ROOT.parent) + "/", str(Path.home()) + "/"])
def test_tree_names_no_path_of_this_machine(place: str) -> None:
    if place in ("/", "//"):
        pytest.skip("this place is the root of the machine: its path says nothing")
    absolute = re.compile(r"(?<![\w.}*~-])" + re.escape(place))
    assert not [name for name, text in tracked_texts().items() if absolute.search(text)]


def test_requirements_are_hash_locked() -> None:
    for name in ("run", "dev", "uv"):
        text = tracked_texts()[f"requirements/{name}.txt"]
        pins = re.findall(r"^[a-zA-Z0-9][^\s]*==", text, re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
