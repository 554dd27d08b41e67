"""What set-up makes out of installed packages, beside the environment: never in git, never downloaded."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from gotgan.cli.up.stamp import PACKAGE

SETUP = Path(sys.prefix) / "share" / "gotgan"


def prepare_setup_folder(target: Path = SETUP) -> Iterator[str]:
    """Make what is missing or outdated in `target`; yields a line before each longer step."""
    compile_translations(target / "locale")
    bundle = target / "static" / "vega" / "vega-bundle.js"
    if _is_outdated(bundle, "vl-convert-python"):
        yield "making the chart bundle"
        make_chart_bundle(bundle)
    codes = target / "codes" / "legal_dong.csv"
    if _is_outdated(codes, "PublicDataReader") and find_spec("PublicDataReader"):
        yield "making the legal-dong table"
        make_legal_dong_table(codes)


def _is_outdated(path: Path, package: str) -> bool:
    try:
        return path.with_name(path.name + ".version").read_text() != version(package) or not path.is_file()
    except (FileNotFoundError, PackageNotFoundError):
        return True


def _finish(path: Path, beside: Path, package: str) -> None:
    beside.replace(path)
    path.with_name(path.name + ".version").write_text(version(package))


def _beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{path.name}.{os.getpid()}")


def compile_translations(target: Path) -> list[Path]:
    """Merge every room's catalogue of a language into one and compile it, without gettext.

    Returns the catalogues written. Skips a language whose result is newer than all its sources.
    """
    written = []
    by_language: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po")):
        by_language.setdefault(path.parent.parent.name, []).append(path)
    for language, sources in by_language.items():
        result = target / language / "LC_MESSAGES" / "django.mo"
        if not _is_newer(result, sources):
            _compile(language, sources, result)
            written.append(result)
    return written


def _is_newer(result: Path, sources: list[Path]) -> bool:
    return result.is_file() and all(result.stat().st_mtime > source.stat().st_mtime for source in sources)


def _compile(language: str, sources: list[Path], result: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language, charset="utf-8")
    for source in sources:
        with source.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged[message.id] = message
    beside = _beside(result)
    with beside.open("wb") as file:
        write_mo(file, merged)
    beside.replace(result)


def make_chart_bundle(path: Path) -> None:
    """Vega, Vega-Lite and Vega-Embed as one script that our own pages load."""
    import vl_convert

    beside = _beside(path)
    beside.write_text(vl_convert.javascript_bundle(None), encoding="utf-8")
    _finish(path, beside, "vl-convert-python")


def make_legal_dong_table(path: Path) -> None:
    """The package's own file as CSV, with its own columns: `gotgan codes import` knows them."""
    spec = find_spec("PublicDataReader")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).parent / "raw" / "code_bdong.json"
    columns = json.loads(source.read_text(encoding="utf-8"))
    beside = _beside(path)
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*(map(_text, cells.values()) for cells in columns.values()), strict=True))
    _finish(path, beside, "PublicDataReader")


def _text(cell: object) -> str:
    """An absent cell is NaN in the package's file; a date may be a number."""
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) else str(cell)
