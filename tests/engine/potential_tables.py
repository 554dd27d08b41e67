"""A planted table of persons with residents' numbers and defects, as a CSV and as what a trial is given."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gotgan.agent.potential import TriedDataset, try_file
from gotgan.engine.potential.model import How
from gotgan.engine.potential.modes import Known
from gotgan.engine.sample.identifiers import resident_number

HEADER = "이름,주민등록번호,나이,성별,시도,직업,월소득,접수일"
_JOBS, _PLACES = (
    ("공무원", "회사원", "농업", "자영업", "학생"),
    ("서울특별시", "부산광역시", "대구광역시", "제주특별자치도"),
)


def people(folder: Path, rows: int = 3_000, *, missing: float = 0.1, seed: int = 5) -> tuple[Path, list[str]]:
    """The file and the numbers in it."""
    draw = np.random.default_rng(seed)
    numbers = [resident_number(draw) for _ in range(rows)]
    lines = [
        f"김{'가나다라마바사'[each % 7]}{'하호후희'[each % 4]},{numbers[each]},{draw.integers(20, 80)},"
        f"{('남', '여')[each % 2]},{_PLACES[draw.integers(0, 4)]},"
        f"{'' if draw.random() < missing else _JOBS[draw.integers(0, 5)]},{draw.integers(100, 900)}7331,"
        f"2024-{draw.integers(1, 13):02d}-{draw.integers(1, 29):02d}"
        for each in range(rows)
    ]
    path = folder / "people.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path, numbers


def how(rows: int = 1_000, seed: int = 1, **more: object) -> How:
    return How(now=lambda: "2026-11-26T00:00:00+00:00", rows=rows, seed=seed, **more)  # type: ignore[arg-type]


def tried(path: Path, rows: int = 1_000, seed: int = 1, known: Known | None = None) -> TriedDataset:
    return try_file(path, how(rows, seed), known or Known())
