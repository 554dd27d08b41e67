"""The profile of a 1M x 20 Parquet beside DuckDB's SUMMARIZE: CPU seconds and peak memory of both, one run.

    python benchmarks/profile.py [--rows 1000000] [--repeat 3]

The table has the shape of measure.md section 10: 5 integer, 4 float, 9 text (Korean, resident-number-like,
phone, hash, free text), a date and a timestamp, with nulls. Each measurement runs in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.run import Figure, in_own_process, measured, table_of

SEED = 7
WORDS = re.findall(r"\w+", "민원 처리 가로등 주차장 도로 공원 학교 병원 복지 시설 점검 신고 안전 예산 계획")
PROVINCES = re.findall(
    r"\w+",
    "서울특별시 부산광역시 대구광역시 인천광역시 광주광역시 대전광역시 울산광역시 세종특별자치시 경기도 "
    "강원특별자치도 충청북도 충청남도 전북특별자치도 전라남도 경상북도 경상남도 제주특별자치도",
)


def write_sample(target: Path, rows: int) -> None:
    """Write the benchmark's table, the same for the same number of rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(SEED)
    number = np.arange(rows)

    def some(values: Any, nulls: float = 0.0) -> pa.Array:
        return pa.array(values, mask=rng.random(rows) < nulls if nulls else None)

    def words(choices: list[str], shape: Any) -> Any:
        return np.array(choices, dtype=object)[rng.integers(0, len(choices), shape)]

    columns = {
        "id": some(number),
        "나이": some(rng.integers(0, 100, rows), 0.02),
        "금액": some(rng.integers(0, 10**9, rows), 0.05),
        "구역": some(rng.integers(11_000, 50_000, rows)),
        "여부": some(rng.integers(0, 2, rows)),
        "위도": some(rng.normal(36.5, 1, rows)),
        "경도": some(rng.normal(127.5, 1, rows), 0.03),
        "비율": some(rng.random(rows), 0.01),
        "점수": some(np.round(rng.normal(50, 10, rows), 1)),
        "시도": some(words(PROVINCES, rows)),
        "시군구": some([f"시군구{k}" for k in rng.integers(0, 250, rows)]),
        "등록번호": some([f"{a:06d}-{b}" for a, b in zip(*_pair(rng, rows, 991_231, 4_999_999), strict=True)]),
        "전화": some([f"010-{a:04d}-{b:04d}" for a, b in zip(*_pair(rng, rows, 9999, 9999), strict=True)], 0.1),
        "해시": some([hashlib.md5(str(k).encode(), usedforsecurity=False).hexdigest() for k in number]),
        "비고": some(np.array([" ".join(row) for row in words(WORDS, (rows, 8))], dtype=object), 0.2),
        "등급": some(words(list("ABCDE"), rows)),
        "코드": some([f"{k:05d}" for k in rng.integers(0, 50_000, rows)]),
        "기관": some([f"기관{k}" for k in rng.zipf(1.3, rows) % 20_000], 0.01),
        "일자": some((np.datetime64("2015-01-01") + rng.integers(0, 4000, rows)).astype("datetime64[D]")),
        "일시": some(
            (np.datetime64("2015-01-01T00:00:00") + rng.integers(0, 4000 * 86_400, rows)).astype("datetime64[us]")
        ),
    }
    pq.write_table(pa.table(columns), target, row_group_size=122_880)


def _pair(rng: Any, rows: int, first: int, second: int) -> tuple[Any, Any]:
    return rng.integers(0, first, rows), rng.integers(second // 5, second, rows)


def run_summarize(parquet: Path) -> None:
    """The peer, with the same threads and memory."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": "800MB"})
    connection.execute(f"SUMMARIZE SELECT * FROM read_parquet('{parquet}')").fetchall()


def run_profile(parquet: Path) -> Any:
    """The full profile, as JSON is written from it."""
    from gotgan.engine.profile import profile_parquet

    return profile_parquet(parquet, facts_of_parquet(parquet)).to_json()


def run_profile_and_sketches(parquet: Path) -> None:
    """The same and the overlap sketches of every column."""
    from gotgan.engine.sketch import sketch_table

    profile = run_profile(parquet)
    distinct = {column["name"]: column["distinct"] for column in profile["columns"]}
    sketch_table(parquet, facts_of_parquet(parquet), b"k" * 32, "benchmark", frozenset(), distinct=distinct)


def facts_of_parquet(parquet: Path) -> Any:
    import pyarrow.parquet as pq

    from gotgan.engine.profile import TableFacts
    from gotgan.engine.tables import ColumnName

    names = pq.read_schema(parquet).names
    columns = tuple(ColumnName(name, name, place) for place, name in enumerate(names, start=1))
    return TableFacts(str(parquet), "parquet", None, None, 0, 0, columns, True)


def figures(rows: int = 1_000_000, repeat: int = 3) -> list[Figure]:
    """Measure the three, alternating, and keep the median by CPU of each."""
    with tempfile.TemporaryDirectory() as folder:
        parquet = Path(folder) / "sample.parquet"
        in_own_process(write_sample, parquet, rows)
        return measured(
            {"DuckDB SUMMARIZE": run_summarize, "profile": run_profile,
             "profile + overlap sketches": run_profile_and_sketches},
            parquet, repeat=repeat,
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    found = figures(arguments.rows, arguments.repeat)
    print(table_of(f"profile of {arguments.rows:,} x 20", found, bars=(None, 1.7, 3.0)))


if __name__ == "__main__":
    main()
