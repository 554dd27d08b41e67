"""`gotgan package` for training: splits, formats, what mlcroissant and other readers load of it, what is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import mlcroissant
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import webdataset
import yaml

from gotgan.agent.pack import IdentifiersFound, PackAsk, package_files
from gotgan.cli.main import main
from gotgan.engine.package import leakage
from gotgan.engine.package.split import SPLITS, SplitAsk
from gotgan.engine.sources.croissant import CroissantSource
from gotgan.terms.errors import Invalid
from tests.engine.test_package_formats import COLUMNS
from tests.engine.test_sources_folder import listed
from tests.shared_data import SHARED, needs_shared

TABLES = SHARED / "data" / "tables"
ADULT = TABLES / "adult" / "adult_subset.csv"
KOREA = (
    "crime_analysis/경상남도_하동군_보안등정보_20230710.csv",
    "DataScience/01. population_in_Seoul.xls",
    "DataScience/02. crime_in_Seoul_final.csv",
    "python-data-study/인천광역시 중구_공영주차장 현황_20250601.csv",
    "wonderland/서울시 법정동 현황.csv",
)
EVERY_FORMAT = ("parquet", "jsonl", "csv", "webdataset")


def visits(folder: Path, name: str = "visits.csv", rows: int = 300) -> Path:
    path = folder / name
    lines = [f"P{n * 7 % 60:03d},R{n % 9},{2000 + n % 20},{n * 3}" for n in range(rows)]
    path.write_text("\n".join(["대상,지역,연도,값", *lines]) + "\n", encoding="utf-8")
    return path


def document(folder: Path, name: str) -> dict:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def loaded(folder: Path) -> dict[str, list[dict]]:
    """Every record set but the one of splits, as mlcroissant loads it; the texts decoded."""
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    found = {}
    for record_set in dataset.metadata.record_sets:
        rows = []
        for record in dataset.records(record_set.uuid):
            named = {field.rpartition("/")[2]: value for field, value in record.items()}
            rows.append(
                {
                    name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                    for name, value in named.items()
                }
            )
        found[record_set.uuid] = rows
    return found


def test_splits_are_a_record_set_and_every_row_says_its_own(tmp_path):
    folder = tmp_path / "out"
    package_files([visits(tmp_path)], folder, PackAsk(split=SplitAsk(groups=("대상",), seed=5)))
    found = loaded(folder)
    assert [row["name"] for row in found["splits"]] == list(SPLITS)
    assert [row["url"] for row in found["splits"]] == ["cr:TrainingSplit", "cr:ValidationSplit", "cr:TestSplit"]
    counts = Counter(row["split"] for row in found["visits"])
    report = document(folder, "receipt.json")["parameters"]["split"]
    assert counts == {name: report["splits"][name]["rows"] for name in SPLITS}
    assert sum(counts.values()) == 300
    where: dict[str, set[str]] = {}
    for row in found["visits"]:
        where.setdefault(row["대상"], set()).add(row["split"])
    assert all(len(splits) == 1 for splits in where.values())
    assert report["check"]["shared"] == 0
    assert sum(part["share"] for part in report["splits"].values()) == pytest.approx(1)
    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    only = list(dataset.records("visits", filters={"visits/split": "test"}))
    assert len(only) == counts["test"]


def test_no_subject_of_one_table_stands_in_another_split_of_the_next(tmp_path):
    inputs = [visits(tmp_path), visits(tmp_path, "stays.csv", 90)]
    package_files(inputs, tmp_path / "out", PackAsk(split=SplitAsk(groups=("대상",))))
    subjects = {
        split: {
            subject
            for name in ("visits", "stays")
            for subject in pq.read_table(tmp_path / f"out/data/{name}-{split}.parquet")["대상"].to_pylist()
        }
        for split in SPLITS
    }
    assert not subjects["train"] & subjects["test"]
    assert not subjects["validation"] & (subjects["train"] | subjects["test"])


def test_a_column_of_two_kinds_is_refused(tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("대상,값\n1,2\n2,3\n", encoding="utf-8")
    with pytest.raises(Invalid, match="is number in one table and text in another"):
        package_files([visits(tmp_path), other], tmp_path / "out", PackAsk(split=SplitAsk(groups=("대상",))))
    assert not (tmp_path / "out").exists()


def test_every_format_holds_the_same_rows(tmp_path):
    folder = tmp_path / "out"
    ask = PackAsk(formats=EVERY_FORMAT, split=SplitAsk((0.75, 0, 0.25), time="연도"))
    package_files([visits(tmp_path)], folder, ask)
    for split in ("train", "test"):
        rows = pq.read_table(folder / f"data/visits-{split}.parquet").to_pylist()
        lines = (folder / f"jsonl/visits-{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == rows
        samples = webdataset.WebDataset(
            str(folder / f"webdataset/visits-{split}-000000.tar"), shardshuffle=False
        ).decode()
        assert [sample["json"] for sample in samples] == rows
        assert (folder / f"csv/visits-{split}.csv").read_text(encoding="utf-8").count("\n") == len(rows) + 1
    outputs = document(folder, "receipt.json")["outputs"]
    assert len(outputs) == 8
    listed = {entry["path"] for entry in document(folder, "manifest.json")["files"]}
    assert {output["path"] for output in outputs} <= listed
    assert {"receipt.json", "lineage.json", "README.md", "croissant.json"} <= listed


def test_the_same_bytes_by_the_same_seed(tmp_path):
    ask = PackAsk(formats=EVERY_FORMAT, split=SplitAsk(groups=("지역",), seed=2, tolerance=0.2))
    sums = []
    for name in ("one", "two"):
        package_files([visits(tmp_path)], tmp_path / name, ask)
        sums.append({o["path"]: o["sha256"] for o in document(tmp_path / name, "receipt.json")["outputs"]})
    assert sums[0] == sums[1]


def test_stored_types_load_through_croissant(tmp_path):
    source, folder = tmp_path / "types.parquet", tmp_path / "out"
    pq.write_table(pa.table(COLUMNS), source)
    package_files([source], folder, PackAsk(formats=EVERY_FORMAT, confirmed_by="x"))
    (rows,) = loaded(folder).values()
    assert [row["이름"] for row in rows] == COLUMNS["이름"]
    assert [row["flag"] for row in rows] == COLUMNS["flag"]
    assert str(rows[0]["clock"]) == "01:02:03"
    steps = [step for step in document(folder, "receipt.json")["steps"] if step["name"] == "jsonl"]
    assert [step["changed"] for step in steps] == [2]


def _same(told: object, value: object) -> bool:
    """Croissant's days come back as moments at midnight."""
    return told == value or str(told) == f"{value} 00:00:00"


