"""Programs that the tests start and Debian brings: a browser, servers to read from, a spreadsheet, Java for Spark."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """`packages` are Debian's; `is_there` looks for what they bring. Where a release lacks them: `otherwise`."""

    name: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    otherwise: tuple[str, ...] = ()


def _finds(*names: str) -> Callable[[], bool]:
    """Servers lie outside a plain user's path."""
    path = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
    return lambda: any(shutil.which(name, path=path) for name in names)


def _has_korean_font() -> bool:
    fonts = Path("/usr/share/fonts")
    return any(fonts.rglob("Nanum*")) or any(fonts.rglob("NotoSansCJK*"))


PROGRAMS = (
    Program(  # the shell has no windows: it starts and opens a page in a quarter of the time
        "browser",
        ("chromium-headless-shell",),
        _finds("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
        otherwise=("chromium",),
    ),
    Program("Korean font", ("fonts-nanum",), _has_korean_font),
    Program("MariaDB", ("mariadb-server-core", "mariadb-client-core"), _finds("mariadbd", "mysqld")),
    Program("SSH server", ("openssh-server",), _finds("sshd")),
    Program("LibreOffice", ("libreoffice-calc-nogui",), _finds("soffice", "libreoffice")),
    Program("Java", ("default-jre-headless",), _finds("java")),
)


def install_programs() -> None:
    """Install what is missing when we are root; else say what is not run, and how it would be."""
    missing = [program for program in PROGRAMS if not program.is_there()]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        names = ", ".join(program.name for program in missing)
        print(f"gotgan: installing for the tests: {names}", flush=True)
        _install(missing)
    for program in missing:
        if not program.is_there():
            print(f"NOT RUN: {program.name}: not installed (apt install {' '.join(program.packages)})", flush=True)


def _install(missing: list[Program]) -> None:
    """Each by itself: apt-get takes none of those it is given when it does not know one."""
    _apt_get("update", "-qq")
    for program in missing:
        for packages in (program.packages, program.otherwise):
            if packages and not program.is_there():
                _apt_get("install", "-y", "-qq", "--no-install-recommends", *packages)


def _apt_get(*arguments: str) -> None:
    """RUNLEVEL: a server that a package brings is not started; the tests start their own."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run(
        ["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
    )
