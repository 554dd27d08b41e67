"""What a reference of a score sheet points at, and where in the house a check is raised. Codes: engine.quality."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gotgan.terms.digest import fingerprint
from gotgan.terms.survey import EvidenceRef


class Kind(StrEnum):
    """`table`: the profile of one; `facts`: the scan as a whole; `answer` of the survey; `record`: what the source's
    own record states; `other`: what the reference itself says."""

    TABLE = "table"
    FACTS = "facts"
    ANSWER = "answer"
    RECORD = "record"
    OTHER = "other"


_PREFIXES = {"profile": Kind.TABLE, "facts": Kind.FACTS, "survey": Kind.ANSWER, "record": Kind.RECORD}
_OF_KIND = {"scan": Kind.FACTS, "register": Kind.RECORD}


@dataclass(frozen=True)
class Target:
    """`name`: a table's path, an item of the questionnaire, a key of the record; empty where the whole is meant."""

    kind: Kind
    name: str = ""


def target_of(ref: EvidenceRef) -> Target:
    """What it points at. An answer carries references of its own: addresses of the hub, read by their kind."""
    prefix, has_name, name = ref.ref.partition(":")
    if has_name and prefix in _PREFIXES:
        return Target(_PREFIXES[prefix], name)
    return Target(_OF_KIND.get(ref.kind, Kind.OTHER))


def key_of(ref: EvidenceRef) -> str:
    """Its place on the page of the evidence: the same for the same reference, whenever it was seen."""
    return f"e-{fingerprint([ref.kind, ref.ref, ref.note_en])[:12]}"


class Door(StrEnum):
    """Pages on which something is done about a check."""

    REFINE = "refine"
    SOURCE = "source"
    OVERLAPS = "overlaps"
    RECORD = "record"
    OPENING = "opening"
    SURVEY = "survey"


_DOORS = {
    "repair": Door.REFINE, "deidentify": Door.REFINE, "package": Door.REFINE, "scan": Door.SOURCE,
    "overlap": Door.OVERLAPS, "catalogue": Door.RECORD, "share": Door.OPENING, "survey": Door.SURVEY,
}  # fmt: skip


def door_of(action: str) -> Door | None:
    """Behind which door an action of a check lies; None for one that the house does not know."""
    return _DOORS.get(action.partition(".")[0])


def item_of(action: str) -> str:
    """The item of the questionnaire that `survey.ITEM` names; empty for any other action."""
    room, _, item = action.partition(".")
    return item if room == "survey" else ""
