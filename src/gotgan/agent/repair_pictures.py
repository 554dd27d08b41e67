"""`gotgan repair FOLDER`: which of its pictures a model should rather not learn from. Suggested; nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gotgan.agent.repair_asked import write
from gotgan.engine.repair.tally import Tally
from gotgan.terms.errors import Invalid, Issue

PICTURES = "pictures"
FILE = "pictures.csv"
_NAMES = ("path", "issue", "measure", "group")


def look_at_folder(folder: Path, target: Path, tally: Tally) -> tuple[dict[str, Any], dict[str, Any]]:
    """Measure all below `folder`; writes pictures.csv into `target`. Returns the input and the file, as receipts do.

    Raises: Invalid for a folder without pictures, OSError.
    """
    from gotgan.engine.media.folder import measure_media
    from gotgan.engine.media.image import ImageFacts

    facts = measure_media([folder])
    pictures = [file for file in facts.files if isinstance(file, ImageFacts)]
    if not pictures:
        raise Invalid(Issue(str(folder), "a folder without pictures", "name its files, or use gotgan scan"))
    lines = "".join(f"{file.sha256 or ''}  {file.path}\n" for file in pictures)
    given = {
        "path": folder.name,
        "sha256": hashlib.sha256(lines.encode()).hexdigest(),
        "rows": 0,
        "files": len(pictures),
    }
    return given, write_pictures(facts, _grey(folder, pictures), target, tally)


def _grey(folder: Path, pictures: Iterable[Any]) -> frozenset[str]:
    from gotgan.engine.media.colour import is_grey
    from gotgan.engine.media.measures import path_of

    sound = {picture.path for picture in pictures if not picture.problem}
    files = {path_of(file.relative_to(folder).as_posix()): file for file in folder.rglob("*")}
    return frozenset(path for path in sound if path in files and is_grey(files[path]))


def write_pictures(facts: Any, grey: frozenset[str], target: Path, tally: Tally) -> dict[str, Any]:
    from gotgan.engine.repair.pictures import note_issues, picture_issues

    issues = picture_issues(facts, grey)
    note_issues(issues, tally)
    rows = ((issue.path, issue.issue, issue.measure, issue.group) for issue in issues)
    return write(PICTURES, target / FILE, _NAMES, rows)
