"""Which files may be attached to an answer: few kinds, small, and what they say they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gotgan.terms.errors import Issue

LARGEST_BYTES = 20 * 1000 * 1000
LONGEST_NAME = 200
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "hwp": (_OLE,),
    "hwpx": (_ZIP,),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "odt": (_ZIP,),
    "ods": (_ZIP,),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "txt": (),
    "csv": (),
}
"""How a file of each kind begins; none for plain text, which holds no NUL instead."""


def check_evidence(name: str, size_bytes: int, beginning: bytes) -> tuple[Issue, ...]:
    """What is wrong with a file; `beginning` are its first bytes."""
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if not name.strip() or len(name) > LONGEST_NAME or any(ord(letter) < 32 or letter in "/\\" for letter in name):
        return (Issue("file", "its name cannot be kept", "give it a short plain name"),)
    if kind not in BEGINNINGS:
        return (Issue("file", "this kind of file is not taken", f"attach one of {', '.join(BEGINNINGS)}"),)
    if size_bytes == 0:
        return (Issue("file", "it is empty", "choose the file again"),)
    if size_bytes > LARGEST_BYTES:
        return (Issue("file", f"it is larger than {LARGEST_BYTES} bytes", "attach the part that matters"),)
    starts = BEGINNINGS[kind]
    fits = beginning.startswith(starts) if starts else b"\x00" not in beginning
    return () if fits else (Issue("file", f"it is not a {kind} file inside", "save it again in that format"),)


def files_of(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The sha256 of every file that the answers of a sheet (as JSON) name: in their values, or beside them as proof."""
    for answer in answers.values():
        yield from find_files(answer["value"])
        yield from (proof["ref"] for proof in answer["evidence"] if proof["kind"] == "document")


def find_files(value: Any) -> Iterator[str]:
    """The sha256 of every file that a value names, however deep in a table or group."""
    if isinstance(value, Mapping):
        if isinstance(value.get("sha256"), str):
            yield value["sha256"]
        else:
            for each in value.values():
                yield from find_files(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from find_files(each)
