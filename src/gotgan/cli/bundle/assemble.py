"""The folder that becomes the bundle: wheels, requirements with hashes, start scripts, instructions, sums."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from gotgan import __version__
from gotgan.cli.bundle.archive import files_of
from gotgan.cli.bundle.licences import licences
from gotgan.cli.bundle.lock import Pin, needed_for_scan, read_lock
from gotgan.cli.bundle.platform import Target
from gotgan.cli.bundle.wheels import Say, build_own, fetch_wheels

_PAGES = Path(__file__).parent / "pages"
_SUMS = "SHA256SUMS"


@contextmanager
def assemble(root: Path, purpose: str, target: Target, say: Say) -> Iterator[Path]:
    """A temporary folder with everything in it. Raises: Unavailable, Invalid, OSError."""
    pins = read_lock(root / "requirements" / "run.txt")
    if purpose == "scan":
        pins = needed_for_scan(pins, root / "pyproject.toml")
    with tempfile.TemporaryDirectory(prefix="gotgan-bundle-") as scratch:
        folder = Path(scratch) / "bundle"
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        for name in target.platforms:
            fetch_wheels(pins, name, target, wheels, say)
        build_own(root, wheels)
        _describe(folder, pins, target)
        say("packing")
        yield folder


def _describe(folder: Path, pins: Sequence[Pin], target: Target) -> None:
    found = sorted((folder / "wheels").iterdir())
    _write(folder / "requirements.txt", requirements(pins, found))
    _write(folder / "LICENCES.md", licences(found))
    for name in ("gotgan.sh", "gotgan.cmd", "INSTRUCTIONS.md"):
        _write(folder / name, _filled(name, target), ends="\r\n" if name.endswith(".cmd") else "\n")
    sums = [f"{_sha256(path)}  {name}\n" for path, name in files_of(folder)]
    _write(folder / _SUMS, "".join(sums))


def requirements(pins: Sequence[Pin], wheels: Sequence[Path]) -> str:
    """Every wheel that is there by its own hash, also one that was built here; markers as in the lock."""
    hashes: dict[tuple[str, str], list[str]] = {}
    for wheel in wheels:
        name, version, _, _ = parse_wheel_filename(wheel.name)
        hashes.setdefault((canonicalize_name(name), str(version)), []).append(_sha256(wheel))
    markers = {(pin.name, pin.version): f" ; {pin.marker}" for pin in pins if pin.marker}
    lines = []
    for (name, version), found in sorted(hashes.items()):
        pinned = f"{name}=={version}{markers.get((name, version), '')}"
        lines.append(" \\\n    ".join([pinned, *(f"--hash=sha256:{each}" for each in sorted(found))]))
    return "\n".join(lines) + "\n"


def _filled(name: str, target: Target) -> str:
    text = (_PAGES / name).read_text(encoding="utf-8")
    values = {"PYTHON": target.python, "PLATFORMS": ", ".join(target.platforms), "VERSION": __version__,
              "WINDOWS": "yes" if any(each.startswith("windows") for each in target.platforms) else "no",
              "POSIX": "no" if all(each.startswith("windows") for each in target.platforms) else "yes"}  # fmt: skip
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _write(path: Path, text: str, ends: str = "\n") -> None:
    path.write_text(text, encoding="utf-8", newline=ends)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
