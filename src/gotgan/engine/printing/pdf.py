"""One document as PDF bytes, by typst: no system library, no clock, no file of this machine but template and font.

The document: `lang`, `kind` (a word above the title), `title`, `subtitle`, `author`, `footer`, `date` ([year, month,
day] or null), `cover` ([[name, value]]) and `blocks`, each with its `kind`:
    heading  text, level          text   text           facts  rows ([[name, value]])
    table    heads, widths (parts of the width), numbers (places set to the right), rows
    split    parts ({label, count, shape})
    dots     dots ({value 0 to 1, shape}), line (0 to 1), under (a sentence)
Shapes are full, half and none. What people wrote is set letter by letter: no markup, no file access is read out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gotgan.engine.printing.fonts import font_folder
from gotgan.terms.errors import Invalid, Issue, Unavailable

TEMPLATE = Path(__file__).with_name("document.typ")
LARGEST_BYTES = 8 << 20
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
"""Control signs and those that turn the direction of text: a title must not be able to dress up as another."""
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


class CannotPrint(Unavailable):
    """The typesetter or the Korean font is not installed."""


def print_document(document: Mapping[str, Any]) -> bytes:
    """The same document gives the same bytes. Raises: CannotPrint; Invalid for what is no document or is too large."""
    folder = font_folder()
    if folder is None:
        raise CannotPrint("the Korean font for PDF is not installed; print the page from the browser instead")
    try:
        import typst
    except ImportError:
        raise CannotPrint("typst is not installed; print the page from the browser instead") from None
    text = json.dumps(_cleaned(document), ensure_ascii=False)
    if len(text.encode()) > LARGEST_BYTES:
        raise Invalid(Issue("document", f"over {LARGEST_BYTES} bytes", "print a part of it, or export it as a table"))
    try:
        made = typst.compile(
            TEMPLATE, root=TEMPLATE.parent, font_paths=[folder], ignore_system_fonts=True,
            sys_inputs={"document": text}, format="pdf", timestamp=0,
        )  # fmt: skip
    except typst.TypstError as error:
        raise Invalid(
            Issue("document", f"cannot be set ({_first_line(error)})", "see gotgan.engine.printing")
        ) from None
    return bytes(made)


def _cleaned(value: Any) -> Any:
    """Texts without what nobody sees; a sign beyond the font (an emoji) by its number, so that none is lost."""
    if isinstance(value, str):
        return _BEYOND.sub(lambda found: f"[U+{ord(found[0]):X}]", _UNSEEN.sub("", value))
    if isinstance(value, Mapping):
        return {key: _cleaned(each) for key, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list | tuple) else value


def _first_line(error: Exception) -> str:
    """Of typst's own message, which names a place of the template and no text of the document."""
    return str(getattr(error, "message", "")).splitlines()[0][:80] if getattr(error, "message", "") else "refused"