@needs_shared
@pytest.mark.parametrize("name", KOREA)
def test_korean_tables_load_through_croissant_cell_by_cell(tmp_path, name):
    folder = tmp_path / "out"
    assert package_files([TABLES / "korea" / name], folder, PackAsk(confirmed_by="시험")).problems == []
    found = loaded(folder)
    assert found
    for record_set, stored in zip(found.values(), sorted((folder / "data").iterdir()), strict=True):
        rows = pq.read_table(stored).to_pylist()
        assert len(record_set) == len(rows)
        for got, kept in zip(record_set, rows, strict=True):
            assert len(got) == len(kept)
            for told, value in zip(got.values(), kept.values(), strict=True):
                assert told == value if value is None or isinstance(value, str) else _same(told, value)


@needs_shared
def test_adult_is_split_by_a_column_and_loads(tmp_path):
    folder = tmp_path / "out"
    words = ["package", str(ADULT), "-o", str(folder), "--split", "0.7,0.15,0.15", "--group", "occupation"]
    assert main([*words, "--tolerance", "0.1", "--seed", "4"]) == 0
    files = {split: [folder / f"data/adult_subset-{split}.parquet"] for split in SPLITS}
    checked = leakage.check_splits(files, by="group", columns=["occupation"])
    assert sum(checked["different"]["occupation"].values()) == len(set(pq.read_table(folder / "data")["occupation"]))
    counts = Counter(row["split"] for row in loaded(folder)["adult_subset"])
    assert sum(counts.values()) == 3016
    for name, share in zip(SPLITS, (0.7, 0.15, 0.15), strict=True):
        assert abs(counts[name] / 3016 - share) <= 0.1


