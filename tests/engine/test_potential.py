"""A dataset tried on a sample: what is left, what is kept, what it costs, and that one seed gives one answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.potential_tables import how, people, tried
from tests.shared_data import SHARED, needs_shared

from gotgan.agent.potential import try_file
from gotgan.cli.main import main
from gotgan.engine.detect import detect_parquet
from gotgan.engine.potential import table_found
from gotgan.engine.potential.modes import Known
from gotgan.engine.potential.words import REASONS, because
from gotgan.terms.questionnaire import Words
from gotgan.terms.selection import Mode

ADULT = SHARED / "data" / "tables" / "adult" / "adult_subset.csv"
PARKING = SHARED / "data" / "tables" / "korea" / "parking_lot" / "전국주차장정보표준데이터.csv"


def test_identifiers_are_gone_from_the_written_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processed file itself is searched, before the trial's folder goes."""
    path, numbers = people(tmp_path)
    written: list[Path] = []
    whole = table_found._after

    def keep(table, given, ready, done, file, how):  # type: ignore[no-untyped-def]
        copy = tmp_path / "kept.parquet"
        copy.write_bytes(file.read_bytes())
        written.append(copy)
        return whole(table, given, ready, done, file, how)

    monkeypatch.setattr(table_found, "_after", keep)
    found = tried(path)
    assert found.modes[1].is_open
    (copy,) = written
    assert detect_parquet(copy) == []
    cells = {str(cell) for column in pq.read_table(copy).columns for cell in column.to_pylist()}
    assert not cells & set(numbers)


def test_risk_falls_and_something_is_lost(tmp_path: Path) -> None:
    as_is, processed, zone = tried(people(tmp_path)[0]).modes
    assert (as_is.is_open, as_is.risk) == (False, 1.0)
    assert as_is.because == because("identifiers", columns=2)
    assert processed.risk is not None
    assert processed.risk <= 1 / 5
    assert processed.utility is not None
    assert 0 < processed.utility < 1
    assert (zone.is_open, zone.risk, zone.readiness) == (True, 0.1, as_is.readiness)


def test_readiness_is_measured_again(tmp_path: Path) -> None:
    found = tried(people(tmp_path)[0])
    readiness = found.document["readiness"]
    assert readiness["factors"]["free_of_identifiers"]["now"] < 100
    assert readiness["factors"]["free_of_identifiers"]["after"] == 100
    assert readiness["moved"][0]["check"] == "free_of_identifiers"
    processed = found.modes[1]
    assert processed.readiness is not None
    assert processed.readiness.value == pytest.approx(readiness["after"])


def test_cells_that_say_nothing_any_more_count_as_empty(tmp_path: Path) -> None:
    """Suppression does not fill a table: no key has more that says something than before."""
    (table,) = tried(people(tmp_path, 600)[0], rows=200).document["tables"]
    keys = [each for each in table["columns"] if each["do"] == "key"]
    assert any(each["after"]["filled"] < each["before"]["filled"] for each in keys)
    assert all(each["after"]["filled"] <= each["before"]["filled"] + 0.05 for each in keys)


def test_one_seed_gives_one_answer(tmp_path: Path) -> None:
    path, _ = people(tmp_path)
    one, same, other = tried(path), tried(path), tried(path, seed=2)
    assert one == same
    assert one.receipt_digest != other.receipt_digest


@pytest.mark.parametrize(("seed", "missing"), [(1, 0.02), (2, 0.3), (3, 0.3)])
def test_interval_holds_the_value_of_the_whole_table(tmp_path: Path, seed: int, missing: float) -> None:
    path, _ = people(tmp_path, 1_200, missing=missing)
    whole = tried(path, rows=1_200).modes[1].readiness
    sampled = tried(path, rows=400, seed=seed).modes[1].readiness
    assert whole is not None
    assert sampled is not None
    assert whole.low == whole.value == whole.high
    assert sampled.low < sampled.high
    assert sampled.low <= whole.value <= sampled.high


def test_documents_hold_no_value(tmp_path: Path) -> None:
    path, numbers = people(tmp_path)
    text = json.dumps(tried(path).document, ensure_ascii=False)
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    values = {cell for line in lines for place, cell in enumerate(line.split(",")) if cell and place not in (2,)}
    assert not [value for value in values - {"남", "여"} if value in text]
    assert not [number for number in numbers if number.replace("-", "") in text]


def test_table_too_small_for_its_target_is_not_promised(tmp_path: Path) -> None:
    processed = tried(people(tmp_path, 4)[0]).modes[1]
    assert (processed.is_open, processed.readiness) == (False, None)
    assert processed.because == because("not_reached", k=5)


def test_clean_table_of_places_has_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("시도,인구\n" + "".join(f"도시{n},{1000 + n}\n" for n in range(50)), encoding="utf-8")
    as_is, processed, _ = tried(path).modes
    assert (as_is.is_open, as_is.risk) == (True, 0.0), "measured: nobody is in it"
    assert (processed.is_open, processed.because) == (False, because("nothing_to_do"))


