"""Databases, workbooks and zips that hold several tables."""

from __future__ import annotations

from gotgan.engine.sample.archives import TRUNCATED_ZIP, ZIP
from gotgan.engine.sample.defects import Defect
from gotgan.engine.sample.forms import SQLITE
from gotgan.engine.sample.plan import Draw, Plan, bundle
from gotgan.engine.sample.planting import Plant
from gotgan.engine.sample.subjects import (
    administration,
    environment,
    facilities,
    industry,
    people,
    statistics,
    traffic,
)
from gotgan.engine.sample.workbook import REPORT, WORKBOOK

SYSTEM, BUNDLE = "업무시스템", "묶음자료"

BUNDLES: tuple[Plan, ...] = (
    bundle("9910000", SYSTEM, ("통합도서관 업무 데이터베이스", "Library database of Gaon"), facilities.LIBRARIES,
           (Draw("도서관", facilities.LIBRARIES, 48), Draw("문화강좌신청", people.TRAINING, 2200)), SQLITE,
           provision="internal", plants=(Plant("phone", "휴대전화", style="plain", table="문화강좌신청"),
                                         Plant("resident_number", "주민번호", 900, "bare", table="문화강좌신청")),
           about="도서관과 문화강좌 신청을 관리하는 업무 데이터베이스입니다."),
    bundle("9920000", SYSTEM, ("도시시설물 관리 데이터베이스", "City facilities database of Naru"), facilities.CAMERAS,
           (Draw("공원", facilities.PARKS, 300), Draw("주차장", facilities.PARKING, 260),
            Draw("가로수", environment.TREES, 2600)), SQLITE,
           about="공원, 주차장, 가로수 대장을 함께 담은 시설물 관리 데이터베이스입니다."),
    bundle("1990200", SYSTEM, ("도로시설 통합 데이터베이스", "Road facilities database"), traffic.VOLUMES,
           (Draw("교통량", traffic.VOLUMES, 24_000), Draw("사고", traffic.ACCIDENTS, 3000)), SQLITE,
           about="도로 교통량과 사고 이력을 함께 담은 데이터베이스입니다."),
    bundle("B990001", SYSTEM, ("도매시장 거래 데이터베이스", "Wholesale market database"), industry.AUCTIONS,
           (Draw("경매", industry.AUCTIONS, 16_000), Draw("농장", industry.LIVESTOCK, 900)), SQLITE,
           about="도매시장 경매와 출하 농장을 함께 담은 데이터베이스입니다."),
    bundle("9930000", BUNDLE, ("군정 주요시설 모음", "Main facilities of Dasom"), facilities.TOILETS,
           (Draw("주차장", facilities.PARKING, 120), Draw("도서관", facilities.LIBRARIES, 22),
            Draw("어린이보호구역", traffic.SCHOOL_ZONES, 44)), ZIP,
           about="주차장, 도서관, 어린이보호구역 표를 한데 묶은 자료입니다."),
    bundle("1990400", BUNDLE, ("생활지원금 신청 원자료", "Living support applications"), people.BENEFITS,
           (Draw("신청", people.BENEFITS, 900), Draw("경로당", people.SENIOR_CENTRES, 180)), ZIP,
           provision="internal", plants=(Plant("resident_number", "주민등록번호", style="spaced_hyphen", table="신청"),
                                         Plant("card_number", "지급카드번호", 850, table="신청")),
           about="생활지원금 신청 내역을 그대로 묶은 내부 자료입니다."),
    bundle("1990310", BUNDLE, ("관측환경 점검 자료", "Station inspection files"), environment.WEATHER,
           (Draw("기상관측", environment.WEATHER, 7200), Draw("측정소", environment.AIR_STATIONS, 40)), ZIP,
           about="기상관측 자료와 측정소 목록을 묶은 자료입니다."),
    bundle("9940000", BUNDLE, ("구정 통계 연보", "Statistical yearbook of Raon"), statistics.POPULATION,
           (Draw("인구", statistics.POPULATION, 40), Draw("지방세", statistics.REVENUE, 42),
            Draw("폐기물", statistics.WASTE_TOTALS, 48)), REPORT,
           about="인구, 지방세, 폐기물 통계를 시트별로 담은 연보입니다."),
    bundle("9950000", BUNDLE, ("학교 운영 자료", "School operation workbook"), people.SCHOOLS,
           (Draw("학교", people.SCHOOLS, 160), Draw("급식", people.MEALS, 1500)), WORKBOOK,
           about="학교 기본정보와 급식 식단을 시트별로 담은 통합문서입니다."),
    bundle("1990110", BUNDLE, ("대피시설 점검 묶음", "Shelter inspection bundle"), administration.SHELTERS,
           (Draw("대피시설", administration.SHELTERS, 1200),), TRUNCATED_ZIP,
           defects=(Defect("truncated_zip", 1),), about="전송이 끊겨 끝이 잘린 압축 파일입니다."),
)  # fmt: skip
