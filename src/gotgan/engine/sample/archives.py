"""Zipped folders as Windows makes them here: member names in cp949, without the UTF-8 flag."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from gotgan.engine.sample.forms import text_bytes
from gotgan.engine.sample.frame import Tables
from gotgan.engine.sample.layout import Form, Layout, WrittenTable

WRITTEN_ON = (2026, 9, 30, 9, 0, 0)
UTF8_FLAG = 0x800


class KoreanZipInfo(zipfile.ZipInfo):
    """A member whose name is written in cp949."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp949"), self.flag_bits & ~UTF8_FLAG


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """A zip of those members; no clock, no mode bits of this machine."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            info = KoreanZipInfo(name, WRITTEN_ON)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return content.getvalue()


def _members(tables: Tables, encoding: str) -> dict[str, bytes]:
    return {
        f"원천데이터/{name}.csv": text_bytes(frame, encoding=encoding, delimiter=",", layout=Layout())
        for name, frame in tables.items()
    }


def _write_zip(target: Path, tables: Tables, _layout: Layout) -> list[WrittenTable]:
    target.write_bytes(zip_bytes(_members(tables, "cp949")))
    return [WrittenTable(f"!원천데이터/{name}.csv", frame.rows, 1, name) for name, frame in tables.items()]


def _write_truncated(target: Path, tables: Tables, _layout: Layout) -> list[WrittenTable]:
    """The first two thirds of a zip: what an interrupted copy leaves behind."""
    whole = zip_bytes(_members(tables, "cp949"))
    target.write_bytes(whole[: len(whole) * 2 // 3])
    return []


ZIP = Form("zip", ".zip", _write_zip, "cp949")
TRUNCATED_ZIP = Form("zip", ".zip", _write_truncated, "cp949", opens=False)
