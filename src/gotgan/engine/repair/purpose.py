"""What a column's name says of its cells: a phone, an address, a code of a known table."""

from __future__ import annotations

import re
import unicodedata

PHONE, ADDRESS = "phone", "address"
_PHONE = re.compile(
    r"전화(?!수|건수|기)|연락처|휴대폰|핸드폰|팩스|(?:^|_)(?:tel|phone|fax|mobile)(?:$|_|no)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:주소|소재지|위치|address)$", re.IGNORECASE)
_CODES = {
    "법정동코드": ("legal_dong_code", 10), "행정동코드": ("administrative_dong_code", 10),
    "행정구역코드": ("legal_dong_code", 10), "기관코드": ("institution_code", 7), "시군구코드": ("district_code", 5),
    "우편번호": ("postcode", 5), "사업자등록번호": ("business_number", 10), "법인등록번호": ("corporation_number", 13),
    "주민등록번호": ("resident_number", 13),
}  # fmt: skip
_WIDTHS = dict(_CODES.values())


def purpose_of(name: str) -> str:
    """phone, address, the name of a code table, or nothing."""
    tight = re.sub(r"\(.*?\)|\s", "", unicodedata.normalize("NFKC", name))
    for ending, (purpose, _) in _CODES.items():
        if tight.endswith(ending):
            return purpose
    if _PHONE.search(tight):
        return PHONE
    return ADDRESS if _ADDRESS.search(tight) else ""


def width_of(purpose: str) -> int:
    """The digits of a code of that table; 0 where it has no fixed width."""
    return _WIDTHS.get(purpose, 0)
