"""Businesses, markets, farms, tourism, land."""

from __future__ import annotations

from gotgan.engine.sample.codes import INDUSTRIES
from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located


def businesses(m: Maker) -> Frame:
    kinds = m.pick(tuple(range(len(INDUSTRIES))))
    return Frame({
        "사업체명": m.names("상회", "산업", "식품", "테크", "건설", "미용실", "학원", "카페"),
        "산업분류코드": [INDUSTRIES[int(kind or 0)][0] for kind in kinds],
        "산업분류명": [INDUSTRIES[int(kind or 0)][1] for kind in kinds],
        **located(m).columns,
        "종사자수": m.skewed(4, 0.9),
        "개업일자": m.days("1990-01-01", "2026-08-31"),
        "조직형태": m.pick(("개인사업체", "회사법인", "비법인단체"), (8, 3, 0.3)),
    })  # fmt: skip


def licences(m: Maker) -> Frame:
    return Frame({
        "개방자치단체코드": m.pick((str(5_000_000 + int(m.rng.integers(1, 400)) * 10),)),
        "관리번호": m.serial("5070000-101-2026-", 5),
        "인허가일자": m.sorted_days("1998-01-01", "2026-09-30"),
        "영업상태명": m.pick(("영업/정상", "폐업", "휴업"), (5, 5, 0.3)),
        "사업장명": m.names("식당", "분식", "치킨", "국밥", "카페", "베이커리"),
        "업태구분명": m.pick(("한식", "분식", "호프/통닭", "경양식", "일식", "중국식")),
        **located(m).columns,
        "시설총규모(㎡)": m.decimal(74, 30, 2, 6),
    })  # fmt: skip


def auctions(m: Maker) -> Frame:
    goods = m.pick(("배추", "무", "양파", "사과", "배", "감귤", "대파", "마늘", "고추", "딸기"))
    return Frame({
        "경락일시": m.moments("2026-09-01", "2026-09-30"),
        "도매시장코드": m.pick(("110001", "210001", "220001", "250001", "310101")),
        "법인코드": m.pick(("11000101", "11000102", "21000101", "25000301")),
        "품목명": goods,
        "등급": m.pick(("특", "상", "보통"), (3, 5, 2)),
        "단위": m.pick(("10kg", "5kg", "20kg", "1kg")),
        "거래량": m.skewed(40),
        "경락가(원)": m.skewed(14500, 0.6),
        "산지": m.pick(("가온시", "나루시", "다솜군", "수입", None)),
    })  # fmt: skip


def livestock(m: Maker) -> Frame:
    return Frame({
        "농장식별번호": m.serial("FM", 6),
        "축종": m.pick(("한우", "젖소", "돼지", "닭", "오리")),
        "사육두수": m.skewed(220, 1.2),
        "백신접종일": m.days("2026-01-10", "2026-09-20"),
        "항체양성률(%)": m.decimal(84, 9, 1, 0),
        **located(m).columns,
    })  # fmt: skip


def tourists(m: Maker) -> Frame:
    return Frame({
        "기준년월": m.pick([f"{year}{month:02d}" for year in (2024, 2025) for month in range(1, 13)]),
        "관광지명": m.names("수목원", "해수욕장", "박물관", "전망대", "한옥마을", "호수공원"),
        "내국인(명)": m.skewed(8200, 1.0),
        "외국인(명)": m.skewed(240, 1.2),
        "유무료구분": m.pick(("무료", "유료")),
        "집계방식": m.pick(("무인계수기", "입장권", "추정")),
    })  # fmt: skip


def heritage(m: Maker) -> Frame:
    return Frame({
        "지정번호": m.serial("제", 4),
        "문화유산명": m.names("향교", "고택", "삼층석탑", "석불", "산성", "서원"),
        "종별": m.pick(("시도유형문화유산", "문화유산자료", "시도기념물", "보물", "사적")),
        "시대": m.pick(("통일신라", "고려", "조선 전기", "조선 후기", "일제강점기")),
        **located(m).columns,
        "지정일자": m.days("1963-01-01", "2023-12-31"),
    })  # fmt: skip


