"""What fields, kinds of data and regions are called, in both languages: what floors and caps of a list count.

Fields are the public data portal's classification, by its own names; kinds the codes of terms.route.Modality; regions
the first two digits of a legal-dong code.
"""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.questionnaire import Words

NATION, MANY = "KR", "several"
"""A region that is the whole country, and more than one province."""
_FIELDS = {
    "공공행정": "Public administration", "과학기술": "Science and technology", "교육": "Education",
    "교통물류": "Transport and logistics", "국토관리": "Land management", "농축수산": "Farming and fisheries",
    "문화관광": "Culture and tourism", "법률": "Law", "보건의료": "Health and medicine",
    "사회복지": "Social welfare", "산업고용": "Industry and employment", "식품건강": "Food and health",
    "재난안전": "Disaster and safety", "재정금융": "Finance",
    "통일외교안보": "Unification, diplomacy, security", "환경기상": "Environment and weather",
}  # fmt: skip
FIELDS: Mapping[str, Words] = {korean: Words(korean, english) for korean, english in _FIELDS.items()}
KINDS: Mapping[str, Words] = {
    "table": Words("표", "Table"), "text": Words("글", "Text"), "image": Words("이미지", "Image"),
    "video": Words("영상", "Video"), "audio": Words("소리·음성", "Sound"),
    "sensor_timeseries": Words("센서·시계열", "Sensor / time series"),
    "geospatial": Words("공간정보", "Map data"), "three_d": Words("3차원", "3D"),
    "document": Words("문서", "Document"), "multimodal": Words("복합", "Mixed"),
}  # fmt: skip
REGIONS: Mapping[str, Words] = {
    NATION: Words("전국", "Whole country"), MANY: Words("여러 시도", "Several provinces"),
    "11": Words("서울", "Seoul"), "26": Words("부산", "Busan"), "27": Words("대구", "Daegu"),
    "28": Words("인천", "Incheon"), "29": Words("광주", "Gwangju"), "30": Words("대전", "Daejeon"),
    "31": Words("울산", "Ulsan"), "36": Words("세종", "Sejong"), "41": Words("경기", "Gyeonggi"),
    "42": Words("강원", "Gangwon"), "43": Words("충북", "Chungbuk"), "44": Words("충남", "Chungnam"),
    "45": Words("전북", "Jeonbuk"), "46": Words("전남", "Jeonnam"), "47": Words("경북", "Gyeongbuk"),
    "48": Words("경남", "Gyeongnam"), "50": Words("제주", "Jeju"), "51": Words("강원", "Gangwon"),
    "52": Words("전북", "Jeonbuk"),
}  # fmt: skip
"""42 and 45 are of before Gangwon and Jeonbuk became special self-governing provinces, in 2023 and 2024."""
_COLUMNS: Mapping[str, Mapping[str, Words]] = {"field": FIELDS, "modality": KINDS, "region": REGIONS}


def value_words(column: str, value: str) -> Words:
    """A value of a column that floors and caps count; as it stands where nothing is known of it."""
    return _COLUMNS.get(column, {}).get(value) or Words(value, value)
