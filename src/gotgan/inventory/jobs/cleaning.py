"""A source's record made fit to store and show: no mark-up, no identifiers, nothing a database refuses."""

from __future__ import annotations

import hashlib
import html
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import nh3

from gotgan.engine import detect
from gotgan.inventory.rules import LONGEST_REMOTE_ID
from gotgan.terms.digest import fingerprint
from gotgan.terms.record import FileRef, SourceRecord
from gotgan.terms.source import CleanRecord
from gotgan.terms.text import nfc, title_key

LONGEST_TITLE = 500
LONGEST_TEXT = 100_000
MOST_WORDS = 500
_DEEPEST = 40
CARRIED = "scan_entries"
"""Evidence carried in with a record; measured already, so not shown as part of the raw record."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<[/!a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A text that is a sha1 or sha256 and nothing else: one sha256 in seventy reads like a number of somebody."""
_LINK_SCHEMES = ("http://", "https://", "ftp://", "ftps://")


@lru_cache(maxsize=20_000)
def mask_text(text: str) -> str:
    """Remembered: the records of one source repeat their publisher, licence, keywords and field names."""
    return text if _HASH.fullmatch(text) else detect.mask_text(text)


def clean_record(record: SourceRecord, *, is_carried: bool = False) -> CleanRecord:
    """Never raises for bad data: a record that cannot be identified comes back with its problem.

    `is_carried`: it is of a carried scan. No other source's record brings evidence, whatever it is called there.
    """
    raw = storable({name: value for name, value in record.raw.items() if is_carried or name != CARRIED})
    remote_id, problem = _identified(record)
    clean = replace(
        record,
        remote_id=remote_id,
        cursor=plain(record.cursor),
        title=_title(record, remote_id),
        title_en=line(record.title_en)[:LONGEST_TITLE],
        description=paragraphs(record.description),
        keywords=_lines(record.keywords),
        licence=line(record.licence)[:2000],
        publisher=line(record.publisher)[:LONGEST_TITLE],
        field=line(record.field)[:100],
        issued=line(record.issued)[:80],
        modified=line(record.modified)[:80],
        provision_now=line(record.provision_now)[:20],
        rights=paragraphs(record.rights),
        columns=tuple(mask_text(plain(nfc(name))) for name in record.columns),
        files=tuple(map(_file, record.files)),
        links=tuple(_file(link) for link in record.links if link.location.lower().startswith(_LINK_SCHEMES)),
        raw=raw,
        problem=line(problem)[:2000],
    )
    shown = {name: masked(value) for name, value in raw.items() if name != CARRIED}
    return CleanRecord(clean, _fingerprint(clean), _content_key(clean), shown)


def _identified(record: SourceRecord) -> tuple[str, str]:
    remote_id = plain(record.remote_id)
    if not remote_id.strip():
        return f"unnamed:{_hash(record.cursor)}", record.problem or "it has no identifier; add one at the source"
    if len(remote_id) > LONGEST_REMOTE_ID:
        short = remote_id[: LONGEST_REMOTE_ID - 20] + "…" + _hash(remote_id)[:16]
        return short, record.problem or f"its identifier is longer than {LONGEST_REMOTE_ID} characters"
    return remote_id, record.problem


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _title(record: SourceRecord, remote_id: str) -> str:
    """A dataset always has a title: its own, or what it is called at the source."""
    return line(record.title)[:LONGEST_TITLE] or line(remote_id)[:LONGEST_TITLE] or "(no title)"


def _lines(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (line(word)[:200] for word in words))))[:MOST_WORDS]


def _file(file: FileRef) -> FileRef:
    media_type = line(file.media_type)[:120] if file.media_type else None
    return FileRef(mask_text(plain(nfc(file.path))), plain(file.location), file.size_bytes, media_type)


def _fingerprint(clean: SourceRecord) -> str:
    """Over the source's own record and what we took of it: a change of either is a change."""
    words = [clean.title, clean.title_en, clean.description, clean.keywords, clean.licence, clean.field,
             clean.provision_now, clean.rights]  # fmt: skip
    return fingerprint([clean.raw, words, [[file.path, file.size_bytes] for file in clean.files]])


def _content_key(clean: SourceRecord) -> str:
    """Empty when a description says too little to tell two datasets apart."""
    if not (clean.description or clean.columns):
        return ""
    return fingerprint([title_key(clean.title), clean.description, clean.columns, clean.keywords, clean.issued])


def plain(text: str) -> str:
    """Text that every database stores: no control characters, no halves of surrogate pairs."""
    if text.isprintable():
        return text
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode()


def _text(text: str) -> str:
    text = nfc(plain(text))
    if _MARKUP.search(text):
        text = html.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set()))
    return text


def line(text: str) -> str:
    """One line of clean text, identifiers masked."""
    return mask_text(_SPACES.sub(" ", _text(text)).strip())


def paragraphs(text: str) -> str:
    """Clean text with its paragraphs, identifiers masked."""
    return mask_text(_BLANK_LINES.sub("\n\n", _text(text)).strip()[:LONGEST_TEXT])


def storable(value: Any, depth: int = 0) -> Any:
    """The same JSON value without what a database refuses: NaN, lone surrogates, endless nesting."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if depth >= _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {plain(str(name)): storable(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each, depth + 1) for each in value]
    return plain(str(value))


def masked(value: Any) -> Any:
    """The same JSON value with every identifier in its texts masked; names too."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {mask_text(name): masked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked(each) for each in value]
    return value
