"""What municipalities open: the same subjects in four places, each in the place's own form."""

from __future__ import annotations

from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.forms import CP949, JSON, TSV, UTF8, UTF8_SIG
from gotgan.engine.sample.layout import Form
from gotgan.engine.sample.plan import Plan, plan
from gotgan.engine.sample.subjects import (
    administration,
    environment,
    facilities,
    industry,
    people,
    statistics,
    traffic,
)
from gotgan.engine.sample.subjects.subject import Subject
from gotgan.engine.sample.workbook import REPORT, WORKBOOK

GAON, NARU, DASOM, RAON = "9910000", "9920000", "9930000", "9940000"
OPEN, STATS = "개방데이터", "통계표"

# Subject; then, for each place that has it: rows and form.
TABLES: tuple[tuple[Subject, dict[str, tuple[int, Form]]], ...] = (
    (facilities.PARKS, {GAON: (620, CP949), NARU: (480, CP949), DASOM: (150, UTF8_SIG), RAON: (210, CP949)}),
    (facilities.PARKING, {GAON: (540, CP949), NARU: (720, UTF8_SIG), RAON: (330, WORKBOOK)}),
    (facilities.STREET_LIGHTS, {GAON: (6200, CP949), NARU: (8400, CP949), DASOM: (3100, CP949), RAON: (4200, UTF8)}),
    (facilities.LIBRARIES, {GAON: (48, CP949), NARU: (61, JSON), RAON: (35, UTF8_SIG)}),
    (facilities.BUS_STOPS, {GAON: (1150, CP949), NARU: (1400, CP949), DASOM: (420, TSV)}),
    (facilities.CHARGERS, {GAON: (390, UTF8), NARU: (450, CP949), RAON: (610, JSON)}),
    (facilities.TOILETS, {GAON: (260, CP949), NARU: (340, WORKBOOK), DASOM: (170, CP949)}),
    (facilities.CAMERAS, {NARU: (1900, CP949), RAON: (2300, CP949)}),
    (traffic.SCHOOL_ZONES, {GAON: (118, CP949), NARU: (132, CP949), RAON: (96, UTF8)}),
    (traffic.PARKING_FINES, {GAON: (14000, CP949), RAON: (18000, UTF8_SIG)}),
    (environment.BULKY_WASTE, {GAON: (5200, CP949), RAON: (7100, CP949)}),
    (environment.TREES, {NARU: (5200, UTF8), DASOM: (1900, CP949)}),
    (industry.LICENCES, {GAON: (4800, CP949), NARU: (6100, CP949), RAON: (5300, UTF8)}),
    (people.SENIOR_CENTRES, {GAON: (310, CP949), DASOM: (290, WORKBOOK)}),
    (administration.BUDGET, {GAON: (2600, CP949), DASOM: (1400, UTF8_SIG)}),
    (environment.SEWERS, {NARU: (9200, CP949)}),
    (environment.TAP_WATER, {NARU: (60000, CP949)}),
    (traffic.BIKES, {RAON: (40000, UTF8)}),
    (industry.HERITAGE, {DASOM: (84, CP949)}),
    (industry.TOURISTS, {DASOM: (720, CP949)}),
    (industry.LAND_PRICES, {DASOM: (12000, CP949)}),
)

REPORTS: tuple[tuple[Subject, str, dict[str, int]], ...] = (
    (statistics.POPULATION, "세대, 명", {GAON: 64, NARU: 80, DASOM: 44, RAON: 52}),
    (statistics.REVENUE, "건, 천원", {GAON: 84, RAON: 63}),
    (statistics.FARMS, "호, ha, 명", {DASOM: 40}),
    (statistics.WASTE_TOTALS, "톤/일", {NARU: 96}),
    (statistics.LIBRARY_USE, "명, 권", {GAON: 144}),
)

DEFECTS: dict[tuple[str, Subject], tuple[Defect, ...]] = {
    (NARU, facilities.PARKING): (
        Defect("sentinel", 41, "주차구획수", "-"),
        Defect("missing", 65, "요금정보"),
        Defect("padded", 30, "주차장명"),
    ),
    (GAON, facilities.STREET_LIGHTS): (
        Defect("sentinel", 220, "설치연도", "9999"),
        Defect("duplicate_rows", 75),
    ),
    (DASOM, facilities.STREET_LIGHTS): (Defect("missing", 140, "위도"), Defect("ragged_rows", 24)),
    (GAON, facilities.LIBRARIES): (Defect("sentinel", 6, "휴관일", "해당없음"),),
    (NARU, facilities.TOILETS): (Defect("missing", 22, "개방시간"),),
    (RAON, facilities.CAMERAS): (Defect("mixed_encoding", 12, "설치목적구분"),),
    (GAON, environment.BULKY_WASTE): (Defect("mixed_dates", 410, "신고일자"),),
    (DASOM, environment.TREES): (Defect("wrong_unit", 18, "흉고직경(cm)"),),
    (NARU, industry.LICENCES): (Defect("mixed_dates", 300, "인허가일자"), Defect("ragged_rows", 16)),
    (RAON, industry.LICENCES): (Defect("mixed_encoding", 25, "사업장명"),),
    (DASOM, industry.TOURISTS): (Defect("sentinel", 33, "외국인(명)", "-"), Defect("duplicate_rows", 12)),
    (DASOM, administration.BUDGET): (Defect("wrong_unit", 40, "예산현액(천원)"),),
}

TRAPS = {traffic.BIKES: (("단말전송시각", "thirteen-digit millisecond timestamps"),)}

LOCAL: tuple[Plan, ...] = (
    *(
        plan(code, OPEN, subject, rows, form, defects=DEFECTS.get((code, subject), ()), traps=TRAPS.get(subject, ()))
        for subject, places in TABLES
        for code, (rows, form) in places.items()
    ),
    *(
        plan(code, STATS, subject, rows, REPORT, year="2025년", unit=unit, defects=(Defect("subtotal_rows", 4),))
        for subject, unit, places in REPORTS
        for code, rows in places.items()
    ),
)
