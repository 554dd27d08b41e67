"""Entries made directly, for tests and benchmarks of search; and a desk that lives in the process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from gotgan.catalogue.actions.wording import text_key, tokens_key_of
from gotgan.catalogue.models import Entry
from gotgan.terms.desk import Morphemes
from gotgan.terms.errors import Unavailable

_numbers = count(1)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def make_entry(title: str = "", **values: Any) -> Entry:
    """An unsaved published entry."""
    number = next(_numbers)
    defaults = {
        "dataset_id": f"{number:032x}", "organisation": "1000001", "organisation_slug": "alpha",
        "organisation_name": "가나시", "organisation_name_en": "Gana City", "name": f"entry-{number}",
        "title": title or f"자료 {number}", "is_published": True, "published_at": NOW, "modified": NOW,
        "changed_at": NOW, "licence_group": "none_stated", "modality": ["table"], "formats": ["csv"],
    }  # fmt: skip
    row = Entry(**{**defaults, **values})
    row.text_key = text_key(row)
    row.tokens_key = tokens_key_of(row, None)
    return row


def save_entries(rows: Iterable[Entry]) -> list[Entry]:
    return Entry.objects.bulk_create(list(rows), batch_size=500)


class NoDesk:
    """A desk that is down."""

    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        raise Unavailable("the desk is down")


@cache
def real_korean() -> Any:
    """The real analyser, loaded once in the whole run."""
    from gotgan.desk.korean import Korean

    korean = Korean()
    korean.start()
    return korean


class RealDesk:
    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        return real_korean().tokens(texts, wait_seconds=60)


def no_desk(*_: object) -> NoDesk:
    return NoDesk()


def real_desk(*_: object) -> RealDesk:
    return RealDesk()
