"""Health, welfare, education, and what people hand in. Names of persons are written 김○○."""

from __future__ import annotations

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located

MASKED_NAMES = ("김○○", "이○○", "박○○", "최○○", "정○○", "강○○", "조○○", "윤○○", "장○○", "임○○")


CLINIC_KINDS = (("의원", "내과의원"), ("의원", "정형외과의원"), ("치과의원", "치과의원"), ("한의원", "한의원"),
                ("병원", "병원"), ("종합병원", "종합병원"))  # fmt: skip


def hospitals(m: Maker) -> Frame:
    kinds, names = m.kinds_and_names(CLINIC_KINDS, (30, 30, 20, 15, 4, 1))
    return Frame({
        "요양기관명": names,
        "종별코드명": kinds,
        "우편번호": m.postcodes(),
        **located(m).columns,
        "의사총수": m.skewed(2, 0.7),
        "병상수": m.pick((0, 0, 12, 29, 99, 180), (70, 10, 8, 8, 3, 1)),
        "개설일자": m.days("1985-01-01", "2026-06-30"),
        "야간진료여부": m.pick(("Y", "N"), (1, 6)),
    })  # fmt: skip


def benefits(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "접수번호": m.serial("BW2026-", 6),
        "신청인": m.pick(MASKED_NAMES),
        "급여종류": m.pick(("생계급여", "의료급여", "주거급여", "교육급여", "기초연금", "장애수당")),
        "가구원수": m.pick((1, 2, 3, 4, 5), (5, 3, 2, 1, 0.5)),
        "소득인정액(원)": m.skewed(620000, 0.6),
        "지급액(원)": m.skewed(410000, 0.4),
        "결정일자": m.sorted_days("2026-01-02", "2026-09-30"),
        "관할동": [dong.name for dong in dongs],
        "법정동코드": [dong.code for dong in dongs],
    })  # fmt: skip


def diseases(m: Maker) -> Frame:
    return Frame({
        "연도": m.cycle((2025, 2026)),
        "주차": m.whole(1, 52),
        "감염병명": m.pick(("수두", "백일해", "성홍열", "유행성이하선염", "쯔쯔가무시증", "결핵", "A형간염")),
        "시도코드": m.pick(("11", "26", "27", "28", "29", "30", "31", "36", "41", "43", "44", "46", "47", "48")),
        "연령대": m.pick(("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70+")),
        "성별": m.pick(("남", "여")),
        "발생수": m.skewed(6),
    })  # fmt: skip


def senior_centres(m: Maker) -> Frame:
    return Frame({
        "경로당명": m.names("경로당", "노인회관"),
        **located(m).columns,
        "등록회원수": m.skewed(32, 0.5),
        "건물면적(㎡)": m.decimal(110, 40, 1, 20),
        "준공연도": m.whole(1980, 2025),
        "무더위쉼터여부": m.pick(("Y", "N")),
    })  # fmt: skip


def childcare(m: Maker) -> Frame:
    return Frame({
        "어린이집명": m.names("어린이집"),
        "어린이집유형": m.pick(("국공립", "민간", "가정", "직장", "사회복지법인")),
        "운영현황": m.pick(("정상", "휴지", "재개"), (20, 1, 1)),
        **located(m).columns,
        "정원": m.skewed(48, 0.5),
        "현원": m.skewed(36, 0.5),
        "통학차량운영여부": m.pick(("운영", "미운영")),
    })  # fmt: skip


def schools(m: Maker) -> Frame:
    kinds, names = m.kinds_and_names([(kind, kind) for kind in ("초등학교", "중학교", "고등학교")], (5, 3, 2))
    return Frame({
        "학교ID": m.serial("B0000", 5),
        "학교명": names,
        "학교급구분": kinds,
        "설립형태": m.pick(("공립", "사립", "국립"), (20, 5, 0.3)),
        "설립일자": m.days("1920-01-01", "2024-03-01"),
        **located(m).columns,
        "학급수": m.skewed(24, 0.4),
        "학생수": m.skewed(520, 0.5),
    })  # fmt: skip


def meals(m: Maker) -> Frame:
    return Frame({
        "급식일자": m.sorted_days("2026-03-02", "2026-07-20"),
        "학교코드": [f"75{number:05d}" for number in m.rng.integers(1, 180, m.rows).tolist()],
        "식사구분": m.pick(("중식", "석식"), (8, 2)),
        "메뉴": m.pick(("현미밥, 된장찌개, 제육볶음, 배추김치", "카레라이스, 우동국물, 깍두기", "잡곡밥, 미역국, 생선구이, 나물")),
        "열량(kcal)": m.decimal(780, 90, 1, 300),
        "급식인원": m.skewed(430, 0.5),
    })  # fmt: skip


def training(m: Maker) -> Frame:
    return Frame({
        "신청번호": m.serial("ED", 6),
        "신청자": m.pick(MASKED_NAMES),
        "과정명": m.pick(("데이터 분석 기초", "파이썬 입문", "공공데이터 활용", "생성형 AI 실무", "지도 시각화")),
        "신청일시": m.moments("2026-01-05", "2026-09-30"),
        "소속구분": m.pick(("일반", "공무원", "학생", "기업")),
        "수료여부": m.pick(("수료", "미수료", "수강중"), (6, 2, 2)),
    })  # fmt: skip


HOSPITALS = Subject(
    "병의원 현황",
    "Hospitals and clinics",
    "보건의료",
    ("병원", "의원", "진료"),
    "병의원의 종별, 위치, 의사수, 병상수입니다.",
    hospitals,
)
BENEFITS = Subject(
    "복지급여 지급 내역",
    "Welfare benefit payments",
    "사회복지",
    ("복지급여", "생계급여", "기초연금"),
    "복지급여 결정과 지급 내역입니다. 업무용으로 쓰는 내부 자료입니다.",
    benefits,
)
DISEASES = Subject(
    "감염병 발생 통계",
    "Infectious disease cases",
    "보건의료",
    ("감염병", "결핵", "발생현황"),
    "감염병별 주간 발생수를 시도, 연령, 성별로 나눈 자료입니다.",
    diseases,
)
SENIOR_CENTRES = Subject(
    "경로당 현황",
    "Senior centres",
    "사회복지",
    ("경로당", "노인복지", "무더위쉼터"),
    "경로당의 위치, 회원수, 무더위쉼터 지정 여부입니다.",
    senior_centres,
)
CHILDCARE = Subject(
    "어린이집 현황",
    "Childcare centres",
    "사회복지",
    ("어린이집", "보육", "정원"),
    "어린이집의 유형, 위치, 정원과 현원입니다.",
    childcare,
)
SCHOOLS = Subject(
    "학교 기본정보",
    "Schools",
    "교육",
    ("학교", "초등학교", "학생수"),
    "초·중·고등학교의 설립형태, 위치, 학급수와 학생수입니다.",
    schools,
)
MEALS = Subject(
    "학교 급식 식단",
    "School meals",
    "교육",
    ("급식", "식단", "학교"),
    "학교별 급식 메뉴와 열량, 급식 인원입니다.",
    meals,
)
TRAINING = Subject(
    "교육과정 신청 내역",
    "Training applications",
    "교육",
    ("교육신청", "데이터교육", "수료"),
    "교육과정의 신청과 수료 내역입니다. 업무용으로 쓰는 내부 자료입니다.",
    training,
)
