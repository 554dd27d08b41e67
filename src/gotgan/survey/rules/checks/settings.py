"""The policy of one check: thresholds, lists and texts that its owners may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.survey.rules.checks import shapes
from gotgan.terms.questionnaire import Check, Words


class NoSetting(Exception):
    """The policy lacks a setting that the check needs, or has it in another shape: the check does not judge."""


@dataclass(frozen=True)
class Settings:
    """Each setting stands bare or as {"value", "ko", "en"} with a sentence on it; texts stand under `words`."""

    check: Check

    def setting(self, name: str) -> Any:
        """The value of a setting, written bare or as {"value", "ko", "en"}. Raises: NoSetting."""
        entry = self.check.policy.get(name)
        value = entry.get("value") if isinstance(entry, Mapping) and "value" in entry else entry
        if value is None:
            raise NoSetting(name)
        return value

    def threshold(self, name: str) -> int | float:
        """Raises: NoSetting."""
        value = shapes.as_number(self.setting(name))
        if value is None:
            raise NoSetting(name)
        return value

    def listed(self, name: str) -> tuple[str, ...]:
        """Raises: NoSetting."""
        value = self.setting(name)
        if not isinstance(value, list | tuple):
            raise NoSetting(name)
        return tuple(str(each) for each in value)

    def table(self, name: str) -> Mapping[str, Any]:
        """Raises: NoSetting."""
        value = self.setting(name)
        if not isinstance(value, Mapping):
            raise NoSetting(name)
        return value

    def words(self, name: str) -> Words:
        """One of the check's further texts. Raises: NoSetting."""
        text = self.table("words").get(name)
        if not isinstance(text, Mapping) or not isinstance(text.get("ko"), str) or not isinstance(text.get("en"), str):
            raise NoSetting(f"words.{name}")
        return Words(text["ko"], text["en"])