def trades(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "계약일자": m.sorted_days("2025-10-01", "2026-09-30"),
        "법정동코드": [dong.code for dong in dongs],
        "법정동명": [dong.name for dong in dongs],
        "단지명": m.names("아파트", "타운", "마을", "빌라"),
        "전용면적(㎡)": m.pick((39.72, 59.94, 74.95, 84.97, 114.6)),
        "층": m.whole(1, 25),
        "거래금액(만원)": [f"{price:,}" for price in m.rng.integers(9000, 98000, m.rows).tolist()],
        "건축년도": m.whole(1985, 2025),
        "거래유형": m.pick(("중개거래", "직거래"), (8, 1)),
    })  # fmt: skip


def vacancies(m: Maker) -> Frame:
    return Frame({
        "구인번호": m.serial("KJ2609", 6),
        "직종명": m.pick(("사무보조원", "요양보호사", "조리원", "물류작업원", "데이터분석가", "경비원")),
        "고용형태": m.pick(("정규직", "계약직", "시간제")),
        "모집인원": m.pick((1, 2, 3, 5), (6, 2, 1, 1)),
        "월급여(원)": m.skewed(2400000, 0.2),
        "학력": m.pick(("무관", "고졸", "초대졸", "대졸")),
        "등록일자": m.sorted_days("2026-07-01", "2026-09-30"),
        "우편번호": m.postcodes(),
    })  # fmt: skip


def land_prices(m: Maker) -> Frame:
    dongs = m.dongs()
    lots = zip(dongs, m.rng.integers(1, 9999, m.rows).tolist(), m.rng.integers(0, 99, m.rows).tolist(), strict=True)
    return Frame({
        "필지고유번호": [f"{dong.code}1{main:04d}{sub:04d}" for dong, main, sub in lots],
        "법정동명": [dong.name for dong in dongs],
        "기준연도": m.pick((2026,)),
        "지목": m.pick(("대", "전", "답", "임야", "도로", "공장용지")),
        "면적(㎡)": m.decimal(330, 180, 1, 8),
        "개별공시지가(원/㎡)": m.skewed(142000, 1.0),
    })  # fmt: skip


BUSINESSES = Subject(
    "사업체 현황",
    "Businesses",
    "산업고용",
    ("사업체", "산업분류", "종사자"),
    "사업체의 업종, 위치, 종사자수입니다. 업종은 한국표준산업분류를 따릅니다.",
    businesses,
)
LICENCES = Subject(
    "일반음식점 인허가",
    "Restaurant licences",
    "산업고용",
    ("인허가", "음식점", "폐업"),
    "일반음식점의 인허가일, 영업상태, 업태, 위치입니다.",
    licences,
)
AUCTIONS = Subject(
    "농산물 경매 낙찰 내역",
    "Farm produce auctions",
    "농축수산",
    ("경매", "농산물", "도매시장"),
    "도매시장의 품목·등급별 낙찰 가격과 거래량입니다.",
    auctions,
)
LIVESTOCK = Subject(
    "가축 사육과 백신 접종 현황",
    "Livestock and vaccination",
    "농축수산",
    ("가축", "백신", "방역"),
    "농장의 축종, 사육두수, 백신 접종일과 항체 양성률입니다.",
    livestock,
)
TOURISTS = Subject(
    "주요 관광지 방문객 수",
    "Visitors of sights",
    "문화관광",
    ("관광객", "관광지", "입장객"),
    "주요 관광지의 월별 내국인·외국인 방문객 수입니다.",
    tourists,
)
HERITAGE = Subject(
    "국가유산 현황",
    "Cultural heritage",
    "문화관광",
    ("문화재", "국가유산", "문화유산"),
    "지정 국가유산의 종별, 시대, 위치와 지정일입니다.",
    heritage,
)
TRADES = Subject(
    "아파트 매매 실거래가",
    "Apartment sale prices",
    "국토관리",
    ("실거래가", "아파트", "부동산"),
    "아파트 매매 계약의 면적, 층, 거래금액입니다.",
    trades,
)
VACANCIES = Subject(
    "공공 일자리 채용정보",
    "Job vacancies",
    "산업고용",
    ("채용", "일자리", "구인"),
    "고용센터에 등록된 구인 내용입니다.",
    vacancies,
)
LAND_PRICES = Subject(
    "개별공시지가",
    "Land prices",
    "국토관리",
    ("공시지가", "필지", "토지"),
    "필지고유번호별 개별공시지가와 지목, 면적입니다.",
    land_prices,
)
