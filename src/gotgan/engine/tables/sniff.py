"""What a file is, by its first bytes; its name decides only between kinds of text."""

from __future__ import annotations

import mmap
import tarfile
import zipfile
from pathlib import Path

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"), (b"ARROW1", "arrow"), (b"FEA1", "arrow"), (b"SQLite format 3\0", "sqlite"),
    (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"%PDF", "pdf"), (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"), (b"ID3", "mp3"), (b"OggS", "ogg"), (b"fLaC", "flac"), (b"HWP Document File", "hwp"),
    (b"\x7fELF", "executable"), (b"MZ\x90", "executable"), (b"\x93NUMPY", "npy"), (b"\x89HDF", "hdf5"),
)  # fmt: skip

_UNREAD_KINDS = {
    "png": "an image", "jpeg": "an image", "gif": "an image", "tiff": "an image", "bmp": "an image",
    "webp": "an image", "mp3": "sound", "ogg": "sound", "flac": "sound", "wav": "sound", "mp4": "a video",
    "avi": "a video", "pdf": "a document", "hwp": "a document", "hwpx": "a document", "docx": "a document",
    "pptx": "a document", "doc": "a document", "html": "a web page", "xml": "an XML document",
    "executable": "a program", "npy": "a bare number array", "hdf5": "an HDF5 file", "ods": "an ODF document",
    "odt": "an ODF document",
}  # fmt: skip
_SUFFIX_FORMATS = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".json": "json",
    ".geojson": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".arrow": "arrow",
    ".feather": "arrow", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite", ".zip": "zip", ".gz": "gz",
    ".tar": "tar", ".tgz": "gz", ".hwp": "hwp", ".hwpx": "hwpx", ".pdf": "pdf", ".png": "png", ".jpg": "jpeg",
    ".jpeg": "jpeg", ".gif": "gif", ".bmp": "bmp", ".tif": "tiff", ".tiff": "tiff", ".webp": "webp", ".wav": "wav",
    ".mp3": "mp3", ".ogg": "ogg", ".opus": "ogg", ".flac": "flac",
    ".txt": "text", ".md": "text", ".log": "text",
}  # fmt: skip
MEDIA = {
    "png": "image", "jpeg": "image", "gif": "image", "tiff": "image", "bmp": "image", "webp": "image",
    "mp3": "audio", "ogg": "audio", "flac": "audio", "wav": "audio", "pdf": "document", "hwp": "document",
    "hwpx": "document",
}  # fmt: skip
"""The kinds that engine.media measures, and as what."""
ARCHIVES = ("zip", "tar", "gz", "bz2", "xz")


def named_format(name: str) -> str | None:
    """The format that a file's name promises."""
    return _SUFFIX_FORMATS.get(Path(name).suffix.lower())


def sniff(file: Path) -> str:
    """The kind of a file by content: a format, an archive, `text`, or `empty`. Raises: OSError."""
    with file.open("rb") as content:
        head = content.read(1024)
    if not head:
        return "empty"
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if kind == "zip":
        return _kind_of_zip(file)
    if kind == "ole":
        return _kind_of_ole(file)
    return kind or _kind_of_media(head) or "text"


def _kind_of_media(head: bytes) -> str:
    if head[257:262] == b"ustar":
        return "tar"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:2] == b"BM" and b"\0" in head[:14]:
        return "bmp"
    return "arrow" if head[:4] == b"\xff\xff\xff\xff" and b"\0" in head[:16] else _kind_of_markup(head)


def _kind_of_markup(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        return "html"
    return "xml" if start.startswith(b"<?xml") else ""


def _kind_of_zip(file: Path) -> str:
    """Office documents are zip files too. One that cannot be opened stays a zip."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        promised = named_format(file.name)
        return promised if promised in {"xlsx", "hwpx"} else "zip"
    if "[Content_Types].xml" in names:
        heads = {name.split("/")[0] for name in names}
        return "xlsx" if "xl" in heads else "docx" if "word" in heads else "pptx" if "ppt" in heads else "zip"
    if "mimetype" in names:
        is_hwpx = not names.isdisjoint({"Contents/content.hpf", "Contents/section0.xml"})
        return "hwpx" if is_hwpx else "odt" if "content.xml" in names else "zip"
    return "zip"


def _kind_of_ole(file: Path) -> str:
    """The compound file of old office programs: its directory names what it is."""
    with file.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find("Workbook".encode("utf-16-le")) >= 0 or whole.find("Book\0".encode("utf-16-le")) >= 0:
            return "xls"
        if whole.find("FileHeader".encode("utf-16-le")) >= 0:
            return "hwp"
    return "xls" if named_format(file.name) == "xls" else "doc"


def why_unread(kind: str, name: str) -> str:
    """Why a kind gives no table, and what would help."""
    if kind in {"7z", "rar"}:
        return f"a {kind} archive, which is not opened; pack it as zip"
    if kind == "html" and named_format(name) in {"xls", "xlsx"}:
        return "a web page under the name of a workbook; open it and save it as xlsx"
    return f"{_UNREAD_KINDS.get(kind, 'an unknown format')}, which holds no table that is read"


def is_tar(head: bytes) -> bool:
    """Whether the first unpacked block is a tar header."""
    return len(head) >= tarfile.BLOCKSIZE and head[257:262] == b"ustar"
