"""Complaints, money, property, and emergencies."""

from __future__ import annotations

from gotgan.engine.sample.frame import Cell, Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located
from gotgan.engine.sample.words import ANSWERS, COMPLAINTS, DEPARTMENTS


def complaint_texts(m: Maker) -> list[Cell]:
    dongs = m.dongs()
    templates = m.pick(COMPLAINTS)
    return [str(text).format(place=dong.name) for text, dong in zip(templates, dongs, strict=True)]


def complaints(m: Maker) -> Frame:
    texts = complaint_texts(m)
    return Frame({
        "접수번호": m.serial("1AA-2601-", 7),
        "접수일시": m.moments("2026-01-01", "2026-09-30"),
        "접수경로": m.pick(("국민신문고", "전화", "방문", "누리집"), (6, 3, 1, 2)),
        "민원내용": texts,
        "처리부서": m.pick(DEPARTMENTS),
        "처리상태": m.pick(("완료", "처리중", "이송"), (8, 1, 1)),
        "답변요지": m.pick(ANSWERS),
        "만족도": m.pick((1, 2, 3, 4, 5, None), (1, 1, 3, 4, 3, 4)),
    })  # fmt: skip


def budget(m: Maker) -> Frame:
    planned = m.skewed(84000, 1.2)
    return Frame({
        "회계연도": m.pick((2026,)),
        "부서명": m.pick(DEPARTMENTS),
        "정책사업": m.pick(("주민생활 안정", "도시 기반 확충", "환경 보전", "지역경제 활성화", "문화 진흥")),
        "세부사업": m.names(" 정비사업", " 지원사업", " 운영", " 유지관리"),
        "통계목코드": m.pick(("201-01", "201-03", "301-01", "307-02", "401-01", "405-01")),
        "예산현액(천원)": planned,
        "지출액(천원)": m.shares_of(planned, 0.2, 1.0),
        "지출일자": m.sorted_days("2026-01-02", "2026-09-30"),
    })  # fmt: skip


def tenders(m: Maker) -> Frame:
    estimated = m.skewed(86000000, 1.0)
    return Frame({
        "공고번호": m.serial("2026090", 5),
        "공고차수": m.pick(("00", "01", "02"), (8, 2, 0.5)),
        "공고명": m.names(" 보수공사", " 구축 용역", " 구매", " 설계용역", " 위탁운영"),
        "업무구분": m.pick(("공사", "용역", "물품")),
        "계약방법": m.pick(("제한경쟁", "일반경쟁", "수의계약")),
        "공고일자": m.sorted_days("2026-01-02", "2026-09-30"),
        "추정가격(원)": estimated,
        "낙찰금액(원)": m.shares_of(estimated, 0.85, 0.99),
        "투찰업체수": m.skewed(9, 1.0),
    })  # fmt: skip


def public_property(m: Maker) -> Frame:
    return Frame({
        "재산관리번호": m.serial("PP", 8),
        "재산구분": m.pick(("행정재산", "일반재산"), (7, 3)),
        "재산종류": m.pick(("토지", "건물", "공작물", "입목")),
        **located(m).columns,
        "면적(㎡)": m.decimal(480, 260, 2, 3),
        "대장가액(원)": m.skewed(64000000, 1.1),
        "취득일자": m.days("1965-01-01", "2026-05-31"),
    })  # fmt: skip


def purchases(m: Maker) -> Frame:
    return Frame({
        "집행일자": m.sorted_days("2026-01-02", "2026-09-30"),
        "부서": m.pick(DEPARTMENTS),
        "사용처": m.names("식당", "문구", "서점", "인쇄", "주유소"),
        "사용목적": m.pick(("업무협의 간담회", "사무용품 구입", "현장점검 직원 격려", "행사 물품 구입")),
        "금액(원)": m.skewed(64000, 0.7),
        "결제방법": m.pick(("카드", "현금"), (19, 1)),
    })  # fmt: skip


def ambulance(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "신고일시": m.moments("2026-01-01", "2026-06-30"),
        "안전센터": m.names("119안전센터"),
        "출동동": [dong.name for dong in dongs],
        "법정동코드": [dong.code for dong in dongs],
        "환자증상": m.pick(("복통", "두통", "흉통", "호흡곤란", "외상", "의식저하", "고열")),
        "환자연령대": m.pick(("0-9", "10-19", "20-39", "40-59", "60-79", "80+")),
        "현장도착(분)": m.skewed(8, 0.4),
        "이송여부": m.pick(("이송", "미이송"), (7, 3)),
    })  # fmt: skip


def wildfires(m: Maker) -> Frame:
    return Frame({
        "발생일시": m.moments("2016-01-01", "2026-05-31"),
        **located(m, columns=("발생장소", "위도", "경도")).columns,
        "발생원인": m.pick(("입산자실화", "논밭두렁소각", "쓰레기소각", "담뱃불실화", "건축물화재", "원인미상")),
        "피해면적(ha)": m.pick((0.01, 0.1, 0.3, 1.2, 8.4, 120.5), (30, 30, 20, 12, 6, 1)),
        "진화시간(분)": m.skewed(95, 0.6),
        "진화헬기(대)": m.whole(0, 9),
    })  # fmt: skip


