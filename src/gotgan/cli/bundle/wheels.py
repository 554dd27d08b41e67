"""The wheels of a bundle: taken from the index this machine is set to, built where only sources are given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from gotgan.cli.bundle.lock import Pin
from gotgan.cli.bundle.platform import Target
from gotgan.terms.errors import Invalid, Issue, Unavailable

EPOCH = "315532800"
"""1980-01-01, the first moment that a zip can say: the same sources make the same wheel."""
_NO_WHEEL = re.compile(r"No matching distribution found for ([\w.-]+)==")
Say = Callable[[str], None]


def fetch_wheels(pins: Sequence[Pin], name: str, target: Target, folder: Path, say: Say) -> None:
    """Put a wheel of each pin into `folder`, each checked against the lock's hashes.

    Raises: Unavailable when the index does not answer, Invalid for a package that has none for the platform.
    """
    waiting = [pin for pin in pins if pin.holds(target.markers(name))]
    say(f"taking {len(waiting)} packages for {name}, Python {target.python}")
    tags = [word for tag in target.tags(name) for word in ("--platform", tag)]
    python = ["--python-version", target.python, "--implementation", "cp"]
    while True:
        failed = _pip("download", waiting, folder, "--only-binary=:all:", *tags, *python)
        if not failed:
            return
        lacking = _NO_WHEEL.search(failed)
        pin = next((pin for pin in waiting if lacking and pin.name == canonicalize_name(lacking[1])), None)
        if pin is None:
            raise Unavailable(f"bundle: the packages could not be taken ({_last(failed)}); is an index reachable?")
        _build(pin, name, folder, say)
        waiting.remove(pin)


def _build(pin: Pin, platform: str, folder: Path, say: Say) -> None:
    """A package that comes as sources only; what is built here goes elsewhere only when it fits any machine."""
    say(f"building {pin.name} {pin.version}")
    if failed := _pip("wheel", [pin], folder):
        raise Unavailable(f"bundle: {pin.name} could not be built ({_last(failed)}); see what it needs")
    if not list(folder.glob(f"{pin.name.replace('-', '_')}-{pin.version}-*-none-any.whl")):
        what = f"{pin.name} has no wheel for {platform}"
        raise Invalid(Issue("bundle", what, "make the bundle on such a machine"))


def build_own(root: Path, folder: Path) -> None:
    """The wheel of the checkout itself. Raises: Unavailable."""
    command = [*_command("wheel"), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(root)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"bundle: gotgan's own wheel could not be built ({_last(done.stderr)}); see pyproject.toml")


def _pip(verb: str, pins: Sequence[Pin], folder: Path, *words: str) -> str:
    """What pip said when it failed; empty when it did not."""
    wanted = folder.parent / "wanted.txt"
    wanted.write_text("\n".join(pin.text for pin in pins) + "\n", encoding="utf-8")
    place = ["--dest" if verb == "download" else "--wheel-dir", str(folder)]
    command = [*_command(verb), "--no-deps", "--require-hashes", *words, *place, "--requirement", str(wanted)]
    try:
        done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    finally:
        wanted.unlink()
    return (done.stderr or "pip failed") if done.returncode else ""


def _command(verb: str) -> list[str]:
    return [sys.executable, "-m", "pip", verb, "--quiet", "--disable-pip-version-check", "--no-input"]


def _environment() -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}


def _last(text: str) -> str:
    """The line that says what was wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "ERROR" in line), lines[-1] if lines else "no reason given")[:300]
