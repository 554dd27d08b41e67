"""Places that a municipality runs: parks, parking, lights, libraries, stops, chargers."""

from __future__ import annotations

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located

REFERENCE_DAY = "2026-09-30"


PARK_KINDS = [(kind, kind) for kind in ("어린이공원", "근린공원", "소공원", "체육공원", "수변공원")]
LIBRARY_KINDS = (("공공도서관", "도서관"), ("작은도서관", "작은도서관"), ("어린이도서관", "어린이도서관"))


def parks(m: Maker) -> Frame:
    kinds, names = m.kinds_and_names(PARK_KINDS, (5, 3, 2, 0.5, 0.5))
    return Frame({
        "관리번호": m.serial("P", 5),
        "공원명": names,
        "공원구분": kinds,
        **located(m).columns,
        "공원면적(㎡)": m.skewed(2400, 1.1),
        "공원보유시설(운동시설)": m.pick(("철봉", "농구장", "배드민턴장", "운동기구", None)),
        "지정고시일": m.days("1975-01-01", "2024-12-31"),
        "관리기관명": m.pick(("공원녹지과",)),
        "데이터기준일자": m.pick((REFERENCE_DAY,)),
    })  # fmt: skip


def parking(m: Maker) -> Frame:
    return Frame({
        "주차장관리번호": m.serial("K-", 6),
        "주차장명": m.names("공영주차장", "노외주차장", "환승주차장"),
        "주차장구분": m.pick(("공영", "민영"), (4, 1)),
        "주차장유형": m.pick(("노상", "노외", "부설")),
        **located(m).columns,
        "주차구획수": m.skewed(60),
        "운영요일": m.pick(("평일+토요일+공휴일", "평일", "평일+토요일")),
        "요금정보": m.pick(("유료", "무료", "혼합")),
        "주차기본시간(분)": m.pick((30, 60, 10)),
        "주차기본요금(원)": m.pick((0, 500, 600, 1000)),
        "데이터기준일자": m.pick((REFERENCE_DAY,)),
    })  # fmt: skip


def street_lights(m: Maker) -> Frame:
    return Frame({
        "보안등위치명": m.serial("보안등-", 6),
        **located(m).columns,
        "설치개수": m.pick((1, 2, 3), (20, 2, 1)),
        "설치연도": m.whole(1998, 2026),
        "설치형태": m.pick(("한전주", "전용주", "건축물", "통신주")),
        "광원종류": m.pick(("LED", "메탈할라이드", "나트륨"), (6, 2, 1)),
        "소비전력(W)": m.pick((30, 50, 75, 100)),
    })  # fmt: skip


def libraries(m: Maker) -> Frame:
    kinds, names = m.kinds_and_names(LIBRARY_KINDS, (2, 5, 1))
    return Frame({
        "도서관명": names,
        "도서관유형": kinds,
        "휴관일": m.pick(("매주 월요일", "매주 금요일", "법정공휴일")),
        "평일운영시작시각": m.pick(("09:00", "10:00")),
        "평일운영종료시각": m.pick(("18:00", "20:00", "22:00")),
        "열람좌석수": m.skewed(80),
        "자료수(도서)": m.skewed(12000, 1.0),
        "대출가능권수": m.pick((3, 5, 7, 10)),
        "우편번호": m.postcodes(),
        **located(m).columns,
    })  # fmt: skip


def bus_stops(m: Maker) -> Frame:
    return Frame({
        "정류장번호": m.serial("36", 5),
        "정류장명": m.names("사거리", "역", "시장", "아파트", "초등학교앞", "주민센터"),
        **located(m).columns,
        "정보수집일": m.pick((REFERENCE_DAY,)),
        "모바일단축번호": m.serial("", 5, start=120),
        "승강장유형": m.pick(("표지판형", "쉘터형", "스마트쉼터")),
    })  # fmt: skip


