"""What the other columns say: a plain address beside a shop's or a lamp's name is where that stands, no home.

Only a column that is called nothing but address is judged so, and only in a table where no column speaks of a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gotgan.engine.detect.context import kinds_of_name
from gotgan.terms.finding import Finding
from gotgan.terms.finding import IdentifierKind as Kind

_PLAIN_ADDRESS = re.compile(r"(?:도로명|지번|새|구|상세)?주소[0-9]?|address|addr", re.IGNORECASE)
_FACILITY = re.compile(
    r"상호|시설|대여소|정류|설치|가로등|보안등|표찰|업소|주유소|주차장|공원명|학교명|상표|점포|매장|정거장"
)
_PERSON = re.compile(
    r"신고자|신청|민원|고객|회원|환자|소유|대표|본인|보호자|수급|가입|이용자|학생|직원|성별|나이|연령|휴대|핸드폰"
)
_PERSONS = frozenset({
    Kind.PERSON_NAME, Kind.BIRTH_DATE, Kind.RESIDENT_NUMBER, Kind.FOREIGNER_NUMBER, Kind.HEALTH_CARD, Kind.PASSPORT,
    Kind.DRIVER_LICENCE, Kind.CUSTOMS_CODE, Kind.EMAIL, Kind.BANK_ACCOUNT, Kind.CARD_NUMBER,
})  # fmt: skip


def without_places(findings: Sequence[Finding], names: Sequence[Sequence[str]]) -> list[Finding]:
    """The findings but addresses of facilities; `names`: of every column, the names it goes by."""
    spoken = [name for known in names for name in known if name]
    said = {kind for known in names for kind in kinds_of_name(*known)} | {finding.kind for finding in findings}
    is_of_facilities = any(map(_FACILITY.search, spoken)) and not (said & _PERSONS or any(map(_PERSON.search, spoken)))
    return [each for each in findings if not (is_of_facilities and _is_plain_address(each))]


def _is_plain_address(finding: Finding) -> bool:
    return finding.kind == Kind.ADDRESS and _PLAIN_ADDRESS.fullmatch((finding.column or "").strip()) is not None
