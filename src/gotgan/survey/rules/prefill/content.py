"""Section B: what a dataset is about, of which kinds, when and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gotgan.survey.rules.prefill.known import (
    Known,
    Origin,
    absent,
    fills,
    number,
    percent,
    registered,
    scanned,
    stated_as,
)
from gotgan.survey.rules.prefill.readings import code_in, read
from gotgan.terms.survey import Answer, Confidence

LONGEST_DESCRIPTION = 2000
_TAG = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_DISTRICT, _PROVINCE = 5, 2


@fills("description", Origin.REGISTER)
def description(known: Known) -> Answer | None:
    text = known.stated("description")
    return stated_as(known, text[:LONGEST_DESCRIPTION], "설명", "description") if text else None


@fills("field", Origin.REGISTER)
def field_of(known: Known) -> Answer | None:
    """As the record writes it; the scheme is not told there."""
    value = "_".join((known.stated("field") or known.stated("theme")).split())
    return stated_as(known, [value], "분야", "field") if value else None


@fills("keywords", Origin.REGISTER)
def keywords(known: Known) -> Answer | None:
    words = known.facts.catalogue.get("keywords") or ()
    return stated_as(known, ", ".join(words)[:500], "핵심어", "keywords", Confidence.HIGH) if words else None


@fills("modality", Origin.SCAN)
def modality(known: Known) -> Answer | None:
    shares = known.facts.modality_shares
    if not shares:
        return None
    labels = [(known.label("modality", name), percent(share)) for name, share in shares.items()]
    ko = f"파일을 열어 본 결과입니다(용량 기준 {', '.join(f'{each.ko} {share}' for each, share in labels)})."
    en = f"The files were opened (by size {', '.join(f'{each.en} {share}' for each, share in labels)})."
    return scanned(known, list(known.facts.modality), ko, en)


@fills("modality", Origin.REGISTER)
def modality_stated(known: Known) -> Answer | None:
    """As the record says; else by the media types of its distributions."""
    if value := known.facts.catalogue.get("modality"):
        return stated_as(known, list(value), "데이터 유형", "kinds of data")
    types = list(dict.fromkeys(str(link.get("media_type") or "") for link in known.facts.catalogue.get("links") or ()))
    found = list(dict.fromkeys(code for each in types if (code := code_in("modalities", each))))
    if not found:
        return None
    told = ", ".join(each for each in types if each)[:200]
    ko, en = f"배포 파일의 형식: {told}", f"The record's distributions: {told}"
    return registered(known, found, ko, en, Confidence.LOW)


@fills("record_unit", Origin.GUESS)
def record_unit(known: Known) -> Answer | None:
    """By the first column of the largest table that tells its rows apart; of media one file."""
    tables = [table for table in known.facts.tables if table["keys"] and not table["is_sample"]]
    if tables:
        table = max(tables, key=lambda each: int(each["rows"]))
        key = str(table["keys"][0])
        ko = f"'{key}' 값이 {number(table['rows'])}행에서 겹치지 않습니다."
        en = f'No two of {number(table["rows"])} rows share their "{key}".'
        return scanned(known, f"한 행 = '{key}' 1건", ko, en, Confidence.LOW)
    if known.facts.tables or not known.facts.media:
        return None
    ko, en = "표가 없는 파일 모음입니다.", "Files without tables."
    return scanned(known, "파일 1개", ko, en, Confidence.LOW)


@fills("region", Origin.SCAN)
def region(known: Known) -> Answer | None:
    rows = [row for row in map(_region, known.facts.regions) if row]
    unique = [row for place, row in enumerate(rows) if row not in rows[:place]]
    if not unique:
        return None
    ko, en = "표의 지역 코드와 좌표에서 왔습니다.", "From the codes of places and the coordinates in the tables."
    return scanned(known, unique[:20], ko, en, Confidence.MEDIUM)


def _region(region: Mapping[str, Any]) -> dict[str, str] | None:
    """A district, a province, the nation, how many provinces; else the box around the coordinates."""
    code, names = str(region["code"]), read("readings")["provinces"]
    if region["is_nation"]:
        return {"name": "전국", "level": "eupmyeondong"}
    if code[:_PROVINCE] in names:
        level = "sigungu" if len(code) == _DISTRICT else "sido"
        return {"name": names[code[:_PROVINCE]], "code": code, "level": level}
    if region["provinces"]:
        return {"name": f"시도 {region['provinces']}곳, 시군구 {region['districts']}곳", "level": "eupmyeondong"}
    ends = [region[side] for side in ("south", "north", "west", "east")]
    if None in ends:
        return None
    south, north, west, east = ends
    return {"name": f"위도 {south:.2f}~{north:.2f}, 경도 {west:.2f}~{east:.2f}"}


@fills("region", Origin.REGISTER)
def region_stated(known: Known) -> Answer | None:
    name = known.stated("spatial")
    return stated_as(known, [{"name": name[:200]}], "지역 범위", "region", Confidence.LOW) if name else None


@fills("languages", Origin.SCAN)
def languages(known: Known) -> Answer | None:
    if not known.facts.languages:
        ko, en = "글이 든 항목을 알아보지 못했습니다.", "No column or file with text was recognised."
        return absent(known, ko, en, Confidence.LOW) if known.is_read_whole else None
    ko, en = "글과 글자 항목의 언어를 판별했습니다.", "The language of texts and text columns was told."
    return scanned(known, list(known.facts.languages), ko, en, Confidence.MEDIUM)


@fills("languages", Origin.REGISTER)
def languages_stated(known: Known) -> Answer | None:
    value = known.facts.catalogue.get("language") or []
    slips = read("readings")["language_slips"]
    tags = [slips.get(str(tag).casefold(), str(tag)) for tag in (value if isinstance(value, list) else [value])]
    found = list(dict.fromkeys(tag for tag in tags if _TAG.match(tag)))
    if not found:
        return None
    ko, en = "목록 기록의 언어입니다.", "The record's languages."
    return registered(known, found, ko, en)
