"""Section A: what the hub and the source's record call a dataset. Names, departments and people are never invented."""

from __future__ import annotations

import re
from typing import Any

from gotgan.survey.rules.prefill.known import Known, Origin, absent, fills, registered, scanned, stated_as
from gotgan.survey.rules.prefill.readings import read
from gotgan.terms.survey import Answer, Confidence

_HANGUL = re.compile("[가-힣]")
_STORES = frozenset({"folder", "sftp", "s3", "webdav", "httpindex", "scanfile"})
MOST_ADDRESSES = 5
SAME_VERBS = frozenset({"identical", "subset", "superset", "older_copy"})
"""What makes another body's dataset a candidate for the same data."""


@fills("dataset_id", Origin.REGISTER)
def dataset_id(known: Known) -> Answer:
    ko, en = "이 허브가 부여한 식별자입니다.", "The identifier that this hub gave."
    return registered(known, known.facts.dataset, ko, en, Confidence.HIGH)


@fills("title_ko", Origin.REGISTER)
def title_ko(known: Known) -> Answer | None:
    title = known.stated("title")
    if not title:
        return None
    if _HANGUL.search(title):
        return stated_as(known, title, "명칭", "title", Confidence.HIGH)
    ko, en = "목록 기록에 국문 명칭이 없습니다. 번역해 주십시오.", "The record has no Korean title; translate it."
    return registered(known, title, ko, en, Confidence.LOW)


@fills("title_ko", Origin.SCAN)
def title_of_file(known: Known) -> Answer | None:
    """Where nobody wrote a title down."""
    if not known.is_scanned or known.stated("title") or not _HANGUL.search(known.facts.title):
        return None
    ko, en = "파일 또는 표의 이름에서 왔습니다.", "From the name of the file or table."
    return scanned(known, known.facts.title, ko, en, Confidence.LOW)


@fills("title_en", Origin.REGISTER)
def title_en(known: Known) -> Answer | None:
    title = known.stated("title_en")
    if not title and not _HANGUL.search(known.stated("title")):
        title = known.stated("title")
    return stated_as(known, title, "영문 명칭", "English title", Confidence.HIGH) if title else None


@fills("institution", Origin.REGISTER)
def institution(known: Known) -> Answer:
    ko, en = f"데이터가 등록된 기관은 {known.body}입니다.", f"The data is registered under {known.body}."
    return registered(known, known.facts.organisation, ko, en, Confidence.HIGH)


@fills("department", Origin.REGISTER)
def department(known: Known) -> Answer | None:
    """A stated department; else the publisher, where it is not the institution itself."""
    if name := known.stated("department"):
        return stated_as(known, name, "관리 부서", "department")
    name = known.stated("publisher")
    if not name or known.is_own_name(name):
        return None
    return stated_as(known, name, "발행 기관(부서)", "publisher", Confidence.LOW)


@fills("information_system", Origin.REGISTER)
def system_of_record(known: Known) -> Answer | None:
    name = known.stated("system")
    return stated_as(known, name, "정보시스템 명칭 또는 관리번호", "system name or number") if name else None


@fills("information_system", Origin.SCAN)
def system_scanned(known: Known) -> Answer | None:
    """The database or store that was scanned, under the name that people gave it; not the institution's own name."""
    facts = known.facts
    name = facts.source_title.strip()
    if not name or known.is_own_name(name) or known.stated("system"):
        return None
    if facts.source_kind == "sql":
        ko, en = f"점검한 데이터베이스는 '{name}'입니다.", f'The database that was scanned is "{name}".'
        return scanned(known, name, ko, en, Confidence.MEDIUM)
    if facts.source_kind not in _STORES:
        return None
    ko, en = f"점검한 저장소의 이름은 '{name}'입니다.", f'The store that was scanned is called "{name}".'
    return scanned(known, name, ko, en, Confidence.LOW)


@fills("parent_collection", Origin.REGISTER)
def parent_collection(known: Known) -> Answer | None:
    name = known.stated("part_of")
    return stated_as(known, name, "상위 데이터", "larger collection") if name else None


@fills("listed_elsewhere", Origin.REGISTER)
def listed_elsewhere(known: Known) -> Answer | None:
    """Its page; where it has none, the addresses that the record names; where there are none, the catalogue's own."""
    page = known.stated("landing")
    links = [str(link["location"]) for link in known.facts.catalogue.get("links") or ()]
    addresses = [page] if page else links or [known.stated("address")]
    found = list(dict.fromkeys(each for each in addresses if each.startswith(("http://", "https://"))))
    if not found:
        return None
    return stated_as(known, found[:MOST_ADDRESSES], "안내 페이지 주소", "addresses", Confidence.MEDIUM)


@fills("reported_by_other_body", Origin.SCAN)
def reported_by_other_body(known: Known) -> Answer | None:
    """Datasets of other institutions with the same content, found by comparing; `same` only where a person said so."""
    rows = [_candidate(each) for each in known.facts.overlaps if _is_elsewhere(known, each)]
    if not rows:
        ko, en = (
            "다른 기관의 데이터와 견주어 같은 것을 찾지 못했습니다.",
            "Compared with other bodies' data; none is the same.",
        )
        return absent(known, ko, en) if known.facts.is_compared else None
    ko, en = f"내용이 겹치는 다른 기관 데이터 {len(rows)}건", f"{len(rows)} dataset(s) of other bodies share content"
    is_certain = any("same" in row for row in rows)
    return scanned(known, rows, f"{ko}입니다.", f"{en}.", Confidence.HIGH if is_certain else Confidence.MEDIUM)


def _is_elsewhere(known: Known, overlap: Any) -> bool:
    is_other = overlap["organisation"] != known.facts.organisation
    return is_other and overlap["relation"] == "same_content" and overlap["verb"] in SAME_VERBS


def _candidate(overlap: Any) -> dict[str, Any]:
    row = {"institution": overlap["organisation"], "title": overlap["title"], "dataset": overlap["dataset"]}
    is_same = overlap["status"] == "confirmed" and overlap["verb"] == "identical"
    return row | ({"same": "yes"} if is_same else {})


@fills("responsible_regulator", Origin.REGISTER)
def responsible_regulator(known: Known) -> Answer | None:
    """By topics that the scan met; which regulator has which topic is data (readings.yaml)."""
    topics = [name for name, is_met in _topics(known).items() if is_met]
    if not topics:
        return None
    rows = [dict(read("readings")["regulators"][name]) for name in topics]
    ko, en = "점검에서 드러난 주제의 소관 부처입니다.", "Regulators of the topics that the scan met."
    return registered(known, rows, ko, en, Confidence.LOW)


def _topics(known: Known) -> dict[str, bool]:
    from gotgan.survey.rules.prefill.protected import columns_that_speak_of, has_person

    person = has_person(known)
    return {
        "personal": person,
        "location": person and "coordinates" in known.kinds,
        "geospatial": bool({"geospatial", "three_d"} & set(known.facts.modality)),
        "medical": person and bool(columns_that_speak_of(known, "medical_information")),
        "credit": person and bool(columns_that_speak_of(known, "credit_information")),
    }
