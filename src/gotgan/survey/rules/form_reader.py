"""Reading a questionnaire's document piece by piece: what does not fit becomes an issue, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gotgan.terms.errors import Issue
from gotgan.terms.questionnaire import Words

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_REMEDY_KEY = "use small Latin letters, digits and _, at most 60"


class Reader:
    """Collects the issues of one document while its pieces are read."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def refuse(self, place: str, what: str, remedy: str = "") -> None:
        self.issues.append(Issue(place, what, remedy))

    def rows(self, document: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
        """The list of objects under `name`; empty when it is absent."""
        found = document.get(name, [])
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            self.refuse(place, f"there is no list of objects under {name}")
            return []
        return found

    def texts(self, document: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
        found = document.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            self.refuse(place, f"there is no list of texts under {name}")
            return ()
        return tuple(found)

    def mapping(self, document: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
        found = document.get(name) or {}
        if not isinstance(found, Mapping):
            self.refuse(place, f"there is no object under {name}")
            return {}
        return found

    def key(self, document: Mapping[str, Any], name: str, place: str, shape: re.Pattern[str] = KEY) -> str:
        found = document.get(name)
        if not isinstance(found, str) or not shape.fullmatch(found):
            self.refuse(place, f"there is no key under {name}", _REMEDY_KEY)
            return ""
        return found

    def words(self, document: Mapping[str, Any], name: str, place: str) -> Words:
        """A text in both languages; one that is missing is an issue."""
        found = document.get(name)
        if not isinstance(found, Mapping):
            self.refuse(place, f"there is nothing under {name}", "write it in Korean and in English")
            return Words("", "")
        said = {language: found.get(language) for language in ("ko", "en")}
        if not _is_text(said["ko"]):
            self.refuse(place, f"there is no Korean text under {name}", "write it")
        if not _is_text(said["en"]):
            self.refuse(place, f"there is no English text under {name}", "write it")
        return Words(str(said["ko"] or ""), str(said["en"] or ""))

    def once(self, names: Iterable[str], place: str, noun: str) -> None:
        """Refuse what is there twice."""
        seen: set[str] = set()
        for name in names:
            if name and name in seen:
                self.refuse(f"{place} {name}", f"the {noun} is there twice", "keep one")
            seen.add(name)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
