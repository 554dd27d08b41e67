"""PDFs by hand: one with a ruled table of merged cells, one locked with a password."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence

from gotgan.engine.media.documents import Cell

SIDE, HIGH, LEFT, TOP = 120, 40, 60, 700
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def ruled_pdf(cells: Iterable[Cell], title: str) -> bytes:
    """Every cell is a rectangle with its address written in it; the title stands above."""
    drawn = [f"BT /F1 12 Tf {LEFT} {TOP + 30} Td ({title}) Tj ET"]
    for cell in cells:
        x, y = LEFT + cell.col * SIDE, TOP - (cell.row + cell.row_span) * HIGH
        drawn.append(f"{x} {y} {cell.col_span * SIDE} {cell.row_span * HIGH} re S")
        drawn.append(f"BT /F1 12 Tf {x + 5} {y + 5} Td (r{cell.row}c{cell.col}) Tj ET")
    content = "\n".join(drawn).encode()
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ])  # fmt: skip


def paged_pdf(pages: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """Each page a line of text above, and a ruled table of one rectangle a cell, in ASCII."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, (title, rows) in enumerate(pages):
        drawn = [f"BT /F1 12 Tf {LEFT} {TOP + 30} Td ({title}) Tj ET"] if title else []
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                x, y = LEFT + column * SIDE, TOP - (at + 1) * HIGH
                drawn += [f"{x} {y} {SIDE} {HIGH} re S", f"BT /F1 12 Tf {x + 5} {y + 5} Td ({text}) Tj ET"]
        content = "\n".join(drawn).encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    return assembled(objects)


def bomb_pdf(size_mib: int) -> bytes:
    """A page whose content is white space without end."""
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(b" " * (1 << 20)) for _ in range(size_mib)) + squeeze.flush()
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    ])  # fmt: skip


def locked_pdf() -> bytes:
    """RC4 of 40 bits with a user password. Source: PDF 1.7, 7.6.3, algorithms 2 to 4."""
    user = (b"open sesame" + PADDING)[:32]
    owner = rc4(hashlib.md5(user).digest()[:5], user)
    key = hashlib.md5(user + owner + (0xFFFFFFFC).to_bytes(4, "little") + b"0123456789abcdef").digest()[:5]
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (
        owner.hex().encode(), rc4(key, PADDING).hex().encode(),
    )  # fmt: skip
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", lock]
    return assembled(objects, b"/Encrypt 3 0 R /ID [(0123456789abcdef) (0123456789abcdef)]")


def rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)
