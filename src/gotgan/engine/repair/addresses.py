"""Addresses in one form: single spaces, full-width digits plain, the province by its full name."""

from __future__ import annotations

import re
import unicodedata

STEP = "addresses"
REASON = "one form: full name of the province, single spaces"
_FULL = {
    "서울": "서울특별시", "서울시": "서울특별시", "부산": "부산광역시", "부산시": "부산광역시", "대구": "대구광역시",
    "대구시": "대구광역시", "인천": "인천광역시", "인천시": "인천광역시", "대전": "대전광역시", "대전시": "대전광역시",
    "울산": "울산광역시", "울산시": "울산광역시", "세종": "세종특별자치시", "세종시": "세종특별자치시",
    "경기": "경기도", "충북": "충청북도", "충남": "충청남도",
    "전남": "전라남도", "경북": "경상북도", "경남": "경상남도",
}  # fmt: skip
"""Not 광주, which is also a city of Gyeonggi; not 강원, 전북, 제주, whose full name depends on the day."""
_SPACES = re.compile(r"\s+")
_WIDE = re.compile("[\uff10-\uff19\uff0d\uff08\uff09\uff0c]")
SHORT_NAMES = tuple(_FULL)
BEGINS_SHORT = rf"^(?:{'|'.join(_FULL)}) "
UNTIDY_BYTES = (b"  ", b"\t", b"\n", b"\r", "\u00a0".encode(), "\u3000".encode(), b"\xef\xbc")
UNTIDY = r"[\s&&[^ ]]|  |[０-９－（），]"
"""What an address in its one form never holds."""
_DISTRICT = re.compile(r"\S+[시군구]$|\S+[동읍면로길]$")


def tidy_address(text: str) -> str:
    """The same place; whatever is not sure stays as it is."""
    plain = _SPACES.sub(" ", _WIDE.sub(lambda met: unicodedata.normalize("NFKC", met[0]), text))
    head, _, rest = plain.partition(" ")
    second = rest.partition(" ")[0]
    return f"{_FULL[head]} {rest}" if head in _FULL and _DISTRICT.match(second) else plain
