"""The patterns and figures that are data: rights.yaml, readings.yaml, effort.yaml beside the questionnaire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_FOLDER = "questionnaires/standard"


@cache
def read(name: str) -> Any:
    """The document `name`.yaml of the package."""
    path = resources.files("gotgan.survey").joinpath(_FOLDER, f"{name}.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Pattern:
    """One line of rights.yaml; `said` is what of a text fits it."""

    id: str
    reason: str
    match: re.Pattern[str]
    unless: re.Pattern[str] | None
    note_ko: str
    note_en: str

    def said(self, text: str) -> str:
        """The words that fit; nothing where `unless` takes every one of them away."""
        rest = self.unless.sub(" ", text) if self.unless else text
        found = self.match.search(rest)
        return found[0].strip() if found else ""


@cache
def rights_patterns() -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            each["id"], each["reason"], _compiled(each["match"]),
            _compiled(each["unless"]) if "unless" in each else None, each["note"]["ko"], each["note"]["en"],
        )
        for each in read("rights")["patterns"]
    )  # fmt: skip


def code_in(name: str, text: str) -> str:
    """The code of the first pattern under `name` in readings.yaml that fits; empty where none does."""
    return next((code for code, sign in _codes(name) if sign.search(text)), "") if text else ""


@cache
def sign(name: str) -> re.Pattern[str]:
    """What a column's name must hold to speak of `name`."""
    return _compiled(read("readings")["signs"][name])


@cache
def _codes(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((each["code"], _compiled(each["match"])) for each in read("readings")[name])


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
