"""Questionnaires as documents: the standard one of the package, reading one, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gotgan.survey.rules.form_codes import read_checks, read_code_lists, read_mapping
from gotgan.survey.rules.form_items import read_items
from gotgan.survey.rules.form_reader import Reader
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.questionnaire import Questionnaire, Section

PIECES = ("items", "codes", "policy", "checks")
"""The files of a questionnaire of the package; each brings its own keys of the document."""


def standard_document() -> dict[str, Any]:
    """The questionnaire that the package brings, as one document (docs/reference/questionnaire.md).

    Each caller has one of its own, which it may change.
    """
    return deepcopy(_read_standard())


@cache
def _read_standard() -> dict[str, Any]:
    """To read so much YAML takes a third of a second."""
    folder = files("gotgan.survey") / "questionnaires" / "standard"
    document: dict[str, Any] = {"checks": [], "mapping": {}}
    for piece in PIECES:
        path = folder / f"{piece}.yaml"
        if path.is_file():
            document |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


@cache
def standard_form() -> Questionnaire:
    """The questionnaire that the package brings; read once."""
    return read_form(standard_document())


def read_form(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that a document describes. Raises: Invalid with all its issues."""
    form, issues = look_at(document)
    if issues:
        raise Invalid(*issues)
    return form


def check_form(document: Mapping[str, Any]) -> tuple[Issue, ...]:
    """Everything that is wrong with a document, each with its place; nothing when it can be published."""
    return look_at(document)[1]


def look_at(document: Mapping[str, Any]) -> tuple[Questionnaire, tuple[Issue, ...]]:
    """A document as far as it can be read, with everything that is wrong with it."""
    reader = Reader()
    key, version = reader.key(document, "key", "questionnaire"), document.get("version")
    if not isinstance(version, int) or version < 1:
        reader.refuse("questionnaire", "its version is not a whole number from 1 on")
        version = 0
    sections = _read_sections(document, reader)
    lists = read_code_lists(document, reader)
    items, retired = read_items(document, sections, lists, reader)
    if not items:
        reader.refuse("items", "there are none", "add one")
    known = {item.key: item for item in items}
    form = Questionnaire(
        key=key,
        version=version,
        title=reader.words(document, "title", "questionnaire"),
        sections=sections,
        items=items,
        code_lists=lists,
        checks=read_checks(document, known, reader),
        mapping=read_mapping(document, known, reader),
        policy=reader.mapping(document, "policy", "policy"),
        retired=retired,
    )
    return form, tuple(reader.issues)


def _read_sections(document: Mapping[str, Any], reader: Reader) -> tuple[Section, ...]:
    rows = reader.rows(document, "sections", "sections")
    found = tuple(Section(str(row.get("letter", "")), reader.words(row, "label", "sections")) for row in rows)
    for section in found:
        if len(section.letter) != 1 or not "A" <= section.letter <= "Z":
            reader.refuse("sections", "a letter is not one of A to Z")
    reader.once((section.letter for section in found), "section", "letter")
    return found
