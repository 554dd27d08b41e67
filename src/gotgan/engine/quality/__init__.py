"""Rule books as data, and the engine that applies them to what is known of a dataset (docs/reference/readiness.md)."""

from gotgan.engine.quality.assess import assess, look_at, sheets_of
from gotgan.engine.quality.book import Book
from gotgan.engine.quality.dqv import dqv_of
from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured
from gotgan.engine.quality.opening import book_names, open_book
from gotgan.engine.quality.options import Number, Numbers, takes
from gotgan.engine.quality.read import parse_book, read_book
from gotgan.engine.quality.registry import MEASURES, measure
from gotgan.engine.quality.renewed import with_profiles
from gotgan.engine.quality.uses import uses_of
from gotgan.terms.readiness_change import compare

__all__ = [
    "MEASURES", "Book", "Look", "Measured", "Number", "Numbers", "assess", "book_names", "compare", "dqv_of", "look_at",
    "measure", "open_book", "parse_book", "read_book", "sheets_of", "takes", "uses_of", "with_profiles",
]  # fmt: skip
