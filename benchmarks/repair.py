"""Repair of a large CP949 CSV to typed Parquet, beside DuckDB's plain CSV to Parquet of the same rows in UTF-8.

    python benchmarks/repair.py [--megabytes 1000]

DuckDB reads no CP949 without an extension, so its file is written in UTF-8 beforehand: it is spared the
decoding, the cleaning, the search for duplicates and the receipt. What a person with the CP949 file alone would
do, iconv first, stands beside it. The rows hold what real ones do: a few sentinels, dates of two writings, padded
names. CPU and wall are compared in alternating runs; say how busy the machine was.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.run import Job, in_own_process, measured

HEADER = "관리번호,시설명,소재지지번주소,위도,경도,설치일자,설치개수,금액(원),점검결과,관리기관전화번호\r\n"
PLACES = ("안동시 풍산읍 안교리", "진주시 문산읍 소문리", "홍성군 홍북읍 신경리", "유성구 원신흥동", "종로구 청운동")
KINDS = ("보안등", "가로등", "공중화장실", "무인민원발급기", "어린이공원")
RESULTS = ("이상 없음", "등주 부식으로 교체 필요", "조도 부족으로 다음 점검 때 다시 확인", "정기 점검 완료")
ROWS = 200_000


def write_files(folder: Path, megabytes: int) -> None:
    """`cp949.csv` of about that size and `utf8.csv` with the same rows, which are all different."""
    wanted, number = megabytes * 1_000_000, 0
    with (folder / "cp949.csv").open("wb") as old, (folder / "utf8.csv").open("wb") as new:
        old.write(HEADER.encode("cp949"))
        new.write(HEADER.encode())
        while old.tell() < wanted:
            text = "".join(_row(row) for row in range(number, number + ROWS))
            old.write(text.encode("cp949"))
            new.write(text.encode())
            number += ROWS


def _row(number: int) -> str:
    mixed = number * 2654435761 % 4294967296
    year, month, day = 1998 + mixed % 28, 1 + mixed // 7 % 12, 1 + mixed // 11 % 28
    date = f"{year}-{month:02d}-{day:02d}" if mixed % 50 else f"{year}.{month:02d}.{day:02d}"
    name = f"{KINDS[mixed % 5]}{mixed % 9973}" if mixed % 200 else f" {KINDS[mixed % 5]} "
    count = "-" if mixed % 300 == 0 else str(mixed % 40)
    return (
        f"B-{number:09d},{name},{PLACES[mixed // 3 % 5]} {mixed % 900}-{mixed % 31},{35 + mixed % 3000000 / 1e6:.6f},"
        f"{126 + mixed % 2900000 / 1e6:.6f},{date},{count},{mixed % 9000000},{RESULTS[mixed // 5 % 4]},"
        f"05{1 + mixed % 5}-{850 + mixed % 99}-{mixed % 10000:04d}\r\n"
    )


def duckdb_plain(folder: Path) -> None:
    """What a person would type."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    source, target = folder / "utf8.csv", folder / "plain.parquet"
    connection.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def decoded_first(folder: Path) -> None:
    """The same file as ours: its encoding changed by the C library's program, then as above."""
    import duckdb

    source, target = folder / "decoded.csv", folder / "plain.parquet"
    with source.open("wb") as written:
        subprocess.run(["iconv", "-f", "CP949", "-t", "UTF-8", folder / "cp949.csv"], stdout=written, check=True)
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    source.unlink()


def repaired(folder: Path) -> None:
    from gotgan.agent.repair import repair_file

    repair_file(folder / "cp949.csv", folder / "repaired").check()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        folder = Path(name)
        in_own_process(write_files, folder, args.megabytes)
        jobs: dict[str, Job] = {"DuckDB, plain, from UTF-8": duckdb_plain, "gotgan repair, from CP949": repaired}
        if shutil.which("iconv"):
            jobs["iconv, then DuckDB, from CP949"] = decoded_first
        plain, ours, *more = measured(jobs, folder, repeat=args.repeat)
        size = (folder / "cp949.csv").stat().st_size / 1e6
    columns = ("", "CPU s", "wall s", "MB/s wall", "speed by CPU", "speed by wall", "bar", "peak MB")
    print(f"CSV of {size:.0f} MB in CP949, 10 columns\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for figure, bar in ((plain, ""), (ours, ">= 0.5"), *((each, "") for each in more)):
        speeds = (plain.cpu_seconds / figure.cpu_seconds, plain.wall_seconds / figure.wall_seconds)
        print(
            f"| {figure.name} | {figure.cpu_seconds:.1f} | {figure.wall_seconds:.1f} "
            f"| {size / figure.wall_seconds:.0f} | {speeds[0]:.2f} | {speeds[1]:.2f} "
            f"| {bar} | {figure.peak_bytes / 1e6:.0f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
