"""Names of persons in running text: behind a label (성명: ...) or in front of a form of address (... 씨).

Nothing else is taken for a name: precision before recall, since no name list comes with the program. What this finds
and misses in real text stands in docs/explanation/detection.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gotgan.engine.detect.hit import Hit
from gotgan.terms.finding import IdentifierKind as Kind

SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진나지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부"
)
_TWO = "남궁|황보|제갈|사공|선우|독고|서문|동방"
KOREAN = rf"(?:(?:{_TWO})|[{SURNAMES}])[가-힣]{{1,3}}"
KOREAN_SPACED = rf"(?:(?:{_TWO})|[{SURNAMES}]) [가-힣](?: ?[가-힣])?"
KOREAN_MASKED = rf"[{SURNAMES}](?:[*○OＯ]{{1,2}}[가-힣]?|[가-힣][*○OＯ])"
_LETTER = r"A-Za-zÀ-ÖØ-öø-ÿ'\-"
LATIN = rf"[A-ZÀ-ÖØ-Þ][{_LETTER}]+(?:,? (?:[a-z]{{2,3}} )?[A-ZÀ-ÖØ-Þ][{_LETTER}.]*){{1,3}}"
HANJA = r"[一-龥]{2,4}"
_LABEL = (
    r"(?:성명|이름|성함|신청인|신청자|민원인|보호자|환자명?|고객명|예금주|세대주|수령인|피해자|작성자|담당자|대표자)"
)
_ADDRESSED = (
    r"(?:씨|님|군|양|여사|선생|주무관|사무관|서기관|과장|팀장|국장|실장|계장|대리|사원|부장|차장|대표|교수|의원|장관|기자|"
    r"변호사|감독|선수|위원장?|시장|군수|지사|대통령|총리)"
)
_AFTER_NAME = r"(?=은|는|이|가|을|를|의|과|와|에게|께|도|,|\.|\s|\)|$|입니다|이며)"
LABELLED = re.compile(rf"{_LABEL}\s*(?:[:：=]|은|는|이|가)?\s*({KOREAN}){_AFTER_NAME}")
LABELLED_SURE = re.compile(rf"{_LABEL}\s*[:：=]\s*({KOREAN}|{KOREAN_MASKED})")
TITLED = re.compile(rf"(?<![가-힣])((?:(?:{_TWO})|[{SURNAMES}])[가-힣]{{2}})\s?{_ADDRESSED}")
HINT = rf"{_LABEL}\s*[:：=]"
"""What a text must hold for a sure name to be in it."""


def seek_names(text: str) -> Iterator[Hit]:
    """Names in running text; one behind a label with a colon is sure."""
    for match in LABELLED_SURE.finditer(text):
        yield Hit(Kind.PERSON_NAME, *match.span(1), True)
    for pattern in (TITLED, LABELLED):
        for match in pattern.finditer(text):
            yield Hit(Kind.PERSON_NAME, *match.span(1), False)