def chargers(m: Maker) -> Frame:
    return Frame({
        "충전소ID": m.serial("GA", 6),
        "충전소명": m.names("공영주차장", "주민센터", "체육관", "마트", "아파트"),
        "충전기타입": m.pick(("DC콤보", "AC완속", "DC차데모+AC3상+DC콤보"), (5, 4, 1)),
        "충전용량(kW)": m.pick((7, 50, 100, 200), (4, 3, 2, 1)),
        "급속충전기대수": m.whole(0, 6),
        "완속충전기대수": m.whole(0, 10),
        "이용가능시간": m.pick(("24시간", "09:00~18:00")),
        **located(m).columns,
        "운영기관": m.pick(("한빛충전", "누리모빌리티", "시청")),
    })  # fmt: skip


def toilets(m: Maker) -> Frame:
    return Frame({
        "번호": m.whole(1, 9000),
        "구분": m.pick(("공중화장실", "개방화장실", "이동화장실")),
        "화장실명": m.names("공원 화장실", "시장 화장실", "주차장 화장실"),
        **located(m).columns,
        "남성용-대변기수": m.whole(0, 8),
        "여성용-대변기수": m.whole(0, 12),
        "개방시간": m.pick(("상시", "09:00~18:00", "05:00~23:00")),
        "비상벨설치여부": m.pick(("Y", "N")),
    })  # fmt: skip


def cameras(m: Maker) -> Frame:
    return Frame({
        "관리기관명": m.pick(("안전총괄과", "교통행정과")),
        **located(m).columns,
        "설치목적구분": m.pick(("생활방범", "어린이보호", "교통단속", "시설물관리"), (6, 2, 2, 1)),
        "카메라대수": m.whole(1, 6),
        "카메라화소수(만)": m.pick((130, 200, 500)),
        "보관일수": m.pick((30,)),
        "설치년월": [str(day)[:7] for day in m.days("2010-01-01", "2026-08-31")],
    })  # fmt: skip


PARKS = Subject(
    "도시공원 정보",
    "City parks",
    "문화관광",
    ("공원", "도시공원", "녹지"),
    "도시공원의 위치, 면적, 보유시설, 지정고시일 등을 담은 표준데이터 형식의 자료입니다.",
    parks,
)
PARKING = Subject(
    "주차장 정보",
    "Car parks",
    "교통물류",
    ("주차장", "공영주차장", "주차요금"),
    "주차장의 위치와 구획수, 운영요일, 요금을 정리한 자료입니다.",
    parking,
)
STREET_LIGHTS = Subject(
    "보안등 설치 현황",
    "Security lights",
    "재난안전",
    ("보안등", "가로등", "야간안전"),
    "골목길 보안등의 위치, 광원 종류, 설치연도를 담은 자료입니다.",
    street_lights,
)
LIBRARIES = Subject(
    "도서관 현황",
    "Libraries",
    "문화관광",
    ("도서관", "작은도서관", "열람실"),
    "도서관의 운영시간, 좌석수, 장서수와 위치를 정리한 자료입니다.",
    libraries,
)
BUS_STOPS = Subject(
    "버스정류장 위치",
    "Bus stops",
    "교통물류",
    ("버스", "정류장", "대중교통"),
    "시내버스 정류장의 번호, 이름, 좌표를 담은 자료입니다.",
    bus_stops,
)
CHARGERS = Subject(
    "전기차 충전소 현황",
    "Electric vehicle chargers",
    "환경기상",
    ("전기차", "충전소", "급속충전"),
    "전기자동차 충전소의 위치와 충전기 종류, 용량을 정리한 자료입니다.",
    chargers,
)
TOILETS = Subject(
    "공중화장실 현황",
    "Public toilets",
    "공공행정",
    ("화장실", "공중화장실", "비상벨"),
    "공중화장실과 개방화장실의 위치, 변기수, 개방시간을 담은 자료입니다.",
    toilets,
)
CAMERAS = Subject(
    "CCTV 설치 현황",
    "CCTV cameras",
    "재난안전",
    ("CCTV", "방범", "영상정보처리기기"),
    "영상정보처리기기의 설치 목적, 위치, 대수를 정리한 자료입니다.",
    cameras,
)
