"""Folders of pictures, sounds and documents, drawn and written here."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from gotgan.engine.sample.maker import Maker
from gotgan.engine.sample.subjects.texts import minutes_text

SIDE = 96
RATE = 8000

DrawFile = Callable[[Path, Maker, int], None]


def draw_pothole(target: Path, m: Maker, number: int) -> None:
    """A grey road with a dark hole."""
    image = _noise(m, (118, 118, 116))
    x, y, wide, high = (int(value) for value in m.rng.integers((20, 20, 12, 8), (60, 60, 30, 22)))
    ImageDraw.Draw(image).ellipse((x - wide, y - high, x + wide, y + high), fill=(38, 34, 32))
    image.save(target / f"포트홀_{number:03d}.png")


def draw_leaf(target: Path, m: Maker, number: int) -> None:
    """A green leaf with some brown spots."""
    image = _noise(m, (222, 214, 190))
    pen = ImageDraw.Draw(image)
    pen.ellipse((14, 24, 82, 72), fill=(64, 130, 58))
    for x, y in m.rng.integers((28, 34), (68, 62), (int(m.rng.integers(0, 7)), 2)).tolist():
        pen.ellipse((x - 4, y - 3, x + 4, y + 3), fill=(120, 78, 40))
    image.save(target / f"잎병해_{number:03d}.png")


def draw_sign(target: Path, m: Maker, number: int) -> None:
    """A round or square sign."""
    image = _noise(m, (168, 196, 222))
    pen = ImageDraw.Draw(image)
    shape = pen.ellipse if m.rng.random() < 0.5 else pen.rectangle
    shape((22, 22, 74, 74), fill=(240, 240, 240), outline=(196, 30, 42), width=8)
    image.save(target / f"교통표지_{number:03d}.png")


def draw_announcement(target: Path, m: Maker, number: int) -> None:
    """Half a second of a falling tone, as before an announcement."""
    time = np.arange(RATE // 2) / RATE
    tone = np.sin(2 * np.pi * float(m.rng.integers(300, 900)) * time * (1 - time / 2))
    samples = (tone * 12000 + m.rng.normal(0, 200, tone.shape)).astype("<i2")
    with wave.open(str(target / f"안내음_{number:03d}.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())


def write_minutes(target: Path, m: Maker, number: int) -> None:
    (target / f"회의록_{number:03d}.txt").write_text(minutes_text(m), encoding="utf-8")


def write_leaflet(target: Path, m: Maker, number: int) -> None:
    (target / f"안내문_{number:03d}.pdf").write_bytes(pdf_bytes(minutes_text(m).splitlines()[:24]))


def write_manual(target: Path, m: Maker, number: int) -> None:
    text = f"# 업무 편람 {number}\n\n{minutes_text(m)}"
    (target / f"업무편람_{number:03d}.md").write_text(text, encoding="utf-8")


def pdf_bytes(lines: list[str]) -> bytes:
    """One page of Korean text, set in a font that every PDF reader must know by name."""
    shown = b"".join(b"<" + line.encode("utf-16-be").hex().upper().encode() + b"> Tj T*\n" for line in lines)
    content = b"BT /F1 11 Tf 16 TL 60 780 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /UniKS-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> >>",
        b"<< /Type /FontDescriptor /FontName /HYSMyeongJo-Medium /Flags 6 /ItalicAngle 0 /Ascent 880"
        b" /Descent -120 /CapHeight 880 /StemV 60 /FontBBox [0 -148 1001 880] >>",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def _noise(m: Maker, colour: tuple[int, int, int]) -> Image.Image:
    grain = m.rng.integers(-14, 15, (SIDE, SIDE, 1)) + np.array(colour)
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
