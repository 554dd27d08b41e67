"""A subject: what a table is about, in both languages, and how its columns are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gotgan.engine.sample.frame import Frame
from gotgan.engine.sample.maker import Maker

FIELDS = {
    "공공행정": "public administration", "교통물류": "transport", "국토관리": "land", "농축수산": "agriculture",
    "문화관광": "culture and tourism", "법률": "law", "보건의료": "health", "사회복지": "welfare",
    "산업고용": "industry and jobs", "재난안전": "safety", "재정금융": "finance", "환경기상": "environment",
    "교육": "education", "과학기술": "science",
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """`title` follows the institution's name; `make` draws one table of it."""

    title: str
    title_en: str
    field: str
    keywords: tuple[str, ...]
    about: str
    make: Callable[[Maker], Frame]
    modality: str = "table"


def located(maker: Maker, *, columns: tuple[str, str, str] = ("소재지지번주소", "위도", "경도")) -> Frame:
    """Legal-dong code, lot address and coordinates that agree with each other."""
    dongs = maker.dongs()
    latitudes, longitudes = maker.coordinates()
    address, latitude, longitude = columns
    return Frame(
        {
            "법정동코드": [dong.code for dong in dongs],
            address: maker.lots(dongs),
            latitude: latitudes,
            longitude: longitudes,
        }
    )
