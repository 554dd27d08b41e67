"""A folder of mixed files scanned as one: CPU and wall seconds, peak memory, files a second.

    python benchmarks/mixed.py [--files 10000]

Of 100 files: 20 CSV, 5 XLSX, 10 JSON, 20 text, 15 JPEG, 10 PNG, 10 WAV, 4 PDF, 3 HWPX with a table, and 3 zip
of three members each.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import sys
import tempfile
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.run import in_own_process, measured

FILES, MOST_PEAK_BYTES, SEED = 10_000, 1_500_000_000, 7
WORDS = re.findall(r"\w+", "민원 처리 가로등 주차장 도로 공원 학교 병원 복지 시설 점검 신고 안전 예산 계획")
Make = Callable[[random.Random], bytes]


def rows_of(rng: random.Random, rows: int = 100) -> list[list[str]]:
    names = ["번호", "이름", "날짜", "금액"]
    days = (f"202{rng.randrange(5)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}" for _ in range(rows))
    return [names, *([str(n), rng.choice(WORDS), day, str(rng.randrange(10**6))] for n, day in enumerate(days))]


def csv(rng: random.Random) -> bytes:
    return "\n".join(map(",".join, rows_of(rng))).encode(rng.choice(("utf-8", "cp949")))


def json_records(rng: random.Random) -> bytes:
    names, *rows = rows_of(rng)
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False).encode()


def text(rng: random.Random) -> bytes:
    return "\n".join(" ".join(rng.choices(WORDS, k=12)) for _ in range(60)).encode()


def xlsx(rng: random.Random) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("표")
        for number, row in enumerate(rows_of(rng)):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def picture(rng: random.Random, form: str) -> bytes:
    import numpy as np
    from PIL import Image

    numbers = np.random.default_rng(rng.randrange(1 << 30))
    coarse = Image.fromarray(numbers.integers(0, 256, (12, 16, 3), dtype=np.uint8))
    out = io.BytesIO()
    coarse.resize((640, 480), Image.Resampling.BICUBIC).save(out, form)
    return out.getvalue()


def wav(rng: random.Random) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", ""))
        sound.writeframes(rng.randbytes(2 * 16_000 * 3))
    return out.getvalue()


def pdf(rng: random.Random) -> bytes:
    from gotgan.engine.sample.media import pdf_bytes

    return pdf_bytes(text(rng).decode().splitlines()[:24])


def hwpx(rng: random.Random) -> bytes:
    """A paragraph and a table of ten rows."""
    cells = [
        f"<tr>{''.join(f'<tc>{paragraph(said)}{place(r, c)}</tc>' for c, said in enumerate(row))}</tr>"
        for r, row in enumerate(rows_of(rng, 10))
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip", zipfile.ZIP_STORED)
        body = (
            f"<sec>{paragraph(' '.join(rng.choices(WORDS, k=80)))}<p><run><tbl>{''.join(cells)}</tbl></run></p></sec>"
        )
        archive.writestr("Contents/section0.xml", body)
    return out.getvalue()


def paragraph(said: str) -> str:
    return f"<p><run><t>{said}</t></run></p>"


def place(row: int, col: int) -> str:
    return f'<cellAddr colAddr="{col}" rowAddr="{row}"/><cellSpan colSpan="1" rowSpan="1"/>'


def zipped(rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("a.csv", csv(rng)), ("b.txt", text(rng)), ("c.jpg", picture(rng, "JPEG"))):
            archive.writestr(name, content)
    return out.getvalue()


def mixture() -> list[tuple[str, Make]]:
    """Suffix and maker of a hundred files."""
    shares: list[tuple[int, str, Make]] = [
        (20, "csv", csv), (5, "xlsx", xlsx), (10, "json", json_records), (20, "txt", text),
        (15, "jpg", lambda rng: picture(rng, "JPEG")), (10, "png", lambda rng: picture(rng, "PNG")), (10, "wav", wav),
        (4, "pdf", pdf), (3, "hwpx", hwpx), (3, "zip", zipped),
    ]  # fmt: skip
    return [(suffix, make) for count, suffix, make in shares for _ in range(count)]


def write_folder(target: Path, files: int) -> None:
    """The same folder for the same number of files."""
    made = mixture()
    for number in range(files):
        suffix, make = made[number % len(made)]
        folder = target / f"{number // 100:03d}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:05d}.{suffix}").write_bytes(make(random.Random(SEED * 1_000_003 + number)))


def scan(target: Path) -> None:
    from gotgan.agent.key import SketchKey
    from gotgan.agent.scan import scan_targets

    scan_targets([str(target)], target.with_name("scan.json"), key=SketchKey(b"k" * 32, False))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as name:
        target = Path(name) / "folder"
        target.mkdir()
        in_own_process(write_folder, target, files)
        (figure,) = measured({"scan": scan}, target, repeat=1)
        document = json.loads((Path(name) / "scan.json").read_text())
    counts = document["counts"]
    seen = f"{counts['seen']:,} entries, {counts['failed']} failed"
    print(f"| {files:,} mixed files | CPU s | wall s | peak MB (bar 1,500) | files/s |\n|---|---|---|---|---|")
    print(
        f"| {seen} | {figure.cpu_seconds:.0f} | {figure.wall_seconds:.0f} | {figure.peak_bytes / 1e6:.0f} "
        f"| {files / figure.wall_seconds:.1f} |"
    )
    return int(counts["failed"] > 0 or figure.peak_bytes >= MOST_PEAK_BYTES)


if __name__ == "__main__":
    sys.exit(main())