def test_identifiers_of_a_table_that_was_not_tried_close_what_it_closes(tmp_path: Path) -> None:
    people(tmp_path, 60)
    path = tmp_path / "tables.zip"
    with ZipFile(path, "w") as archive:
        for number in range(2):
            rows = "".join(f"도시{n},{'' if n % 7 else ' '}{1000 + n}\n" for n in range(900))
            archive.writestr(f"places-{number}.csv", "시도,인구\n" + rows)
        archive.write(tmp_path / "people.csv", "people.csv")
    found = try_file(path, replace(how(), most_tables=2), Known())
    as_is, processed, safezone = found.modes
    assert found.document["untried"] == {"table": 1}
    assert (as_is.is_open, as_is.risk) == (False, 1.0)
    assert processed.because == because("identifiers_untried", columns=2)
    assert (processed.risk, safezone.risk) == (1.0, 0.1)


def test_what_is_no_table_is_not_tried(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "picture.png"
    Image.new("RGB", (64, 64), "red").save(path)
    found = tried(path)
    as_is, processed, safezone = found.modes
    assert found.document["untried"] == {"image": 1}
    assert (as_is.risk, safezone.risk) == (None, None), "nobody looked for faces: not known"
    assert [each["risk"] for each in found.document["modes"]] == [None, None, None]
    assert (found.sampled_rows, found.receipt_digest) == (0, "")
    assert (processed.is_open, processed.readiness, processed.utility, processed.risk) == (False, None, None, None)
    assert processed.because == because("not_tried")
    assert as_is.readiness is None


def test_pictures_inside_a_table_of_persons_are_left_out(tmp_path: Path) -> None:
    """Nothing looks for faces in them, so that they are not passed on."""
    path = tmp_path / "faces.parquet"
    ages, names = [20 + n % 30 for n in range(120)], [f"김{'가나다'[n % 3]}수" for n in range(120)]
    pq.write_table(pa.table({"이름": names, "나이": ages, "사진": [bytes([n]) for n in range(120)]}), path)
    (table,) = tried(path).document["tables"]
    assert {each["name"]: each["do"] for each in table["columns"]}["사진"] == "suppress"


def test_identifier_in_a_header_is_told_masked(tmp_path: Path) -> None:
    path = tmp_path / "headless.csv"
    path.write_text("010-9999-1234,나이\n" + "".join(f"{n},{n % 70}\n" for n in range(60)), encoding="utf-8")
    assert "9999-1234" not in json.dumps(tried(path).document, ensure_ascii=False)


def test_law_closes_every_mode_and_a_named_person_opens_one(tmp_path: Path) -> None:
    path, _ = people(tmp_path, 300)
    closed = dict.fromkeys(Mode, because("law"))
    assert [each.because for each in tried(path, known=Known(closed=closed)).modes] == [because("law")] * 3
    assert tried(path, known=Known(confirmed=True)).modes[0].is_open


def test_personal_by_its_columns_alone_or_as_stated(tmp_path: Path) -> None:
    """Without a finding: two traits speak of persons, unless the survey says that there are none."""
    path = tmp_path / "traits.csv"
    rows = "".join(f"{20 + n % 50},{('남', '여')[n % 2]},{n % 9}\n" for n in range(400))
    path.write_text("나이,성별,등급\n" + rows, encoding="utf-8")
    assert tried(path).modes[0].risk is not None
    assert try_file(path, how(is_personal=False), Known()).modes[0].risk == 0.0


def test_command_writes_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _ = people(tmp_path, 400)
    out = tmp_path / "potential.json"
    assert main(["potential", str(path), "--rows", "200", "--seed", "3", "-o", str(out)]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert (document["kind"], document["seed"], document["sample_rows"]) == ("potential", 3, 200)
    assert main(["potential", str(people(tmp_path, 4)[0])]) == 1
    assert json.loads(capsys.readouterr().out)["modes"][1]["is_open"] is False
    assert main(["potential", str(path), "--rows", "0"]) == 2
    assert "--rows" in capsys.readouterr().err


def test_every_reason_is_in_both_languages() -> None:
    for code in REASONS:
        made = because(code, columns=1, k=5)
        assert isinstance(made, Words)
        assert made.ko != made.en


@needs_shared
def test_adult_keeps_most_of_itself_below_the_bound() -> None:
    _, processed, _ = tried(ADULT, rows=1_500).modes
    assert processed.is_open
    assert processed.risk is not None
    assert processed.risk <= 0.2
    assert processed.utility is not None
    assert processed.utility > 0.5


@needs_shared
def test_korean_register_loses_its_telephones_alone() -> None:
    found = tried(PARKING, rows=600)
    (table,) = found.document["tables"]
    treated = {each["name"] for each in table["columns"] if each["do"] != "keep"}
    assert treated == {each["column"] for each in table["before"]["findings"]}
    assert table["after"]["findings"] == []
    assert table["before"]["figures"]["rows"] > table["sampled"] == 600
