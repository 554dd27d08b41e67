"""The lock of a checkout: its pins with their hashes, and those that a purpose needs."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+?)(?:\s*;\s*(.*?))?\s*\\?$")
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)(?:\s|$)")
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*")
_OWN = "gotgan"


@dataclass(frozen=True)
class Pin:
    """One version of one package. `parents` are the packages that need it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    parents: tuple[str, ...]

    def holds(self, environment: Mapping[str, str]) -> bool:
        return not self.marker or Marker(self.marker).evaluate(dict(environment))

    @property
    def text(self) -> str:
        """As a requirement without its marker."""
        return " \\\n    ".join([f"{self.name}=={self.version}", *(f"--hash={each}" for each in self.hashes)])


def read_lock(path: Path) -> tuple[Pin, ...]:
    """The pins of a lock file with hashes and `via` comments."""
    pins: list[Pin] = []
    found: re.Match[str] | None = None
    hashes: list[str] = []
    parents: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "end==0"]:
        start = _PIN.match(line)
        if start:
            if found:
                pins.append(_pin(found, hashes, parents))
            found, hashes, parents = start, [], []
        hashes += _HASH.findall(line)
        parents += [canonicalize_name(name) for name in _VIA.findall(line)]
    return tuple(pins)


def _pin(found: re.Match[str], hashes: Sequence[str], parents: Sequence[str]) -> Pin:
    return Pin(canonicalize_name(found[1]), found[2], found[3] or "", tuple(hashes), tuple(parents))


def needed_for_scan(pins: Sequence[Pin], pyproject: Path) -> tuple[Pin, ...]:
    """Those that the light client and the engine need, and what these need."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["engine"]]
    children = defaultdict(set)
    for pin in pins:
        for parent in pin.parents:
            children[parent].add(pin.name)
    names: set[str] = set()
    waiting = {canonicalize_name(match[0]) for each in wanted if (match := _NAME.match(each))}
    while waiting:
        name = waiting.pop()
        names.add(name)
        waiting |= children[name] - names - {_OWN}
    return tuple(pin for pin in pins if pin.name in names)
