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
from collections import deque
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.run import in_own_process

from gotgan.engine.deidentify.apply import Job, prepare_changes, transform_batches, written_names
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import read_plan

SENTENCES = (
    "아파트 앞 도로의 가로등이 며칠째 켜지지 않아 밤에 다니기가 위험합니다.",
    "지난 2024년 3월 15일에 접수한 민원의 처리 결과를 아직 통보받지 못했습니다.",
    "주민센터를 두 번 방문하였으나 담당 부서가 다르다는 안내만 받고 돌아왔습니다.",
    "현장 조사 일정을 미리 알려 주시면 입회하여 상황을 설명드리겠습니다.",
    "공사 소음이 오전 7시부터 밤 10시까지 이어져 아이들이 잠을 이루지 못합니다.",
    "관련 법 제12조에 따른 과태료 30만원이 부과되었는데 사유를 알 수 없습니다.",
    "보도블록이 내려앉아 유모차와 휠체어가 지나가지 못하니 보수를 요청합니다.",
    "서류를 제출한 지 3주가 지났으므로 기한을 넘기지 않도록 확인 바랍니다.",
    "첨부한 사진과 같이 하수구에서 악취가 올라와 창문을 열 수 없는 상태입니다.",
    "버스 정류장의 의자가 부서져 어르신들이 비를 맞으며 서서 기다리고 있습니다.",
    "검토하신 내용을 문서로 회신하여 주시고 재발 방지 대책도 함께 알려 주십시오.",
    "늘 애써 주셔서 감사합니다.",
)
KEYS = {"GOTGAN_KEY": "k" * 40}
TEXTS = pyarrow.csv.ConvertOptions(
    column_types=dict.fromkeys(("접수번호", "주민등록번호", "연락처", "민원내용", "처리부서"), pa.string())
)
SOME_ROWS = 200_000
DEPARTMENTS = ["도로과", "건축과", "환경과", "복지과", "교통과"]
PLAN = """
columns:
  접수번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  주민등록번호: {do: pseudonymise, key: env:GOTGAN_KEY}
  연락처: {do: pseudonymise, key: env:GOTGAN_KEY}
  민원내용: {do: mask_text, key: env:GOTGAN_KEY}
  처리부서: {do: keep}
"""
PIECE, HALVES, SENTENCES_IN_HALF = 50_000, 4_000, 5


def write_petitions(target: Path, megabytes: int) -> None:
    """Memory: one piece."""
    draw, writer, first = np.random.default_rng(3), None, 0
    halves = np.array([" ".join(draw.choice(SENTENCES, SENTENCES_IN_HALF)) for _ in range(HALVES)])
    while writer is None or target.stat().st_size < megabytes * 1_000_000:
        piece = petitions(draw, halves, first)
        writer = writer or pyarrow.csv.CSVWriter(str(target), piece.schema)
        writer.write(piece)
        first += PIECE
    writer.close()


def petitions(draw: np.random.Generator, halves: np.ndarray, first: int) -> pa.Table:
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
    around = [pa.array(halves[draw.integers(0, HALVES, PIECE)]) for _ in range(2)]
    return pa.table({
        "접수번호": _joined("A-2024-", pa.array(np.char.zfill((first + np.arange(PIECE)).astype(str), 8))),
        "주민등록번호": residents,
        "연락처": phones,
        "민원내용": pc.binary_join_element_wise(around[0], told, around[1], " "),
        "처리부서": pa.array(draw.choice(DEPARTMENTS, PIECE)),
    })  # fmt: skip


def _digits(draw: np.random.Generator, count: int, low: int = 0, high: int | None = None) -> pa.Array:
    return pa.array(np.char.zfill(draw.integers(low, high or 10**count, PIECE).astype(str), count))


def _days(draw: np.random.Generator) -> pa.Array:
    year, month, day = draw.integers(0, 99, PIECE), draw.integers(1, 13, PIECE), draw.integers(1, 29, PIECE)
    return pa.array(np.char.zfill((year * 10_000 + month * 100 + day).astype(str), 6))


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def techniques_alone(source: Path, plan: Path) -> float:
    """Megabytes that one core masks and pseudonymises in a second, of rows in memory."""
    read, rows = read_plan(plan), pyarrow.csv.read_csv(source, convert_options=TEXTS).slice(0, SOME_ROWS)
    names = written_names(read, rows.column_names)
    changes = prepare_changes(source, read, names, open_keys(read, KEYS))
    job = Job(names, None, changes, {"처리부서": pa.string()})
    batches = rows.combine_chunks().to_batches()
    started = time.process_time()
    deque(transform_batches(batches, job), maxlen=0)
    return rows.nbytes / 1e6 / (time.process_time() - started)


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
        started = subprocess.Popen(command, env={**os.environ, **KEYS})
        _, status, used = os.wait4(started.pid, 0)
        wall, spent = time.perf_counter() - clock, used.ru_utime + used.ru_stime
        size = source.stat().st_size / 1e6
        alone = techniques_alone(source, plan)
        rows = pq.read_metadata(folder / "out" / "data.parquet").num_rows
    print(
        f"{size:.0f} MB, {rows:,} rows, pseudonymised, masked, written, proved: {wall:.1f} s wall, {spent:.1f} CPU s, "
        f"{size / wall:.0f} MB/s (bar >= 30), {size / spent:.0f} MB a CPU second, "
        f"peak of a process {used.ru_maxrss / 1024:.0f} MB\n"
        f"pseudonymised and masked alone, rows in memory: {alone:.0f} MB a CPU second (bar >= 30)"
    )
    return status


if __name__ == "__main__":
    sys.exit(main())
