"""A table with every technique of a plan that can be sharded, and the same rows in files of uneven size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PLAN = """
subject: 사람
columns:
  이름: {do: suppress}
  사람: {do: pseudonymise, key: env:GOTGAN_KEY}
  나이: {do: key, hierarchy: "builtin:age", least_level: 1}
  우편: {do: key, hierarchy: "builtin:postcode"}
  성별: {do: key}
  소득: {do: sensitive}
  메모: {do: mask_text}
  몸무게: {do: noise, scale: 0.1}
  맥박: {do: noise, scale: 0.2, shape: laplace}
  키: {do: round, to: 5}
  매출: {do: top_code, at: 900}
  지출: {do: bottom_code, at: 100.5}
  점수: {do: microaggregate, size: 5}
  부서: {do: mask, keep_first: 2}
  코드: {do: keep}
  수량: {do: keep}
privacy: {k: 5, l: 2, t: 0.45}
"""
CUTS = (0.0, 0.003, 0.11, 0.112, 0.4, 0.65, 0.9, 1.0)
"""Where seven shards begin and end."""


def people(rows: int, seed: int = 5) -> pa.Table:
    """Texts alone, as a CSV gives them, with missing cells; a person stands in about two rows."""
    draw = np.random.default_rng(seed)
    of = lambda low, high: draw.integers(low, high, rows)  # noqa: E731
    number = of(0, max(rows // 2, 1))
    phones = _joined("담당 010-", of(2000, 9999), "-", of(1000, 9999), " 로 연락")
    columns = {
        "이름": _joined("김", of(0, 500)),
        "사람": _texts(number + 100_000_000),
        "나이": _texts(20 + of(0, 60)),
        "우편": _joined("0", 1000 + 25 * of(0, 120)),
        "성별": pa.array(np.array(["남", "여"])[of(0, 2)]),
        "소득": _texts(of(0, 8) * 100),
        "메모": pc.if_else(pa.array(of(0, 50) == 0), phones, "특이 사항 없음"),
        "몸무게": _texts(np.round(draw.normal(65, 11, rows), 1)),
        "맥박": _texts(of(50, 110)),
        "키": _texts(of(140, 200)),
        "매출": _texts(draw.integers(0, 1_000, rows)),
        "지출": _texts(np.round(draw.gamma(2, 200, rows), 2)),
        "점수": _texts(np.round(draw.normal(50, 20, rows), 3)),
        "부서": _joined("제", of(1, 30), "과"),
        "코드": _joined("0", of(10, 99)),
        "수량": _texts(of(0, 5_000)),
    }
    missing = pa.array(of(0, 40) == 0)
    for name in ("나이", "메모", "몸무게", "키", "점수", "수량"):
        columns[name] = pc.if_else(missing, pa.nulls(rows, pa.string()), columns[name])
    return pa.table(columns)


def _texts(values: np.ndarray) -> pa.Array:
    return pa.array(values).cast(pa.string())


def _joined(*parts: str | np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(*[part if isinstance(part, str) else _texts(part) for part in parts], "")


def write_uneven(table: pa.Table, folder: Path) -> list[Path]:
    """Seven files one after the other, with row groups of different sizes."""
    edges = [round(share * table.num_rows) for share in CUTS]
    paths = []
    for number, (first, end) in enumerate(pairwise(edges)):
        path = folder / f"shard-{number}.parquet"
        pq.write_table(table.slice(first, end - first), path, row_group_size=20_011 + 30_000 * number)
        paths.append(path)
    return paths
