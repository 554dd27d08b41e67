"""The planted corpus: nothing missed among numbers that pass their check, little found in what only looks alike."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from tests.engine.detect_tables import find_in
from tests.engine.planted_identifiers import CHECKED, SEOUL, SPELLINGS, alike, columns, in_texts

from gotgan.agent.files import detect_files
from gotgan.engine.detect import detect_parquet, detect_text
from gotgan.engine.detect.text import find_hits
from gotgan.terms.finding import IdentifierKind as Kind

ROWS = 40
PRECISION = 0.98


def test_nothing_planted_in_text_is_missed() -> None:
    planted = list(in_texts())
    missed: Counter[str] = Counter()
    for each in planted:
        start = each.text.index(each.number)
        covering = [hit for hit in find_hits(each.text) if hit.start <= start and hit.end >= start + len(each.number)]
        if not any(hit.kind == each.kind and hit.is_strong for hit in covering):
            missed[f"{each.kind}, {each.how}"] += 1
    assert len(planted) > 1_000
    assert not missed


def test_planted_spans_are_exact_in_the_original() -> None:
    planted = list(in_texts())
    (spans, lines) = ({}, [each.text.replace("\n", " ") for each in planted])
    for finding in detect_text(lines, with_spans=True):
        for span in finding.spans or ():
            spans.setdefault((span.row, finding.kind), []).append(lines[span.row][span.start : span.end])
    wrong = [each.how for row, each in enumerate(planted) if each.number not in spans.get((row, each.kind), ())]
    assert not Counter(wrong)


def test_every_cell_of_a_planted_column_is_found(tmp_path: Path) -> None:
    missed = {}
    for kind, how, cells in columns(ROWS):
        found = find_in(tmp_path, "c1", cells)
        if kind not in found or found[kind].count != ROWS:
            missed[f"{kind}, {how}"] = {each: finding.count for each, finding in found.items()}
    assert not missed


def test_planted_csv_and_workbook_give_the_same(tmp_path: Path) -> None:
    chosen = [(f"{kind} {how}", cells) for kind, how, cells in columns(ROWS) if how in list(SPELLINGS)[:9]]
    table = dict(chosen)
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(table), *zip(*table.values(), strict=True)])
    with xlsxwriter.Workbook(tmp_path / "t.xlsx", {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for place, (name, cells) in enumerate(table.items()):
            sheet.write_column(0, place, [name, *cells])
    counted = {}
    for name in ("t.csv", "t.xlsx"):
        (result,) = detect_files([tmp_path / name]).results
        counted[name] = {(finding["column"], finding["kind"], finding["count"]) for finding in result["findings"]}
    wanted = {(name, name.split()[0], ROWS) for name in table}
    assert wanted <= counted["t.csv"]
    assert wanted <= counted["t.xlsx"]


def test_numbers_kept_as_floats_or_shortened_are_found_under_their_name(tmp_path: Path) -> None:
    for kind, name in ((Kind.RESIDENT_NUMBER, "주민번호"), (Kind.BUSINESS_NUMBER, "사업자번호")):
        cells = next(cells for each, how, cells in columns(ROWS) if each == kind and how == "bare")
        for typed in (float, int):
            assert find_in(tmp_path, name, [typed(cell) for cell in cells])[kind].count == ROWS
        assert find_in(tmp_path, name, [f"{cell}.0" for cell in cells])[kind].count == ROWS


def test_masked_tails_are_told_from_whole_numbers(tmp_path: Path) -> None:
    findings = find_in(tmp_path, "c", ["900101-1******", "850505-2XXXXXX", "９００１０１－１＊＊＊＊＊＊"])
    assert findings[Kind.RESIDENT_NUMBER].count == 3
    assert findings[Kind.RESIDENT_NUMBER].decided_by == "pattern"


def test_what_only_looks_alike_is_left(tmp_path: Path) -> None:
    """Cells found in the hard negatives against cells found in the planted columns of equal size."""
    negatives = alike(2_000)
    pq.write_table(pa.table(negatives), tmp_path / "negatives.parquet")
    false = {
        (finding.column, finding.kind): finding.count for finding in detect_parquet(tmp_path / "negatives.parquet")
    }
    assert false.pop((SEOUL, Kind.CORPORATION_NUMBER)) == 2_000
    found: Counter[str] = Counter()
    for kind, _, cells in columns(ROWS):
        found[kind] += find_in(tmp_path, "c", cells)[kind].count
    wrong: Counter[str] = Counter()
    for (_, kind), count in false.items():
        wrong[kind] += count
    for kind in {*found, *wrong}:
        precision = found[kind] / (found[kind] + wrong[kind])
        print(f"{kind}: precision {precision:.3f}, {wrong[kind]} of {len(negatives) * 2_000} hard negatives found")
        assert precision >= PRECISION or kind not in CHECKED, false
    assert sum(found.values()) / (sum(found.values()) + sum(wrong.values())) >= PRECISION, false
