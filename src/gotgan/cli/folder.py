"""Commands that work on a hub's own data: which folder, and Django on top of it. Works while it runs."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path

from gotgan.terms.errors import NotFound
from gotgan.terms.role import Actor


class NoHub(NotFound):
    """The folder holds no hub."""


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="the hub's data folder (GOTGAN_DATA, else ./data)")


def data_folder(given: Path | None) -> Path:
    """`--data`, else GOTGAN_DATA, else ./data; absolute."""
    return (given or Path(os.environ.get("GOTGAN_DATA") or "data")).resolve()


def open_hub(given: Path | None) -> Path:
    """Set Django up on an existing hub; returns its data folder.

    Raises: NoHub when there is none (with settings that keep the database elsewhere, it is not looked for).
    """
    folder = data_folder(given)
    os.environ["GOTGAN_DATA"] = str(folder)
    settings = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gotgan.site.settings.embedded")
    if settings.endswith(".embedded") and not (folder / "gotgan.sqlite3").is_file():
        raise NoHub(f"{folder}: holds no hub; start one there with `gotgan up --data {folder}`")
    import django

    django.setup()
    return folder


def running_address(folder: Path) -> str:
    """Where the hub of this folder answers; empty when it is not up."""
    try:
        return (folder / "run" / "address").read_text().strip()
    except FileNotFoundError:
        return ""


def terminal_actor() -> Actor:
    """Whoever may use this machine's terminal, as the audit chain writes it."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = str(os.getuid())
    return Actor(None, f"terminal:{name}")
