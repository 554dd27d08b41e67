"""The full profile beside its peers: CPU seconds and peak memory, one run.

    python benchmarks/profile.py [--rows 5000000] [--repeat 1] [--small 50000] [--peers PYTHON]

Beside DuckDB written by hand (one scan and one for histograms) and its SUMMARIZE; beside polars' streaming engine
for memory; of a small table beside ydata-profiling (minimal) and DataProfiler (labeler off, every row). The last
three are not among our dependencies: PYTHON (or GOTGAN_BENCH_PEERS) is one that has them, made by

    uv venv --python 3.11 peers
    uv pip install --python peers/bin/python ydata-profiling==4.18.4 DataProfiler==0.14.0 polars "setuptools<81"

Without it they are NOT RUN.

The table has the shape of measure.md section 10: 5 integer, 4 float, 9 text (Korean, resident-number-like,
phone, hash, free text), a date and a timestamp, with nulls. Each measurement runs in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.one_profile import facts_of_parquet, run_first_tiers, run_profile
from benchmarks.run import Figure, in_own_process, measured, table_of
from benchmarks.small_profile import compare_small, one_figure

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


def _peer() -> Any:
    """DuckDB with the threads and memory of the profile."""
    import duckdb

    return duckdb.connect(config={"threads": 2, "memory_limit": "800MB"})


def run_summarize(parquet: Path) -> None:
    _peer().execute(f"SUMMARIZE SELECT * FROM read_parquet('{parquet}')").fetchall()


def run_by_hand(parquet: Path) -> None:
    """One SELECT with every first- and second-tier metric that an aggregate gives, one more for histograms."""
    connection = _peer()
    source = f"read_parquet('{parquet}')"
    types = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    numbers = [name for name, kind in types.items() if kind in ("BIGINT", "DOUBLE")]
    asked = ", ".join(sql for name, kind in types.items() for sql in _by_hand(f'"{name}"', kind))
    answered = connection.execute(f"SELECT count(*), {asked} FROM {source}")
    found = dict(zip([column[0] for column in answered.description], answered.fetchall()[0], strict=True))
    spans = [(name, found[f"{name} low"], found[f"{name} high"]) for name in numbers]
    bins = ", ".join(f'histogram(least(19, floor(("{n}" - {low}) / ({high} - {low}) * 20)))' for n, low, high in spans)
    connection.execute(f"SELECT {bins} FROM {source}").fetchall()


def _by_hand(name: str, kind: str) -> list[str]:
    ends = [f'{end}({name}) AS {name[:-1]} {word}"' for end, word in (("min", "low"), ("max", "high"))]
    asked = [f"count({name})", f"approx_count_distinct({name})", *ends, f"approx_top_k({name}, 10)"]
    if kind in ("BIGINT", "DOUBLE"):
        asked += [f"sum({name})", f"sum({name}::DOUBLE * {name})", f"count(*) FILTER ({name} = 0)",
                  f"count(*) FILTER ({name} < 0)", f"count(*) FILTER ({name} IN (9999, -9999, -999))",
                  f"approx_quantile({name}, [0.05, 0.25, 0.5, 0.75, 0.95])"]  # fmt: skip
    elif kind == "VARCHAR":
        asked += [f"min(length({name}))", f"max(length({name}))", f"avg(length({name}))",
                  f"count(*) FILTER (trim({name}) = '')", f"count(*) FILTER ({name} IN ('-', 'N/A', '해당없음'))",
                  f"count(*) FILTER (contains({name}, chr(65533)))"]  # fmt: skip
    return asked


def run_profile_and_sketches(parquet: Path) -> None:
    """The same and the overlap sketches of every column."""
    from gotgan.engine.sketch import sketch_table

    profile = run_profile(parquet)
    distinct = {column["name"]: column["distinct"] for column in profile["columns"]}
    sketch_table(parquet, facts_of_parquet(parquet), b"k" * 32, "benchmark", frozenset(), distinct=distinct)


JOBS = {"DuckDB by hand": run_by_hand, "DuckDB SUMMARIZE": run_summarize, "profile, tiers 1 and 2": run_first_tiers,
        "profile": run_profile, "profile + overlap sketches": run_profile_and_sketches}  # fmt: skip


def figures(rows: int, repeat: int, folder: Path) -> tuple[Path, list[Figure]]:
    """Measure all, alternating, and keep the median by CPU of each."""
    parquet = folder / f"sample-{rows}.parquet"
    in_own_process(write_sample, parquet, rows)
    return parquet, measured(JOBS, parquet, repeat=repeat)


def compare_long(rows: int, repeat: int, python: str | None, folder: Path) -> None:
    """Beside DuckDB, and beside polars' memory."""
    parquet, found = figures(rows, repeat, folder)
    print(table_of(f"profile of {rows:,} x 20", found, bars=(None, None, None, 1.25, None)))
    by_name = {figure.name: figure for figure in found}
    ratio = by_name["profile"].cpu_seconds / by_name["DuckDB SUMMARIZE"].cpu_seconds
    first = by_name["profile, tiers 1 and 2"].cpu_seconds / by_name["DuckDB SUMMARIZE"].cpu_seconds
    print(f"\nOf SUMMARIZE: tiers 1 and 2 {first:.2f} (bar 1.7), profile {ratio:.2f}")
    if polars := one_figure(python, "polars", parquet):
        share = by_name["profile"].peak_bytes / polars.peak_bytes
        print(f"Peak of polars streaming: {polars.peak_bytes / 1e6:.0f} MB, {polars.cpu_seconds:.1f} CPU s; "
              f"profile / polars {share:.2f} (bar 0.5)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000, help="of the long table; 0 leaves it out")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--small", type=int, default=50_000)
    parser.add_argument("--peers", default=os.environ.get("GOTGAN_BENCH_PEERS"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if arguments.rows:
            compare_long(arguments.rows, arguments.repeat, arguments.peers, folder)
        small = folder / "small.parquet"
        in_own_process(write_sample, small, arguments.small)
        compare_small(small, arguments.small, max(3, arguments.repeat), arguments.peers)


if __name__ == "__main__":
    main()
