"""Korean telephone numbers in one form: area-exchange-line, hyphens between."""

from __future__ import annotations

import re
import unicodedata

STEP = "phones"
REASON = "one form: area-exchange-line"
_AREA = r"02|0[3-6][1-5]|010|01[16-9]|070|050\d|080"
_SPLIT = re.compile(rf"({_AREA})(\d{{3,4}})(\d{{4}})")
TIDY = rf"^(?:(?:{_AREA})-\d{{3,4}}-\d{{4}}|1[5-9]\d{{2}}-\d{{4}})$"
"""Numbers in their one form already."""
_SERVICE = re.compile(r"(1[5-9]\d{2})(\d{4})")
_MARKS = re.compile(r"[\s().\-–—‐‑‒―−/]+")


def is_area(text: str) -> bool:
    """Whether digits are the code of an area, of mobile telephones or of a service."""
    return re.fullmatch(_AREA, text) is not None


def tidy_phone(text: str) -> str | None:
    """The number in its one form; None when it is no Korean number or more than one."""
    plain = unicodedata.normalize("NFKC", text)
    digits = _MARKS.sub("", plain)
    if digits.startswith(("+82", "0082")):
        digits = "0" + digits.removeprefix("0082").removeprefix("+82").removeprefix("0")
    if not digits.isascii() or not digits.isdigit():
        return None
    met = _SPLIT.fullmatch(digits) or _SERVICE.fullmatch(digits)
    return "-".join(met.groups()) if met else None
