"""What the facts of a table say besides its changes: header, ragged rows, missing cells, lost zeros, odd values."""

from __future__ import annotations

from gotgan.engine.profile.sample.units import unit_of_header
from gotgan.engine.repair.base_units import scale_of
from gotgan.engine.repair.facts import ColumnFacts
from gotgan.engine.repair.outliers import note_outliers
from gotgan.engine.repair.plan import ColumnPlan
from gotgan.engine.repair.purpose import width_of
from gotgan.engine.repair.run import Repair
from gotgan.engine.repair.tally import Tally
from gotgan.engine.repair.wide import note_wide
from gotgan.engine.tables import Table

_USUAL_SHARE = 0.5


def note_facts(done: Repair, table: Table) -> None:
    """Add what was found to the tally of the changes; `table` was read to its end."""
    tally = done.tally
    _note_header(tally, table, done.rows)
    _note_ragged(tally, table)
    _note_warnings(tally, table)
    for place, count in sorted(table.merged_cells.items()):
        tally.add("merged", table.columns[place].name, "filled from its merged range", changed=count)
    note_wide(tally, [column.name for column in table.columns])
    if done.facts.total_rows and not done.plan.drops_totals:
        tally.add("totals", None, "a word of totals in most rows: kept", found=done.facts.total_rows,
                  suggestion="take them out if they add up other rows")  # fmt: skip
    if not done.facts.columns:
        return
    for plan, facts, left in zip(done.plan.columns, done.facts.columns, done.facts.totals, strict=True):
        _note_column(tally, plan, facts)
        if left.nulls:
            gone = "empty cells in rows of totals" + (": gone with them" if done.plan.drops_totals else "")
            tally.add("missing", plan.name, gone, found=left.nulls)


def _note_header(tally: Tally, table: Table, rows: int) -> None:
    if not any(column.original_name for column in table.columns):
        tally.add("header", None, "no header row: columns are named by their position", found=len(table.columns),
                  suggestion="name the columns")  # fmt: skip
        return
    if table.header_rows > 1:
        tally.add("header", None, f"{table.header_rows} rows above the data made one header", found=table.header_rows)
    renamed = [column for column in table.columns if column.original_name and column.name != column.original_name]
    if renamed:
        tally.add("header", None, "names of columns trimmed, composed (NFC) or numbered", found=len(renamed))
    if parts := getattr(table, "joined_parts", 0):
        reason = "the header again on a later page of the document: its rows joined to those before"
        tally.add("header", None, reason, found=parts)
    if not rows:
        tally.add("header", None, "a header and no row below it", found=1, suggestion="ask for the data")


def _note_ragged(tally: Tally, table: Table) -> None:
    if not table.ragged_rows:
        return
    surplus = getattr(table, "surplus_cells", 0)
    reason = "rows with fewer or more cells than the header: missing cells are null"
    tally.add(
        "ragged", None, reason + (f", {surplus} surplus cells left out" if surplus else ""), found=table.ragged_rows,
        suggestion="look at these rows in the source: cells may stand in the wrong column",
    )  # fmt: skip


def _note_warnings(tally: Tally, table: Table) -> None:
    for warning in table.warnings:
        if "quote is never closed" in warning:
            tally.add("ragged", None, warning, found=1, suggestion="close the quote in the source")


def _note_column(tally: Tally, plan: ColumnPlan, facts: ColumnFacts) -> None:
    if facts.nulls:
        tally.add("missing", plan.name, "empty cells: null", found=facts.nulls)
    note_outliers(tally, plan.name, facts)
    _note_lost_zeros(tally, plan, facts)
    if plan.odd:
        tally.add(
            "types", plan.name, f"the other values are {plan.odd_kind}; these kept the column text", found=plan.odd,
            suggestion="correct them in the source, or map them to missing",
        )  # fmt: skip
    _note_header_unit(tally, plan, facts)
    units = sorted(unit for unit in facts.units if unit)
    if len(units) > 1:
        tally.add("units", plan.name, f"more than one unit ({', '.join(units)}): kept as text",
                  found=sum(facts.units[unit] for unit in units), suggestion="bring them to one unit")  # fmt: skip


def _note_header_unit(tally: Tally, plan: ColumnPlan, facts: ColumnFacts) -> None:
    """Numbers under 금액(천원) stay as written; their unit stands in the field's metadata, and here."""
    if not plan.unit or plan.unit != unit_of_header(plan.name):
        return
    scale = scale_of(plan.unit)
    tally.add(
        "units", plan.name, f"in {plan.unit}, as the header says: kept as written, the unit in the field's metadata",
        found=facts.rows - facts.nulls, suggestion=f"--base-units brings them to {scale[1]}" if scale else "",
    )  # fmt: skip


def _note_lost_zeros(tally: Tally, plan: ColumnPlan, facts: ColumnFacts) -> None:
    """Codes narrower than the rest of a fixed-width code: proposed, never filled silently (korean-data.md 1.3)."""
    if not plan.is_code or not facts.widths:
        return
    width = width_of(plan.purpose) or max(facts.widths, key=lambda known: facts.widths[known])
    total = sum(facts.widths.values())
    short = sum(count for known, count in facts.widths.items() if known < width)
    if short and facts.widths[width] >= _USUAL_SHARE * total:
        tally.add(
            "codes", plan.name, f"narrower than the {width} digits of the other codes: zeros in front were lost",
            found=short, suggestion=f"fill with zeros to {width} digits",
        )  # fmt: skip
