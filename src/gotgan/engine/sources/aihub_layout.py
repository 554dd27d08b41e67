"""The folders of an AI Hub download, by their names: training and validation, sources and labels."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from gotgan.engine.sources.kinds import is_about_data, is_hidden
from gotgan.terms.text import nfc

_NUMBERING = re.compile(r"^\d{1,3}(?:[-.]\d{1,2})*[-._) ]+(?=\S)")
_SPLITS = {
    "training": "training", "train": "training", "학습": "training", "학습데이터": "training",
    "validation": "validation", "valid": "validation", "검증": "validation", "검증데이터": "validation",
    "test": "test", "시험": "test", "평가": "test", "시험데이터": "test", "평가데이터": "test",
}  # fmt: skip
_ROLES = {
    "원천데이터": "source", "원천": "source", "원시데이터": "source", "원본데이터": "source",
    "라벨링데이터": "label", "라벨데이터": "label", "라벨링": "label", "라벨": "label", "가공데이터": "label",
}  # fmt: skip
_OTHER_FOLDERS = frozenset({"데이터", "정식개방데이터", "샘플데이터", "개방데이터", "other", "기타", "sample"})
_LETTERS = {"T": "training", "V": "validation", "S": "source", "L": "label"}
_CODE = re.compile(r"^(?P<split>[TV])(?P<role>[SL])(?![A-Za-z])")
_BRACKET = re.compile(r"^\[(?P<role>[^\]]+)\]")
FILES_LOOKED_AT = 5000
_PART = re.compile(r"\.zip\.part\d+$", re.IGNORECASE)
_CUT = re.compile(r"\.zip(?:\.(?:part)?\d+)?$", re.IGNORECASE)

Named = tuple[str, Path]


def is_aihub(folder: Path) -> bool:
    """Whether a part of a zip is among the first files, or zips lie under both sources and labels."""
    roles: set[str] = set()
    for number, (name, _) in enumerate(files_below(folder, [])):
        if _PART.search(name):
            return True
        roles |= {layout_of(name)[1]} if is_archive(name) else set()
        if number >= FILES_LOOKED_AT or roles >= {"source", "label"}:
            break
    return roles >= {"source", "label"}


def files_below(root: Path, unread: list[str]) -> Iterator[Named]:
    """(path from the root in NFC, file) below `root`, in one order; links and hidden ones apart."""

    def refused(error: OSError) -> None:
        place = os.path.relpath(str(error.filename), root)
        unread.append(f"{nfc(place)}: cannot be opened ({error.strerror}); give it read permission")

    for parent, folders, names in os.walk(root, onerror=refused):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(names):
            path = Path(parent, name)
            if not (is_hidden(name) or is_about_data(name) or path.is_symlink()):
                yield nfc(path.relative_to(root).as_posix()), path


def is_archive(name: str) -> bool:
    return _CUT.search(name) is not None


def home_of(name: str) -> str:
    """The folder of the dataset that an archive belongs to: above the first folder of the layout."""
    folders = PurePosixPath(name).parts[:-1]
    for depth, folder in enumerate(folders):
        plain = _plain(folder)
        if plain in _SPLITS or plain in _ROLES or plain in _OTHER_FOLDERS:
            return "/".join(folders[:depth]) or "."
    return "/".join(folders) or "."


def layout_of(name: str) -> tuple[str, str]:
    """(training | validation | test, source | label), as folders say, else the archive's own letters; or empty."""
    split = role = ""
    *folders, file = PurePosixPath(name).parts
    for folder in folders:
        split, role = _SPLITS.get(_plain(folder), split), _ROLES.get(_plain(folder), role)
    code = _CODE.match(file)
    if code is not None:
        split, role = split or _LETTERS[code["split"]], role or _LETTERS[code["role"]]
    if not role and (bracket := _BRACKET.match(file)):
        role = _ROLES.get(_plain(bracket["role"]), "")
    return split, role


def _plain(folder: str) -> str:
    return _NUMBERING.sub("", folder).strip().replace(" ", "").casefold()


def title_of(home: str) -> str:
    """The folder's name without its running number."""
    name = nfc(PurePosixPath(home).name)
    return _NUMBERING.sub("", name).replace("_", " ").strip() or name
