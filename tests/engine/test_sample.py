"""The sample government as a whole, for its own seed and for one that nothing was tuned on."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
import yaml

from gotgan.engine.sample import DEFAULT_SEED, SampleTruth, build_sample
from gotgan.engine.sample.institutions import BY_CODE
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.subjects.subject import FIELDS
from gotgan.engine.sample.truth import DatasetTruth
from gotgan.terms.finding import IdentifierKind
from gotgan.terms.route import Modality, ProvisionNow

SMALL = tuple(one for one in PLANS if sum(draw.rows for draw in one.draws) < 3000)
LICENCES = {"kogl_0", "kogl_1", "kogl_2", "kogl_4", "kogl_1_ai", "cc_by", "unrestricted"}


MOST_PARSED = 40_000
"""Larger tables are looked at as text: parsing them all again and again would take minutes."""


class Sample(NamedTuple):
    folder: Path
    truth: SampleTruth


@pytest.fixture(scope="module", params=[DEFAULT_SEED, 8128], ids=["own_seed", "second_seed"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    return Sample(folder, build_sample(folder, seed=request.param))


@cache
def text_of(folder: Path, dataset: DatasetTruth) -> str:
    """Everything a dataset says, decoded by the standard library."""
    path = folder / dataset.path
    if dataset.form == "xlsx":
        with zipfile.ZipFile(path) as book:
            return book.read("xl/sharedStrings.xml").decode()
    if dataset.form == "zip":
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("cp949") for name in archive.namelist())
    if dataset.form == "sqlite":
        with closing(sqlite3.connect(path)) as database:
            return "\n".join(database.iterdump())
    if dataset.form == "parquet":
        return "\n".join(map(str, pq.read_table(path).to_pylist()))
    return path.read_bytes().decode(dataset.encoding or "utf-8", errors="surrogateescape")


@cache
def records(folder: Path, dataset: DatasetTruth) -> list[list[str]]:
    delimiter = "\t" if dataset.form == "tsv" else ","
    return list(csv.reader(io.StringIO(text_of(folder, dataset), newline=""), delimiter=delimiter))


def text_datasets(truth: SampleTruth) -> list[DatasetTruth]:
    return [one for one in truth.datasets if one.form in ("csv", "tsv") and one.opens]


def parsed_datasets(truth: SampleTruth) -> dict[str, DatasetTruth]:
    return {one.path: one for one in text_datasets(truth) if one.rows <= MOST_PARSED}


@pytest.mark.slow
def test_sample_is_as_large_and_wide_as_promised(sample: Sample) -> None:
    datasets = sample.truth.datasets
    assert len([one for one in datasets if one.opens]) >= 100
    assert sample.truth.rows >= 1_000_000
    assert len({one.subject for one in datasets if not one.real}) >= 25
    assert 10 * sum(one.real for one in datasets) <= len(datasets)
    assert {one.institution for one in datasets} == set(BY_CODE)
    assert {"csv", "tsv", "xlsx", "sqlite", "zip", "json", "jsonl", "parquet", "parts", "media"} <= {
        one.form for one in datasets
    }


@pytest.mark.slow
def test_truth_reads_back_from_its_file(sample: Sample) -> None:
    assert SampleTruth.read(sample.folder / "truth.json") == sample.truth


@pytest.mark.slow
def test_files_are_where_the_truth_says(sample: Sample) -> None:
    for dataset in sample.truth.datasets:
        path = sample.folder / dataset.path
        assert path.is_dir() == (dataset.form in ("parts", "media")), dataset.path
        assert (len(list(path.iterdir())) if path.is_dir() else 1) == dataset.files


@pytest.mark.slow
def test_rows_of_text_files_agree(sample: Sample) -> None:
    for dataset in text_datasets(sample.truth):
        (table,) = dataset.tables
        text = text_of(sample.folder, dataset)
        assert text.count("\n") == table.rows + table.header_rows, dataset.path


@pytest.mark.slow
def test_every_planted_identifier_occurs_in_its_file(sample: Sample) -> None:
    by_path = {one.path: one for one in sample.truth.datasets}
    assert 15 <= len({planted.path for planted in sample.truth.identifiers}) <= 25
    for planted in sample.truth.identifiers:
        text = text_of(sample.folder, by_path[planted.path])
        assert planted.count == len(set(planted.values))
        assert [value for value in planted.values if value not in text] == [], planted.path


@pytest.mark.slow
def test_no_other_dataset_holds_a_planted_number(sample: Sample) -> None:
    holders = {planted.path for planted in sample.truth.identifiers}
    shape = re.compile(r"-(?<=\d{6}-)\d{7}|-(?<=\d{4}-)\d{4}-\d{4}-\d{4}|-(?<=010-)\d{4}-|@example")
    for dataset in text_datasets(sample.truth):
        if dataset.path not in holders:
            assert not shape.search(text_of(sample.folder, dataset)), dataset.path


@pytest.mark.slow
def test_identifier_columns_hold_exactly_the_planted_values(sample: Sample) -> None:
    by_path = parsed_datasets(sample.truth)
    for planted in sample.truth.identifiers:
        dataset = by_path.get(planted.path)
        if dataset is None:
            continue
        header, *rows = records(sample.folder, dataset)
        cells = [row[header.index(planted.column or "")] for row in rows]
        if any(len(cell) > 30 for cell in cells):
            continue  # free text
        assert [cell for cell in cells if cell] == list(planted.values), planted.path


@pytest.mark.slow
def test_defects_of_cells_are_counted_exactly(sample: Sample) -> None:
    by_path = parsed_datasets(sample.truth)
    for defect in sample.truth.defects:
        dataset = by_path.get(defect.path)
        if dataset is None or not defect.column or defect.kind not in ("missing", "sentinel"):
            continue
        (table,) = dataset.tables
        rows = records(sample.folder, dataset)[table.header_rows :]
        place = table.columns.index(defect.column)
        cells = Counter(row[place] for row in rows if place < len(row))
        assert cells[defect.value] == defect.count, (defect.path, defect.column)


@pytest.mark.slow
def test_defects_of_rows_are_counted_exactly(sample: Sample) -> None:
    by_path = parsed_datasets(sample.truth)
    for defect in sample.truth.defects:
        if defect.path not in by_path:
            continue
        if defect.kind == "ragged_rows":
            rows = records(sample.folder, by_path[defect.path])
            assert sum(len(row) != len(rows[0]) for row in rows) == defect.count
        if defect.kind == "duplicate_rows":
            _, *rows = records(sample.folder, by_path[defect.path])
            assert len(rows) - len(set(map(tuple, rows))) == defect.count, defect.path


@pytest.mark.slow
def test_labels_describe_every_dataset(sample: Sample) -> None:
    for code in BY_CODE:
        root = sample.folder / "institutions" / code
        labels = yaml.safe_load((root / "gotgan.yaml").read_text(encoding="utf-8"))["datasets"]
        held = [one for one in sample.truth.datasets if one.institution == code]
        own = {one.path.removeprefix(f"institutions/{code}/"): one for one in held}
        assert set(labels) == set(own)
        for path, label in labels.items():
            assert label["title"] == own[path].title
            assert "표본" in label["title"]
            assert label["field"] in FIELDS
            assert label["licence"] in LICENCES
            assert set(label["modality"]) <= set(Modality)
            assert label["provision_now"] in set(ProvisionNow)


@pytest.mark.slow
def test_no_label_holds_an_identifier(sample: Sample) -> None:
    surfaces = [path.read_text(encoding="utf-8") for path in sample.folder.glob("institutions/*/gotgan.yaml")]
    surfaces.append((sample.folder / "organisations.csv").read_text(encoding="utf-8"))
    values = sample.truth.values
    assert values
    assert not [value for value in values for text in surfaces if value in text]


@pytest.mark.slow
def test_overlaps_name_datasets_that_exist(sample: Sample) -> None:
    by_path = {one.path: one for one in sample.truth.datasets}
    how = Counter(overlap.how for overlap in sample.truth.overlaps)
    assert {"renamed_headers", "missing_header", "subset", "older_copy", "identical_copy", "key"} <= set(how)
    for overlap in sample.truth.overlaps:
        assert by_path[overlap.a].opens
        assert by_path[overlap.b].opens
        if overlap.relation == "joinable":
            assert overlap.a_column in by_path[overlap.a].tables[0].columns
            assert overlap.b_column in by_path[overlap.b].tables[0].columns


@pytest.mark.slow
def test_copies_hold_the_rows_of_their_original(sample: Sample) -> None:
    by_path = parsed_datasets(sample.truth)
    for overlap in sample.truth.overlaps:
        if overlap.how not in ("renamed_headers", "missing_header", "identical_copy"):
            continue
        copy, original = by_path[overlap.a], by_path[overlap.b]
        if any(defect.path == original.path and defect.kind == "zeros_lost" for defect in sample.truth.defects):
            continue
        rows = records(sample.folder, copy)[copy.tables[0].header_rows :]
        assert rows == records(sample.folder, original)[1:], overlap.a


@pytest.mark.slow
def test_joinable_keys_are_contained(sample: Sample) -> None:
    by_path = {one.path: one for one in text_datasets(sample.truth)}
    for overlap in sample.truth.overlaps:
        if overlap.relation == "joinable":
            many, one = (
                {row[place] for row in rows}
                for rows, place in (
                    _column(records(sample.folder, by_path[path]), column)
                    for path, column in ((overlap.a, overlap.a_column), (overlap.b, overlap.b_column))
                )
            )
            assert many <= one, overlap.a


def _column(rows: list[list[str]], name: str) -> tuple[list[list[str]], int]:
    return rows[1:], rows[0].index(name)


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_sample(tmp_path / name, seed=7, plans=SMALL)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_build_cut_off_can_be_done_again(tmp_path: Path) -> None:
    forms = {one.form.name: one for one in SMALL} | {one.form.name: one for one in PLANS if one.form.name == "parts"}
    plans = tuple(forms.values())
    build_sample(tmp_path, seed=7, plans=plans)
    whole = digests(tmp_path)
    for one in plans:
        path = tmp_path / one.path
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    build_sample(tmp_path, seed=7, plans=plans)
    assert digests(tmp_path) == whole
    assert {"sqlite", "parts", "media", "zip", "xlsx"} <= set(forms)


def test_another_seed_writes_other_bytes(tmp_path: Path) -> None:
    plans = SMALL[:10]
    build_sample(tmp_path / "one", seed=7, plans=plans)
    build_sample(tmp_path / "two", seed=8, plans=plans)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert set(one) == set(two)
    assert all(one[plan.path] != two[plan.path] for plan in plans)


def test_fewer_plans_leave_the_bytes_of_the_rest(tmp_path: Path) -> None:
    build_sample(tmp_path / "many", seed=7, plans=SMALL[:6])
    build_sample(tmp_path / "one", seed=7, plans=SMALL[5:6])
    path = SMALL[5].path
    assert digests(tmp_path / "many")[path] == digests(tmp_path / "one")[path]


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build_sample(tmp_path, plans=SMALL[:3], progress=lambda *told: seen.append(told))
    assert [(done, total) for _, done, total in seen] == [(1, 3), (2, 3), (3, 3)]


def test_plans_never_duplicate_rows_beside_identifiers() -> None:
    """Duplicated, ragged or summed rows would make the count of planted values untrue."""
    for one in PLANS:
        rows_change = {defect.kind for defect in one.defects} & {"duplicate_rows", "ragged_rows", "subtotal_rows"}
        assert not (rows_change and one.plants), one.path


def test_plans_duplicate_rows_last() -> None:
    """A cell spoiled after the copying would make two equal rows differ."""
    for one in PLANS:
        kinds = [defect.kind for defect in one.defects]
        assert "duplicate_rows" not in kinds[:-1], one.path


def test_plans_have_unique_paths_and_titles_and_known_kinds() -> None:
    assert len({one.path for one in PLANS}) == len(PLANS)
    assert len({one.title for one in PLANS}) == len(PLANS)
    assert {wish.reported_kind for one in PLANS for wish in one.plants} <= set(IdentifierKind)
