"""Rule books: each of the house is valid, a wrong one is refused with its places, others' come by entry point."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import rdflib
import yaml
from tests.engine.quality_pinned import BOOKS, KEPT, figures_of
from tests.engine.quality_subjects import answers, column, subject, table

from gotgan.engine.quality import MEASURES, assess, book_names, dqv_of, open_book, parse_book
from gotgan.engine.quality.actions import ACTIONS
from gotgan.engine.quality.gates import GATE_RULES
from gotgan.survey.rules.form import standard_document
from gotgan.terms.errors import Invalid
from gotgan.terms.readiness import Combine, ScoreSheet, Use

HOUSE = ("ai_readiness", "fair", "iso_5259_2", "mois_ai_ready", "mqa", "nia", "public_database")
GOOD = """
book: mine
version: "1"
title: {ko: 책, en: Book}
source: ours
combine: mean
factors:
  - id: one
    title: {ko: 하나, en: One}
    weight: 1
    checks:
      - {id: filled, measure: completeness.cells, title: {ko: 채움, en: Filled}}
"""


def test_house_has_its_books() -> None:
    assert set(HOUSE) <= set(book_names())


@pytest.mark.parametrize("name", HOUSE)
def test_book_is_valid_and_assesses_anything(name: str) -> None:
    book = open_book(name)
    assert book.id == name
    for held in (
        subject(),
        subject(table([column("가", nulls=3), column("등록일자")]), said=answers(licence="kogl_1")),
    ):
        for use in book.uses or ("any",):
            sheet = assess(held, book, use)
            for check in (each for factor in sheet.factors for each in factor.checks):
                assert check.value is None or 0 <= check.value <= 1
                assert check.value is None or check.evidence, check.id
                assert check.diagnosis.ko
                assert check.diagnosis.en
            assert sheet.total is None or 0 <= sheet.total <= book.most
            is_without = book.combine is Combine.NONE or all(each.value is None for each in sheet.factors)
            assert (sheet.total is None) == is_without


@pytest.mark.parametrize("name", HOUSE)
def test_figures_stay_what_they_are_while_the_version_does(name: str) -> None:
    """Where one moves: raise the book's version, then write them anew (tests/engine/quality_pinned.py)."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert set(BOOKS) == set(kept) == set(HOUSE)
    told = figures_of(name)
    assert told["version"] == kept[name]["version"]
    for of, uses in told["figures"].items():
        for use, sheet in uses.items():
            before = kept[name]["figures"][of][use]
            assert sheet["checks"].keys() == before["checks"].keys()
            for check, figures in sheet["checks"].items():
                assert figures == [each and pytest.approx(each) for each in before["checks"][check]], (of, use, check)
            totals = [sheet["total"], sheet["adjusted"]]
            assert totals == [each and pytest.approx(each) for each in (before["total"], before["adjusted"])], (of, use)


def test_every_measure_is_asked_by_a_book_and_every_action_is_one() -> None:
    checks = [check for name in HOUSE for check in open_book(name).checks]
    assert {check.measure for check in checks} == set(MEASURES)
    items = {item["key"] for item in standard_document()["items"]}
    survey = {check.action.removeprefix("survey.") for check in checks if check.action.startswith("survey.")}
    assert survey <= items
    assert {check.action for check in checks if check.action and not check.action.startswith("survey.")} <= ACTIONS


def test_check_with_a_fix_says_what_does_it() -> None:
    for name in HOUSE:
        for check in open_book(name).checks:
            assert (check.fix is None) == (not check.action), (name, check.id)


def test_every_use_has_checks_in_every_factor() -> None:
    book = open_book("ai_readiness")
    assert set(book.uses) == {use.value for use in Use}
    for use in book.uses:
        assert all(any(check.for_use(use) for check in factor.checks) for factor in book.factors)


