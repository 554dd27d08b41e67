"""The sample's truth file is found by a scan, on a seed drawn anew each time and with no table as long as the longest.

The whole sample of its own seed is scanned by the hub of the journeys: there these tests ask what that holds.
`GOTGAN_SAMPLE_SEED` repeats a run; the seed is printed with the figures.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.engine.ranked import in_top, is_of, scan_folder
from tests.engine.shown_defects import is_shown

from gotgan.assess.rules.clustering import propose
from gotgan.assess.rules.links import FAIR, links_of
from gotgan.engine.overlap import Pair, Relation, find_overlaps, read_scan
from gotgan.engine.sample import build_sample
from gotgan.engine.sample.plan import Plan
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.truth import SampleTruth, TableTruth
from gotgan.terms.overlap import ContentPair
from gotgan.terms.strength import Strength, strength_of

ALERT = 0.5
MOST_ROWS = 6_000
"""Of a table by the fresh seed: one in five is longer, and what they are longer by is two thirds of all cells."""
FRESH = int(os.environ.get("GOTGAN_SAMPLE_SEED") or secrets.randbelow(10**6))
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Scanned:
    """The truth, what the scan says by path, and the overlaps."""

    truth: SampleTruth
    entries: Mapping[str, Mapping[str, Any]]
    pairs: list[Pair]

    @property
    def tables(self) -> Iterator[TableTruth]:
        return (table for dataset in self.truth.datasets if dataset.opens for table in dataset.tables)

    def entry_of(self, path: str) -> Mapping[str, Any]:
        """Of the table, else of the first one in the file."""
        return self.entries.get(path) or next(e for p, e in self.entries.items() if is_of(p, path))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    folder = tmp_path_factory.mktemp("sample") / "data"
    folder.mkdir()
    truth = build_sample(folder, seed=FRESH, plans=[shortened(one) for one in PLANS])
    return scanned(truth, scan_folder(folder, folder.parent / "scan.json"))


def scanned(truth: SampleTruth, scan: Path) -> Scanned:
    document = json.loads(scan.read_text(encoding="utf-8"))
    return Scanned(truth, {entry["path"]: entry for entry in document["files"]}, find_overlaps(list(read_scan(scan))))


def shortened(one: Plan) -> Plan:
    return replace(one, draws=tuple(replace(draw, rows=min(draw.rows, MOST_ROWS)) for draw in one.draws))


def say(capsys: pytest.CaptureFixture[str], sample: Scanned, what: str, found: Counter[str], of: Counter[str]) -> None:
    figures = ", ".join(f"{kind} {found[kind]}/{number}" for kind, number in sorted(of.items()))
    with capsys.disabled():
        print(f"\nseed {sample.truth.seed}, {what}: {found.total()}/{of.total()} ({figures})")


def test_tables_are_as_planted(sample: Scanned) -> None:
    tables = list(sample.tables)
    assert len(tables) >= 150
    for table in tables:
        profile = sample.entries[table.path]["profile"]
        assert (profile["rows"], profile["header_rows"]) == (table.rows, table.header_rows), table.path
        assert tuple(column["name"] for column in profile["columns"]) == table.columns, table.path


def test_encodings_are_as_planted(sample: Scanned) -> None:
    wanted = {
        table.path: dataset.encoding
        for dataset in sample.truth.datasets
        for table in dataset.tables
        if dataset.opens and dataset.encoding
    }
    assert set(wanted.values()) >= {"cp949", "utf-8", "utf-8-sig"}
    assert {path: sample.entries[path]["encoding"] for path in wanted} == wanted


def test_every_planted_identifier_column_is_found(sample: Scanned, capsys: pytest.CaptureFixture[str]) -> None:
    planted = sample.truth.identifiers
    missed = [each for each in planted if not _counted(sample, each.table, each.column, each.kind)]
    of = Counter(each.kind for each in planted)
    say(capsys, sample, "planted identifier columns found", of - Counter(each.kind for each in missed), of)
    assert len(planted) >= 30
    assert not [(each.table, each.column, each.kind) for each in missed]


def _counted(sample: Scanned, table: str, column: str | None, kind: str) -> int:
    """How many hits of the kind the scan counts in the column."""
    found = sample.entries[table]["findings"]
    return sum(each["count"] for each in found if each["column"] == column and each["kind"] == kind)


def test_every_planted_identifier_is_counted(sample: Scanned) -> None:
    """At least as many hits as were planted; several plantings may share a column."""
    wanted: Counter[tuple[str, str | None, str]] = Counter()
    for each in sample.truth.identifiers:
        wanted[each.table, each.column, each.kind] += each.count
    few = {place: (number, _counted(sample, *place)) for place, number in wanted.items()}
    assert not {place: counts for place, counts in few.items() if counts[1] < 0.99 * counts[0]}


def test_columns_without_planting_raise_no_finding_of_a_planted_kind(
    sample: Scanned, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = {(each.table, each.column, each.kind) for each in sample.truth.identifiers}
    kinds = {kind for _, _, kind in planted}
    found = {
        (path, each["column"], each["kind"])
        for path, entry in sample.entries.items()
        for each in entry["findings"]
        if each["kind"] in kinds
    }
    columns = sum(len(table.columns) for table in sample.tables) - len({(path, column) for path, column, _ in planted})
    with capsys.disabled():
        print(f"\nseed {sample.truth.seed}, findings right: {len(found & planted)}/{len(found)}; {columns:,} columns "
              f"without a planting have {len(found - planted)} findings")  # fmt: skip
    assert not found - planted
    for trap in sample.truth.traps:
        assert not [each for each in sample.entries[trap.table]["findings"] if each["column"] == trap.column]


def test_every_planted_defect_is_shown(sample: Scanned, capsys: pytest.CaptureFixture[str]) -> None:
    planted = sample.truth.defects
    missed = [each for each in planted if not is_shown(each, sample.entry_of(each.table))]
    of = Counter(each.kind for each in planted)
    say(capsys, sample, "planted defects shown", of - Counter(each.kind for each in missed), of)
    assert len(of) >= 14
    assert not [(each.kind, each.table, each.column) for each in missed]


def test_every_planted_overlap_is_found(sample: Scanned, capsys: pytest.CaptureFixture[str]) -> None:
    """Copies and keys among the first three; up to ten monthly parts stand before another city's table."""
    planted = sample.truth.overlaps
    most = {"same_content": 3, "joinable": 3, "same_schema": 11}
    missed = [each for each in planted if not in_top(sample.pairs, each.relation, each.a, each.b, most[each.relation])]
    of = Counter(f"{each.relation}:{each.how}" for each in planted)
    say(capsys, sample, "planted overlaps found", of - Counter(f"{e.relation}:{e.how}" for e in missed), of)
    assert not [(each.relation, each.how, each.a, each.b) for each in missed]


