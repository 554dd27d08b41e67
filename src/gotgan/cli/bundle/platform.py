"""The machines a bundle can go to, in the words of wheels (PEP 425, PEP 600)."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from gotgan.terms.errors import Invalid, Issue

_GLIBC = (28, 27, 24, 17, 12, 5)
"""manylinux_2_28 is Debian 10, Ubuntu 20.04 and RHEL 8 on."""
_OLD_NAMES = ("manylinux2014", "manylinux2010", "manylinux1")


def _linux(machine: str) -> tuple[str, ...]:
    return tuple(f"manylinux_2_{minor}_{machine}" for minor in _GLIBC) + tuple(f"{old}_{machine}" for old in _OLD_NAMES)


_TAGS: Mapping[str, tuple[str, ...]] = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "windows-amd64": ("win_amd64",),
    "macos-arm64": tuple(f"macosx_{major}_0_arm64" for major in (14, 13, 12, 11)),
}
NAMES = tuple(_TAGS)
_SYSTEMS = {"linux": ("linux", "Linux", "posix"), "windows": ("win32", "Windows", "nt"),
            "macos": ("darwin", "Darwin", "posix")}  # fmt: skip
_MACHINES = {"x86_64": "x86_64", "aarch64": "aarch64", "amd64": "AMD64", "arm64": "arm64"}


@dataclass(frozen=True)
class Target:
    """What the bundle is for: `platforms` of `NAMES`, `python` as 3.X."""

    platforms: tuple[str, ...]
    python: str

    def tags(self, name: str) -> tuple[str, ...]:
        return _TAGS[name]

    def markers(self, name: str) -> dict[str, str]:
        """The environment that a requirement's marker is asked in."""
        system, _, machine = name.partition("-")
        sys_platform, platform_system, os_name = _SYSTEMS[system]
        same = self.python == "{}.{}".format(*sys.version_info)
        full = platform.python_version() if same else f"{self.python}.99"
        return {
            "sys_platform": sys_platform, "platform_system": platform_system, "os_name": os_name,
            "platform_machine": _MACHINES[machine], "python_version": self.python, "python_full_version": full,
            "implementation_name": "cpython", "platform_python_implementation": "CPython",
        }  # fmt: skip


def this_platform() -> str:
    """The name of this machine's kind. Raises: Invalid for one that no bundle is made for."""
    system = {"linux": "linux", "win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    name = f"{system}-{platform.machine().lower()}"
    if name not in NAMES:
        raise Invalid(Issue("bundle", f"no wheels are looked for on {name}", f"name one of {', '.join(NAMES)}"))
    return name


def python_version(given: str) -> str:
    """3.X; this one's when none is given. Raises: Invalid."""
    if not given:
        return "{}.{}".format(*sys.version_info)
    major, _, minor = given.partition(".")
    if major != "3" or not minor.isdigit() or int(minor) < 11:
        raise Invalid(Issue("--python", f'"{given}" is not 3.11 or newer', "give one such as 3.12"))
    return given
