"""What an organisation answered of a dataset in a survey, once the survey manager accepted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from gotgan.terms.questionnaire import Words


class Usability(StrEnum):
    """Whether a dataset can train a model. `unknown`: the answers do not tell, or contradict each other."""

    NOW = "now"
    AFTER_PROCESSING = "after_processing"
    NOT_USABLE = "not_usable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Said:
    """A code of the questionnaire with its label, as it read when the answer was accepted."""

    code: str
    label: Words

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "ko": self.label.ko, "en": self.label.en}

    @classmethod
    def from_json(cls, document: Mapping[str, str]) -> Said:
        return cls(document["code"], Words(document["ko"], document["en"]))


@dataclass(frozen=True)
class Acceptance:
    """Who stated it, in which sheet of which campaign, and who accepted it when.

    `by` is the survey manager's label: shown inside the organisation only. `snapshot` is the sha256 of the frozen
    campaign, empty until it is frozen. `called_back_at`: the answers are being corrected since.
    """

    organisation: str
    organisation_name: Words
    campaign: str
    campaign_title: Words
    sheet: str
    revision: int
    at: datetime
    by: str = ""
    snapshot: str = ""
    called_back_at: datetime | None = None


LISTS = ("scope", "reasons", "lifts", "processing", "routes", "routes_now", "users")


@dataclass(frozen=True)
class SurveyRecord:
    """One dataset's record. `rule` decided `usability`, and `because` says it in words.

    `reasons`: why it is not provided in full; `lifts`: what would change that; `processing`: what training needs first;
    `routes`: by which it could be provided, `routes_now`: by which it is; `users`: who may use it. Empty: not answered.
    `described` holds the fields of terms.dataset.DatasetRecord that a person confirmed, under their names there.
    """

    usability: Usability
    rule: str
    because: Words
    accepted: Acceptance
    provision_now: str = ""
    scope: tuple[Said, ...] = ()
    reasons: tuple[Said, ...] = ()
    lifts: tuple[Said, ...] = ()
    processing: tuple[Said, ...] = ()
    routes: tuple[Said, ...] = ()
    routes_now: tuple[Said, ...] = ()
    users: tuple[Said, ...] = ()
    earliest: str = ""
    described: Mapping[str, Any] = field(default_factory=dict)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of one of LISTS."""
        return tuple(each.code for each in getattr(self, name))

    def to_json(self) -> dict[str, Any]:
        """Without who and when: a store keeps those apart."""
        return {
            "usability": str(self.usability),
            "rule": self.rule,
            "because": {"ko": self.because.ko, "en": self.because.en},
            "provision_now": self.provision_now,
            **{name: [each.to_json() for each in getattr(self, name)] for name in LISTS},
            "earliest": self.earliest,
            "described": dict(self.described),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any], accepted: Acceptance) -> SurveyRecord:
        lists = {name: tuple(Said.from_json(each) for each in document.get(name, ())) for name in LISTS}
        return cls(
            usability=Usability(document["usability"]),
            rule=document["rule"],
            because=Words(**document["because"]),
            accepted=accepted,
            provision_now=document.get("provision_now", ""),
            earliest=document.get("earliest", ""),
            described=document.get("described", {}),
            **lists,
        )
