"""Folders as they lie about: every file gets an entry with a reason, and the scan exits 0."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import wave
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import gotgan
from tests.engine.compound_writer import hwp, paragraph
from tests.engine.pdf_writer import locked_pdf
from tests.engine.test_media_image import photo
from tests.engine.zip_makers import zipped

NOBODY = 65534
MOST_BYTES = 1_500_000_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(gotgan.__file__).parents[1])}
DROPPED = """
import os, sys
from gotgan.cli.main import main
nobody, data, home = sys.argv[1:]
assert main(["scan", data, "-o", home + "/root.json"]) == 0
os.setgroups([])
os.setgid(int(nobody))
os.setuid(int(nobody))
sys.exit(main(["scan", data, "-o", home + "/s.json"]))
"""
WATCHED = """
import sys
from gotgan.cli.main import main
code = main(sys.argv[1:])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) * 1024)  # unlike ru_maxrss it does not begin with that of the parent
sys.exit(code)
"""


def scan(folder: Path, output: Path) -> dict[str, dict[str, object]]:
    """The entries of a scan by the command itself, in a process of its own, which must exit 0."""
    command = [sys.executable, "-m", "gotgan", "scan", str(folder), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return {entry["path"]: entry for entry in json.loads(output.read_text())["files"]}


def encrypted(packed: bytes) -> bytes:
    """The same zip with the flag of a password in both headers of its first member."""
    out = bytearray(packed)
    out[6] |= 1
    out[out.find(b"PK\x01\x02") + 8] |= 1
    return bytes(out)


def bomb_png(side: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    root = tmp_path_factory.mktemp("자료")
    photo().save(root / "ok.jpg")
    whole = (root / "ok.jpg").read_bytes()
    (root / "cut.jpg").write_bytes(whole[: len(whole) // 3])
    (root / "garbage.jpg").write_bytes(bytes(range(128, 256)) * 20)
    (root / "bomb.png").write_bytes(bomb_png(60_000))
    (root / "zero.wav").write_bytes(b"")
    with wave.open(str(root / "silent.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
    (root / "locked.hwp").write_bytes(hwp(paragraph("비밀"), flags=3))
    (root / "locked.pdf").write_bytes(locked_pdf())
    plain = zipped({"a.csv": b"a,b\n1,2\n"})
    (root / "locked.zip").write_bytes(encrypted(plain))
    (root / "nested.zip").write_bytes(zipped({"1.zip": zipped({"2.zip": plain}), "b.csv": b"a,b\n1,2\n"}))
    for form in ("NFC", "NFD"):
        (root / unicodedata.normalize(form, "한글.csv")).write_text("a,b\n1,2\n")
    (root / "loop").symlink_to(root)
    (root / "a").mkdir()
    (root / "a/back").symlink_to(root / "a")
    (root / "wide.csv").write_text(
        "\n".join(
            [",".join(f"c{c}" for c in range(3000)), *[",".join(str(r + c) for c in range(3000)) for r in range(3)]]
        )
    )
    days = ("2023-02-29", "2024-02-30", "2024-13-01", "0000-00-00", "2024-02-29", "9999-12-31")
    (root / "days.csv").write_text("날짜,수\n" + "".join(f"{day},{n}\n" for n, day in enumerate(days)))
    (root / "leap.csv").write_text("날짜,수\n2024-02-29,1\n2000-02-29,2\n1904-02-29,3\n")
    scratch = tmp_path_factory.mktemp("out")
    scan(root / "a", root / "earlier.json")
    return scan(root, scratch / "s.json")


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("ok.jpg", "read", ""),
        ("cut.jpg", "failed", "cut short; fetch it again"),
        ("garbage.jpg", "failed", "no picture that can be read; check its name"),
        ("bomb.png", "failed", "as a bomb does; cut or scale it"),
        ("zero.wav", "skipped", "the file is empty"),
        ("silent.wav", "failed", "has no sound in it (0 seconds)"),
        ("locked.hwp", "failed", "locked with a password; save it without one"),
        ("locked.pdf", "failed", "locked with a password; save it without one"),
        ("locked.zip!a.csv", "failed", "locked with a password; pack it without one"),
        ("nested.zip!1.zip!2.zip", "skipped", "an archive inside an archive inside an archive"),
        ("nested.zip!b.csv", "read", ""),
        ("loop", "skipped", "a link, which is not followed"),
        ("a/back", "skipped", "a link, which is not followed"),
        ("한글.csv", "read", ""),
        ("한글 (2).csv", "read", ""),
        ("wide.csv", "read", ""),
        ("days.csv", "read", ""),
        ("leap.csv", "read", ""),
        ("earlier.json", "read", ""),
    ],
)
def test_bad_file_is_an_entry_with_its_reason(entries, path, status, reason):
    entry = entries[path]
    assert entry["status"] == status
    assert reason in entry["reason"]
    assert bool(entry["reason"]) == (status != "read")


def test_bad_folder_has_no_other_entries(entries):
    assert len(entries) == 19


def test_wide_table_is_measured_column_by_column(entries):
    columns = entries["wide.csv"]["profile"]["columns"]
    assert (len(columns), columns[2999]["name"], columns[2999]["max"]) == (3000, "c2999", 3001)


def test_days_that_no_calendar_has_stay_text(entries):
    bad, good = (entries[name]["profile"]["columns"][0] for name in ("days.csv", "leap.csv"))
    assert (bad["type"], bad["count"]) == ("text", 6)
    assert (good["type"], good["min"], good["max"]) == ("date", "1904-02-29", "2024-02-29")


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: permission: not root, so privileges cannot be dropped")
def test_permission_denied_halfway(tmp_path):
    """As another person, who may not open one folder and one file; all code is loaded before."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "data/closed").mkdir(parents=True)
        for path in ("a.csv", "m.csv", "z.csv", "closed/b.csv"):
            (home / "data" / path).write_text("a,b\n1,2\n")
        (home / "data/m.csv").chmod(0o000)
        (home / "data/closed").chmod(0o700)
        shutil.chown(home, NOBODY, NOBODY)
        command = [sys.executable, "-c", DROPPED, str(NOBODY), str(home / "data"), str(home)]
        subprocess.run(command, env=ENVIRONMENT, check=True, timeout=60)
        found = {entry["path"]: entry for entry in json.loads((home / "s.json").read_text())["files"]}
    assert {path: entry["status"] for path, entry in found.items()} == {
        "a.csv": "read", "closed/": "failed", "m.csv": "failed", "z.csv": "read",
    }  # fmt: skip
    for path in ("closed/", "m.csv"):
        assert "permission denied; let the scanner read" in found[path]["reason"]


def test_cells_of_a_hundred_megabytes_are_refused_in_bounded_memory(tmp_path):
    root = tmp_path / "r"
    root.mkdir()
    pq.write_table(pa.table({"수": [1, 2, 3], "글": [letter * (100 << 20) for letter in "abc"]}), root / "a.parquet")
    with (root / "a.csv").open("w") as out:
        out.write("수,글\n")
        for number in range(2):
            out.write(f"{number},")
            out.writelines("x" * (1 << 20) for _ in range(100))
            out.write("\n")
    command = [sys.executable, "-c", WATCHED, "scan", str(root), "-o", str(tmp_path / "s.json")]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < MOST_BYTES
    found = {entry["path"]: entry for entry in json.loads((tmp_path / "s.json").read_text())["files"]}
    assert {entry["status"] for entry in found.values()} == {"failed"}
    assert "a line is longer than" in found["a.csv"]["reason"]
    assert "column 2 holds a value longer than" in found["a.parquet"]["reason"]
