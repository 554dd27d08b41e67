"""A gigabyte of petitions pseudonymised and masked: `gotgan deidentify` from CSV to the proved release.

    python benchmarks/masking.py [--megabytes 1000]

Three columns of identifiers that are different in nearly every row become pseudonyms; texts of some 390 letters, a
third of which hold a telephone, an e-mail, a resident's number or a name, are masked; a department is kept. What is
written is searched for identifiers before it is released, as always.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.run import in_own_process

PHRASE = (
    "민원 처리 결과 안내 도로 보수 요청 가로등 고장 신고 접수 완료 담당 부서 확인 예정 주민센터 방문 서류 제출 "
    "기한 연장 소음 피해 관련 현장 조사 일정 통보 감사합니다 2024년 3월 15일 오후 2시 제12조 30만원 101동 "
    "내용을 검토하여 회신 바랍니다"
)
DEPARTMENTS = ["도로과", "건축과", "환경과", "복지과", "교통과"]
PLAN = """
columns:
  접수번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  주민등록번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  연락처: {do: pseudonymise, key: env:GOTGAN_KEY}
  민원내용: {do: mask_text, key: env:GOTGAN_KEY}
  처리부서: {do: keep}
"""
PIECE, PHRASES, WORDS_IN_PHRASE = 50_000, 4_000, 55


def write_petitions(target: Path, megabytes: int) -> None:
    """Memory: one piece."""
    draw, writer, first = np.random.default_rng(3), None, 0
    phrases = np.array([" ".join(draw.choice(PHRASE.split(), WORDS_IN_PHRASE)) for _ in range(PHRASES)])
    while writer is None or target.stat().st_size < megabytes * 1_000_000:
        piece = petitions(draw, phrases, first)
        writer = writer or pyarrow.csv.CSVWriter(str(target), piece.schema)
        writer.write(piece)
        first += PIECE
    writer.close()


def petitions(draw: np.random.Generator, phrases: np.ndarray, first: int) -> pa.Table:
    phones = _joined("010-", _digits(draw, 4), "-", _digits(draw, 4))
    residents = _joined(_days(draw), "-", _digits(draw, 1, low=1, high=5), _digits(draw, 6))
    kinds = draw.integers(0, 12, PIECE)
    said = [
        _joined("연락처는 ", phones, "입니다"),
        _joined("메일 user", _digits(draw, 5), "@korea.kr 로 회신"),
        _joined("주민번호 ", residents, " 확인"),
        _joined("신청인: 김", pa.array(draw.choice(["하늘", "민준", "서연", "도윤"], PIECE)), " 귀하"),
    ]
    told = pc.choose(pa.array(np.minimum(kinds, 4)), *said, pa.array([""] * PIECE))
    halves = [pa.array(phrases[draw.integers(0, PHRASES, PIECE)]) for _ in range(2)]
    return pa.table({
        "접수번호": _joined("A-2024-", pa.array(np.char.zfill((first + np.arange(PIECE)).astype(str), 8))),
        "주민등록번호": residents,
        "연락처": phones,
        "민원내용": pc.binary_join_element_wise(halves[0], told, halves[1], " "),
        "처리부서": pa.array(draw.choice(DEPARTMENTS, PIECE)),
    })  # fmt: skip


def _digits(draw: np.random.Generator, count: int, low: int = 0, high: int | None = None) -> pa.Array:
    return pa.array(np.char.zfill(draw.integers(low, high or 10**count, PIECE).astype(str), count))


def _days(draw: np.random.Generator) -> pa.Array:
    year, month, day = draw.integers(0, 99, PIECE), draw.integers(1, 13, PIECE), draw.integers(1, 29, PIECE)
    return pa.array(np.char.zfill((year * 10_000 + month * 100 + day).astype(str), 6))


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        source, plan = folder / "petitions.csv", folder / "plan.yaml"
        in_own_process(write_petitions, source, arguments.megabytes)
        plan.write_text(PLAN, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "gotgan",
            "deidentify",
            str(source),
            "--plan",
            str(plan),
            "-o",
            f"{folder}/out",
        ]
        clock = time.perf_counter()
        started = subprocess.Popen(command, env={**os.environ, "GOTGAN_KEY": "k" * 40})
        _, status, used = os.wait4(started.pid, 0)
        wall, spent = time.perf_counter() - clock, used.ru_utime + used.ru_stime
        size = source.stat().st_size / 1e6
        rows = pq.read_metadata(folder / "out" / "data.parquet").num_rows
    print(
        f"{size:.0f} MB, {rows:,} rows, pseudonymised, masked, written, proved: {wall:.1f} s wall, {spent:.1f} CPU s, "
        f"{size / wall:.0f} MB/s (bar >= 30), {size / spent:.0f} MB a CPU second, "
        f"peak of a process {used.ru_maxrss / 1024:.0f} MB"
    )
    return status


if __name__ == "__main__":
    sys.exit(main())
