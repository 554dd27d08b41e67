"""Roads, cards and cars."""

from __future__ import annotations

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.subject import Subject, located

HOUR_WEIGHTS = (1, 1, 1, 1, 2, 5, 12, 22, 25, 15, 12, 12, 14, 13, 13, 14, 17, 22, 26, 18, 13, 11, 8, 4)


def card_rides(m: Maker) -> Frame:
    on = m.whole(36_00001, 36_01400)
    return Frame({
        "이용일자": m.sorted_days("2026-08-01", "2026-08-31"),
        "시간대": m.pick(tuple(range(24)), HOUR_WEIGHTS),
        "노선번호": m.pick(("11", "12-1", "30", "88", "101", "급행1", "순환2", "740")),
        "승차정류장번호": [str(number) for number in on],
        "하차정류장번호": [str(number) for number in m.whole(36_00001, 36_01400)],
        "이용자유형": m.pick(("일반", "청소년", "어린이", "경로"), (70, 12, 4, 14)),
        "이용인원": m.skewed(3),
        "환승여부": m.pick(("Y", "N"), (3, 7)),
        "결제금액(원)": m.pick((1500, 1250, 800, 0), (70, 12, 4, 14)),
    })  # fmt: skip


def accidents(m: Maker) -> Frame:
    return Frame({
        "사고번호": m.serial("2025", 7),
        "발생일시": m.moments("2025-01-01", "2025-12-31"),
        "주야구분": m.pick(("주", "야"), (6, 4)),
        **located(m, columns=("발생지주소", "위도", "경도")).columns,
        "사고유형": m.pick(("차대차", "차대사람", "차량단독"), (7, 2, 1)),
        "법규위반": m.pick(("안전운전불이행", "신호위반", "중앙선침범", "보행자보호의무위반", "음주운전")),
        "기상상태": m.pick(("맑음", "흐림", "비", "눈", "안개"), (70, 12, 12, 3, 3)),
        "노면상태": m.pick(("건조", "젖음", "서리/결빙", "적설")),
        "사망자수": m.pick((0, 1), (97, 3)),
        "부상자수": m.whole(0, 4),
    })  # fmt: skip


def volumes(m: Maker) -> Frame:
    return Frame({
        "측정일시": m.steps("2026-01-01T00", "h", 12),
        "지점번호": m.cycle([f"R{number:03d}" for number in range(1, 13)]),
        "도로명": m.cycle(["중앙로", "강변북로", "한빛대로", "누리길"]),
        "방향": m.pick(("상행", "하행")),
        "승용차": m.skewed(420, 0.7),
        "버스": m.skewed(30, 0.6),
        "화물차": m.skewed(80, 0.7),
        "평균속도(km/h)": m.decimal(52, 12, 1, 3),
        "점유율(%)": m.decimal(14, 6, 1, 0),
    })  # fmt: skip


def parking_fines(m: Maker) -> Frame:
    dongs = m.dongs()
    return Frame({
        "단속일시": m.moments("2026-01-01", "2026-06-30"),
        "단속동": [dong.name for dong in dongs],
        "법정동코드": [dong.code for dong in dongs],
        "단속장소": m.lots(dongs),
        "단속구분": m.pick(("고정형CCTV", "이동형CCTV", "현장단속", "주민신고")),
        "차종": m.pick(("승용", "화물", "승합", "이륜"), (8, 3, 1, 1)),
        "과태료(원)": m.pick((40000, 80000, 120000), (8, 2, 1)),
        "납부여부": m.pick(("납부", "미납", "의견진술중"), (7, 2, 1)),
    })  # fmt: skip


def school_zones(m: Maker) -> Frame:
    kinds, names = m.kinds_and_names([(kind, kind) for kind in ("초등학교", "유치원", "어린이집")], (5, 3, 3))
    return Frame({
        "시설종류": kinds,
        "대상시설명": names,
        **located(m).columns,
        "관할경찰서명": m.pick(("가온경찰서", "나루경찰서")),
        "CCTV설치대수": m.whole(0, 8),
        "보호구역도로폭": m.pick(("6", "8", "10~12", "15", None)),
        "제한속도(km/h)": m.pick((30, 20), (9, 1)),
    })  # fmt: skip


def bikes(m: Maker) -> Frame:
    return Frame({
        "대여일시": m.moments("2026-05-01", "2026-06-30"),
        "자전거번호": [f"BK-{number:05d}" for number in m.rng.integers(1, 3000, m.rows).tolist()],
        "대여소번호": [f"ST-{number}" for number in m.rng.integers(100, 220, m.rows).tolist()],
        "반납대여소번호": [f"ST-{number}" for number in m.rng.integers(100, 220, m.rows).tolist()],
        "이용시간(분)": m.skewed(18, 0.7),
        "이용거리(m)": m.skewed(2100, 0.8),
        "단말전송시각": [str(moment) for moment in m.rng.integers(1_777_600_000_000, 1_782_800_000_000, m.rows).tolist()],
    })  # fmt: skip


CARD_RIDES = Subject(
    "교통카드 이용 내역",
    "Transit card rides",
    "교통물류",
    ("교통카드", "대중교통", "승하차"),
    "시간대·노선·정류장별 교통카드 승하차를 묶은 자료입니다. 개별 카드는 알 수 없습니다.",
    card_rides,
)
ACCIDENTS = Subject(
    "교통사고 발생 현황",
    "Traffic accidents",
    "교통물류",
    ("교통사고", "안전운전", "사고유형"),
    "교통사고의 일시, 위치, 유형, 기상·노면 상태와 피해 정도를 담은 자료입니다.",
    accidents,
)
VOLUMES = Subject(
    "도로 교통량 측정 자료",
    "Road traffic volumes",
    "교통물류",
    ("교통량", "도로", "평균속도"),
    "지점별 시간 교통량과 평균속도, 점유율입니다.",
    volumes,
    "sensor_timeseries",
)
PARKING_FINES = Subject(
    "불법주정차 단속 현황",
    "Illegal parking enforcement",
    "교통물류",
    ("불법주정차", "단속", "과태료"),
    "불법주정차 단속 일시, 장소, 과태료 납부 상태입니다.",
    parking_fines,
)
SCHOOL_ZONES = Subject(
    "어린이보호구역 현황",
    "School zones",
    "교통물류",
    ("어린이보호구역", "스쿨존", "통학로"),
    "어린이보호구역의 시설과 위치, 제한속도, CCTV 설치 대수입니다.",
    school_zones,
)
BIKES = Subject(
    "공공자전거 대여 이력",
    "Public bicycle rentals",
    "교통물류",
    ("공공자전거", "대여소", "따릉이"),
    "공공자전거의 대여·반납 대여소와 이용 시간, 거리입니다.",
    bikes,
)
