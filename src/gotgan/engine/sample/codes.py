"""Real code systems for invented rows: legal dongs of an installed package, industries, postcodes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gotgan.terms.errors import Unavailable


class CodesMissing(Unavailable):
    """The package that ships the legal-dong table is not installed."""


@dataclass(frozen=True)
class Dong:
    """One legal dong in force: its ten-digit code and the names it is written with."""

    code: str
    sido: str
    sigungu: str
    name: str

    @property
    def address(self) -> str:
        return " ".join(part for part in (self.sido, self.sigungu, self.name) if part)


@dataclass(frozen=True)
class Place:
    """Where an institution works: a name, legal dongs it borrows, and a centre with its spread."""

    name: str
    name_en: str
    dongs: tuple[Dong, ...]
    centres: tuple[tuple[float, float], ...]
    spread: float
    postcode: int


CENTRE_OF_SIDO = {
    "11": (37.56, 126.99), "26": (35.16, 129.05), "27": (35.87, 128.60), "28": (37.46, 126.70),
    "29": (35.16, 126.85), "30": (36.35, 127.39), "31": (35.54, 129.30), "36": (36.55, 127.26),
    "41": (37.35, 127.25), "42": (37.75, 128.30), "43": (36.74, 127.72), "44": (36.55, 126.95),
    "45": (35.72, 127.11), "46": (34.90, 126.95), "47": (36.35, 128.70), "48": (35.33, 128.30),
    "50": (33.38, 126.55),
}  # fmt: skip

# Fictional municipalities borrow the legal dongs of a real one, so that codes join with the code table.
BORROWED = {
    "가온시": ("Gaon City", "47170", (36.568, 128.729), 36700),
    "나루시": ("Naru City", "48170", (35.180, 128.108), 52600),
    "다솜군": ("Dasom County", "44800", (36.601, 126.661), 32200),
    "라온구": ("Raon District", "30200", (36.362, 127.356), 34100),
}

# Sections and classes after the Korean Standard Industrial Classification, 10th revision.
INDUSTRIES = (
    ("C10712", "빵류 제조업"), ("C29271", "반도체 제조용 기계 제조업"), ("F41112", "단독주택 건설업"),
    ("G47121", "슈퍼마켓"), ("G47190", "기타 대형 종합 소매업"), ("G47711", "차량용 주유소 운영업"),
    ("H49232", "택시 운송업"), ("H49301", "일반 화물자동차 운송업"), ("I55101", "호텔업"),
    ("I56111", "한식 일반 음식점업"), ("I56191", "제과점업"), ("I56221", "커피 전문점"),
    ("J62010", "컴퓨터 프로그래밍 서비스업"), ("L68221", "부동산 중개 및 대리업"),
    ("M71201", "회계 및 세무관련 서비스업"), ("P85501", "일반 교과 학원"), ("Q86101", "종합 병원"),
    ("Q87210", "보육시설 운영업"), ("R91131", "체력 단련시설 운영업"), ("S96112", "두발 미용업"),
)  # fmt: skip


@cache
def dongs_in_force() -> tuple[Dong, ...]:
    """Every legal dong that is not abolished, below the level of a city or county.

    Raises: CodesMissing when the package PublicDataReader is not installed. Only its data file is
    read: importing the package would load pandas.
    """
    path = _table_path()
    table = json.loads(path.read_text(encoding="utf-8"))
    names = ("법정동코드", "시도명", "시군구명", "읍면동명", "동리명", "말소일자")
    rows = zip(*(table[name].values() for name in names), strict=True)
    return tuple(
        Dong(code, _text(sido), _text(sigungu), " ".join(filter(None, (_text(town), _text(village)))))
        for code, sido, sigungu, town, village, abolished in rows
        if not _text(abolished) and _text(town)
    )


def _table_path() -> Path:
    spec = find_spec("PublicDataReader")
    if spec is None or spec.origin is None:
        raise CodesMissing("sample: the package PublicDataReader is not installed; install gotgan[sample]")
    return Path(spec.origin).parent / "raw" / "code_bdong.json"


def _text(value: object) -> str:
    """Empty for the NaN that the package's file writes where there is nothing."""
    return value if isinstance(value, str) else ""


@cache
def place(name: str) -> Place:
    """The place of that name; anything that is no fictional municipality is the whole country."""
    if name in BORROWED:
        english, district, centre, postcode = BORROWED[name]
        dongs = tuple(dong for dong in dongs_in_force() if dong.code.startswith(district))
        return Place(name, english, dongs, (centre,) * len(dongs), 0.06, postcode)
    dongs = dongs_in_force()[::23]
    centres = tuple(CENTRE_OF_SIDO[dong.code[:2]] for dong in dongs)
    return Place("전국", "Korea", dongs, centres, 0.2, 10000)
