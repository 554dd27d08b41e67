"""What a package holds and what is known of it: the facts that the data card and Croissant are made from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gotgan.terms.finding import Finding
from gotgan.terms.profile import TableProfile
from gotgan.terms.questionnaire import UNKNOWN, Words

UNSAFE = re.compile(r'[\x00-\x1f/\\!:*?"<>|]+')
"""What may not stand in the name of a file or dataset."""


@dataclass(frozen=True)
class PackedFile:
    """`format`: parquet, jsonl, csv or webdataset; `split` is "" where the table is not split."""

    path: str
    format: str
    split: str
    rows: int


@dataclass(frozen=True)
class PackedTable:
    """One table: where it came from, what was measured of it, the files it lies in now.

    `fields` are the columns that Croissant describes: (name, type of schema.org). `k` is of a proof beside it.
    """

    name: str
    source: str
    source_sha256: str
    profile: TableProfile
    findings: tuple[Finding, ...]
    fields: tuple[tuple[str, str], ...]
    files: tuple[PackedFile, ...] = ()

    def parquet(self) -> dict[str, str]:
        """The Parquet by split."""
        return {file.split: file.path for file in self.files if file.format == "parquet"}


@dataclass(frozen=True)
class Declared:
    """An answer of the questionnaire as people read it. `value` is as it was answered."""

    key: str
    label: Words
    text: Words
    value: Any

    @property
    def is_known(self) -> bool:
        return bool(self.value != UNKNOWN)


@dataclass(frozen=True)
class Contents:
    """`receipts` are those of the steps before, oldest first; `proofs` what was measured of a release.

    `split` is what the receipt says of the splits, None where there are none; `kinds` the words for identifier kinds.
    """

    title: str
    tables: Sequence[PackedTable]
    declared: Sequence[Declared] = ()
    receipts: Sequence[Mapping[str, Any]] = ()
    proofs: Sequence[Mapping[str, Any]] = ()
    split: Mapping[str, Any] | None = None
    kinds: Mapping[str, Words] = field(default_factory=dict)
    is_confirmed: bool = False

    def answer(self, key: str) -> Declared | None:
        return next((each for each in self.declared if each.key == key and each.is_known), None)

    def answers(self, keys: Sequence[str]) -> list[Declared]:
        """Known ones, in the order of `keys`."""
        return [found for key in keys if (found := self.answer(key))]

    def text(self, key: str) -> str:
        found = self.answer(key)
        return found.text.ko if found else ""