def shelters(m: Maker) -> Frame:
    return Frame({
        "시설관리번호": m.serial("S", 7),
        "시설명": m.names("지하주차장", "지하철역", "학교", "아파트 지하"),
        **located(m).columns,
        "시설면적(㎡)": m.decimal(1400, 600, 1, 60),
        "최대수용인원": m.skewed(900, 0.8),
        "운영여부": m.pick(("사용중", "사용중지"), (12, 1)),
    })  # fmt: skip


def staff(m: Maker) -> Frame:
    return Frame({
        "부서명": m.pick(DEPARTMENTS),
        "직위": m.pick(("과장", "팀장", "주무관", "주무관", "주무관", "연구사")),
        "담당업무": m.pick(("민원 접수와 안내", "예산 편성", "도로 점검", "공원 관리", "정보시스템 운영", "자료 개방")),
        "청사": m.pick(("본관", "별관", "제2청사")),
        "근무층": m.whole(1, 9),
    })  # fmt: skip


def goods(m: Maker) -> Frame:
    """Two columns of thirteen digits that are no identifiers: barcodes and stock numbers."""
    bodies = [f"880{number:09d}" for number in m.rng.integers(0, 10**9, m.rows).tolist()]
    return Frame({
        "물품식별번호": [str(number) for number in m.rng.integers(10**12, 10**13, m.rows).tolist()],
        "바코드": [body + str(barcode_check(body)) for body in bodies],
        "품명": m.pick(("복합기", "사무용의자", "노트북컴퓨터", "모니터", "공기청정기", "현미경")),
        "취득일자": m.days("2012-01-01", "2026-08-31"),
        "취득금액(원)": m.skewed(740000, 0.9),
        "사용부서": m.pick(DEPARTMENTS),
        "상태": m.pick(("사용", "보관", "불용"), (8, 1, 1)),
    })  # fmt: skip


def barcode_check(body: str) -> int:
    """EAN-13."""
    return -sum(int(digit) * (1 + 2 * (index % 2)) for index, digit in enumerate(body)) % 10


COMPLAINT_LOG = Subject(
    "민원 접수 처리 내역",
    "Civil complaints",
    "공공행정",
    ("민원", "국민신문고", "처리현황"),
    "민원의 접수경로, 내용, 처리부서와 처리 결과입니다.",
    complaints,
)
BUDGET = Subject(
    "세출예산 집행 현황",
    "Budget spending",
    "재정금융",
    ("예산", "세출", "집행"),
    "부서·사업·통계목별 예산현액과 지출액입니다.",
    budget,
)
TENDERS = Subject(
    "입찰공고와 낙찰 현황",
    "Public tenders",
    "재정금융",
    ("입찰", "낙찰", "조달"),
    "공사·용역·물품 입찰공고와 낙찰 결과입니다.",
    tenders,
)
PROPERTY = Subject(
    "국공유재산 대장",
    "Public property",
    "재정금융",
    ("국유재산", "공유재산", "토지"),
    "국공유재산의 구분, 위치, 면적, 대장가액입니다.",
    public_property,
)
PURCHASES = Subject(
    "업무추진비 사용 내역",
    "Official expenses",
    "재정금융",
    ("업무추진비", "카드", "집행내역"),
    "업무추진비의 집행일, 사용처, 목적, 금액입니다.",
    purchases,
)
AMBULANCE = Subject(
    "119 구급출동 현황",
    "Ambulance calls",
    "재난안전",
    ("119", "구급출동", "소방"),
    "119 구급출동의 일시, 장소, 증상, 이송 여부입니다.",
    ambulance,
)
WILDFIRES = Subject(
    "산불 발생 이력",
    "Wildfires",
    "재난안전",
    ("산불", "산림", "진화"),
    "산불의 발생 일시, 장소, 원인, 피해면적입니다.",
    wildfires,
)
SHELTERS = Subject(
    "민방위 대피시설 현황",
    "Civil defence shelters",
    "재난안전",
    ("대피소", "민방위", "대피시설"),
    "민방위 대피시설의 위치, 면적, 수용인원입니다.",
    shelters,
)
STAFF = Subject(
    "직원 업무 안내",
    "Staff directory",
    "공공행정",
    ("조직도", "담당자", "업무안내"),
    "부서별 담당 업무와 연락처를 안내하는 자료입니다.",
    staff,
)
GOODS = Subject(
    "물품 관리 대장",
    "Office goods",
    "재정금융",
    ("물품", "비품", "바코드"),
    "물품의 식별번호와 바코드, 취득일과 사용부서입니다.",
    goods,
)
