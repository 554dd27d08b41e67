"""A small writer of compound files and HWP 5 records: enough to give the reader every turn it can take."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

END, FREE, FAT, MORE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
CUTOFF, MINI = 4096, 64


def write_compound(streams: Mapping[str, bytes], size: int = 512) -> bytes:
    """Streams by path. Those under 4096 bytes go into the mini stream, as the format wants."""
    mini, mini_fat, starts, big = bytearray(), [], {}, {}
    for path, content in streams.items():
        if 0 < len(content) < CUTOFF:
            starts[path] = len(mini) // MINI
            count = -(-len(content) // MINI)
            mini_fat += [*range(starts[path] + 1, starts[path] + count), END]
            mini += content.ljust(count * MINI, b"\0")
        elif content:
            big[path] = content
    parts = [bytes(mini), struct.pack(f"<{len(mini_fat)}I", *mini_fat), bytes(directory_size(streams)), *big.values()]
    counts = [-(-len(part) // size) for part in parts]
    fats, more = table_sectors(sum(counts), size)
    firsts, at = [], fats + more
    for count in counts:
        firsts.append(at if count else END)
        at += count
    starts |= dict(zip(big, firsts[3:], strict=True))
    parts[2] = directory(streams, starts, firsts[0], len(mini))
    table = [FAT] * fats + [MORE] * more
    for count in counts:
        table += [*range(len(table) + 1, len(table) + count), END] if count else []
    table += [FREE] * (fats * size // 4 - len(table))
    body = struct.pack(f"<{len(table)}I", *table) + more_places(fats, more, size)
    body += b"".join(part.ljust(count * size, b"\0") for part, count in zip(parts, counts, strict=True))
    return header(size, fats, more, firsts).ljust(size, b"\0") + body


def table_sectors(data: int, size: int) -> tuple[int, int]:
    fats = more = 0
    while True:
        needed = -(-(data + fats + more) // (size // 4))
        needed_more = -(-max(0, needed - 109) // (size // 4 - 1))
        if (needed, needed_more) == (fats, more):
            return fats, more
        fats, more = needed, needed_more


def more_places(fats: int, more: int, size: int) -> bytes:
    """The places of table sectors that the header has no room for."""
    out, each = b"", size // 4 - 1
    for number in range(more):
        places = [*range(109, fats)][number * each : (number + 1) * each]
        following = fats + number + 1 if number + 1 < more else END
        out += struct.pack(f"<{each + 1}I", *places, *[FREE] * (each - len(places)), following)
    return out


def header(size: int, fats: int, more: int, firsts: Sequence[int]) -> bytes:
    shift, major = (9, 3) if size == 512 else (12, 4)
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, major, 0xFFFE, shift, 6) + bytes(6)
    )
    head += struct.pack("<4I", 0, fats, firsts[2], 0)
    head += struct.pack("<5I", CUTOFF, firsts[1], int(firsts[1] != END), fats if more else END, more)
    places = [*range(min(fats, 109))]
    return head + struct.pack("<109I", *places, *[FREE] * (109 - len(places)))


def tree(streams: Mapping[str, bytes]) -> list[tuple[str, list[str]]]:
    """The root and every storage with the names below it, each before its inner ones."""
    found: dict[str, list[str]] = {"": []}
    for path in streams:
        parts = path.split("/")
        for depth in range(len(parts)):
            above, name = "/".join(parts[:depth]), "/".join(parts[: depth + 1])
            found.setdefault(above, [])
            if name not in found[above]:
                found[above].append(name)
    return list(found.items())


def directory_size(streams: Mapping[str, bytes]) -> int:
    return 128 * (1 + sum(len(inner) for _, inner in tree(streams)))


def directory(streams: Mapping[str, bytes], starts: Mapping[str, int], first_mini: int, mini_size: int) -> bytes:
    """Siblings as a balanced tree, so that left and right are both followed."""
    order = [name for _, inner in tree(streams) for name in inner]
    place = {name: number for number, name in enumerate(order, 1)}
    links = {name: [NONE, NONE, NONE] for name in ["", *order]}
    for above, inner in tree(streams):
        links[above][2] = balance(sorted(inner), place, links)
    out = entry("Root Entry", 5, links[""], first_mini, mini_size)
    for name in order:
        is_stream = name in streams
        size = len(streams[name]) if is_stream else 0
        out += entry(name.rsplit("/", 1)[-1], 2 if is_stream else 1, links[name], starts.get(name, END), size)
    return out


def balance(names: list[str], place: Mapping[str, int], links: dict[str, list[int]]) -> int:
    if not names:
        return NONE
    middle = len(names) // 2
    links[names[middle]][0] = balance(names[:middle], place, links)
    links[names[middle]][1] = balance(names[middle + 1 :], place, links)
    return place[names[middle]]


def entry(name: str, kind: int, links: Sequence[int], start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBB3I36sIQ", text, len(text), kind, 1, *links, bytes(36), start, size)


def record(tag: int, level: int, body: bytes = b"") -> bytes:
    if len(body) >= 0xFFF:
        return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(body)) + body
    return struct.pack("<I", tag | level << 10 | len(body) << 20) + body


def paragraph(text: str, level: int = 0, control: bytes = b"") -> bytes:
    """A paragraph; `control` are records that stand inside it, marked in its text by one extended character."""
    mark = struct.pack("<H12sH", 11, b"", 11) if control else b""
    body = text.encode("utf-16-le") + mark + b"\r\0"
    return record(66, level, bytes(22)) + record(67, level + 1, body) + control


def cell(row: int, col: int, inner: bytes, level: int, spans: tuple[int, int] = (1, 1)) -> bytes:
    """A cell of a table whose records stand at `level`; spans are (rows, columns)."""
    address = struct.pack("<4H", col, row, spans[1], spans[0])
    return record(72, level, struct.pack("<HIH", 1, 0, 0) + address + bytes(18)) + inner


def table(cells: bytes, level: int, caption: bytes = b"") -> bytes:
    """The control and the records of a table in a paragraph of level `level` - 1."""
    return record(71, level, b" lbt" + bytes(42)) + caption + record(77, level + 1, bytes(22)) + cells


def hwp(*sections: bytes, flags: int = 1) -> bytes:
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010000, flags)
    streams = {"FileHeader": head.ljust(256, b"\0"), "DocInfo": b"x" * 70}
    for number, section in enumerate(sections):
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = squeeze.compress(section) + squeeze.flush() if flags & 1 else section
        streams[f"BodyText/Section{number}"] = packed
    return write_compound(streams)
