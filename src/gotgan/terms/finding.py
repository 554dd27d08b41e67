"""Personal and protected identifiers found in data: counts and masked examples, never values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class IdentifierKind(StrEnum):
    """Source: survey questionnaire, code list `identifier_kind`."""

    RESIDENT_NUMBER = "resident_number"
    FOREIGNER_NUMBER = "foreigner_number"
    BUSINESS_NUMBER = "business_number"
    CORPORATION_NUMBER = "corporation_number"
    DRIVER_LICENCE = "driver_licence"
    PASSPORT = "passport"
    HEALTH_CARD = "health_card"
    PHONE = "phone"
    EMAIL = "email"
    IP_ADDRESS = "ip_address"
    CARD_NUMBER = "card_number"
    BANK_ACCOUNT = "bank_account"
    VEHICLE_PLATE = "vehicle_plate"
    CUSTOMS_CODE = "customs_code"
    ADDRESS = "address"
    PERSON_NAME = "person_name"
    BIRTH_DATE = "birth_date"
    COORDINATES = "coordinates"
    FACE_VOICE = "face_voice"


@dataclass(frozen=True)
class Span:
    """`row` counts from 0 below the header; `start`/`end` are code points of the original cell."""

    row: int
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """One kind of identifier in one column (`column` None: free-standing text).

    `impossible`: of `count`, the cells written like a day of birth that no calendar has; the header decided.
    """

    column: str | None
    kind: str
    count: int
    share: float
    confidence: float
    decided_by: str
    masked_examples: tuple[str, ...] = ()
    spans: tuple[Span, ...] | None = None
    impossible: int = 0

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        if self.spans is None:
            del document["spans"]
        if not self.impossible:
            del document["impossible"]
        return document
