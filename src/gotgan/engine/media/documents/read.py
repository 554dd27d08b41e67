"""A document of any known form, by its first bytes and not by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gotgan.engine.media.documents.grid import UNKNOWN, Block, Unfit
from gotgan.engine.media.documents.hwp import is_compound, is_hwp3, read_hwp
from gotgan.engine.media.documents.hwpx import read_hwpx
from gotgan.engine.media.documents.pdf import read_pdf

_PDF_WITHIN = 1024
"""Bytes that may stand before a PDF's own first ones."""


@dataclass(frozen=True)
class OpenDocument:
    """`format`: pdf, hwpx or hwp. `pages` is None where the form does not say; `blocks` can be read once."""

    format: str
    pages: int | None
    is_restricted: bool
    blocks: Iterator[Block]


@contextmanager
def open_document(file: Path) -> Iterator[OpenDocument]:
    """Raises (reading `blocks` too): Unfit with the problem, OSError."""
    form = form_of(file)
    with file.open("rb") as content:
        if form == "pdf":
            pages = read_pdf(content)
            yield OpenDocument(form, pages.count, pages.is_restricted, pages.blocks)
        else:
            yield OpenDocument(form, None, False, (read_hwpx if form == "hwpx" else read_hwp)(content))


def form_of(file: Path) -> str:
    """Raises: Unfit for what is none of them, OSError."""
    with file.open("rb") as content:
        head = content.read(_PDF_WITHIN)
    if not head:
        raise Unfit("is empty; fetch it again")
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "hwpx"
    if is_compound(file):
        return "hwp"
    if is_hwp3(file):
        raise Unfit("is HWP 3.0, which is not read here; save it as HWPX")
    raise Unfit(UNKNOWN)
