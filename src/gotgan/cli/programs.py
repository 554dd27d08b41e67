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
    """`packages` are Debian's; `is_there` looks for what they bring."""

    name: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def _finds(*names: str) -> Callable[[], bool]:
    """Servers lie outside a plain user's path."""
    path = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
    return lambda: any(shutil.which(name, path=path) for name in names)


def _has_korean_font() -> bool:
    fonts = Path("/usr/share/fonts")
    return any(fonts.rglob("Nanum*")) or any(fonts.rglob("NotoSansCJK*"))


PROGRAMS = (
    Program("browser", ("chromium",), _finds("chromium", "chromium-browser", "google-chrome")),
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
        _install([package for program in missing for package in program.packages])
    for program in missing:
        if not program.is_there():
            print(f"NOT RUN: {program.name}: not installed (apt install {' '.join(program.packages)})", flush=True)


def _install(packages: list[str]) -> None:
    """RUNLEVEL: a server that a package brings is not started; the tests start their own."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
