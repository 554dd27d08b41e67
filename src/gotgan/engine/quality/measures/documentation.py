"""Documentation: what people wrote of it, so that another can use it. Words are worth DECLARED_CAP at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, with_names
from gotgan.engine.quality.measures.completeness import no_table
from gotgan.engine.quality.names import needs_unit, says_something
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

NUMBERS = frozenset({"integer", "decimal"})
DATASHEET: Mapping[str, Words] = {
    "original_purpose": Words("구축 목적", "purpose"),
    "record_unit": Words("기록 단위", "what one record stands for"),
    "collection_method": Words("수집 방법", "how it was collected"),
    "population_or_sample": Words("전수·표본", "population or sample"),
    "lineage": Words("생성 경로", "lineage"),
    "known_bias": Words("알려진 편향", "known bias"),
    "known_defects": Words("알려진 결함", "known defects"),
    "ai_tasks": Words("활용 과제", "tasks"),
}
"""Questions of Datasheets for Datasets (Gebru et al. 2021) and Croissant RAI that the questionnaire asks."""


def description_of(look: Look) -> str:
    said = look.answer("description")
    return str(said or look.stated("description") or look.record.description or "").strip()


@measure("documentation.description")
@takes(enough=Number(100, 1, 10_000, is_whole=True))
def description(look: Look, options: Options) -> Measured:
    """Its length out of `enough` characters, in which it says what, by whom and in which task; 1 at most."""
    text = description_of(look)
    value = min(1.0, len(text) / options["enough"])
    said = Words(f"설명이 {len(text):,}자입니다.", f"Its description has {len(text):,} characters.")
    evidence = look.by_answer("description") or look.by_record("description")
    return Measured(value, said, Method.DECLARED, 0.7, evidence, verifier=look.verifier("description"))


@measure("documentation.names")
def names(look: Look) -> Measured:
    """The share of columns whose name says something."""
    if not look.columns:
        return no_table(look)
    bare = sorted({each.name for each in look.columns if not says_something(each.name)})
    number = sum(not says_something(each.name) for each in look.columns)
    said = Words(f"항목 {len(look.columns)}개 가운데 {number}개는 이름으로 뜻을 알 수 없습니다.",
                 f"The names of {number} of {len(look.columns)} columns say nothing.")  # fmt: skip
    share = 1 - number / len(look.columns)
    return Measured(share, with_names(said, bare), look.method, 0.8, look.scans, tuple(bare))


@measure("documentation.dictionary")
def dictionary(look: Look) -> Measured:
    """1 where a data dictionary is there."""
    found = look.answered("data_dictionary") or look.stated("dictionary")
    said = (
        Words("항목 정의서가 있습니다.", "There is a data dictionary.")
        if found
        else Words("항목 정의서나 코드 정의서가 없습니다.", "There is no data dictionary.")
    )
    evidence = look.by_answer("data_dictionary") or look.by_record("dictionary")
    return Measured(float(bool(found)), said, Method.DECLARED, 0.7 if found else 0.5, evidence,
                    verifier=look.verifier("data_dictionary"))  # fmt: skip


@measure("documentation.units")
def units(look: Look) -> Measured:
    """The share of measured numbers whose unit is known: neither codes, counts, years, days nor places."""
    told = [
        each for each in look.columns
        if each.told.get("type") in NUMBERS
        and not each.told.get("semantic_type")
        and needs_unit(each.name)
        and (each.told.get("distinct") or 0) > 2
    ]  # fmt: skip
    if not told:
        return not_asked("단위가 필요한 숫자 항목이 없습니다.", "No column of numbers needs a unit.")
    bare = sorted(each.name for each in told if not each.told.get("unit"))
    said = Words(f"숫자 항목 {len(told)}개 가운데 {len(bare)}개의 단위를 모릅니다.",
                 f"The unit of {len(bare)} of {len(told)} columns of numbers is not known.")  # fmt: skip
    return Measured(1 - len(bare) / len(told), with_names(said, bare), look.close_method, 0.6, look.scans, tuple(bare))


@measure("documentation.datasheet")
def datasheet(look: Look) -> Measured:
    """The share of eight questions that are answered: purpose, unit of record, collection, population or sample,
    lineage, known bias, known defects, tasks.
    """
    return _answered(look, DATASHEET, "데이터 설명서", "datasheet")


@measure("documentation.provenance")
def provenance(look: Look) -> Measured:
    """The share of questions about its origin that are answered or stated by the record."""
    asked = {
        "collection_method": Words("수집 방법", "how it was collected"),
        "source_bodies": Words("원천 기관", "source bodies"),
        "lineage": Words("생성 경로", "lineage"),
        "first_year": Words("최초 연도", "first year"),
    }
    return _answered(look, asked, "출처", "origin", {"collection_method": "collection"})


def _answered(
    look: Look, asked: Mapping[str, Words], ko: str, en: str, recorded: Mapping[str, str] | None = None
) -> Measured:
    known = [key for key in asked if look.answered(key) or look.stated((recorded or {}).get(key, ""))]
    open_ones: Sequence[Words] = [asked[key] for key in asked if key not in known]
    rest = Words(", ".join(each.ko for each in open_ones), ", ".join(each.en for each in open_ones))
    said = Words(f"{ko} 질문 {len(asked)}개 가운데 {len(known)}개를 답했습니다.",
                 f"{len(known)} of {len(asked)} questions of the {en} are answered.")  # fmt: skip
    if open_ones:
        said = Words(f"{said.ko} 남은 것: {rest.ko}.", f"{said.en} Open: {rest.en}.")
    return Measured(len(known) / len(asked), said, Method.DECLARED, 0.6, look.by_answer(*known), verifier="person")


@measure("documentation.label_guide")
def label_guide(look: Look) -> Measured:
    """Half for what labels mean, half for the guideline they were made by; asked where there are labels."""
    if not has_labels(look):
        return not_asked("라벨이 있다는 근거가 없습니다.", "Nothing shows that it has labels.")
    known = [key for key in ("label_schema", "label_guideline") if look.answered(key)]
    said = Words(f"라벨 정의서·작업 지침 2건 가운데 {len(known)}건이 있습니다.",
                 f"{len(known)} of 2 papers on labels (schema, guideline) are there.")  # fmt: skip
    return Measured(len(known) / 2, said, Method.DECLARED, 0.6, look.by_answer(*known), verifier="person")


def has_labels(look: Look) -> bool:
    facts = look.facts.labels
    sure = any(each.get("is_sure") for each in facts.get("columns") or ())
    return bool(facts.get("files") or sure or look.answer("labels_present") == "yes")


@measure("documentation.keywords")
@takes(enough=Number(3, 1, 100, is_whole=True))
def keywords(look: Look, options: Options) -> Measured:
    """Keywords out of `enough`, 1 at most."""
    said_words = look.answer("keywords")
    number = len(look.record.keywords) or (len(str(said_words).split(",")) if said_words else 0)
    said = Words(f"핵심어가 {number}개입니다.", f"It has {number} keywords.")
    evidence = look.by_answer("keywords") or look.by_record("keywords")
    value = min(1.0, number / options["enough"])
    return Measured(value, said, Method.DECLARED, 0.7, evidence, verifier=look.verifier("keywords"))


@measure("documentation.period")
def period(look: Look) -> Measured:
    """1 where the period is measured, or said; a period that the scan confirms is measured."""
    told: Any = look.answer("period_covered") or look.stated("temporal")
    if look.facts.period:
        first, last = look.facts.period
        said = Words(
            f"수록 기간을 데이터에서 확인했습니다({first}~{last}).",
            f"The data itself tells its period ({first} to {last}).",
        )
        return Measured(1.0, said, look.close_method, 0.9, look.scan)
    said = (
        Words("수록 기간을 밝혔습니다.", "Its period is stated.")
        if told
        else Words("수록 기간을 모릅니다.", "Its period is not known.")
    )
    evidence = look.by_answer("period_covered") or look.by_record("temporal")
    return Measured(
        float(bool(told)),
        said,
        look.method_of("period_covered"),
        0.6,
        evidence,
        verifier=look.verifier("period_covered"),
    )