@pytest.mark.parametrize(
    ("wrong", "instead", "told"),
    [
        ("combine: mean", "combine: median", "mine.yaml combine: 'median' is not known"),
        ("completeness.cells", "completeness.sells", "check 'filled' measure: 'completeness.sells' is not known"),
        ("weight: 1", "weight: 0.5", "factors: weights sum to 0.5"),
        ("weight: 1", "weight: -1", "factor 'one' weight: is -1"),
        ("weight: 1", "wait: 1", "wait: is not known"),
        ('version: "1"', "version: 1", "version: is no text"),
        ("source: ours", "colour: red", "mine.yaml: source: is missing"),
        ("en: Filled}}", "en: Filled}, action: repair.magic}", "'repair.magic' is not known"),
        ("en: Filled}}", "en: Filled}, curve: {zero: 1, full: 1}}", "begins and ends at the same number"),
        ("en: Filled}}", "en: Filled}, curve: {zero: 0, full: 1, scale: log}}", "not above 0"),
        ("en: Filled}}", "en: Filled}, per_use: {poetry: {weight: 2}}}", "poetry: is not known"),
        ("en: Filled}}", "en: Filled}, weight: .nan}", "weight: is no number"),
        ("en: Filled}}", "en: Filled}}\n      - {id: filled, measure: labels.leaks, title: {ko: 가, en: A}}", "twice"),
        ("en: Filled}}", "en: Filled}", "line"),
        ("title: {ko: 책, en: Book}", "title: {ko: 책}", "title: en: is missing"),
        ("version:", "book: twice\nversion:", "'book' stands twice"),
        ("combine: mean", "combine: mean\nuses: tabular", "mine.yaml uses: is no list"),
        ("combine: mean", "combine: mean\ngates: {a: 1}", "gates: is no list"),
        ("    checks:\n      - {", "    checks: []\n  - {", "factor 'one': has no checks"),
    ],
)  # fmt: skip
def test_wrong_book_is_refused_with_its_place(wrong: str, instead: str, told: str) -> None:
    with pytest.raises(Invalid) as raised:
        parse_book(GOOD.replace(wrong, instead, 1), MEASURES, "mine.yaml")
    assert told in " | ".join(map(str, raised.value.issues))


def test_all_problems_are_told_together() -> None:
    with pytest.raises(Invalid) as raised:
        parse_book(GOOD.replace("mean", "median").replace("completeness.cells", "x.y"), MEASURES)
    assert len(raised.value.issues) == 2


@pytest.mark.parametrize("text", ["", "[]", "a", "book: [", "- 1"])
def test_what_is_no_book_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_book(text, MEASURES)


def test_unknown_gate_and_option_are_refused() -> None:
    gates = (
        "gates: [{id: a, rule: luck, title: {ko: 가, en: A}},"
        " {id: b, rule: harm, title: {ko: 나, en: B}, options: {x: 1}}]"
    )
    with pytest.raises(Invalid) as raised:
        parse_book(GOOD + gates, MEASURES)
    told = " | ".join(map(str, raised.value.issues))
    assert "'luck' is not known" in told
    assert "gate 'b' options: x: is not known" in told


def test_points_must_add_up() -> None:
    with pytest.raises(Invalid, match="most: is 405"):
        parse_book(GOOD.replace("combine: mean", "combine: points\nmost: 405"), MEASURES)


def test_metadata_quality_counts_405_and_355() -> None:
    """Every property stated and the hub hands it out: 405. Kept inside, the same record has no
    address that answers (80 less), and 305 of the 355 that can be asked of it."""
    words = {
        "description": "설명", "keywords": ["가"], "theme": "보건", "spatial": "전국", "temporal": "2024",
        "licence": "cc_by", "access": "public", "provision_now": "open", "rights": "공공",
        "issued": "2024-01-01", "modified": "2024-02-01",
        "department": "과", "links": [{"location": "https://a/b.csv", "media_type": "text/csv"}],
    }  # fmt: skip
    record = {"keywords": ("가",)}
    whole = assess(subject(record=record, catalogue=words, is_opened=True, size_bytes=1), "mqa")
    assert (whole.total, whole.most, whole.adjusted, whole.adjusted_most) == (405, 405, 405, 405)
    assert whole.rating is not None
    assert whole.rating.en == "Excellent"
    inside = assess(subject(record=record, catalogue={**words, "provision_now": "internal"}, size_bytes=1), "mqa")
    assert (inside.total, inside.adjusted, inside.adjusted_most) == (325, 305, 355)
    nothing = assess(subject(), "mqa")
    assert nothing.rating is not None
    assert (nothing.total, nothing.rating.en) == (10, "Bad")  # the publisher is known


def test_public_database_pools_errors_over_checked_cells() -> None:
    """Codes 10 of 100 missing; amounts 5 of 100 negative; stand-ins 0 of 200; rows 2 of 100 twice; ragged 0 of 100."""
    held = table([column("관리번호", nulls=10), column("금액", type="integer", negatives=5)], duplicate_rows=2)
    sheet = assess(subject(held), "public_database")
    checks = {check.id: check for factor in sheet.factors for check in factor.checks}
    told = {name: (each.errors, each.checked) for name, each in checks.items() if each.checked}
    assert told == {
        "mandatory": (10, 100), "placeholders": (0, 200), "amount": (5, 100), "number": (0, 100),
        "characters": (0, 90), "duplicates": (2, 100), "shape": (0, 100),
    }  # fmt: skip
    assert sheet.total == pytest.approx(100 * (1 - 17 / 790))


