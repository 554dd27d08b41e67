"""One table of a database measured where it lies: what the database answers, and what a bounded stream adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gotgan.engine.detect.masking import mask_cell
from gotgan.engine.profile.facts import TableFacts
from gotgan.engine.profile.finish import finish
from gotgan.engine.profile.measure import profile_parquet
from gotgan.engine.profile.pushdown.measure import facts_of, push_down
from gotgan.engine.profile.pushdown.sample import Chosen, choose
from gotgan.engine.profile.sample.lists import Lists
from gotgan.engine.profile.sample.where import earlier, iso_day, later
from gotgan.engine.profile.state import TableState
from gotgan.engine.sources.sql.guard import LoadGuard
from gotgan.engine.sources.sql.model import DbTable, Session
from gotgan.engine.sources.sql.source import Sampling
from gotgan.engine.sources.sql.stream import stream_table
from gotgan.terms.examined import AiUse, Key, SpatialExtent, TimeCoverage
from gotgan.terms.finding import Finding
from gotgan.terms.profile import EVERY_METRIC, ColumnProfile, Length, Sample, TableProfile

STREAMED_METRICS = ("distinct", "quantiles", "top", "histogram", "patterns", "entropy", "outlier_share",
                    "examined", "findings")  # fmt: skip


@dataclass(frozen=True)
class Pushed:
    """`state`: the first tier, None where the guard let no row but the sample's be read. `facts` are those of
    `parquet`, which holds every row, or those of `sample`; the caller removes it."""

    table: DbTable
    state: TableState | None
    facts: TableFacts
    parquet: Path
    sample: Sample | None


def measure_table(session: Session, guard: LoadGuard, table: DbTable, parquet: Path, sampling: Sampling) -> Pushed:
    """Ask, then stream at most about `sampling.rows` rows to `parquet`.

    A table that the guard does not let be read whole is only sampled. Raises: OutsideWindow and as Session does.
    """
    guard.check_window(table.id)
    estimate = session.estimate(table)
    may = guard.may_read_whole(estimate)
    whole, rows, seed = session.from_clause(table), sampling.rows, sampling.seed
    if not may:
        warning = f"was not read whole: {'; '.join(may.reasons)}"
        return _sampled(session, table, parquet, choose(session, table, rows, estimate, seed), estimate, seed, warning)
    table = session.typed(table, [whole])
    state = push_down(session, table)
    if state.rows > rows:
        chosen = choose(session, table, rows, state.rows, seed)
        found = _sampled(session, table, parquet, chosen, state.rows, seed, "")
        sample = found.sample and replace(found.sample, metrics=STREAMED_METRICS)
        return replace(found, state=state, sample=sample)
    streamed = stream_table(session, table, [whole], parquet)
    facts = facts_of(session, table, streamed.columns)
    if streamed.rows != state.rows:
        facts = replace(facts, warnings=("rows were written or removed while the table was measured",))
    return Pushed(table, state, facts, parquet, None)


def _sampled(
    session: Session, table: DbTable, parquet: Path, chosen: Chosen, of: int | None, seed: int, warning: str
) -> Pushed:
    table = session.typed(table, chosen.sources)
    streamed = stream_table(session, table, chosen.sources, parquet)
    warnings = [warning] if warning else []
    if not streamed.rows and of:
        warnings.append(f"the sample is empty, though about {of:,} rows were expected; let the owner run ANALYZE")
    facts = facts_of(session, table, streamed.columns)
    facts = replace(facts, warnings=(*warnings, *(streamed.warnings if warning else ())))
    return Pushed(table, None, facts, parquet, Sample(streamed.rows, of, seed, chosen.method, EVERY_METRIC))


def finish_table(pushed: Pushed, findings: tuple[Finding, ...], *, lists: Lists | None = None) -> TableProfile:
    """The profile; what was taken from a sample is named in its `sample`. `lists` as in `profile_parquet`."""
    streamed = profile_parquet(pushed.parquet, pushed.facts, findings=findings, lists=lists)
    is_sample = pushed.sample is not None
    columns = tuple(
        _of_binary(column) if stored.type.kind == "binary" else _no_claim(column) if is_sample else column
        for stored, column in zip(pushed.table.columns, streamed.columns, strict=True)
    )
    streamed = replace(
        streamed, columns=columns, sample=pushed.sample, duplicate_rows=None if is_sample else streamed.duplicate_rows,
        duplicate_row_rate=None if is_sample else streamed.duplicate_row_rate,
        keys=_unsure(streamed.keys) if is_sample else streamed.keys,
    )  # fmt: skip
    if pushed.state is not None:
        asked = finish(pushed.state, findings)
        withheld = frozenset(finding.column for finding in findings if finding.column)
        columns = tuple(
            _careful(column, values, is_withheld=column.name in withheld, is_sample=is_sample)
            for column, values in zip(asked.columns, streamed.columns, strict=True)
        )
        streamed = _joined(replace(asked, columns=columns), streamed, pushed.facts.warnings)
    return streamed if pushed.sample is None else _told(streamed, pushed.sample)


def _careful(asked: ColumnProfile, values: ColumnProfile, *, is_withheld: bool, is_sample: bool) -> ColumnProfile:
    """Ends of every row may hold an identifier that no row of a sample had; how few values there are is known of
    the rows streamed alone, so they decide whether a mean is told."""
    if is_withheld and values.mean is None:
        return replace(asked, mean=None, stddev=None)
    is_told = is_sample and asked.type == "text" and any(mask_cell(end) != end for end in (asked.min, asked.max) if end)
    return replace(asked, min=None, max=None) if is_told else asked


def _told(profile: TableProfile, sample: Sample) -> TableProfile:
    """For those who read warnings and not `sample`: a number of distinct values is that of the sample, no estimate."""
    note = f"of a sample of {sample.rows:,} rows ({sample.method}, seed {sample.seed}): {', '.join(sample.metrics)}"
    return replace(profile, warnings=(*profile.warnings, note))


def _of_binary(column: ColumnProfile) -> ColumnProfile:
    """Its bytes were not read: only how many there are."""
    return replace(
        column, type="binary", blanks=0, sentinels=(), distinct=None, distinct_is_exact=False, distinct_error=None,
        min=None, max=None, length=Length(None, None, None), top=None, patterns=None,
    )  # fmt: skip


def _no_claim(column: ColumnProfile) -> ColumnProfile:
    """The distinct values of a sample say nothing exact about the table."""
    return replace(column, distinct_is_exact=False, distinct_error=None)


def _joined(asked: TableProfile, streamed: TableProfile, warnings: tuple[str, ...]) -> TableProfile:
    """What the database said of every row, and beside it what only values can tell."""
    columns = tuple(
        replace(
            column, distinct=values.distinct, distinct_is_exact=values.distinct_is_exact,
            distinct_error=values.distinct_error, quantiles=values.quantiles, top=values.top,
            histogram=values.histogram, patterns=values.patterns, entropy=values.entropy,
            outlier_share=values.outlier_share, semantic_type=values.semantic_type,
            semantic_types=values.semantic_types, unit=values.unit, scripts=values.scripts,
            lexical_types=values.lexical_types, mixed_type_rate=values.mixed_type_rate, code_list=values.code_list,
            text_use=values.text_use,
        )
        for column, values in zip(asked.columns, streamed.columns, strict=True)
    )  # fmt: skip
    return replace(
        asked, columns=columns, warnings=(*asked.warnings, *warnings), sample=streamed.sample,
        duplicate_rows=streamed.duplicate_rows, duplicate_row_rate=streamed.duplicate_row_rate,
        examined=streamed.examined and replace(streamed.examined, of=asked.rows), keys=streamed.keys,
        dependencies=streamed.dependencies, ai_use=_of_some(streamed.ai_use) if streamed.sample else streamed.ai_use,
        time_coverage=_time_of_all(streamed.time_coverage, columns, is_some=streamed.sample is not None),
        spatial_extent=_extent_of_all(streamed.spatial_extent, columns),
    )  # fmt: skip


def _unsure(keys: tuple[Key, ...] | None) -> tuple[Key, ...] | None:
    """What differs in every row of a sample may repeat in the table."""
    return None if keys is None else tuple(replace(key, verified=False) for key in keys)


def _of_some(use: AiUse | None) -> AiUse | None:
    return use and replace(use, labels=tuple(replace(label, counts_are_exact=False) for label in use.labels))


def _time_of_all(found: TimeCoverage | None, columns: Sequence[ColumnProfile], *, is_some: bool) -> TimeCoverage | None:
    """The ends as the database said them; the gaps of a sample are at most those of the table."""
    if found is None:
        return None
    low, high = next((iso_day(column.min), iso_day(column.max)) for column in columns if column.name == found.column)
    first, last = earlier(low, found.first), later(high, found.last)
    return replace(found, first=first, last=last, gaps_are_exact=found.gaps_are_exact and not is_some)


def _extent_of_all(found: SpatialExtent | None, columns: Sequence[ColumnProfile]) -> SpatialExtent | None:
    if found is None or found.latitude is None:
        return found
    by_name = {column.name: column for column in columns}
    latitude, longitude = by_name[found.latitude], by_name[found.longitude or ""]
    return replace(found, south=latitude.min, north=latitude.max, west=longitude.min, east=longitude.max)
