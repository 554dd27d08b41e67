"""Identifiers inside one text, judged each on its own: the form, the calendar, check digits, words near by.

What each form is: shapes.py, formats.py, names.py. Strong and weak hits: see `Hit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from gotgan.engine.detect import formats, shapes
from gotgan.engine.detect.formats import Said
from gotgan.engine.detect.hit import Hit
from gotgan.engine.detect.names import seek_names
from gotgan.engine.detect.plain import Plain, plain
from gotgan.engine.detect.screen import BIT, EVERY
from gotgan.engine.detect.shapes import THIRTEEN
from gotgan.terms.finding import IdentifierKind as Kind

Seek = Callable[[str, Said], Iterator[Hit]]
NOTHING_SAID: Said = frozenset()
UUID = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
"""Its groups of digits pass for cards and phones by chance; nobody's number looks like this."""


def find_hits(text: str, said: Said = NOTHING_SAID) -> list[Hit]:
    """Every identifier of one text, first to last, without overlap; weak ones too.

    `said`: the kinds that the column's name speaks of.
    """
    return find_in_plain(plain(text), said, EVERY)


def find_in_plain(folded: Plain, said: Said, bits: int) -> list[Hit]:
    """`find_hits` for a text that `screen.forms_in` was asked about: only those forms are sought."""
    hits = [hit for seek in _seekers_of(bits) for hit in seek(folded.text, said)]
    if not hits:
        return hits
    taken = _without_overlap(hits, folded.text, bits)
    if folded.starts is None:
        return taken
    return [Hit(hit.kind, *folded.original(hit.start, hit.end), hit.is_strong, hit.has_check) for hit in taken]


def _without_overlap(hits: list[Hit], text: str, bits: int) -> list[Hit]:
    """The hits first to last; where two overlap, the one that was found earlier."""
    covered = bytearray(len(text))
    if bits & BIT["uuid"]:
        for match in UUID.finditer(text):
            covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    taken = []
    for hit in hits:
        if 1 not in covered[hit.start : hit.end]:
            covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            taken.append(hit)
    taken.sort(key=lambda hit: hit.start)
    return taken


@lru_cache(maxsize=4096)
def _seekers_of(bits: int) -> tuple[Seek, ...]:
    return tuple(seek for seek, bit in SEEKERS if bits & bit)


def count_thirteen(text: str) -> int:
    """How many bare runs of thirteen digits a plain text holds: what weak person numbers are compared with."""
    return len(THIRTEEN.findall(text))


def _seek_names(text: str, said: Said) -> Iterator[Hit]:
    if Kind.PERSON_NAME not in said:
        yield from seek_names(text)


SEEKERS: tuple[tuple[Seek, int], ...] = tuple(
    (seek, BIT[form])
    for seek, form in (
        (shapes.seek_emails, "email"),
        (shapes.seek_persons, "person"),
        (formats.seek_ibans, "iban"),
        (formats.seek_ipv6, "ipv6"),
        (formats.seek_licences, "licence"),
        (formats.seek_passports, "passport"),
        (formats.seek_customs_codes, "customs"),
        (formats.seek_accounts, "account"),
        (formats.seek_health_cards, "health"),
        (shapes.seek_cards, "card"),
        (shapes.seek_phones, "phone"),
        (shapes.seek_short_cards, "short card"),
        (shapes.seek_businesses, "business"),
        (shapes.seek_addresses, "ip"),
        (formats.seek_plates, "plate"),
        (_seek_names, "name"),
    )
)
"""Earlier ones win: what speaks of itself comes before cards and phones."""
