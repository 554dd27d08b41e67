"""Generated tables that two engines must agree on."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

WORDS = ("가나", "홍길동", "서울특별시", "ﾊﾝｶｸ", "a😀b", "Ünï", "漢字", "긴" * 230)


def text_table(rows: int, seed: int = 7) -> dict[str, list[str | None]]:
    """Text as read: Korean, codes with leading zeros, dates, times, nulls, blanks, sentinels, decimals, repeats."""
    rng = random.Random(seed)
    some = rng.choice
    day = lambda: (date(1999, 1, 1) + timedelta(days=rng.randrange(9000))).isoformat()  # noqa: E731
    return {
        "이름": [some((*WORDS, None, "", " ", "\u3000", "\n", "해당없음", "-")) for _ in range(rows)],
        "코드": [f"{rng.randrange(400):05d}" for _ in range(rows)],
        "행정코드": [str(some((11110, 26440, 50130))) for _ in range(rows)],
        "정수": [str(rng.randrange(-500, 3_000)) for _ in range(rows)],
        "긴정수": [str(rng.randrange(-(10**30), 10**30)) for _ in range(rows)],
        "소수": [some((None, f"{rng.gauss(0, 9):.2f}", "0.0", ".5", "1e-3", "7")) for _ in range(rows)],
        "빗금": [some((None, "9999", "1999", "-999")) for _ in range(rows)],
        "일자": [day().replace("-", ".") if rng.random() < 0.2 else day() for _ in range(rows)],
        "일시": [f"{day()} {rng.randrange(25)}:00" + some(("", ":00", ":00.000")) for _ in range(rows)],
        "시각": [some(("9:30", "09:30:00.5", "24:00", "00:00:00")) for _ in range(rows)],
        "거의일자": [*["2024-01-05"] * (rows - 1), "2024-02-30"],
        "여부": [some(("true", "FALSE", None)) for _ in range(rows)],
        "줄끝": [some(("1\n", "2")) for _ in range(rows)],
        "빈칸": [some((None, " ")) for _ in range(rows)],
        "없음": [None] * rows,
    }


def with_repeats(table: dict[str, list[str | None]], repeats: int) -> dict[str, list[str | None]]:
    """The table with its first rows once more at the end."""
    return {name: [*cells, *cells[:repeats]] for name, cells in table.items()}


def typed_table(rows: int, seed: int = 11) -> dict[str, pa.Array]:
    """Every stored type that Spark reads as DuckDB does, with nulls."""
    rng = random.Random(seed)

    def some(make: Any, kind: pa.DataType) -> pa.Array:
        return pa.array([None if rng.random() < 0.1 else make() for _ in range(rows)], kind)

    moment = datetime(2020, 2, 29, 23, 59, 59, 120_000)
    return {
        "i8": some(lambda: rng.randrange(-128, 128), pa.int8()),
        "u32": some(lambda: rng.randrange(2**32), pa.uint32()),
        "i64": some(lambda: rng.choice((9999, -999, rng.randrange(-(2**60), 2**60))), pa.int64()),
        "u64": some(lambda: rng.randrange(2**64), pa.uint64()),
        "f32": some(lambda: rng.choice((0.1, -0.0, 0.0, 1e30)), pa.float32()),
        "f64": some(lambda: rng.choice((rng.gauss(0, 1e6), float("nan"), float("inf"), -0.0)), pa.float64()),
        "d": some(lambda: Decimal(rng.randrange(-(10**6), 10**6)).scaleb(-4), pa.decimal128(20, 4)),
        "whole": some(lambda: Decimal(rng.randrange(10**24)), pa.decimal128(30, 0)),
        "b": some(lambda: rng.random() < 0.5, pa.bool_()),
        "text": some(lambda: rng.choice((*WORDS, "", "007", "-")), pa.string()),
        "bytes": some(lambda: rng.choice((b"\xff\x00", b"a", b"")), pa.binary()),
        "day": some(lambda: date(1500, 1, 1) + timedelta(days=rng.randrange(200_000)), pa.date32()),
        "moment": some(lambda: moment + timedelta(milliseconds=rng.randrange(10**9)), pa.timestamp("us")),
        "zoned": some(
            lambda: moment.replace(tzinfo=UTC) + timedelta(hours=rng.randrange(99)), pa.timestamp("ms", "UTC")
        ),
    }


def strange_table(rows: int) -> dict[str, pa.Array]:
    """Types that Spark lacks: a rewritten copy is measured."""
    return {
        "time": pa.array([time(9, place % 60) for place in range(rows)], pa.time64("us")),
        "nanos": pa.array([place * 1_001 for place in range(rows)], pa.timestamp("ns")),
        "list": pa.array([[place % 3, None] for place in range(rows)]),
        "struct": pa.array([{"x": place % 2, "말": "가"} if place % 5 else None for place in range(rows)]),
        "n": pa.array([place % 4 for place in range(rows)]),
    }
