"""Yearly statistics as offices lay them out: two header rows, groups over leaves."""

from __future__ import annotations

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject


def population(m: Maker) -> Frame:
    dongs = m.dongs()
    men, women = m.rng.integers(900, 9000, m.rows).tolist(), m.rng.integers(900, 9000, m.rows).tolist()
    return Frame({
        "읍면동": [dong.name for dong in dongs],
        "법정동코드": [dong.code for dong in dongs],
        "세대수": m.skewed(3200, 0.5),
        "인구수|계": [one + other for one, other in zip(men, women, strict=True)],
        "인구수|남": list(men),
        "인구수|여": list(women),
        "65세 이상|남": m.skewed(420, 0.5),
        "65세 이상|여": m.skewed(560, 0.5),
    })  # fmt: skip


def accident_totals(m: Maker) -> Frame:
    return Frame({
        "연도": m.cycle(tuple(str(year) for year in range(2015, 2026))),
        "도로종류": m.pick(("일반국도", "지방도", "특별광역시도", "시도", "고속국도")),
        "차대차|발생건수": m.skewed(420),
        "차대차|사망자수": m.skewed(6),
        "차대차|부상자수": m.skewed(640),
        "차대사람|발생건수": m.skewed(120),
        "차대사람|사망자수": m.skewed(5),
        "차대사람|부상자수": m.skewed(122),
    })  # fmt: skip


def waste_totals(m: Maker) -> Frame:
    return Frame({
        "연도": m.cycle(tuple(str(year) for year in range(2014, 2026))),
        "구분": m.pick(("생활계", "사업장일반", "건설폐기물", "지정폐기물")),
        "발생량(톤/일)": m.decimal(84, 30, 1, 1),
        "처리방법|매립": m.decimal(12, 4, 1, 0),
        "처리방법|소각": m.decimal(26, 8, 1, 0),
        "처리방법|재활용": m.decimal(46, 14, 1, 0),
    })  # fmt: skip


def revenue(m: Maker) -> Frame:
    bills, won = m.skewed(9000, 1.0), m.skewed(5200000, 1.0)
    return Frame({
        "세목": m.cycle(("취득세", "등록면허세", "주민세", "재산세", "자동차세", "지방소득세", "담배소비세")),
        "회계연도": m.pick(("2023", "2024", "2025")),
        "부과|건수": bills,
        "부과|금액(천원)": won,
        "징수|건수": m.shares_of(bills, 0.86, 0.99),
        "징수|금액(천원)": m.shares_of(won, 0.86, 0.99),
    })  # fmt: skip


def farms(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "읍면": [dong.name for dong in dongs],
        "농가수": m.skewed(240, 0.6),
        "경지면적(ha)|논": m.decimal(210, 90, 1, 1),
        "경지면적(ha)|밭": m.decimal(120, 50, 1, 1),
        "농가인구|남": m.skewed(260, 0.6),
        "농가인구|여": m.skewed(270, 0.6),
    })  # fmt: skip


def library_use(m: Maker) -> Frame:
    return Frame({
        "연월": m.cycle([f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]),
        "도서관": m.pick(("중앙도서관", "한솔도서관", "강변도서관", "어린이도서관")),
        "이용자수|성인": m.skewed(5200, 0.5),
        "이용자수|청소년": m.skewed(1300, 0.5),
        "이용자수|어린이": m.skewed(2100, 0.5),
        "대출권수": m.skewed(14000, 0.5),
    })  # fmt: skip


POPULATION = Subject(
    "읍면동별 주민등록 인구",
    "Population by town",
    "공공행정",
    ("인구", "주민등록", "세대"),
    "읍면동별 세대수와 성별 인구, 노인 인구입니다.",
    population,
)
ACCIDENT_TOTALS = Subject(
    "교통사고 연보",
    "Yearbook of traffic accidents",
    "교통물류",
    ("교통사고", "연보", "통계"),
    "도로종류와 사고유형별 연간 발생건수, 사망자수, 부상자수입니다.",
    accident_totals,
)
WASTE_TOTALS = Subject(
    "폐기물 발생과 처리 통계",
    "Waste statistics",
    "환경기상",
    ("폐기물", "재활용", "소각"),
    "폐기물 종류별 하루 발생량과 처리방법입니다.",
    waste_totals,
)
REVENUE = Subject(
    "지방세 부과 징수 통계",
    "Local tax statistics",
    "재정금융",
    ("지방세", "부과", "징수"),
    "세목별 부과와 징수의 건수와 금액입니다.",
    revenue,
)
FARMS = Subject(
    "농가와 경지면적 통계",
    "Farm statistics",
    "농축수산",
    ("농가", "경지면적", "농업"),
    "읍면별 농가수, 경지면적, 농가인구입니다.",
    farms,
)
LIBRARY_USE = Subject(
    "도서관 이용 통계",
    "Library use",
    "문화관광",
    ("도서관", "대출", "이용자"),
    "도서관별 월간 이용자수와 대출권수입니다.",
    library_use,
)
