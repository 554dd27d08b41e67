"""The data card: what a reader should know before using a package, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gotgan.terms.finding import Finding
from gotgan.terms.profile import ColumnProfile, TableProfile


@dataclass(frozen=True)
class PackedTable:
    """One table of a package: where it came from, where it lies now, what was measured of it."""

    source: str
    source_sha256: str | None
    file: str
    profile: TableProfile
    findings: tuple[Finding, ...]


def data_card(title: str, tables: Sequence[PackedTable]) -> str:
    """Everything here is measured from all rows; the card holds no value of any column."""
    parts = [f"# {_cell(title)}", "", *_overview(tables)]
    for table in tables:
        parts += ["", *_section(table)]
    parts += [
        "",
        "## Not known",
        "",
        "Licence, purpose of collection and update cycle are not in the files: ask their owner.",
        "`manifest.json` holds the sha256 of every file, `croissant.json` the description for programs.",
    ]
    return "\n".join(parts) + "\n"


def _overview(tables: Sequence[PackedTable]) -> list[str]:
    rows = [
        f"| {_cell(table.file)} | {table.profile.rows:,} | {len(table.profile.columns):,} | {_cell(table.source)} |"
        for table in tables
    ]
    return ["| file | rows | columns | made from |", "|---|--:|--:|---|", *rows]


def _section(table: PackedTable) -> list[str]:
    profile = table.profile
    facts = [f"- source sha256: `{table.source_sha256}`"] if table.source_sha256 else []
    facts.append(f"- format: {profile.format}" + (f", encoding {profile.encoding}" if profile.encoding else ""))
    facts.append(f"- header rows: {profile.header_rows}, duplicate rows: {_count(profile.duplicate_rows)}")
    facts += [f"- {_cell(warning)}" for warning in profile.warnings]
    columns = [_column(column) for column in profile.columns]
    return [
        f"## {_cell(table.file)}",
        "",
        *facts,
        "",
        "| # | column | type | missing | distinct |",
        "|--:|---|---|--:|--:|",
        *columns,
        "",
        *_personal(table.findings),
    ]


def _column(column: ColumnProfile) -> str:
    missing, distinct = column.nulls + column.blanks, _count(column.distinct)
    return f"| {column.position} | {_cell(column.name)} | {column.type} | {missing:,} | {distinct} |"


def _personal(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return ["No personal or protected identifier was found; that is no promise that there is none."]
    lines = ["Personal or protected identifiers were found:", ""]
    return lines + [f"- {_cell(f.column or 'text')}: {f.kind}, {f.count:,} hits" for f in findings]


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _cell(text: str) -> str:
    """Text that cannot break out of a Markdown table."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