def test_alerts_are_copies(sample: Scanned, capsys: pytest.CaptureFixture[str]) -> None:
    copies = [(one.a, one.b) for one in sample.truth.overlaps if one.relation == "same_content"]
    alerts = [pair for pair in sample.pairs if pair.relation is Relation.SAME_CONTENT and pair.score >= ALERT]
    wrong = [pair for pair in alerts if not any(_joins(pair, a, b) or _joins(pair, b, a) for a, b in copies)]
    with capsys.disabled():
        print(f"\nseed {sample.truth.seed}, alerts right: {len(alerts) - len(wrong)}/{len(alerts)}")
    assert len(alerts) >= len(copies) - 1
    assert not wrong


def _joins(pair: Pair, a: str, b: str) -> bool:
    return is_of(pair.a.path, a) and is_of(pair.b.path, b)


def test_no_planted_overlap_is_too_weak_to_wait_for_a_person(
    sample: Scanned, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the pairs of two datasets that wait, and of those that do not, how many are true."""
    for relation, (waiting, weak) in by_strength(sample).items():
        with capsys.disabled():
            print(f"\nseed {sample.truth.seed}, {relation}: {sum(waiting)}/{len(waiting)} of the waiting are planted, "
                  f"{sum(weak)}/{len(weak)} of the weak")  # fmt: skip
        assert sum(waiting) == len({(e.a, e.b) for e in sample.truth.overlaps if e.relation == relation})
        assert not any(weak)
        assert relation != Relation.SAME_CONTENT or len(weak) >= 10 * len(waiting)


def by_strength(sample: Scanned) -> dict[str, tuple[list[bool], list[bool]]]:
    """Of each relation, whether each pair of datasets was planted: those that wait, those too weak to."""
    best: dict[tuple[str, frozenset[str]], float] = {}
    for pair in sample.pairs:
        ends = frozenset(_dataset_of(sample, end.path) for end in (pair.a, pair.b))
        if len(ends) == 2:
            best[pair.relation, ends] = max(pair.score, best.get((pair.relation, ends), 0.0))
    planted = {(each.relation, frozenset((each.a, each.b))) for each in sample.truth.overlaps}
    found: dict[str, tuple[list[bool], list[bool]]] = {str(relation): ([], []) for relation in Relation}
    for (relation, ends), score in best.items():
        is_weak = strength_of(relation, score) is Strength.WEAK
        found[relation][is_weak].append((relation, ends) in planted)
    return found


def test_planted_copies_come_out_as_clusters_and_series_do_not(
    sample: Scanned, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every planted copy that alerts is in a cluster with its original, and no cluster holds anything else."""
    found = [
        ContentPair(number, a, b, pair.a.path, pair.b.path, "", "", pair.score, "open", str(pair.suggestion or ""))
        for number, pair in enumerate(sample.pairs)
        if pair.relation is Relation.SAME_CONTENT and pair.score >= FAIR
        for a, b in [(_dataset_of(sample, pair.a.path), _dataset_of(sample, pair.b.path))]
    ]
    copies = {frozenset((e.a, e.b)) for e in sample.truth.overlaps if e.relation == "same_content"}
    clusters = propose(links_of(found).values())
    together = [each for each in copies if any(each <= set(cluster.members) for cluster in clusters)]
    disagreeing = [cluster.members for cluster in clusters if cluster.disagreements]
    with capsys.disabled():
        sizes = sorted((len(cluster.members) for cluster in clusters), reverse=True)
        print(f"\nseed {sample.truth.seed}, planted copies in a cluster: {len(together)}/{len(copies)}; "
              f"clusters of {sizes}, of which {len(disagreeing)} disagree")  # fmt: skip
    assert len(together) >= len(copies) - 1
    planted = {end for each in copies for end in each}
    assert {member for cluster in clusters for member in cluster.members} <= planted


def _dataset_of(sample: Scanned, path: str) -> str:
    return next((dataset.path for dataset in sample.truth.datasets if is_of(path, dataset.path)), path)