def test_nia_tells_target_result_sample_and_verifier() -> None:
    said = answers(
        contractor=[{"contractor": "가", "quantity": 1000, "unit": "건", "year": 2025}],
        label_error_sample=[{"sample": 200, "errors": 4}], labels_present="yes",
    )  # fmt: skip
    sheet = assess(subject(table([column("가")], rows=800), said=said, rows=800), "nia")
    checks = {check.id: check for factor in sheet.factors for check in factor.checks}
    built, right = checks["sufficiency"], checks["semantic"]
    assert (built.measured, built.target, built.sample, built.verifier) == (0.8, 1.0, 800, "scan")
    assert "1,000건 가운데 800건" in built.diagnosis.ko
    assert (right.measured, right.target, right.sample, right.verifier) == (0.98, 0.95, 200, "person")
    assert sheet.total is None


def test_mapping_says_that_it_is_one() -> None:
    notes = assess(subject(), "iso_5259_2").notes
    assert any("mapping" in note.en and "적합 판정이 아닙니다" in note.ko for note in notes)
    assert all(factor.title.en.startswith("Mapped to") for factor in open_book("iso_5259_2").factors)


def test_dqv_is_read_by_rdflib() -> None:
    sheet = assess(subject(table([column("가")])), "mqa")
    graph = rdflib.Graph().parse(data=json.dumps(dqv_of(sheet, "https://hub/d/1")), format="json-ld")
    dqv = rdflib.Namespace("http://www.w3.org/ns/dqv#")
    values = {
        str(graph.value(each, dqv.isMeasurementOf)): float(graph.value(each, dqv.value))
        for each in graph.subjects(rdflib.RDF.type, dqv.QualityMeasurement)
    }
    assert values["urn:gotgan:book:mqa:1.0:total"] == sheet.total
    assert values["urn:gotgan:book:mqa:1.0:reusability:publisher"] == 10
    assert len(values) == 25
    assert len(set(graph.subjects(rdflib.RDF.type, dqv.Dimension))) == 5


def test_book_of_a_hundred_points_gives_points_in_dqv() -> None:
    """What a measurement is worth is told by how the book combines, whatever its most is."""
    text = GOOD.replace("combine: mean", "combine: points").replace("en: Filled}}", "en: Filled}, weight: 100}")
    sheet = assess(subject(table([column("가", nulls=20)])), parse_book(text, MEASURES))
    assert (sheet.combine, sheet.most, sheet.total) == (Combine.POINTS, 100, 80)
    shares = assess(subject(table([column("가", nulls=20)])), parse_book(GOOD, MEASURES))
    assert (values_of(sheet)["one:filled"], values_of(shares)["one:filled"]) == (80, 0.8)


def values_of(sheet: ScoreSheet) -> dict[str, float]:
    graph = dqv_of(sheet, "https://hub/d/1")["@graph"]
    return {
        each["isMeasurementOf"].split(":", 5)[5]: each["value"]
        for each in graph
        if each["@type"] == "dqv:QualityMeasurement"
    }


def test_sheet_of_before_tells_points_by_its_adjusted_total() -> None:
    for name, told in (("mqa", Combine.POINTS), ("ai_readiness", None)):
        sheet = assess(subject(table([column("가")])), name)
        document = json.loads(json.dumps(sheet.to_json()))
        assert ScoreSheet.from_json(document) == sheet
        del document["combine"]
        before = ScoreSheet.from_json(document)
        assert before.combine is told
        assert values_of(before) == values_of(sheet)


@pytest.mark.parametrize("combine", ["geometric", "mean", "pooled", "none"])
def test_most_is_of_a_book_of_points_alone(combine: str) -> None:
    with pytest.raises(Invalid, match=f"most: is of a book of points, and this one is {combine}; take it out"):
        parse_book(GOOD.replace("combine: mean", f"combine: {combine}\nmost: 100"), MEASURES)


