"""Bad input of every kind: a single line never stops a repair, and nothing half-written is left behind."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from tests.engine.repairing import repair, repair_text
from tests.shared_data import ROOT

from gotgan.agent.repair import repair_file
from gotgan.terms.errors import Invalid

RUN = [sys.executable, "-m", "gotgan", "repair"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}


def _run(*arguments: str | Path, before: object = None) -> subprocess.CompletedProcess[str]:
    command = [*RUN, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120, check=False, preexec_fn=before
    )  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("이름,수\n가나,1\n다라,2\n".encode("cp949") + b"\xb0", ["가나", "다라", "\ufffd"]),
        ("이름,수\n가나,1\n".encode() + b"\xed\xa0\x80\xed\xb0\x80,2\n", None),
        ("이름,수\n가나,1\n".encode() + b"\xef\xbb\xbf" + "다라,2\n".encode(), ["가나", "다라"]),
        ("이름,수\n가\0나,1\n다라,2\n".encode(), ["가나", "다라"]),
        ("\ufeff이름,수\n가나,1\n".encode("utf-16-le"), ["가나"]),
        ("\ufeff이름,수\n가나,1\n".encode("utf-16-le") + b"\x00\xd8,\x002\x00\n\x00", None),
        ("\ufeff이름,수\n가나,1\n".encode("utf-32-le"), ["가나"]),
        ("이름,수\r가나,1\r다라,2\r".encode("cp949"), ["가나", "다라"]),
    ],
    ids=["cut", "surrogates", "mark_inside", "nul", "utf16", "utf16_broken", "utf32", "returns"],
)
def test_bytes_that_are_hard_to_read(tmp_path: Path, content: bytes, values: list[str] | None) -> None:
    done = repair_text(tmp_path, content)
    assert done.table.column_names == ["이름", "수"]
    assert "가나" in done.values("이름")
    assert values is None or done.values("이름") == values


def test_row_of_no_encoding_is_kept_and_counted(tmp_path: Path) -> None:
    lines = ["이름,수\n".encode(), *[f"가나{number},{number}\n".encode() for number in range(100)], b"\xff\xfe\xfd,7\n"]
    done = repair_text(tmp_path, b"".join(lines))
    assert done.table.num_rows == 101
    assert done.values("수")[-1] == 7
    assert done.values("이름")[-1] == "\ufffd\ufffd\ufffd"
    assert done.changed("encoding") == 1


def test_one_endless_line_is_refused_in_little_memory(tmp_path: Path) -> None:
    """1 GB without a line end: refused with its reason, and never held in memory."""
    file = tmp_path / "long.csv"
    with file.open("wb") as content:
        content.write(b"a,b\n1,2\n")
        content.seek(1 << 30)
        content.write(b"x")
    limit = 3 << 30
    done = _run(file, "-o", tmp_path / "out", before=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert done.returncode == 2
    assert "longer than" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.csv"]


def test_full_disk_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "번호,내용\n" + "".join(f"{number},{hash(number * 7919) % 10**15}글{number}\n" for number in range(200_000))
    )
    small = 200_000
    done = _run(file, "-o", tmp_path / "out", before=lambda: _no_larger_than(small))
    assert done.returncode == 2
    assert done.stderr.startswith("gotgan: ")
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


def _no_larger_than(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_killed_in_the_middle_leaves_the_earlier_repair(tmp_path: Path) -> None:
    """kill -9 at several moments: the folder is the old one whole or the new one whole."""
    file, out = tmp_path / "a.csv", tmp_path / "out"
    file.write_text("번호,수\n1,2\n")
    repair(file, out)
    before = (out / "receipt.json").read_bytes()
    file.write_text("번호,수\n" + "".join(f"{number},{number % 97}\n" for number in range(600_000)))
    process = subprocess.Popen([*RUN, str(file), "-o", str(out)], env=ENVIRONMENT)
    deadline = time.monotonic() + 60
    while process.poll() is None and not list(tmp_path.glob(".out.*.part/*.part")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert (out / "receipt.json").read_bytes() == before or process.returncode == 0
    assert sorted(path.name for path in out.iterdir()) == ["data.parquet", "receipt.json"]
    done = repair(file, out)
    assert done.table.num_rows == 600_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("white.csv", b" \n \n", "white space"),
        ("note.txt", "그냥 글입니다.\n둘째 줄입니다.\n".encode(), "free text"),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 30, "archive"),
        ("locked.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ""),
    ],
)
def test_what_holds_no_table_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = _run(tmp_path / name, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_parquet_a_table(tmp_path: Path) -> None:
    file = tmp_path / "둘.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("가.csv", "이름,수\n가,1\n".encode("cp949"))
        archive.writestr("나.csv", "이름,수\n나,\n다,-\n")
        archive.writestr("빈.csv", "")
    done = repair_file(file, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "receipt.json",
        "둘-가.parquet",
        "둘-나.parquet",
    ]
    assert [one.done.rows for one in done.tables] == [1, 2]


def test_merged_cells_and_days_of_a_1904_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True}) as book:
        sheet = book.add_worksheet("현황")
        sheet.merge_range(0, 0, 0, 2, "시설 현황")
        sheet.write_row(1, 0, ["구", "동", "기준일자"])
        sheet.merge_range(2, 0, 3, 0, "종로구")
        sheet.write_row(2, 1, ["가동", 44624])
        sheet.write_row(3, 1, ["나동", 44625])
    done = repair(tmp_path / "a.xlsx")
    assert done.values("구") == ["종로구", "종로구"]
    assert [str(day) for day in done.values("기준일자")] == ["2026-03-05", "2026-03-06"]
    assert done.changed("merged", "구") == 1


def test_folder_as_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="a folder"):
        repair_file(tmp_path, tmp_path / "out")
