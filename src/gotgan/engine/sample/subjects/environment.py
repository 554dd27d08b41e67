"""Air, weather, water, waste, energy."""

from __future__ import annotations

import numpy as np

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located

STATIONS = [(f"{code}", f"{name}측정소") for code, name in zip(
    range(111121, 111161), ("중앙", "한빛", "누리", "강변", "산업단지", "대학로", "시청", "항만", "공항", "숲길") * 4, strict=True
)]  # fmt: skip


def air(m: Maker) -> Frame:
    return Frame({
        "측정일시": m.steps("2026-01-01T00", "h", len(STATIONS)),
        "측정소코드": m.cycle([code for code, _ in STATIONS]),
        "측정소명": m.cycle([name for _, name in STATIONS]),
        "SO2(ppm)": m.decimal(0.003, 0.001, 4, 0),
        "CO(ppm)": m.decimal(0.45, 0.15, 2, 0),
        "O3(ppm)": m.decimal(0.03, 0.015, 4, 0),
        "NO2(ppm)": m.decimal(0.02, 0.008, 4, 0),
        "PM10(㎍/㎥)": m.skewed(38, 0.5),
        "PM25(㎍/㎥)": m.skewed(19, 0.5),
    })  # fmt: skip


def weather(m: Maker) -> Frame:
    day = np.arange(m.rows) // 30 / 24
    season = 13 - 14 * np.cos(2 * np.pi * (day + 20) / 365)
    warmth = np.round(season + m.rng.normal(0, 3.5, m.rows), 1)
    return Frame({
        "관측일시": m.steps("2026-01-01T00", "h", 30),
        "지점번호": m.cycle([str(number) for number in range(90, 120)]),
        "기온(°C)": list(warmth.tolist()),
        "강수량(mm)": m.pick((0, 0, 0, 0, 0.5, 1.2, 6.5), (60, 10, 10, 10, 4, 4, 2)),
        "풍속(m/s)": m.decimal(2.4, 1.3, 1, 0),
        "풍향(16방위)": m.pick(tuple(range(0, 361, 20))),
        "습도(%)": m.whole(15, 100),
        "현지기압(hPa)": m.decimal(1008, 8, 1),
    })  # fmt: skip


def water_quality(m: Maker) -> Frame:
    return Frame({
        "채수일자": m.sorted_days("2021-01-01", "2026-06-30"),
        "측정지점코드": [f"10{number:02d}A{number % 7}0" for number in m.rng.integers(1, 60, m.rows).tolist()],
        "수계": m.pick(("한강", "낙동강", "금강", "영산강")),
        "수온(℃)": m.decimal(15, 7, 1, 0),
        "pH": m.decimal(7.6, 0.4, 1, 4),
        "DO(mg/L)": m.decimal(10, 1.8, 1, 1),
        "BOD(mg/L)": m.decimal(1.8, 0.9, 1, 0.1),
        "총대장균군(군수/100mL)": m.skewed(900, 1.4),
    })  # fmt: skip


def tap_water(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "부과년월": m.pick([f"2026{month:02d}" for month in range(1, 10)]),
        "수용가번호": [f"{number:08d}" for number in m.rng.integers(1, 99_999_999, m.rows).tolist()],
        "법정동코드": [dong.code for dong in dongs],
        "업종": m.pick(("가정용", "일반용", "욕탕용", "산업용"), (80, 15, 2, 3)),
        "구경(mm)": m.pick((13, 15, 20, 25, 40)),
        "사용량(㎥)": m.skewed(17, 0.7),
        "상수도요금(원)": m.skewed(11800, 0.6),
        "하수도요금(원)": m.skewed(7400, 0.6),
    })  # fmt: skip


def sewers(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "관로번호": m.serial("SW", 7),
        "법정동코드": [dong.code for dong in dongs],
        "관종": m.pick(("우수관", "오수관", "합류관")),
        "재질": m.pick(("흄관", "PE관", "PVC관", "주철관")),
        "관경(mm)": m.pick((250, 300, 450, 600, 800, 1000)),
        "연장(m)": m.decimal(42, 15, 1, 2),
        "매설연도": m.whole(1978, 2025),
        "점검등급": m.pick(("1", "2", "3", "4", "5"), (3, 5, 4, 2, 1)),
    })  # fmt: skip