PACKAGE = """
from pathlib import Path
from gotgan.engine.quality import Measured
from gotgan.terms.questionnaire import Words

BOOK = Path(__file__).with_name("their.yaml")

def columns(look):
    return Measured(float(len(look.columns)), Words("항목 수", "Columns"))
"""
THEIRS = GOOD.replace("mine", "their").replace("completeness.cells", "their.columns").replace(
    "en: Filled}}", "en: Filled}, curve: {zero: 0, full: 4}}"
)  # fmt: skip


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution on the path with its entry points, as an installer leaves it."""
    monkeypatch.delitem(sys.modules, "theirbook", raising=False)
    info = tmp_path / "theirbook-1.0.dist-info"
    info.mkdir()
    (tmp_path / "theirbook.py").write_text(PACKAGE, encoding="utf-8")
    (tmp_path / "their.yaml").write_text(THEIRS, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirbook\nVersion: 1.0\n", encoding="utf-8")
    points = "[gotgan.rulebooks]\ntheir = theirbook:BOOK\n[gotgan.measures]\ntheir.columns = theirbook:columns\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("package")
def test_book_and_measure_of_a_third_party() -> None:
    assert "their" in book_names()
    assert assess(subject(table([column("가"), column("나")])), "their").total == 50


def test_third_partys_wrong_book_is_refused_with_its_place(package: Path) -> None:
    (package / "their.yaml").write_text(THEIRS.replace("their.columns", "their.rows"), encoding="utf-8")
    with pytest.raises(Invalid, match=r"their\.yaml check 'filled' measure: 'their\.rows' is not known"):
        open_book("their")


def test_third_party_may_not_take_a_name_of_the_house(package: Path) -> None:
    points = package / "theirbook-1.0.dist-info" / "entry_points.txt"
    points.write_text("[gotgan.measures]\ncompleteness.cells = theirbook:columns\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"completeness\.cells.*is taken"):
        assess(subject(), "mqa")


def test_books_say_where_their_numbers_come_from() -> None:
    folder = Path(open_book.__code__.co_filename).parent / "books"
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("#"), path.name
        assert yaml.safe_load(text)["source"], path.name


def test_reference_names_every_book_measure_gate_and_action() -> None:
    told = (Path(__file__).parents[2] / "docs/reference/readiness.md").read_text(encoding="utf-8")
    named = {name.removeprefix("metadata.") for name in MEASURES} | set(HOUSE) | set(GATE_RULES) | ACTIONS
    assert {name for name in named if f"`{name}`" not in told} == set()


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("[gotgan.rulebooks]\ntheir = theirbook:NOTHING\n", "cannot be loaded"),
        ("[gotgan.rulebooks]\ntheir = theirbook:NUMBER\n", "gives no path"),
        (
            "[gotgan.rulebooks]\nother = theirbook:BOOK\n[gotgan.measures]\ntheir.columns = theirbook:columns\n",
            "itself",
        ),
        ("[gotgan.measures]\ntheir.columns = theirbook:NUMBER\n", "is no function"),
        ("[gotgan.rulebooks]\ntheir = theirbook:MISSING\n", "cannot be read"),
    ],
)
def test_entry_point_that_gives_no_book_is_refused(package: Path, points: str, told: str) -> None:
    more = "\nNUMBER = 7\nMISSING = Path('nowhere.yaml')\n"
    (package / "theirbook.py").write_text(PACKAGE + more, encoding="utf-8")
    (package / "theirbook-1.0.dist-info" / "entry_points.txt").write_text(points, encoding="utf-8")
    with pytest.raises(Invalid, match=told):
        assess(subject(), "other" if "other" in points else "their")


def test_example_of_the_reference_is_a_book() -> None:
    told = (Path(__file__).parents[2] / "docs/reference/readiness.md").read_text(encoding="utf-8")
    example = told.partition("```yaml\n")[2].partition("```")[0]
    book = parse_book(example, MEASURES)
    assert (book.id, book.uses, [gate.rule for gate in book.gates]) == ("mine", ("tabular", "language"), ["harm"])
    assert assess(subject(table([column("가")])), book, "tabular").total == 100


def test_example_of_the_how_to_sets_its_numbers() -> None:
    told = (Path(__file__).parents[2] / "docs/how-to/write-a-rule-book.md").read_text(encoding="utf-8")
    text = told.partition("```yaml\n")[2].partition("```")[0]
    formats = ({"format": "hwpx", "files": 1}, {"format": "pdf", "files": 1})
    held = subject(table([column("가")], encoding="cp949"), said=answers(licence="kogl_2"), formats=formats)
    found = [check.measured for factor in assess(held, parse_book(text, MEASURES)).factors for check in factor.checks]
    assert found == pytest.approx([0.45, 0.8, 0.4])
    wrong = text.replace("asking: 0.3", "asking: 3")
    with pytest.raises(Invalid, match=r"check 'licence' options: asking: is 3; give a number from 0 to 1"):
        parse_book(wrong, MEASURES, "ministry.yaml")
