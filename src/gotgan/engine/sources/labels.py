"""`gotgan.yaml` beside the data: what a dataset is called, and which files are one.

```yaml
title: 보유 데이터            # of the folder; with `one_dataset: true` everything below is one dataset
publisher: 가상구            # publisher, licence, field, keywords, provision_now hold for all datasets below,
department: 데이터정책과      # and so do the words of a register: see REGISTER
datasets:
  인구/2023.csv: {title: 인구 현황, title_en: Population, licence: kogl_1, field: population}
  사진: {title: 도로 사진}      # a folder: everything below it is one dataset
  합본.csv: {title: 합본, files: [a.csv, b.csv]}
```
Paths are relative to the file; a file deeper in the tree goes before one above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.sources.kinds import LABELS_NAME
from gotgan.terms.text import nfc

LARGEST_LABELS_BYTES = 8 << 20
_TEXTS = (
    "title", "title_en", "description", "licence", "publisher", "issued", "modified", "provision_now",
    "rights", "field",
)  # fmt: skip
_LISTS = ("keywords", "modality")
REGISTER = ("information_system", "department", "legal_basis", "collection_method", "update_cycle")
"""Words of a register of systems or of a portal's page; kept in the source's own record, from which surveys read."""
_INHERITED = ("publisher", "licence", "field", "keywords", "provision_now", "rights", *REGISTER)
_SPELLINGS = {"license": "licence"}


@dataclass(frozen=True)
class Label:
    """What a dataset is said to be; `files` are its members, when they are listed."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def described(self) -> dict[str, Any]:
        """The values that a SourceRecord has a field for."""
        return {name: value for name, value in self.values.items() if name not in REGISTER}


@dataclass(frozen=True)
class Labels:
    """One `gotgan.yaml`, its paths made relative to the scanned root."""

    defaults: Mapping[str, Any] = field(default_factory=dict)
    of_path: Mapping[str, Label] = field(default_factory=dict)
    whole: Label | None = None
    problem: str = ""

    def below(self, inner: Labels) -> Labels:
        """These labels in a folder that has some of its own."""
        return Labels({**self.defaults, **inner.defaults}, {**self.of_path, **inner.of_path}, inner.whole)

    def label_of(self, path: str) -> Label:
        found = self.of_path.get(path, Label())
        return Label({**self.defaults, **found.values}, found.files)


def read_labels(folder: Path, prefix: str) -> Labels | None:
    """The labels lying in `folder`, whose path from the root is `prefix`; None when there are none.

    A file that cannot be understood gives labels with a `problem`, and the data are read without.
    """
    path = folder / LABELS_NAME
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return parse_labels(file.read(LARGEST_LABELS_BYTES + 1), prefix)
    except OSError:
        return Labels(problem=f"{prefix}{LABELS_NAME}: cannot be read; correct it, the data are read without")


def parse_labels(content: bytes, prefix: str) -> Labels:
    """The labels of one `gotgan.yaml`; as `read_labels` when they cannot be understood."""
    if len(content) > LARGEST_LABELS_BYTES:
        return Labels(problem=f"{prefix}{LABELS_NAME}: larger than 8 MB, not read; keep only labels in it")
    try:
        document = yaml.load(content.decode("utf-8-sig"), Loader=_PlainLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        place = f" line {where.line + 1}" if where else ""
        return Labels(problem=f"{prefix}{LABELS_NAME}{place}: cannot be read; correct it, the data are read without")
    if not isinstance(document, dict):
        return Labels(problem=f"{prefix}{LABELS_NAME}: is not a mapping; see the documentation for its form")
    return _labels(document, prefix)


class _PlainLoader(yaml.SafeLoader):
    """Safe, and leaves dates as they are written."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _labels(document: dict[Any, Any], prefix: str) -> Labels:
    datasets = document.get("datasets")
    entries = datasets if isinstance(datasets, dict) else {}
    of_path = {_inside(prefix, key): _label(value, prefix) for key, value in entries.items() if isinstance(value, dict)}
    values = _values(document)
    whole = Label(values) if document.get("one_dataset") is True else None
    return Labels({name: values[name] for name in _INHERITED if name in values}, of_path, whole)


def _label(value: dict[Any, Any], prefix: str) -> Label:
    files = value.get("files")
    listed = tuple(_inside(prefix, file) for file in files if _text(file)) if isinstance(files, list) else ()
    return Label(_values(value), listed)


def _inside(prefix: str, key: Any) -> str:
    return nfc(prefix + re.sub(r"^(?:\./)+", "", str(key)).strip("/"))


def _values(document: dict[Any, Any]) -> dict[str, Any]:
    named = {_SPELLINGS.get(str(key), str(key)): value for key, value in document.items()}
    texts = {name: str(named[name]) for name in (*_TEXTS, *REGISTER) if isinstance(named.get(name), str | int | float)}
    lists = {name: _words(named[name]) for name in _LISTS if named.get(name)}
    return texts | lists


def _words(value: Any) -> tuple[str, ...]:
    """A list of words, or one text with commas; a list in a list is no word, and not spelt out."""
    words = value if isinstance(value, list) else _text(value).split(",")
    return tuple(word for word in (_text(each).strip() for each in words) if word)


def _text(value: Any) -> str:
    """Plain values only: aliases can make a small file a text of gigabytes ("billion laughs")."""
    return str(value) if isinstance(value, str | int | float) else ""
