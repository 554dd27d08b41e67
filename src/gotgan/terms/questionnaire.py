"""A questionnaire as data: sections, items, code lists, conditions and checks. A published version never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

UNKNOWN = "unknown"
"""The answer "I don't know": a value, different from an empty answer."""
NA = "na"
"""The answer "does not apply here"."""
RESERVED = frozenset({UNKNOWN, NA})


class Fill(StrEnum):
    """Who fills an item: the scanner, a register or earlier wave, a person; an item may name several."""

    SCAN = "scan"
    PREFILL = "prefill"
    HUMAN = "human"


class Scope(StrEnum):
    """What one answer speaks of: a dataset, a registered system (A13), or the organisation in this wave (L)."""

    DATASET = "dataset"
    SYSTEM = "system"
    ORGANISATION = "organisation"


class Kind(StrEnum):
    """The shape of a value in JSON.

    text, text_long: str. int, won: int. decimal: number. date: "YYYY-MM-DD". bool: "yes" | "no".
    period: {"from": date | None, "to": date | None}. urls: [str]. files: [{"name", "sha256", "size_bytes"}].
    code: str. codes: [str], in the order of the code list. table: [{part: value}], one dict a row.
    group: {part: value}, for types such as "bool + file[]". Instead of any of these: "unknown" or "na".
    """

    TEXT = "text"
    TEXT_LONG = "text_long"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    PERIOD = "period"
    BOOL = "bool"
    URLS = "urls"
    FILES = "files"
    WON = "won"
    CODE = "code"
    CODES = "codes"
    TABLE = "table"
    GROUP = "group"


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    ko: str
    en: str


@dataclass(frozen=True)
class Part:
    """A column of a table, or a member of a group. `codes` narrows the list to some of its codes."""

    key: str
    label: Words
    kind: Kind
    code_list: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One question. `number` ("A01") is for people, `key` for ever; `shown_if` as in survey.rules.conditions."""

    key: str
    number: str
    section: str
    label: Words
    question: Words
    fill: tuple[Fill, ...]
    kind: Kind
    code_list: str = ""
    codes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    is_first_wave: bool = False
    scope: Scope = Scope.DATASET
    shown_if: Mapping[str, Any] | None = None
    is_read_only: bool = False

    @cached_property
    def parts_by_key(self) -> Mapping[str, Part]:
        return {part.key: part for part in self.parts}


@dataclass(frozen=True)
class Code:
    """One code of a list. `excludes`: it stands alone. `suggests`: codes of another list it makes likely.

    `group` sorts the codes of a list (purpose_of_use: use, act); `explanation` is shown beside the label, `note` is
    for those who keep the list. A retired code stays, so that it is never used again and old answers can be read.
    """

    code: str
    label: Words
    excludes: bool = False
    suggests: tuple[str, ...] = ()
    note: str = ""
    group: str = ""
    explanation: Words | None = None
    is_retired: bool = False


@dataclass(frozen=True)
class CodeList:
    """A list by name. `is_open`: a time-versioned table elsewhere (institution, field, bcp47); codes are not listed."""

    name: str
    codes: tuple[Code, ...] = ()
    is_open: bool = False

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        return {each.code: each for each in self.codes}

    def find(self, code: str) -> Code | None:
        return self.by_code.get(code)

    @property
    def offered(self) -> tuple[Code, ...]:
        """Those that may be chosen: not retired."""
        return tuple(each for each in self.codes if not each.is_retired)


@dataclass(frozen=True)
class Check:
    """A contradiction check: its function is survey.rules.checks under the same id; thresholds are policy.

    `message` holds `{name}` places that the function fills; `items` are those that it reads.
    """

    id: str
    severity: str
    items: tuple[str, ...]
    message: Words
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    letter: str
    label: Words


@dataclass(frozen=True)
class Questionnaire:
    """One version. `mapping` leads an item key of the version before to {"key": new or None, "codes": {old: new}}.

    `items` are those in use; `retired` the keys that were once used and never will be again. `policy` as in
    survey/questionnaires/standard/policy.yaml.
    """

    key: str
    version: int
    title: Words
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    code_lists: Mapping[str, CodeList]
    checks: tuple[Check, ...]
    mapping: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    retired: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    def find(self, key: str) -> Item | None:
        return self.by_key.get(key)

    @cached_property
    def _by_scope(self) -> Mapping[Scope, tuple[Item, ...]]:
        return {scope: tuple(item for item in self.items if item.scope is scope) for scope in Scope}

    def of_scope(self, scope: Scope) -> tuple[Item, ...]:
        return self._by_scope[scope]
