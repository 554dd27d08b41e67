"""How repair opens a text: never refused for its encoding, and long tables read in one pass."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from gotgan.engine.repair.encoding import Lines, LineSource, blocks_of_lines, mend_text, note_encoding, note_lines
from gotgan.engine.repair.tally import Tally
from gotgan.engine.tables import Table
from gotgan.engine.tables.encoding import TextFacts, examine_text
from gotgan.engine.tables.read import Mended
from gotgan.engine.tables.sniff import named_format

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXTS = {"csv", "tsv", "json", "jsonl", "text"}
_MOST_NUL = 0.1


@dataclass
class Texts:
    """Opens the texts of one file (a Mend of read_tables) and remembers how their lines were read."""

    scratch: Path
    sources: dict[str, LineSource] = field(default_factory=dict)
    mended: dict[str, tuple[Lines, str]] = field(default_factory=dict)

    def __call__(self, name: str, file: Path) -> Mended | None:
        """Delimited text as a stream; other text as it is, or mended when it is in no single encoding."""
        promised = named_format(name)
        if promised in ("csv", "tsv") and (facts := _facts_of_head(file)):
            self.sources[name] = LineSource(file)
            return Mended(facts, file, self.sources[name])
        facts = examine_text(file)
        if (
            facts.encoding
            or facts.only_white
            or promised not in _TEXTS
            or facts.nul_bytes > _MOST_NUL * facts.size_bytes
        ):
            return Mended(facts, file)
        target = self.scratch / f"{uuid4().hex}.txt"
        self.mended[name] = mend_text(file, target)
        return Mended(replace(examine_text(target), sha256=facts.sha256, size_bytes=facts.size_bytes), target)

    def note(self, tally: Tally, table: Table, rows: int) -> None:
        """What the encoding step says of a table; its hash, where the file was streamed."""
        if source := self.sources.get(table.path):
            table.sha256 = source.sha256
            note_lines(tally, source.lines, source.main)
            note_encoding(tally, "utf-8-sig" if source.has_mark else None, 1)
        elif mended := self.mended.get(table.path):
            note_lines(tally, *mended)
        else:
            note_encoding(tally, table.encoding, table.header_rows + rows)


def _facts_of_head(file: Path) -> TextFacts | None:
    """Of a text that can be streamed: lines end with a line feed, and a character is no more than bytes of its own."""
    with file.open("rb") as content:
        head = next(blocks_of_lines(content), b"")
    if b"\n" not in head or head.startswith(_WIDE_MARKS) or head.count(0) > _MOST_NUL * len(head):
        return None
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        return None
    return TextFacts("", file.stat().st_size, "utf-8", "", 0, 0, has_line_feed=True, only_white=False)
