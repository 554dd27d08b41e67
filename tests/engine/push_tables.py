"""One table in four engines: its rows, and how each database is given them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

COLUMNS = ("코드", "이름", "수", "큰 수", "금액", "값", "좁은 값", "날", "때", "시각", "빈")
PG = ("char(5)", "text", "int4", "int8", "numeric(14,2)", "float8", "float8", "date", "timestamp", "time", "text")
MY = ("char(5)", "text", "int", "bigint", "decimal(14,2)", "double", "double", "date", "datetime(6)", "time(6)", "text")
LITE = ("TEXT", "TEXT", "INTEGER", "INTEGER", "TEXT", "REAL", "REAL", "TEXT", "TEXT", "TEXT", "TEXT")
NAMES = (
    "홍길동",
    "김가나",
    "",
    " ",
    "\u3000\t",
    "-",
    "해당없음",
    "N/A",
    "null",
    "Null",
    "깨\ufffd짐",
    "a'b\"c`d",
    "끝 ",
)


def rows(count: int = 997, seed: int = 5) -> list[tuple[Any, ...]]:
    """Leading zeros, blanks, sentinels, U+FFFD, words beyond a double, a mean far above its deviation."""
    chance = random.Random(seed)
    return [
        (
            f"{number:05d}",
            None if number % 10 == 3 else NAMES[chance.randrange(len(NAMES))],
            None if number % 17 == 0 else chance.choice((0, -5, 9999, -999, 7, chance.randrange(-1000, 1000))),
            2**62 + chance.randrange(1000) if number % 2 else 2**62 - chance.randrange(1000),
            f"{chance.randrange(-(10**10), 10**12) / 100:.2f}",
            None if number == 4 else chance.gauss(0, 3) * 10 ** chance.randrange(-3, 6),
            1e9 + chance.random(),
            f"{1990 + number % 40}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            f"2024-01-01 {number % 24:02d}:00:00.{'25' if number % 3 else '5'}",
            f"{number % 24:02d}:{number % 60:02d}:00",
            None,
        )
        for number in range(count)
    ]


def create(table: str, types: Sequence[str], quote: str) -> str:
    cells = ", ".join(f"{quote}{name}{quote} {kind}" for name, kind in zip(COLUMNS, types, strict=True))
    return f"CREATE TABLE {table} ({cells})"


def insert(table: str, mark: str) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join([mark] * len(COLUMNS))})"


def same(left: Any, right: Any, relative: float) -> bool:
    """Equal, or floats that are as close as what is published of them."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=relative)
    return bool(left == right)
