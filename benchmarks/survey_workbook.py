"""A workbook of an organisation's sheets: seconds, CPU seconds and peak memory of writing it and taking it in.

    python benchmarks/survey_workbook.py [300]

Every item of every sheet has an answer, a third of them suggestions with evidence; half of the rows are changed. The
bars (issue 4): written in less than 10 s, taken in (read, compared, applied) in less than 20 s, for 300 datasets.
Applying runs on SQLite in a folder of its own. Peak memory is that of a process which does this step alone.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
BARS = {"write": 10.0, "take in": 20.0}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(folder: Path, number: int) -> None:
    """Write the workbook; prints seconds and the growth of memory."""
    from tests.survey.workbook.books import answer, make_book, make_sheet
    from tests.survey.workbook.hard import ITEMS, hard_value

    from gotgan.survey.workbook.write import write_workbook

    values = [[hard_value(item, turn + place) for place, item in enumerate(ITEMS)] for turn in range(24)]
    sheets = (
        make_sheet(
            turn + 1,
            {
                item.key: answer(value, is_confirmed=place % 3 > 0)
                for place, (item, value) in enumerate(zip(ITEMS, values[turn % 24], strict=True))
            },
        )
        for turn in range(number)
    )
    before, started, cpu = _peak_mb(), time.monotonic(), time.process_time()
    write_workbook(folder / "book.xlsx", make_book(), sheets)
    size = (folder / "book.xlsx").stat().st_size / 1e6
    cpu, seconds = time.process_time() - cpu, time.monotonic() - started
    print(f"write {seconds:.1f} {cpu:.1f} {_peak_mb():.0f} {_peak_mb() - before:.0f} {size:.1f}")


def take(folder: Path, number: int) -> None:
    """Make the sheets in a new database, fill a workbook, and take it in."""
    os.environ["GOTGAN_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "gotgan.site.settings.test"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = str(folder / "bench.sqlite3")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill_and_take(folder, number)


def _fill_and_take(folder: Path, number: int) -> None:
    from tests.rooms.surveyed import Surveyed, by, confirmed, suggested
    from tests.survey.workbook.edit import edited
    from tests.survey.workbook.hard import ITEMS, hard_value

    from gotgan.survey.actions.workbooks import apply_workbook, keep_reading, upload_workbook
    from gotgan.survey.queries.workbooks import book_of, known_of
    from gotgan.survey.workbook.compare import compare
    from gotgan.survey.workbook.read import read_workbook
    from gotgan.survey.workbook.write import write_workbook

    surveyed = Surveyed()
    has_files = {item.key for item in ITEMS if "files" in (item.kind, *(part.kind for part in item.parts))}
    kept = [item for item in ITEMS if not item.is_read_only and item.key not in has_files]
    for turn in range(number):
        said = {
            item.key: (confirmed if place % 3 else suggested)(hard_value(item, turn % 24 + place))
            for place, item in enumerate(kept)
            if item.key not in ("title_ko", "record_unit", "description")
        }
        surveyed.sheet(f"자료 {turn}", answers=said, wave=2)
    book, sheets = book_of(surveyed.officer, surveyed.target.pk)
    write_workbook(folder / "book.xlsx", book, sheets)
    changes = {(row, key): f"{key} {row}" for row in range(0, number, 2) for key in ("record_unit", "description")}
    changes |= {(row, "_confirm"): "예" for row in range(0, number, 2)}
    file = edited(folder / "book.xlsx", changes)
    key = upload_workbook(
        by=by(surveyed.officer), target_id=surveyed.target.pk, file_name="a.xlsx", chunks=[file.read_bytes()]
    )
    started, cpu = time.monotonic(), time.process_time()
    known = known_of(surveyed.target.pk)
    read = read_workbook(file, known)
    compared = compare(read, known)
    keep_reading(workbook_id=key, compared=compared)
    looked = time.monotonic() - started
    assert not compared.problems, compared.problems[:3]
    done = apply_workbook(by=by(surveyed.officer), workbook_id=key)
    cpu, applied = time.process_time() - cpu, time.monotonic() - started - looked
    print(f"take {looked:.1f} {applied:.1f} {cpu:.1f} {_peak_mb():.0f} {done.items} {done.sheets}")


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    if len(sys.argv) > 2:
        {"write": write, "take": take}[sys.argv[2]](Path(sys.argv[3]), number)
        return 0
    load = os.getloadavg()[0]
    busy = "  BUSY" if load > 1 else ""
    print(f"{number} datasets; load of the machine {load:.1f} on {os.cpu_count()} cores{busy}")
    with tempfile.TemporaryDirectory() as folder:
        told = _step(number, "write", folder)
        memory = f"peak {told[2]} MB, {told[3]} of them while writing"
        print(f"write:   {told[0]} s (bar {BARS['write']:.0f}), {told[1]} CPU s, {memory}, a file of {told[4]} MB")
        told = _step(number, "take", folder)
        whole = float(told[0]) + float(told[1])
        print(f"take in: {whole:.1f} s (bar {BARS['take in']:.0f}), {told[2]} CPU s: read and compared {told[0]} s, ")
        print(f"         applied {told[1]} s; peak {told[3]} MB, {told[4]} answers of {told[5]} sheets")
    return 0


def _step(number: int, name: str, folder: str) -> list[str]:
    command = [sys.executable, __file__, str(number), name, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split("\n")[-2].split()[1:]


if __name__ == "__main__":
    sys.exit(main())
