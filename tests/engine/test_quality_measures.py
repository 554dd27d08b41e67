"""Measures one by one: what they find in a small dataset, against figures made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.engine.quality_subjects import DAY, answers, column, subject, table

from gotgan.engine.quality import MEASURES, Measured, look_at
from gotgan.terms.readiness import Method

M, S, D = Method.MEASURED, Method.SAMPLED, Method.DECLARED
PROSE = {"tokens": 900, "mean_tokens": 40, "duplicate_share": 0.1, "repeated_gram_share": 0.3}
PERSON = {"table": "t.csv", "column": "성명", "kind": "person_name", "count": 5, "share": 0.5, "confidence": 0.8}
TWO_SCORES = [{"metric": "kappa", "value": 0.8}, {"metric": "일치율", "value": 91}]
CONTRACT = [{"contractor": "가", "quantity": 100, "unit": "장", "year": 2025}]


def found(name: str, *tables: dict[str, Any], said: dict[str, Any] | None = None, **facts: Any) -> Measured:
    return look_at(subject(*tables, said=answers(**(said or {})), **facts)).measure(name)


CASES: list[tuple[str, list[dict[str, Any]], dict[str, Any], dict[str, Any], float | None, Method | None]] = [
    ("completeness.mandatory", [table([column("관리번호", nulls=20), column("전화번호", nulls=90)])], {}, {}, 0.8, M),
    ("completeness.mandatory", [table([column("이름")], keys=[{"columns": ["이름"]}])], {}, {}, 1.0, M),
    ("completeness.mandatory", [table([column("이름")])], {}, {}, None, None),
    ("completeness.readable", [], {}, {"scanned_at": DAY, "file_count": 4, "unread": 1}, 0.75, M),
    ("completeness.readable", [], {}, {}, None, None),
    ("uniqueness.texts", [table([column("글", text_use=PROSE)])], {}, {}, 0.7, M),
    ("uniqueness.texts", [table([column("주소", text_use={**PROSE, "mean_tokens": 9})])], {}, {}, None, None),
    ("uniqueness.others", [], {}, {"is_compared": True}, 1.0, S),
    ("uniqueness.others", [], {}, {"is_compared": True, "overlaps": (
        {"relation": "same_content", "score": 0.4}, {"relation": "same_schema", "score": 0.9})}, 0.6, S),
    ("uniqueness.others", [], {}, {}, None, None),
    ("validity.yes_no", [table([column("사용여부", top=[{"value": "Y", "count": 60}, {"value": "몰라",
     "count": 40}])])],
     {}, {}, 0.6, M),
    ("validity.yes_no", [table([column("사용여부")])], {}, {}, None, None),
    ("validity.amounts", [table([column("금액", lexical_types={"grouped number": 0.9, "text": 0.1})])], {}, {}, 0.9, M),
    ("validity.rates", [table([column("비율", type="decimal", min=-2, max=140, negatives=3)])], {}, {}, 0.97, M),
    ("validity.rates", [table([column("비율", type="decimal")])], {}, {}, None, None),
    ("validity.places", [table([column("위도")], spatial_extent={"in_korea": 0.25, "latitude": "위도",
     "longitude": None})],
     {}, {}, 0.25, M),
    ("validity.codes", [table([column("코드", nulls=50, code_list={"unknown": 0.2, "abolished": 0.1})])], {}, {},
     0.8, M),
    ("currency.codes", [table([column("코드", nulls=50, code_list={"unknown": 0.2, "abolished": 0.1})])], {}, {},
     0.9, M),
    ("validity.dates", [table([column("일자", semantic_type="date", semantic_types={"date": 0.85})])], {}, {}, 0.85, M),
    ("validity.typed", [table([column("일자", lexical_types={"date": 1.0}), column("수", type="integer")])], {},
     {}, 0.5, M),
    ("consistency.rules", [table([column("가")], dependencies=[{"dependent": "가", "error": 0.02},
                                                              {"dependent": "나", "error": 0.0}])], {}, {}, 0.99, M),
    ("consistency.units", [table([column("무게", unit={"unit": "kg", "share": 0.8})])], {}, {}, 0.8, M),
    ("consistency.units", [table([column("무게", unit={"unit": "kg", "share": None})])], {}, {}, None, None),
    ("consistency.forms", [table([column("번호", patterns=[{"mask": "A9", "share": 0.9}])])], {}, {}, 0.9, M),
    ("currency.age", [], {}, {"scanned_at": DAY, "last_real_change": "2026-11-16"}, 10.0, M),
    ("currency.age", [], {"last_real_change": "2026-11-06"}, {"scanned_at": DAY}, 20.0, D),
    ("currency.age", [], {}, {"scanned_at": DAY, "catalogue": {"modified": "2026-10-27T09:00:00"}}, 30.0, D),
    ("currency.age", [], {}, {"scanned_at": DAY, "catalogue": {"modified": "어제"}}, None, None),
    ("currency.kept", [], {"update_cycle": "monthly"}, {"scanned_at": DAY, "last_real_change": "2026-09-25"}, 2.0, M),
    ("currency.kept", [], {"update_cycle": "once"}, {"scanned_at": DAY, "last_real_change": "2026-09-25"}, None, None),
    ("currency.kept", [], {"update_cycle": "daily"}, {"scanned_at": DAY}, None, None),
    ("currency.gaps", [table([column("일")], time_coverage={"column": "일", "periods": 10, "missing": 4,
                                                            "gaps_are_exact": True})], {}, {}, 0.6, M),
    ("currency.gaps", [table([column("일")], time_coverage={"column": "일", "periods": 10, "missing": 4,
                                                            "gaps_are_exact": False})], {}, {}, 0.6, S),
    ("currency.periods", [table([column("일")], time_coverage={"column": "일", "periods": 10})], {}, {}, 10.0, M),
    ("currency.cycle", [], {}, {"catalogue": {"cycle": "매월"}}, 1.0, D),
    ("documentation.keywords", [], {"keywords": "가, 나"}, {}, 2 / 3, D),
    ("documentation.provenance", [], {"lineage": "가"}, {"catalogue": {"collection": "조사"}}, 0.5, D),
    ("documentation.label_guide", [], {"labels_present": "yes", "label_schema": [{"name": "a"}]}, {}, 0.5, D),
    ("documentation.label_guide", [], {}, {}, None, None),
    ("documentation.period", [], {}, {"period": ("2024-01-01", "2024-12-31")}, 1.0, M),
    ("documentation.period", [], {"period_covered": {"from": "2024-01-01", "to": None}}, {}, 1.0, D),
    ("format.machine_readable", [], {}, {"formats": ({"format": "csv", "files": 1}, {"format": "hwp",
     "files": 3})}, 0.4, M),
    ("format.machine_readable", [], {}, {"catalogue": {"links": [{"media_type": "application/pdf"}]}}, 0.2, D),
    ("format.machine_readable", [], {}, {}, None, None),
    ("format.open", [], {}, {"formats": ({"format": "xls", "files": 1}, {"format": "csv", "files": 1})}, 0.5, M),
    ("format.open", [], {}, {"catalogue": {"links": [{"location": "https://a", "media_type": "text/csv"}]}}, 1.0, D),
    ("format.open", [], {}, {}, None, None),
    ("format.rows", [], {}, {"rows": 70}, 70.0, M),
    ("format.rows", [], {"record_count": 90}, {}, 90.0, D),
    ("format.rows", [], {}, {}, None, None),
    ("format.splits", [], {"splits": [{"split": "train"}, {"split": "test"}]}, {"scanned_at": DAY}, 0.7, D),
    ("format.schema", [table([column("가", format="csv")], path="a"), table([
        column("수", lexical_types={"integer": 0.9, "text": 0.1}, mixed_type_rate=0.1)], path="b")], {}, {}, 0.5, M),
    ("labels.present", [], {"labels_present": "yes"}, {}, 1.0, D),
    ("labels.present", [], {}, {"labels": {"columns": [{"column": "라벨", "is_sure": True}], "files": 0}}, 1.0, M),
    ("labels.present", [], {}, {"scanned_at": DAY}, 0.0, M),
    ("labels.present", [], {}, {}, None, None),
    ("labels.filled", [], {}, {"labels": {"columns": [
        {"column": "라벨", "is_sure": True, "rows": 50, "missing": 5}], "files": 0}}, 0.9, M),
    ("labels.filled", [], {"label_share": 80}, {}, 0.8, D),
    ("labels.filled", [], {}, {}, None, None),
    ("labels.agreement", [], {"label_agreement": TWO_SCORES}, {}, 0.8, D),
    ("labels.agreement", [], {}, {}, None, None),
    ("labels.syntax", [], {}, {"labels": {"files": 9, "formats": ["coco", "json"]}}, 0.75, M),
    ("labels.syntax", [], {"labels_present": "yes"}, {}, None, None),
    ("labels.syntax", [], {}, {}, None, None),
    ("labels.leaks", [table([column("가")], ai_use={"labels": [
        {"column": "라벨", "leaks": [{"column": "답"}]}, {"column": "급", "leaks": []}]})], {}, {}, 0.5, M),
    ("licence.training", [], {"licence": "kogl_4"}, {}, 0.3, D),
    ("licence.training", [], {"licence": "kogl_4_ai"}, {}, 1.0, D),
    ("licence.training", [], {"licence": "kogl_1", "permitted_purposes": [
        {"purpose": "pretrain", "answer": "no"}, {"purpose": "finetune", "answer": "ask"}]}, {}, 0.5, D),
    ("licence.training", [], {"licence": "kogl_1", "permitted_purposes": [
        {"purpose": "pretrain", "answer": "no"}, {"purpose": "finetune", "answer": "no"}]}, {}, 0.0, D),
    ("licence.training", [], {}, {"catalogue": {"licence": "자체 이용약관"}}, 0.2, D),
    ("licence.training", [], {}, {}, 0.0, D),
    ("licence.stated", [], {"licence": "none_stated"}, {}, 0.0, D),
    ("licence.third_party", [], {"third_party_works": [{"kind": "사진", "cleared": "yes"}, {"kind": "글",
     "cleared": "no"}]},
     {}, 0.5, D),
    ("licence.consent", [], {"personal_data": "identifiable", "consent_covers_ai": {"answer": "yes",
     "files": []}}, {}, 1.0, D),
    ("licence.consent", [], {"personal_data": "identifiable"}, {}, 0.0, D),
    ("licence.consent", [], {"personal_data": "none"}, {}, None, None),
    ("licence.basis", [], {}, {"catalogue": {"legal_basis": "법"}}, 1.0, D),
    ("linkability.standards", [], {"standards_used": ["kcd"]}, {"standards": ("legal_dong", "kcd")}, 2.0, M),
    ("linkability.standards", [], {"standards_used": ["kcd"]}, {}, 1.0, D),
    ("linkability.standards", [], {}, {}, None, None),
    ("linkability.axes", [table([column("코드", semantic_type="institution_code"), column("일", type="date")])],
     {}, {}, 2.0, M),
    ("linkability.keys", [table([column("가")], keys=[{"columns": ["가"]}]), table([column("나")])], {}, {}, 0.5, M),
    ("media.hours", [], {}, {"media": {"seconds": 7200}}, 2.0, M),
    ("media.hours", [], {}, {}, None, None),
    ("media.tokens", [table([column("글", text_use=PROSE)])], {}, {"media": {"tokens": 100}}, 1000.0, M),
    ("media.files", [], {}, {"media": {"kinds": {"image": 3, "label": 9}}}, 3.0, M),
    ("media.extractable", [], {}, {"documents": ({"format": "pdf", "files": 4, "no_text": 3},)}, 0.25, M),
    ("media.extractable", [], {}, {}, None, None),
    ("privacy.state", [], {}, {}, 0.0, D),
    ("privacy.state", [table([column("가")])], {}, {}, 0.8, M),
    ("privacy.state", [], {}, {"findings": (PERSON,)}, 0.0, M),
    ("privacy.state", [table([column("가")])], {"personal_data": "none"}, {}, 1.0, M),
    ("privacy.state", [], {"personal_data": "none"}, {}, 1.0, D),
    ("privacy.state", [], {"personal_data": "none"}, {"findings": (PERSON,)}, 0.0, M),
    ("privacy.state", [], {"personal_data": "identifiable"}, {"findings": (PERSON,)}, 0.0, M),
    ("privacy.reviewed", [], {"personal_data": "identifiable"}, {}, 0.0, D),
    ("privacy.reviewed", [], {"personal_data": "pseudonymous",
     "prior_deidentification": [{"technique": "가명"}]}, {}, 0.5, D),
    ("privacy.reviewed", [], {"personal_data": "pseudonymous", "prior_deidentification": [
        {"technique": "가명", "review": "적정"}]}, {}, 1.0, D),
    ("privacy.reviewed", [], {}, {}, None, None),
    ("privacy.portraits", [], {}, {"modality": ("image",)}, 0.0, D),
    ("privacy.portraits", [], {"portrait_voice": "yes"}, {"modality": ("audio",)}, 1.0, D),
    ("privacy.portraits", [], {"portrait_voice": "no", "video_of_people": "no"}, {"modality": ("image",)}, None, None),
    ("privacy.portraits", [], {}, {}, None, None),
    ("privacy.risk", [], {"personal_data": "identifiable"}, {"risks": (
        {"columns": ["나이"], "rows_alone": 0.2, "k_least": 1},)}, 0.2, M),
    ("privacy.risk", [], {"personal_data": "identifiable"}, {}, None, None),
    ("representation.groups", [table([column("가")], ai_use={"groups": [
        {"column": "성별", "groups": 2, "evenness": 0.9}, {"column": "나이", "groups": 5, "evenness": 0.4}]})],
     {}, {}, 0.4, M),
    ("representation.regions", [], {}, {"regions": ({"provinces": 17, "is_nation": True},)}, 1.0, M),
    ("representation.regions", [], {}, {"regions": ({"provinces": 10},)}, 10 / 17, M),
    ("representation.regions", [], {}, {"regions": ({"provinces": 1},)}, None, None),
    ("representation.diversity", [table([column("가", entropy=1.0, distinct=4), column("나", entropy=0.0,
     distinct=1)])],
     {}, {}, 0.25, M),
    ("counts.contract", [], {"contractor": CONTRACT}, {"media": {"kinds": {"image": 40}}}, 0.4, M),
    ("counts.contract", [], {"contractor": [{"quantity": 4, "unit": "시간"}]}, {"media": {"seconds": 3600}}, 0.25, M),
    ("counts.contract", [], {"contractor": [{"quantity": 400, "unit": "토큰"}]}, {"media": {"tokens": 100}}, 0.25, M),
    ("counts.contract", [], {"contractor": [{"quantity": 400, "unit": "토큰"}]}, {}, None, None),
    ("counts.contract", [], {"contractor": [*CONTRACT, {"quantity": 5, "unit": "건"}]}, {"rows": 9}, None, None),
    ("counts.contract", [], {"contractor": CONTRACT}, {}, None, None),
    ("counts.reports", [], {"error_reports": [{"received": 10, "resolved": 7}]}, {}, 0.7, D),
    ("counts.reports", [], {}, {}, None, None),
    ("access.route", [], {"future_routes": ["apply_download"]}, {}, 0.6, D),
    ("access.route", [], {"future_routes": ["safe_zone_onsite"]}, {}, 0.3, D),
    ("access.route", [], {"provision_now_how": {"routes": ["api"], "addresses": []}}, {}, 1.0, D),
    ("access.route", [], {}, {"is_opened": True}, 1.0, M),
    ("access.route", [], {}, {}, 0.0, D),
    ("access.download", [], {"provision_now_how": {"routes": [], "addresses": ["https://a"]}}, {}, 1.0, D),
    ("access.download", [], {}, {"catalogue": {"links": [{"location": "https://a"}]}}, 1.0, M),
    ("access.reached", [], {}, {"catalogue": {"links": [{"location": "https://a", "is_reachable": True}]}}, 1.0, M),
    ("access.reached", [], {}, {"catalogue": {"links": [{"location": "https://a"}]}}, 0.0, D),
    ("access.reached", [], {}, {"catalogue": {"links": [{"location": "https://a", "is_reachable": False}]}}, 0.0, M),
    ("access.reached", [], {}, {}, 0.0, M),
    ("access.protocol", [], {}, {"catalogue": {"links": [{"location": "ftp://a"}]}}, 0.0, M),
    ("metadata.changes", [], {}, {"versions": 2}, 1.0, M),
    ("metadata.dictionary", [], {"data_dictionary": ["정의서.xlsx"]}, {}, 1.0, D),
    ("metadata.dictionary", [], {"data_dictionary": ["정의서.xlsx"]}, {"catalogue": {"dictionary": "있음"}}, 1.0, M),
    ("metadata.licence", [], {"licence": "kogl_1"}, {}, 1.0, D),
    ("metadata.description", [], {"description": "도로마다 센 차"}, {}, 1.0, D),
    ("metadata.licence", [], {}, {}, 0.0, M),
    ("metadata.known_format", [], {}, {"formats": ({"format": "csv"}, {"format": "위키"})}, 0.0, M),
]  # fmt: skip


@pytest.mark.parametrize(("name", "tables", "said", "facts", "value", "method"), CASES, ids=lambda each: str(each)[:24])
def test_measure_finds(
    name: str,
    tables: list[dict[str, Any]],
    said: dict[str, Any],
    facts: dict[str, Any],
    value: float | None,
    method: Method | None,
) -> None:
    told = found(name, *tables, said=said, **facts)
    assert told.value == (None if value is None else pytest.approx(value)), told.says.en
    assert method is None or told.method is method
    assert told.says.ko
    assert told.says.en
    assert 0 <= told.confidence <= 1


def test_every_measure_has_nothing_to_say_of_nothing_and_says_that() -> None:
    look = look_at(subject())
    for name in MEASURES:
        told = look.measure(name)
        assert told.says.ko, name
        assert told.method is not Method.SAMPLED


def test_days_of_the_evidence_are_days() -> None:
    told = found("currency.age", scanned_at=DAY, last_real_change="2027-01-01")
    assert told.value == 0
    assert date(2027, 1, 1).isoformat() in told.says.ko
