"""Which uses a dataset suits, by what it holds."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
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
    return sum(use["tokens"] for column in look.columns if (use := column.told.get("text_use")))


def _periods(look: Look) -> int:
    return max((int((table.get("time_coverage") or {}).get("periods") or 0) for table in look.tables), default=0)
