"""Folders: monthly files of one schema, and pictures, sounds and documents."""

from __future__ import annotations

from dataclasses import replace

from gotgan.engine.sample.forms import parts_form
from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.institutions import BY_CODE
from gotgan.engine.sample.layout import Form, Layout, WrittenTable
from gotgan.engine.sample.media import (
    DrawFile,
    draw_announcement,
    draw_leaf,
    draw_pothole,
    draw_sign,
    write_leaflet,
    write_manual,
    write_minutes,
)
from gotgan.engine.sample.plan import Plan, plan
from gotgan.engine.sample.subjects import administration, environment, traffic
from gotgan.engine.sample.subjects.subject import Subject

PARTS = "월별자료"


def _no_tables(_target: object, _tables: object, _layout: Layout) -> list[WrittenTable]:
    return []


FOLDER = Form("media", "", _no_tables)


def _no_frame(_maker: object) -> Frame:
    return Frame({})


def _media(
    code: str, title: str, title_en: str, modality: str, field: str, keywords: tuple[str, ...], about: str,
    draw: DrawFile, count: int, licence: str = "kogl_1",
) -> Plan:  # fmt: skip
    """Each lies directly in the institution's folder: under a folder of media it would be part of that."""
    subject = Subject(title, title_en, field, keywords, about, _no_frame, modality)
    made = plan(code, "", subject, 0, FOLDER, licence=licence)
    return replace(made, draws=(), media=(draw, count), title=f"{BY_CODE[code].short} {title} (표본)")


COLLECTIONS: tuple[Plan, ...] = (
    plan("1990200", PARTS, traffic.PARKING_FINES, 12_000, parts_form("cp949", 9), year="월별"),
    plan("9920000", PARTS, environment.TAP_WATER, 18_000, parts_form("utf-8-sig", 6), year="월별"),
    plan("1990310", PARTS, environment.WEATHER, 21_600, parts_form("cp949", 10), year="월별"),
    plan("9940000", PARTS, administration.AMBULANCE, 6000, parts_form("utf-8", 6), year="월별"),
    _media("1990200", "도로 파손 이미지", "Road damage pictures", "image", "교통물류", ("포트홀", "도로파손", "이미지"),
           "포트홀을 찾는 학습에 쓰도록 그린 도로 파손 이미지입니다.", draw_pothole, 24, "kogl_1_ai"),
    _media("1990200", "교통표지 이미지", "Traffic sign pictures", "image", "교통물류", ("교통표지", "표지판", "이미지"),
           "교통표지 분류 학습에 쓰도록 그린 이미지입니다.", draw_sign, 18, "kogl_1_ai"),
    _media("B990001", "작물 잎 병해 이미지", "Leaf disease pictures", "image", "농축수산", ("작물", "병해", "이미지"),
           "작물 잎의 병반을 찾는 학습에 쓰도록 그린 이미지입니다.", draw_leaf, 20, "kogl_1_ai"),
    _media("9910000", "시정조정위원회 회의록", "Committee minutes", "document", "공공행정", ("회의록", "위원회", "안건"),
           "위원회 회의의 안건과 발언을 적은 문서입니다.", write_minutes, 14),
    _media("9920000", "민원 안내문", "Service leaflets", "document", "공공행정", ("안내문", "민원", "PDF"),
           "창구에서 나누어 주는 안내문을 PDF로 담은 자료입니다.", write_leaflet, 8),
    _media("1990100", "업무 편람", "Work manuals", "document", "공공행정", ("편람", "업무", "지침"),
           "부서별 업무 처리 절차를 적은 편람입니다.", write_manual, 7, "kogl_4"),
    _media("9910000", "청사 안내방송 음원", "Announcement tones", "audio", "공공행정", ("음원", "안내방송", "소리"),
           "안내방송 앞에 나오는 신호음 파일입니다.", draw_announcement, 10),
)  # fmt: skip
