"""Which uses a dataset suits, by what it holds."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.names import is_of_its_beginning
from gotgan.terms.readiness import Subject, Use

LEAST_TOKENS = 1000
"""Of running text in a table's columns, from which a language model learns something."""
LEAST_PERIODS = 24
"""Two days of hours, two years of months."""


def uses_of(subject: Subject) -> tuple[Use, ...]:
    """In the order of Use; empty where nothing is known of what it holds."""
    look = Look(subject)
    fits = {
        Use.TABULAR: bool(look.rows) or bool(look.modality & {"table", "geospatial", "sensor_timeseries"}),
        Use.LANGUAGE: bool(look.modality & {"text", "document"}) or _tokens(look) >= LEAST_TOKENS,
        Use.VISION: bool(look.modality & {"image", "video"}),
        Use.SPEECH: "audio" in look.modality,
        Use.TIME_SERIES: "sensor_timeseries" in look.modality or _periods(look) >= LEAST_PERIODS,
    }
    return tuple(use for use in Use if fits[use])


def _tokens(look: Look) -> int:
    return sum(column.told["text_use"]["tokens"] for column in look.prose)


def _periods(look: Look) -> int:
    """Those with a record, of the longest table in which most have one. A register of things is no series, however
    many years its things were built in."""
    covers = (table.get("time_coverage") for table in look.tables)
    told = [
        time for time in covers if time and time.get("periods") and not is_of_its_beginning(str(time.get("column")))
    ]
    filled = [(time["periods"] - (time.get("missing") or 0), time["periods"]) for time in told]
    return max((there for there, all_of_them in filled if there >= all_of_them / 2), default=0)
