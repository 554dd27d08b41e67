"""Every text that the program marks for translation, read from templates and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent.parent / "src" / "gotgan"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "N_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
_LINE_ENDS = re.compile(r"[\r\n]+")


def marked() -> dict[str, str]:
    """Each marked text (the singular of a plural) and the file that first holds it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.html")):
        for text in _in_code(_LINE_ENDS.sub(" ", templatize(path.read_text(encoding="utf-8")))):
            found.setdefault(text, str(path.relative_to(PACKAGE)))
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "gettext" in source:
            for text in _in_code(source):
                found.setdefault(text, str(path.relative_to(PACKAGE)))
    return found


def _in_code(source: str) -> Iterator[str]:
    for _line, message, _comments, _context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            yield text


def translated(language: str = "ko") -> Catalog:
    """All rooms' catalogues of a language as one."""
    merged = Catalog(locale=language)
    for message in messages(language):
        merged[message.id] = message
    return merged


def messages(language: str = "ko") -> Iterator[Message]:
    """Of every catalogue, one after the other."""
    for path in sorted(PACKAGE.glob(f"*/locale/{language}/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            yield from (message for message in read_po(file, locale=language) if message.id)
