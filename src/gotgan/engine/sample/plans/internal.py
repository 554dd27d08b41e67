"""What institutions keep for their own work. Identifiers stand here, and a few slipped into open data."""

from __future__ import annotations

from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.forms import CP949, JSONL, PARQUET, TSV, UTF8, UTF8_SIG
from gotgan.engine.sample.plan import Plan, plan
from gotgan.engine.sample.planting import Plant
from gotgan.engine.sample.subjects import administration, environment, industry, people, texts, traffic
from gotgan.engine.sample.workbook import WORKBOOK

INNER, OPEN = "내부자료", "개방데이터"


def _noted(kind: str, count: int, style: str = "plain", column: str = "민원내용") -> Plant:
    return Plant(kind, column, count, style, inside=True)


INTERNAL: tuple[Plan, ...] = (
    plan("1990400", INNER, people.BENEFITS, 1500, CP949, provision="internal",
         plants=(Plant("resident_number", "주민등록번호"),)),
    plan("9910000", INNER, people.BENEFITS, 900, WORKBOOK, provision="internal",
         plants=(Plant("random_tail", "주민번호"), Plant("phone", "연락처", 640))),
    plan("9920000", INNER, people.BENEFITS, 800, UTF8_SIG, provision="internal",
         plants=(Plant("resident_number", "주민등록번호", 700, "bare"),
                 Plant("foreigner_number", "외국인등록번호", 100))),
    plan("B990002", INNER, people.TRAINING, 1100, CP949, provision="internal",
         plants=(Plant("email", "전자우편"), Plant("phone", "휴대전화"))),
    plan("9930000", OPEN, administration.COMPLAINT_LOG, 3000, CP949,
         plants=(_noted("resident_number", 9), _noted("phone", 60), _noted("email", 25))),
    plan("9940000", OPEN, administration.COMPLAINT_LOG, 4000, JSONL,
         plants=(_noted("resident_number", 12, "dot"), _noted("random_tail", 10, "spaced_hyphen"),
                 _noted("foreigner_number", 8), _noted("phone", 40, "dot"))),
    plan("9910000", OPEN, administration.COMPLAINT_LOG, 60_000, CP949,
         plants=(_noted("phone", 150), _noted("resident_number", 20, "full_width"),
                 _noted("resident_number", 15, "masked"), _noted("card_number", 12))),
    plan("9920000", OPEN, industry.BUSINESSES, 2600, CP949,
         plants=(Plant("business_number", "사업자등록번호"),)),
    plan("1990100", OPEN, administration.TENDERS, 1800, CP949, provision="limited",
         plants=(Plant("business_number", "낙찰업체 사업자등록번호", style="bare"),
                 Plant("corporation_number", "낙찰업체 법인등록번호", 1500))),
    plan("9910000", OPEN, administration.PURCHASES, 700, UTF8,
         plants=(Plant("card_number", "카드번호", 660),)),
    plan("9940000", OPEN, administration.STAFF, 260, CP949,
         plants=(Plant("email", "전자우편"), Plant("phone", "업무용 휴대전화", 180))),
    plan("B990001", INNER, industry.LIVESTOCK, 1200, CP949, provision="internal",
         plants=(Plant("phone", "농장주 연락처", style="bare"),)),
    plan("1990120", INNER, administration.AMBULANCE, 1500, TSV, year="2026년 10월", provision="internal",
         plants=(Plant("phone", "신고자전화", 1350),)),
    plan("9950000", INNER, texts.REVIEWS, 2400, UTF8_SIG, provision="internal",
         plants=(_noted("phone", 7, column="의견"), _noted("email", 5, column="의견"))),
    plan("1990200", INNER, texts.COUNSEL_TALKS, 2000, PARQUET, provision="internal",
         plants=(_noted("card_number", 30, "bare", "발화"), _noted("phone", 80, column="발화"),
                 _noted("resident_number", 14, "space", "발화"))),
    plan("1990310", INNER, people.TRAINING, 420, WORKBOOK, provision="internal",
         plants=(Plant("phone", "연락처", style="dot"), Plant("email", "이메일", 400))),
    plan("9930000", INNER, environment.BULKY_WASTE, 1300, UTF8, provision="internal",
         plants=(Plant("phone", "신고자 연락처"),)),
    plan("9920000", OPEN, traffic.PARKING_FINES, 9000, CP949, defects=(Defect("missing", 120, "단속장소"),)),
)  # fmt: skip
