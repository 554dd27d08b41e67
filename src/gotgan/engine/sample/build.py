"""Builds the sample government: the same bytes for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

from gotgan.engine.sample.codes import place
from gotgan.engine.sample.defects import Spoiler
from gotgan.engine.sample.frame import Frame, Tables, flat_name
from gotgan.engine.sample.institutions import INSTITUTIONS, organisations_csv
from gotgan.engine.sample.labels import labels_yaml
from gotgan.engine.sample.layout import Layout, WrittenTable
from gotgan.engine.sample.maker import Maker, stream
from gotgan.engine.sample.plan import Plan
from gotgan.engine.sample.plans import PLANS
from gotgan.engine.sample.planting import plant
from gotgan.engine.sample.truth import (
    DatasetTruth,
    DefectTruth,
    IdentifierTruth,
    OverlapTruth,
    SampleTruth,
    TableTruth,
    TrapTruth,
)

DEFAULT_SEED = 20261124
MEDIA_ROWS = 12
"""How long one text of a media folder is."""

Progress = Callable[[str, int, int], None]


def _silent(title: str, done: int, total: int) -> None:
    """Nobody watches."""


def build_sample(
    folder: Path, *, seed: int = DEFAULT_SEED, progress: Progress = _silent, plans: Sequence[Plan] = PLANS
) -> SampleTruth:
    """Write the sample into `folder`: organisations.csv, institutions/CODE/..., truth.json.

    The folder is made when it is missing; files of the same name are overwritten, so a build that
    was cut off can be done again (truth.json comes last: with it the sample is whole). `progress` is
    called after each dataset with its title and how many of how many are done. With fewer `plans` the
    sample is smaller; what remains keeps its bytes.
    Raises: CodesMissing when the packages of gotgan[sample] are not installed.
    """
    truth = SampleTruth(seed)
    for number, one in enumerate(plans, 1):
        _build_one(folder, one, truth)
        progress(one.title, number, len(plans))
    for institution in INSTITUTIONS:
        own = [one for one in plans if one.institution is institution]
        root = folder / "institutions" / institution.code
        root.mkdir(parents=True, exist_ok=True)
        (root / "gotgan.yaml").write_text(labels_yaml(institution, own), encoding="utf-8")
    (folder / "organisations.csv").write_text(organisations_csv(), encoding="utf-8")
    truth.overlaps += _same_schema(plans)
    truth.write(folder / "truth.json")
    return truth


def _build_one(folder: Path, one: Plan, truth: SampleTruth) -> None:
    target = folder / one.path
    target.parent.mkdir(parents=True, exist_ok=True)
    files = _write_media(target, one, truth.seed) if one.media else 1
    tables = _draw(one, truth.seed)
    layout = Layout(one.title, one.unit)
    spoiled = _spoil(one, tables, layout, truth)
    planted = _plant(one, spoiled, truth)
    written = one.form.write(target, planted, layout) if not one.media else []
    if one.form.name == "parts":
        files = len(written)
    _count_missing(one, planted, layout, written, truth)
    truth.datasets.append(_dataset_truth(one, planted, layout, written, files))
    truth.overlaps += [
        OverlapTruth(one.path, made.of, made.relation, made.how, made.column, made.of_column) for made in one.overlaps
    ]
    truth.traps += [TrapTruth(one.path, one.path, column, why) for column, why in one.traps]


def _draw(one: Plan, seed: int) -> Tables:
    if one.real:
        return {one.stem: one.real()}
    tables = {}
    for draw in one.draws:
        maker = Maker(stream(seed, f"{one.key}/{draw.name}"), draw.rows, place(one.place))
        frame = draw.subject.make(maker)
        tables[draw.name] = one.change(frame) if one.change else frame
    return tables


def _write_media(target: Path, one: Plan, seed: int) -> int:
    assert one.media is not None
    draw_file, count = one.media
    target.mkdir(exist_ok=True)
    maker = Maker(stream(seed, one.key), MEDIA_ROWS, place(one.place))
    for number in range(1, count + 1):
        draw_file(target, maker, number)
    return count


def _spoil(one: Plan, tables: Tables, layout: Layout, truth: SampleTruth) -> Tables:
    spoiler = Spoiler(stream(truth.seed, f"{one.path}/defects"))
    spoiled = {}
    for name, frame in tables.items():
        for defect in one.defects:
            frame = spoiler.spoil(frame, layout, defect)
        spoiled[name] = frame
    truth.defects += [
        DefectTruth(one.path, one.path, defect.kind, defect.column or None, defect.count, defect.value)
        for defect in one.defects
        if defect.kind != "missing"
    ]
    return spoiled


def _plant(one: Plan, tables: Tables, truth: SampleTruth) -> Tables:
    planted = dict(tables)
    for number, wish in enumerate(one.plants):
        name = wish.table or next(iter(planted))
        rng = stream(truth.seed, f"{one.path}/identifiers/{number}")
        planted[name], values = plant(rng, planted[name], wish)
        truth.identifiers.append(
            IdentifierTruth(one.path, one.path + _member(one, name), wish.column, wish.reported_kind,
                            wish.kind if wish.kind == "random_tail" else wish.style, len(values), tuple(values))
        )  # fmt: skip
    return planted


def _member(one: Plan, name: str) -> str:
    """How the table's path goes on after the file's, before anything is written."""
    if one.form.name in ("sqlite", "xlsx"):
        return f"!{name}"
    return f"!원천데이터/{name}.csv" if one.form.name == "zip" else ""


def _count_missing(one: Plan, tables: Tables, layout: Layout, written: list[WrittenTable], truth: SampleTruth) -> None:
    """Missing cells are counted where they are, planted or drawn; parts count as one table."""
    for name in dict.fromkeys(table.name for table in written):
        members = [table.member for table in written if table.name == name]
        path = one.path + (members[0] if len(members) == 1 else "")
        columns = zip(_names(tables[name], layout), tables[name].columns.values(), strict=True)
        for column, cells in columns:
            missing = cells.count(None) + cells.count("")
            if missing:
                truth.defects.append(DefectTruth(one.path, path, "missing", column, missing))


def _dataset_truth(one: Plan, tables: Tables, layout: Layout, written: list[WrittenTable], files: int) -> DatasetTruth:
    described = tuple(
        TableTruth(one.path + table.member, table.rows, table.header_rows, _names(tables[table.name], layout))
        for table in written
    )
    opens = one.form.opens and not layout.foreign
    return DatasetTruth(
        one.institution.code, one.path, one.title, one.title_en, one.subject.title, one.subject.field,
        sum(table.rows for table in described), one.form.name, one.form.encoding, one.real is not None,
        opens, files, described,
    )  # fmt: skip


def _names(frame: Frame, layout: Layout) -> tuple[str, ...]:
    """The column names as a reader finds them; without a header they are positions, from 1."""
    names = frame.names if layout.header else map(str, range(1, len(frame.names) + 1))
    return tuple(flat_name(name) for name in names)


def _same_schema(plans: Sequence[Plan]) -> list[OverlapTruth]:
    """Pairs of one subject in two institutions, drawn apart, without plants that change the columns."""
    plain = [one for one in plans if len(one.draws) == 1 and _opens(one) and not one.plants]
    plain = [one for one in plain if not any(made.relation == "same_content" for made in one.overlaps)]
    return [
        OverlapTruth(one.path, other.path, "same_schema", "other_place")
        for one, other in combinations(plain, 2)
        if one.subject is other.subject and one.institution is not other.institution
    ]


def _opens(one: Plan) -> bool:
    spoils = {"header_only", "mixed_encoding"}
    return one.form.opens and not any(defect.kind in spoils for defect in one.defects)
