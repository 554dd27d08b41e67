"""Readiness of 10,000 profiled datasets of 20 columns: every use that fits, and the 405 points of metadata quality.

    python benchmarks/readiness.py            # --datasets N

The profiles are those of `gotgan profile` of thirty generated tables (codes, days, amounts, yes/no, prose, persons),
taken over and over with other names, counts and answers, so that no two datasets are alike. Timed: from a subject in
memory to its sheets, and to their JSON as a hub keeps it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gotgan.agent.files import profile_files
from gotgan.engine.quality import open_book, sheets_of, uses_of
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.readiness import Subject
from gotgan.terms.survey import Answer, DatasetFacts, FilledBy

BAR_SECONDS = 60.0
HEADER = [
    "관리번호", "기준일자", "법정동코드", "금액(천원)", "사용여부", "위도", "경도", "등급", "비고", "성별", "나이",
]  # fmt: skip
TABLES, ROWS, COLUMNS = 30, 300, 20
DAY = datetime(2026, 11, 26, tzinfo=UTC)
WORDS = ("민원", "도로", "병원", "학교", "공원", "버스", "대기", "수질", "예산", "축제", "복지", "안전", "주차", "관광")


def write_tables(folder: Path, luck: random.Random) -> list[Path]:
    """Thirty CSV files of twenty columns; a third with gaps in time, a third with persons, a third with prose."""
    paths = []
    for number in range(TABLES):
        header = [*HEADER]
        header += [f"{luck.choice(WORDS)}{place}" for place in range(COLUMNS - len(header))]
        lines = [",".join(header)]
        for row in range(ROWS):
            prose = " ".join(luck.choices(WORDS, k=40)) if number % 3 == 0 else luck.choice(("", "-", "확인"))
            person = (luck.choice("남여"), str(luck.randint(1, 90))) if number % 3 == 1 else ("", "")
            cells = [f"A{row:05d}", f"2024-{1 + row % 12:02d}-{1 + row % 28:02d}", f"11110{luck.randint(101, 187)}00",
                     str(luck.randint(-5, 9000)), luck.choice("YN"), f"37.{luck.randint(1, 9999)}",
                     f"127.{luck.randint(1, 9999)}", luck.choice("가나다"), prose, *person]  # fmt: skip
            more = COLUMNS - len(cells)
            cells += [luck.choice(("", "-", str(luck.random()), luck.choice(WORDS))) for _ in range(more)]
            lines.append(",".join(cells))
        paths.append(folder / f"{number}.csv")
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8" if number % 2 else "cp949")
    return paths


def subjects(profiles: Sequence[Mapping[str, Any]], number: int, luck: random.Random) -> Iterator[Subject]:
    """Each with a profile of its own, an answered sheet for half, findings for a third."""
    for place in range(number):
        told = {**profiles[place % len(profiles)], "path": f"{place}.csv", "duplicate_rows": luck.randint(0, 30)}
        told["columns"] = [{**each, "nulls": luck.randint(0, 40)} for each in told["columns"]]
        values = {
            "licence": luck.choice(("kogl_1", "kogl_4", "none_stated")), "description": "설명 " * luck.randint(1, 60),
            "update_cycle": "monthly", "legal_basis": "법 제1조", "security_class": "general",
            "collection_method": ["admin"], "personal_data": "identifiable" if place % 3 == 1 else "none",
        }  # fmt: skip
        said = {key: Answer(value, FilledBy.OFFICER, is_confirmed=True) for key, value in values.items()}
        finding = {
            "table": f"{place}.csv",
            "column": "비고",
            "kind": "phone",
            "count": 9,
            "share": 0.03,
            "confidence": 0.9,
        }
        facts = DatasetFacts(
            str(place), "0001", f"org/{place}", "제목", scanned_at=DAY, rows=ROWS, file_count=1, size_bytes=40_000,
            formats=({"format": "csv", "encoding": told["encoding"], "files": 1},), last_real_change="2026-01-05",
            modality=("table",), findings=(finding,) if place % 3 == 1 else (),
        )  # fmt: skip
        record = DatasetRecord(str(place), "0001", "org", str(place), "s", "r", "제목", version_id=f"v{place}")
        bare = Subject(record, facts, (told,))
        yield replace(bare, answers=said) if place % 2 else bare


def main() -> int:
    """Print the figures; 1 when over the bar."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--datasets", type=int, default=10_000)
    wanted = reader.parse_args().datasets
    luck = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        profiles = json.loads(json.dumps(profile_files(write_tables(Path(folder), luck)).results))
    books = open_book("ai_readiness"), open_book("mqa")
    seconds = written = 0.0
    sheets = size = 0
    for subject in subjects(profiles, wanted, luck):
        started = time.process_time()
        found = sheets_of(subject, [*((books[0], use) for use in uses_of(subject)), (books[1], "any")])
        done = time.process_time()
        kept = [json.dumps(sheet.to_json(), ensure_ascii=False) for sheet in found]
        seconds, written = seconds + done - started, written + time.process_time() - done
        sheets, size = sheets + len(found), size + sum(map(len, kept))
    print(f"{wanted:,} datasets of {COLUMNS} columns, {sheets:,} sheets: {seconds:.1f} CPU s (bar {BAR_SECONDS:.0f})")
    print(f"their JSON: {written:.1f} CPU s more, {size / sheets / 1000:.1f} thousand characters a sheet")
    return int(seconds > BAR_SECONDS * wanted / 10_000)


if __name__ == "__main__":
    sys.exit(main())