def power(m: Maker) -> Frame:
    return Frame({
        "계측시각": m.steps("2026-06-01T00", "h", 60),
        "계량기번호": m.cycle([f"EM{number:05d}" for number in range(1, 61)]),
        "건물용도": m.cycle(["청사", "도서관", "체육관", "복지관", "학교", "정수장"]),
        "유효전력량(kWh)": m.decimal(38, 14, 2, 0),
        "역률(%)": m.decimal(94, 3, 1, 50),
    })  # fmt: skip


def bulky_waste(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "신고일자": m.sorted_days("2026-01-01", "2026-09-30"),
        "품목": m.pick(("소파", "침대매트리스", "책상", "의자", "장롱", "자전거", "냉장고")),
        "수량": m.pick((1, 2, 3), (8, 2, 1)),
        "수수료(원)": m.pick((2000, 3000, 5000, 8000, 15000)),
        "배출동": [dong.name for dong in dongs],
        "법정동코드": [dong.code for dong in dongs],
        "처리상태": m.pick(("수거완료", "접수", "취소"), (8, 1, 1)),
    })  # fmt: skip


def trees(m: Maker) -> Frame:
    return Frame({
        "가로수번호": m.serial("TR", 6),
        "수종": m.pick(("은행나무", "느티나무", "벚나무", "이팝나무", "메타세쿼이아", "양버즘나무")),
        "흉고직경(cm)": m.decimal(24, 9, 1, 3),
        "수고(m)": m.decimal(8, 2.5, 1, 1),
        **located(m).columns,
        "식재연도": m.whole(1970, 2026),
    })  # fmt: skip


def air_stations(m: Maker) -> Frame:
    return Frame({
        "측정소코드": m.cycle([code for code, _ in STATIONS]),
        "측정소명": m.cycle([name for _, name in STATIONS]),
        **located(m, columns=("주소", "위도", "경도")).columns,
        "측정망": m.pick(("도시대기", "도로변대기", "교외대기"), (6, 2, 1)),
        "설치연도": m.whole(1995, 2024),
    })  # fmt: skip


AIR = Subject(
    "대기질 시간 측정 자료",
    "Hourly air quality",
    "환경기상",
    ("대기질", "미세먼지", "오존"),
    "대기오염측정소에서 잰 시간별 오염물질 농도입니다.",
    air,
    "sensor_timeseries",
)
AIR_STATIONS = Subject(
    "대기오염측정소 목록",
    "Air quality stations",
    "환경기상",
    ("측정소", "대기질", "측정망"),
    "대기오염측정소의 코드, 이름, 위치, 측정망 종류입니다.",
    air_stations,
)
WEATHER = Subject(
    "지상 기상관측 시간 자료",
    "Hourly surface weather",
    "환경기상",
    ("기상관측", "기온", "강수량"),
    "지상관측 지점의 시간별 기온, 강수, 바람, 습도, 기압입니다.",
    weather,
    "sensor_timeseries",
)
WATER_QUALITY = Subject(
    "하천 수질 측정망 자료",
    "River water quality",
    "환경기상",
    ("수질", "하천", "BOD"),
    "하천 수질측정망 지점의 수온, 산소 요구량, 대장균군입니다.",
    water_quality,
)
TAP_WATER = Subject(
    "상하수도 사용량과 요금",
    "Water and sewage bills",
    "환경기상",
    ("상수도", "하수도", "수도요금"),
    "수용가의 월별 상수도 사용량과 상하수도 요금입니다.",
    tap_water,
)
SEWERS = Subject(
    "하수관로 현황",
    "Sewer pipes",
    "국토관리",
    ("하수관로", "지하시설물", "관로점검"),
    "하수관로의 재질, 관경, 연장, 매설연도와 점검등급입니다.",
    sewers,
)
POWER = Subject(
    "공공건물 전력 사용량",
    "Power use of public buildings",
    "환경기상",
    ("전력", "에너지", "스마트미터"),
    "공공건물 스마트미터의 시간별 전력 사용량입니다.",
    power,
    "sensor_timeseries",
)
BULKY_WASTE = Subject(
    "대형폐기물 배출 신고",
    "Bulky waste reports",
    "환경기상",
    ("대형폐기물", "생활폐기물", "수수료"),
    "대형생활폐기물 배출 신고의 품목, 수수료, 처리 상태입니다.",
    bulky_waste,
)
TREES = Subject(
    "가로수 현황",
    "Street trees",
    "환경기상",
    ("가로수", "수종", "도시숲"),
    "가로수의 수종, 크기, 위치와 식재연도입니다.",
    trees,
)
