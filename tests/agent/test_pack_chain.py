"""`gotgan package` of what earlier steps made: lineage from source to package; and what the card says of it all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gotgan.agent.deidentify import deidentify_file
from gotgan.agent.pack import PackAsk, package_files
from gotgan.cli.answered import read_answers
from gotgan.cli.main import main
from gotgan.engine.package.split import SplitAsk
from gotgan.terms.errors import Invalid
from gotgan.terms.lineage import sources_of

PLAN = """
columns:
  이름: {do: suppress}
  나이: {do: key, hierarchy: age.csv}
  지역: {do: key, hierarchy: region.csv}
  소득: {do: sensitive}
privacy: {k: 3}
"""
RRN = "900101-1234568"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def document(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "age.csv").write_text("".join(f"{n};{n // 10 * 10}대;*\n" for n in range(20, 60)), encoding="utf-8")
    (tmp_path / "region.csv").write_text("".join(f"R{n};*\n" for n in range(3)), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    rows = "".join(
        f"김{'가나다라마바'[n % 6]}{'하늘별달'[n % 4]},{20 + n % 40},R{n % 3},{n % 7 * 100}\n" for n in range(120)
    )
    path = tmp_path / f"{RRN} 명단.csv"
    path.write_text("이름,나이,지역,소득\n" + rows, encoding="utf-8")
    return path


@pytest.fixture
def released(people: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "released"
    assert not deidentify_file(people, tmp_path / "plan.yaml", folder).reasons
    return folder


def repaired(folder: Path, source: Path) -> Path:
    """A folder as repair leaves it (SHAPES: repair)."""
    folder.mkdir()
    pq.write_table(pa.table({"이름": ["가", "나"], "값": [1, 2]}), folder / "data.parquet")
    receipt = {
        "activity": "repair", "started": "2026-11-26T01:00:00Z", "finished": "2026-11-26T01:00:05Z",
        "inputs": [{"path": str(source), "sha256": sha256(source), "rows": 3}],
        "outputs": [{"path": "data.parquet", "sha256": sha256(folder / "data.parquet"), "rows": 2}],
        "parameters": {}, "versions": {"gotgan": "0.1.0"},
        "steps": [{"name": "totals", "column": None, "changed": 0, "dropped": 1, "reason": "합계", "examples": []}],
    }  # fmt: skip
    (folder / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    return folder


def test_a_release_is_packaged_with_its_lineage(people, released, tmp_path):
    folder = tmp_path / "out"
    ask = PackAsk(split=SplitAsk((0.7, 0, 0.3)), formats=("parquet", "jsonl"))
    assert package_files([released], folder, ask).problems == []
    lineage = document(folder / "lineage.json")
    made = [path for path in folder.rglob("*") if path.parent.name in ("data", "jsonl")]
    assert len(made) == 4
    for path in made:
        assert sources_of(lineage, f"sha256:{sha256(path)}") == {f"sha256:{sha256(people)}"}
    kinds = {activity["prov:type"] for activity in lineage["activity"].values()}
    assert kinds == {"gotgan:Deidentification", "gotgan:Packaging"}
    receipt = document(folder / "receipt.json")
    assert (receipt["activity"], receipt["kind"]) == ("package", "package receipt")
    assert [each["sha256"] for each in receipt["inputs"]] == [sha256(released / "data.parquet")]
    for path in folder.rglob("*"):
        assert path.is_dir() or RRN.encode() not in path.read_bytes()


def test_the_card_and_croissant_say_how_it_was_made(released, tmp_path):
    package_files([released], tmp_path / "out")
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "비식별, 20" in card
    assert "suppress 바뀐 칸 120" in card
    assert "suppress 120 changed" in card
    reached = document(released / "proof.json")["k"]
    assert f"measured on the released file: k {reached}" in card
    croissant = document(tmp_path / "out/croissant.json")
    assert "de-identification" in croissant["rai:dataPreprocessingProtocol"][0]
    assert f"k {reached}" in croissant["rai:dataManipulationProtocol"]
    assert any("coarser" in each for each in croissant["rai:dataLimitations"])


def test_a_file_brings_the_receipt_of_its_own_folder(released, tmp_path, people):
    package_files([released / "data.parquet"], tmp_path / "out")
    (made,) = (tmp_path / "out/data").iterdir()
    lineage = document(tmp_path / "out/lineage.json")
    assert sources_of(lineage, f"sha256:{sha256(made)}") == {f"sha256:{sha256(people)}"}


def test_receipts_of_two_steps_are_one_chain(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("이름,값\n가,1\n나,2\n합계,3\n", encoding="utf-8")
    first = repaired(tmp_path / "repaired", raw)
    second = repaired(tmp_path / "again", first / "data.parquet")
    receipt = document(second / "receipt.json") | {"activity": "deidentify", "finished": "2026-11-26T02:00:00Z"}
    (second / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    package_files([second], tmp_path / "out", PackAsk(receipts=(first / "receipt.json",)))
    (made,) = (tmp_path / "out/data").iterdir()
    lineage = document(tmp_path / "out/lineage.json")
    assert sources_of(lineage, f"sha256:{sha256(made)}") == {f"sha256:{sha256(raw)}"}
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert card.index("repair, 2026-11-26 (gotgan 0.1.0): totals 1 dropped") < card.index("de-identification, 2026")
    assert str(tmp_path) not in (tmp_path / "out/lineage.json").read_text(encoding="utf-8")


def test_what_was_changed_after_its_receipt_is_refused(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("a\n1\n", encoding="utf-8")
    folder = repaired(tmp_path / "repaired", raw)
    pq.write_table(pa.table({"이름": ["다"]}), folder / "data.parquet")
    with pytest.raises(Invalid, match=r"data\.parquet: was changed after receipt\.json"):
        package_files([folder], tmp_path / "out")
    (folder / "data.parquet").unlink()
    with pytest.raises(Invalid, match=r"is named by receipt\.json and not there"):
        package_files([folder], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_refused_release_and_a_bare_folder_are_refused(people, tmp_path, capsys):
    (tmp_path / "plan.yaml").write_text(PLAN.replace("k: 3", "k: 121"), encoding="utf-8")
    refused = tmp_path / "refused"
    main(["deidentify", str(people), "--plan", str(tmp_path / "plan.yaml"), "-o", str(refused)])
    assert main(["package", str(refused), "-o", str(tmp_path / "out")]) == 2
    (tmp_path / "bare").mkdir()
    assert main(["package", str(tmp_path / "bare"), "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "holds a refused release" in told
    assert "bare: a folder; name its files" in told


def test_a_receipt_may_not_lead_out_of_its_folder(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_text("a\n1\n", encoding="utf-8")
    folder = repaired(tmp_path / "repaired", raw)
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    receipt = document(folder / "receipt.json")
    receipt["outputs"] = [{"path": "../other.parquet", "sha256": sha256(tmp_path / "other.parquet"), "rows": 1}]
    (folder / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    with pytest.raises(Invalid, match="not there"):
        package_files([folder], tmp_path / "out")


ANSWERS = {
    "title_ko": "민원 처리 현황",
    "description": "접수된 민원 | <b>처리</b> 결과",
    "licence": "kogl_1",
    "known_bias": "도시 지역에 치우침",
    "collection_method": "unknown",
    "labels_present": "yes",
    "label_agreement": [{"metric": "kappa", "value": 0.8}],
    "update_cycle": "daily",
    "contact": {"name": "김담당", "phone": "010-1234-5678"},
    "known_defects": f"담당자 번호 {RRN} 이 섞인 적 있음",
    "languages": ["ko"],
    "period_covered": {"from": "2020-01-01", "to": None},
    "keywords": "민원, 처리",
}


def answered(folder: Path, answers: object) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("갈래,값\n" + "가,1\n" * 95 + "나,\n" * 5, encoding="utf-8")
    return path


def test_answers_stand_in_the_card_and_in_croissant(table, tmp_path):
    words = ["package", str(table), "-o", str(tmp_path / "out"), "--answers", str(answered(tmp_path, ANSWERS))]
    assert main(words) == 0
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    korean, english = card.split("# English\n")
    assert "# 민원 처리 현황" in korean
    assert "이용허락: 공공누리 1유형(출처표시) *(답)*" in korean
    assert "Licence: KOGL 1: attribution *(declared)*" in english
    assert r"접수된 민원 \| \<b\>처리\</b\> 결과" in korean
    assert "a: one value of 갈래 has 95% of the rows *(measured)*" in english
    assert "1 of 2 columns lack values (값 5%)" in english
    assert "- 수집 방법\n" in korean
    assert "- Method of collection\n" in english
    assert "- Licence\n" not in english
    croissant = document(tmp_path / "out/croissant.json")
    assert croissant["conformsTo"][1] == "http://mlcommons.org/croissant/RAI/1.0"
    assert croissant["license"] == "공공누리 1유형(출처표시)"
    assert croissant["keywords"] == ["민원", "처리"]
    assert croissant["inLanguage"] == ["ko"]
    assert croissant["temporalCoverage"] == "2020-01-01/.."
    assert "도시 지역에 치우침" in croissant["rai:dataBiases"][0]
    assert "kappa" in croissant["rai:dataAnnotationAnalysis"][0]
    assert "rai:dataCollection" not in croissant
    for path in (tmp_path / "out").rglob("*"):
        told = b"" if path.is_dir() else path.read_bytes()
        assert RRN.encode() not in told
        assert "김담당".encode() not in told


def test_without_answers_everything_is_not_known(table, tmp_path):
    package_files([table], tmp_path / "out")
    english = (tmp_path / "out/README.md").read_text(encoding="utf-8").split("# English\n")[1]
    unknown = english.split("## Not known")[1]
    for topic in ("Licence", "Purpose of collection", "Update cycle", "Kind of label", "Representativeness and bias"):
        assert f"- {topic}\n" in unknown
    assert "(declared)" not in unknown
    croissant = document(tmp_path / "out/croissant.json")
    assert (croissant["license"], croissant["publisher"]["name"]) == ("unknown", "unknown")
    assert set(croissant) & {"rai:dataCollection", "rai:dataUseCases", "rai:dataSocialImpact"} == set()


def test_no_labels_ask_for_no_labelling(table, tmp_path):
    ask = PackAsk(declared=read_answers(answered(tmp_path, {"labels_present": "no"})))
    package_files([table], tmp_path / "out", ask)
    assert "- Kind of label\n" not in (tmp_path / "out/README.md").read_text(encoding="utf-8")


def test_the_document_of_a_sheet_gives_only_what_was_confirmed(tmp_path):
    sheet = {
        "answers": {
            "licence": {"value": "cc0", "is_confirmed": True},
            "known_bias": {"value": "어림", "is_confirmed": False},
            "description": {"value": None, "is_confirmed": True},
        }
    }
    assert [each.key for each in read_answers(answered(tmp_path, {"sheets": [sheet]}))] == ["licence"]
    assert [each.key for each in read_answers(answered(tmp_path, sheet))] == ["licence"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"colour": "blue"}, "colour: is no key of the questionnaire"),
        ({"licence": "no_such"}, "licence: "),
        ([1, 2], "is no JSON object of answers"),
    ],
)
def test_answers_that_do_not_fit_are_refused(table, tmp_path, capsys, answers, said):
    path = answered(tmp_path, answers)
    assert main(["package", str(table), "-o", str(tmp_path / "out"), "--answers", str(path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "no_such" not in told
    assert not (tmp_path / "out").exists()
