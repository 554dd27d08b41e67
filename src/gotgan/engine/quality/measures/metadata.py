"""Metadata: whether the record holds a thing. The record was read, so this is measured; what it says is not judged.

What nothing but an answer of the survey holds is declared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured
from gotgan.engine.quality.measures.documentation import description_of
from gotgan.engine.quality.measures.format import KINDS, PROPRIETARY, formats_of, linked_formats
from gotgan.engine.quality.measures.licence import LETS, code_of
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

PROVISIONS = ("open", "limited", "internal", "none")
"""Survey questionnaire, code list `provision_now`."""
MANDATORY = ("title", "description")
"""Of dcat:Dataset in DCAT-AP 3; keyword, theme, publisher and contact are recommended."""


def _holds(name: str, ko: str, en: str, told: Callable[[Look], Any], *keys: str) -> None:
    """A measure that is 1 where the record holds something."""

    def holds(look: Look) -> Measured:
        is_read = bool(told(look.unanswered))
        is_there = is_read or bool(told(look))
        said = (
            Words(f"{ko}: 있음.", f"The record holds {en}.")
            if is_there
            else Words(f"{ko}: 없음.", f"The record holds no {en}.")
        )
        if is_there and not is_read:
            return by_answer(look, said, *keys)
        return Measured(float(is_there), said, Method.MEASURED, 1.0, look.by_record(*keys), verifier="register")

    measure(name)(holds)


def by_answer(look: Look, said: Words, *keys: str) -> Measured:
    """It is there because somebody answered so."""
    key = next(each for each in keys if look.answered(each))
    return Measured(1.0, said, look.method_of(key), 0.5, look.by_answer(*keys), verifier=look.verifier(key))


def _links(look: Look) -> list[Any]:
    return list(look.stated("links") or ())


_holds("metadata.title", "제목", "title", lambda look: look.record.title)
_holds("metadata.description", "설명", "description", description_of, "description")
_holds(
    "metadata.keywords", "핵심어", "keyword", lambda look: look.record.keywords or look.answer("keywords"), "keywords"
)
_holds("metadata.theme", "분야", "theme",
       lambda look: look.stated("field") or look.stated("theme") or look.answer("field"), "field", "theme")  # fmt: skip
_holds(
    "metadata.spatial",
    "지역 범위",
    "spatial extent",
    lambda look: look.stated("spatial") or look.answer("region") or look.facts.regions,
    "spatial",
    "region",
)
_holds("metadata.temporal", "수록 기간", "temporal extent",
       lambda look: look.stated("temporal") or look.answer("period_covered") or look.facts.period, "temporal",
       "period_covered")  # fmt: skip
_holds("metadata.publisher", "발행 기관", "publisher", lambda look: look.record.organisation, "publisher")
_holds("metadata.contact", "담당 연락처", "contact point",
       lambda look: look.answer("contact") or look.answer("department") or look.stated("department"), "contact",
       "department")  # fmt: skip
_holds("metadata.licence", "이용허락", "licence", lambda look: code_of(look) not in ("", "none_stated"), "licence")
_holds("metadata.licence_code", "표준 코드의 이용허락", "licence from a vocabulary",
       lambda look: code_of(look) in LETS and code_of(look) not in ("none_stated", "other"), "licence")  # fmt: skip
_holds("metadata.access_rights", "접근 권한", "access rights",
       lambda look: look.stated("access") or look.stated("provision_now") or look.answer("provision_now"),
       "access", "provision_now")  # fmt: skip
_holds("metadata.access_code", "표준 코드의 접근 권한", "access rights from a vocabulary",
       lambda look: (look.answer("provision_now") or look.stated("provision_now")) in PROVISIONS,
       "provision_now")  # fmt: skip
_holds("metadata.rights", "권리 설명", "rights", lambda look: look.stated("rights"), "rights")
_holds(
    "metadata.size", "용량", "byte size", lambda look: look.facts.size_bytes or look.answer("size_bytes"), "size_bytes"
)
_holds("metadata.issued", "발행일", "date of issue", lambda look: look.stated("issued"), "issued")
_holds(
    "metadata.modified",
    "수정일",
    "date of modification",
    lambda look: look.stated("modified") or look.facts.last_real_change,
    "modified",
)
_holds("metadata.format", "파일 형식", "format", lambda look: formats_of(look) or linked_formats(look), "links")
_holds("metadata.media_type", "매체 유형", "media type",
       lambda look: formats_of(look) or any(link.get("media_type") for link in _links(look)), "links")  # fmt: skip
_holds("metadata.known_format", "표준 목록의 형식", "format from a vocabulary",
       lambda look: _all_in(look, {*KINDS, *PROPRIETARY}), "links")  # fmt: skip
_holds("metadata.open_format", "개방형 형식", "non-proprietary format",
       lambda look: any(name in KINDS and name not in PROPRIETARY for name in _formats(look)), "links")  # fmt: skip
_holds("metadata.machine_format", "기계 판독 형식", "machine-readable format",
       lambda look: any(KINDS.get(name) in ("record", "sheet") for name in _formats(look)), "links")  # fmt: skip
_holds("metadata.identifier", "영구 식별자", "lasting identifier", lambda look: look.record.id)
_holds("metadata.provenance", "출처 설명", "provenance",
       lambda look: look.answer("collection_method") or look.answer("lineage") or look.stated("collection"),
       "collection_method", "lineage", "collection")  # fmt: skip
_holds("metadata.standards", "적용 표준", "standard followed",
       lambda look: look.stated("conforms_to") or look.facts.standards or look.answer("standards_used"),
       "conforms_to", "standards_used")  # fmt: skip
_holds(
    "metadata.dictionary",
    "항목 정의서",
    "data dictionary",
    lambda look: look.answer("data_dictionary") or look.stated("dictionary"),
    "data_dictionary",
    "dictionary",
)
_holds("metadata.changes", "변경 이력", "history of changes", lambda look: look.facts.versions > 1)


def _formats(look: Look) -> list[str]:
    return list(formats_of(look) or linked_formats(look))


def _all_in(look: Look, known: set[str]) -> bool:
    found = _formats(look)
    return bool(found) and all(name in known for name in found)


@measure("metadata.dcat_ap")
def dcat_ap(look: Look) -> Measured:
    """1 where the mandatory properties are there: title and description, in words."""
    there = [bool(look.record.title.strip()), bool(description_of(look))]
    said = Words(f"DCAT-AP 필수 항목 {len(there)}개 가운데 {sum(there)}개가 있습니다.",
                 f"{sum(there)} of {len(there)} mandatory properties of DCAT-AP are there.")  # fmt: skip
    return Measured(float(all(there)), said, Method.MEASURED, 1.0, look.by_record(*MANDATORY), verifier="register")
