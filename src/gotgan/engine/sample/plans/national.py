"""What ministries, agencies and public bodies open, for the whole country."""

from __future__ import annotations

from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.forms import CP949, EMPTY, JSON, JSONL, PARQUET, TSV, UTF8, UTF8_SIG
from gotgan.engine.sample.plan import Overlap, Plan, plan
from gotgan.engine.sample.subjects import (
    administration,
    environment,
    industry,
    people,
    statistics,
    texts,
    traffic,
)
from gotgan.engine.sample.workbook import REPORT

HANBIT, NURI, PUREUN, ONNURI = "1990100", "1990200", "1990300", "1990400"
HANEUL, MAEUL, DEUNDEUN = "1990310", "1990110", "1990120"
AGRO, DATA, EDU = "B990001", "B990002", "9950000"
OPEN, STATS = "개방데이터", "통계표"

NARU_STOPS = "institutions/9920000/개방데이터/나루시_버스정류장_위치.csv"
STATIONS = plan(PUREUN, OPEN, environment.AIR_STATIONS, 40, CP949)
ACCIDENTS = plan(NURI, OPEN, traffic.ACCIDENTS, 18000, CP949)
WATER_QUALITY = plan(
    PUREUN,
    OPEN,
    environment.WATER_QUALITY,
    12000,
    CP949,
    defects=(Defect("sentinel", 160, "BOD(mg/L)", "불검출"), Defect("missing", 240, "pH")),
)
HOSPITALS = plan(ONNURI, OPEN, people.HOSPITALS, 7200, CP949, defects=(Defect("zeros_lost", 400, "우편번호"),))
SHELTERS = plan(MAEUL, OPEN, administration.SHELTERS, 2400, CP949)
HERITAGE = plan(HANBIT, OPEN, industry.HERITAGE, 1300, UTF8_SIG)

NATIONAL: tuple[Plan, ...] = (
    plan(NURI, OPEN, traffic.CARD_RIDES, 170_000, CP949, year="2026년 8월",
         overlaps=(Overlap(NARU_STOPS, "joinable", "key", "승차정류장번호", "정류장번호"),)),
    ACCIDENTS,
    plan(NURI, OPEN, traffic.VOLUMES, 40_000, PARQUET),
    plan(NURI, STATS, statistics.ACCIDENT_TOTALS, 110, REPORT, year="2025년", unit="건, 명",
         defects=(Defect("subtotal_rows", 6),)),
    plan(NURI, OPEN, industry.TRADES, 30_000, CP949, licence="kogl_4",
         defects=(Defect("mixed_dates", 900, "계약일자"), Defect("duplicate_rows", 130))),
    STATIONS,
    plan(PUREUN, OPEN, environment.AIR, 130_000, UTF8, year="2026년",
         defects=(Defect("sentinel", 2400, "PM10(㎍/㎥)", "-999"), Defect("missing", 3100, "O3(ppm)")),
         overlaps=(Overlap(STATIONS.path, "joinable", "key", "측정소코드", "측정소코드"),)),
    WATER_QUALITY,
    plan(PUREUN, OPEN, environment.POWER, 48_000, PARQUET),
    plan(PUREUN, STATS, statistics.WASTE_TOTALS, 120, REPORT, year="2025년", unit="톤/일",
         defects=(Defect("subtotal_rows", 5),)),
    plan(HANEUL, OPEN, environment.WEATHER, 90_000, CP949, year="2026년", licence="kogl_0",
         defects=(Defect("sentinel", 1200, "기온(°C)", "-99.9"), Defect("duplicate_rows", 240))),
    plan(ONNURI, OPEN, people.DISEASES, 9000, UTF8),
    HOSPITALS,
    plan(ONNURI, OPEN, people.CHILDCARE, 5200, JSONL),
    plan(HANBIT, OPEN, administration.PROPERTY, 8200, UTF8_SIG, defects=(Defect("missing", 90, "취득일자"),)),
    HERITAGE,
    plan(HANBIT, OPEN, texts.PRESS, 900, JSONL, licence="kogl_1_ai"),
    plan(HANBIT, OPEN, texts.LAW_QUESTIONS, 3000, JSONL, licence="kogl_1_ai"),
    plan(HANBIT, OPEN, administration.GOODS, 2200, CP949,
         traps=(("물품식별번호", "random thirteen-digit stock numbers"), ("바코드", "EAN-13 codes"))),
    plan(HANBIT, OPEN, industry.VACANCIES, 4100, CP949, defects=(Defect("zeros_lost", 120, "우편번호"),)),
    SHELTERS,
    plan(MAEUL, OPEN, administration.WILDFIRES, 3200, CP949,
         defects=(Defect("sentinel", 55, "진화헬기(대)", "9999"),)),
    plan(DEUNDEUN, OPEN, administration.WILDFIRES, 3600, JSON),
    plan(DEUNDEUN, OPEN, administration.AMBULANCE, 24_000, CP949, year="2026년 상반기"),
    plan(AGRO, OPEN, industry.AUCTIONS, 40_000, CP949, year="2026년 9월", licence="kogl_2",
         defects=(Defect("wrong_unit", 70, "경락가(원)"), Defect("missing", 800, "등급"))),
    plan(AGRO, STATS, statistics.FARMS, 60, REPORT, year="2025년", unit="호, ha, 명",
         defects=(Defect("subtotal_rows", 3),)),
    plan(EDU, OPEN, people.SCHOOLS, 240, CP949),
    plan(EDU, OPEN, people.MEALS, 12_000, TSV),
    plan(EDU, STATS, statistics.LIBRARY_USE, 108, REPORT, year="2025년", unit="명, 권",
         defects=(Defect("subtotal_rows", 3),)),
    plan(DATA, OPEN, texts.COUNSEL_TALKS, 12_000, JSONL, licence="kogl_1_ai"),
    plan(DATA, OPEN, industry.BUSINESSES, 9000, CP949,
         defects=(Defect("ragged_rows", 30),)),
    plan(DATA, "수집중", administration.TENDERS, 0, CP949, defects=(Defect("header_only", 1),)),
    plan(DATA, "수집중", administration.PURCHASES, 0, EMPTY, defects=(Defect("empty_file", 1),)),
)  # fmt: skip