def test_the_card_leads_hugging_face_to_every_split(tmp_path):
    folder = tmp_path / "out"
    package_files([visits(tmp_path, "표[1].csv")], folder, PackAsk(split=SplitAsk(groups=("대상",))))
    front = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    (config,) = front["configs"]
    assert [each["split"] for each in config["data_files"]] == list(SPLITS)
    for each in config["data_files"]:
        assert list(folder.glob(each["path"])) == [folder / f"data/표[1]-{each['split']}.parquet"]
    assert len(loaded(folder)["표[1]"]) == 300


def test_datasets_loads_the_folder(tmp_path):
    datasets = pytest.importorskip("datasets", reason="NOT RUN: the datasets library is not installed")
    package_files([visits(tmp_path)], tmp_path / "out", PackAsk(split=SplitAsk(groups=("대상",))))
    found = datasets.load_dataset(str(tmp_path / "out"), "visits", cache_dir=str(tmp_path / "cache"))
    assert sum(part.num_rows for part in found.values()) == 300


def test_identifiers_are_refused_until_a_person_confirms_them(tmp_path, capsys):
    source, folder = tmp_path / "people.csv", tmp_path / "out"
    source.write_text("이름,전화\n가,010-1234-5678\n나,010-2345-6789\n", encoding="utf-8")
    assert main(["package", str(source), "-o", str(folder)]) == 1
    told = capsys.readouterr().err
    assert "not packaged: people.csv: column '전화' holds phone (2)" in told
    assert "--confirmed-by" in told
    assert "1234" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv"]
    assert main(["package", str(source), "-o", str(folder), "--confirmed-by", " "]) == 1
    assert main(["package", str(source), "-o", str(folder), "--confirmed-by", "김담당"]) == 0
    confirmed = document(folder, "receipt.json")["parameters"]["confirmed"]
    assert confirmed == {
        "by": "김담당",
        "findings": [{"path": "people.csv", "column": "전화", "kind": "phone", "count": 2}],
    }
    assert document(folder, "croissant.json")["rai:personalSensitiveInformation"] == ["phone"]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "전화번호 (phone), 2건" in card
    assert "Phone number (phone), 2 hits" in card
    assert "김담당" not in card
    assert "1234" not in card


def test_an_identifier_in_a_name_is_refused_or_masked(tmp_path):
    number = "900101-1234568"
    source = tmp_path / f"{number} 내역.csv"
    source.write_text("a,b\n1,2\n", encoding="utf-8")
    package_files([source], tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        assert number not in path.name
        assert path.is_dir() or number.encode() not in path.read_bytes()
    wide = tmp_path / "wide.parquet"
    pq.write_table(pa.table({"구분": ["건", "수"], f"{number} 건수": [2, 3]}), wide)
    with pytest.raises(IdentifiersFound, match="the name of column 2") as told:
        package_files([wide], tmp_path / "wide")
    assert number not in str(told.value)


def test_a_leak_writes_nothing(tmp_path, monkeypatch):
    def broken(column):
        return "same"

    monkeypatch.setattr(leakage, "_one_writing", broken)
    before = package_files([visits(tmp_path)], tmp_path / "out")
    assert before.problems == []
    kept = document(tmp_path / "out", "manifest.json")
    words = ["package", str(tmp_path / "visits.csv"), "-o", str(tmp_path / "out"), "--group", "대상"]
    assert main(words) == 1
    assert document(tmp_path / "out", "manifest.json") == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "visits.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--split", "a,b"], "--split: is not numbers"),
        (["--split", "0.5,0.5"], "three shares"),
        (["--group", "없는 열"], "is not in every table"),
        (["--group", "대상", "--time", "연도"], "cannot be kept together"),
        (["--format", "xml"], "'xml' is none of parquet, jsonl, csv, webdataset"),
        (["--time", "지역"], "year first"),
    ],
)
def test_wrong_wishes_are_told_in_a_line(tmp_path, capsys, words, said):
    assert main(["package", str(visits(tmp_path)), "-o", str(tmp_path / "out"), *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_our_own_reader_of_croissant_takes_a_split_package(tmp_path):
    folder = tmp_path / "out"
    package_files([visits(tmp_path)], folder, PackAsk(formats=EVERY_FORMAT, split=SplitAsk(groups=("대상",))))
    (record,), _ = listed(CroissantSource(str(folder / "croissant.json")))
    assert record.title == "visits"
    assert record.problem == ""
    assert len(record.files) == 12
