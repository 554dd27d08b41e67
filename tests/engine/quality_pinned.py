"""What each book of the house says of a few datasets, kept beside its version: `python -m tests.engine.quality_pinned`
writes the figures anew once a book's version was raised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.engine.quality_subjects import DAY, answers, column, subject, table

from gotgan.engine.quality import assess, open_book
from gotgan.terms.readiness import ScoreSheet, Subject

KEPT = Path(__file__).parents[1] / "golden/readiness/figures.json"
BOOKS = ("ai_readiness", "fair", "iso_5259_2", "mois_ai_ready", "mqa", "nia", "public_database")
PHONE = {"table": "t.csv", "column": "전화", "kind": "phone", "count": 80, "share": 0.8, "confidence": 0.9}
PERSON = {"table": "t.csv", "column": "성명", "kind": "person_name", "count": 5, "share": 0.5, "confidence": 0.8}
PROSE = {"tokens": 90_000, "mean_tokens": 40, "duplicate_share": 0.1, "repeated_gram_share": 0.3}
LABEL = {"column": "등급", "classes": ["가", "나"], "evenness": 0.6, "imbalance_ratio": 4.0, "leaks": []}
GROUP = {"column": "성별", "groups": 2, "evenness": 0.9}
QUASI = {"columns": ["나이", "성별"], "k_least": 1, "rows_alone": 0.2}


def register() -> Subject:
    """A register of places, well described, with an office's telephone."""
    columns = [
        column("관리번호", nulls=3),
        column("금액(천원)", type="integer", negatives=2, outlier_share=0.05, entropy=2.0, unit={"share": 0.9}),
        column("여부", top=[{"value": "Y", "count": 90}, {"value": "모름", "count": 10}], entropy=0.4, distinct=2),
        column("등록일자", semantic_type="date", semantic_types={"date": 0.9}, mixed_type_rate=0.1,
               lexical_types={"date": 0.9, "text": 0.1}),
        column("법정동코드", code_list={"code_list": "legal_dong_code", "abolished": 0.1, "unknown": 0.1}),
        column("V1", blanks=70, replacement_characters=1),
        column("전화"),
    ]  # fmt: skip
    held = table(columns, rows=1000, encoding="cp949", duplicate_rows=8, ragged_rows=2,
                 keys=[{"columns": ["관리번호"]}], dependencies=[{"dependent": "여부", "error": 0.02}],
                 spatial_extent={"in_korea": 0.95, "latitude": "위도", "longitude": "경도"},
                 time_coverage={"column": "등록일자", "periods": 48, "missing": 4, "gaps_are_exact": True})  # fmt: skip
    said = answers(licence="kogl_2", description="가" * 70, keywords="가, 나", update_cycle="monthly",
                   future_routes=["apply_download"], lineage="가공", legal_basis="법", standards_used=["legal_dong"],
                   splits=[{"split": "train"}, {"split": "test"}])  # fmt: skip
    formats = ({"format": "csv", "encoding": "cp949", "files": 2}, {"format": "xlsx", "files": 1}, {"format": "hwp"})
    return subject(held, said=said, findings=(PHONE,), formats=formats, last_real_change="2026-08-01", versions=2,
                   file_count=4, unread=1, regions=({"provinces": 11},), standards=("legal_dong",),
                   is_compared=True, overlaps=({"relation": "same_content", "score": 0.25},))  # fmt: skip


def persons() -> Subject:
    """A table of persons with a column that may be a label."""
    columns = [column("성명"), column("나이", type="integer", entropy=3.0), column("등급", entropy=0.8, distinct=2)]
    use = {"labels": [LABEL], "groups": [GROUP], "quasi_identifiers": QUASI}
    said = answers(personal_data="pseudonymous", prior_deidentification=[{"technique": "가명"}], licence="contract",
                   consent_covers_ai={"answer": "yes", "files": []})  # fmt: skip
    return subject(table(columns, ai_use=use, encoding="utf-16-le"), said=said, findings=(PERSON,))


def corpus() -> Subject:
    """Texts and pictures with labels in a format of their own, for sale."""
    media = {
        "kinds": {"image": 900, "text": 100, "label": 40},
        "flags": {"dark": 30},
        "tokens": 500_000,
        "seconds": 9000,
    }
    said = answers(licence="kogl_1", future_routes=["safe_zone_onsite"], labels_present="yes", portrait_voice="yes",
                   permitted_purposes=[{"purpose": "pretrain", "answer": "ask"}],
                   label_error_sample=[{"sample": 200, "errors": 4}], label_agreement=[{"value": 0.8}],
                   contractor=[{"quantity": 1200, "unit": "장"}])  # fmt: skip
    return subject(table([column("글", text_use=PROSE)]), said=said, media=media, modality=("image", "text", "audio"),
                   labels={"columns": [], "files": 40, "formats": ["coco", "json"]},
                   documents=({"format": "pdf", "files": 4, "no_text": 1},))  # fmt: skip


def record() -> Subject:
    """A catalogue's record that nobody looked at."""
    links = [{"location": "https://a/b.pdf", "media_type": "application/pdf"}]
    stated = {"links": links, "licence": "자체 이용약관", "provision_now": "limited", "modified": "2026-01-01"}
    return subject(catalogue=stated, record={"keywords": ("가",), "last_seen": DAY})


SUBJECTS = {"register": register, "persons": persons, "corpus": corpus, "record": record}


def figures_of(name: str) -> dict[str, Any]:
    """{version, figures: {dataset: {use: {total, adjusted, checks: {id: [measured, value]}}}}}."""
    book = open_book(name)
    return {
        "version": book.version,
        "figures": {
            of: {use: _told(assess(make(), book, use)) for use in book.uses or ("any",)}
            for of, make in SUBJECTS.items()
        },
    }


def _told(sheet: ScoreSheet) -> dict[str, Any]:
    checks = {each.id: [each.measured, each.value] for factor in sheet.factors for each in factor.checks}
    return {"total": sheet.total, "adjusted": sheet.adjusted, "checks": checks}


if __name__ == "__main__":
    KEPT.parent.mkdir(exist_ok=True)
    told = {name: figures_of(name) for name in BOOKS}
    KEPT.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
