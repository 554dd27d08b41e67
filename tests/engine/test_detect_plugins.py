"""Detectors of others: found by their entry point, checked, counted beside the rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.engine.detect_tables import find_in

from gotgan.cli.main import main
from gotgan.engine.detect import detect_text
from gotgan.engine.detect.column import ColumnState
from gotgan.engine.detect.plugins import Plugin, open_plugin
from gotgan.engine.detect.plugins.transformers import hits_of
from gotgan.terms.errors import Invalid
from gotgan.terms.finding import IdentifierKind as Kind

PACKAGE = """
import re

def open_detector(option):
    word = re.compile(option or "김하늘")
    def detect(texts):
        return [[("person_name", m.start(), m.end(), 0.75) for m in word.finditer(text)] for text in texts]
    return detect
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package on the path with an entry point, as an installer leaves it."""
    (tmp_path / "site" / "namefinder-1.0.dist-info").mkdir(parents=True)
    (tmp_path / "site" / "namefinder.py").write_text(PACKAGE, encoding="utf-8")
    info = tmp_path / "site" / "namefinder-1.0.dist-info"
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: namefinder\nVersion: 1.0\n", encoding="utf-8")
    points = "[gotgan.detectors]\nnames = namefinder:open_detector\nbroken = namefinder:nothing_there\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return tmp_path


@pytest.mark.usefixtures("package")
def test_entry_point_is_asked_beside_the_rules() -> None:
    lines = ["어제 김하늘 주무관이 a@b.kr로", "없음", "김하늘과 김하늘"]
    found = {finding.kind: finding for finding in detect_text(lines, with_spans=True, plugins=[open_plugin("names")])}
    assert found[Kind.EMAIL].decided_by == "pattern"
    names = found[Kind.PERSON_NAME]
    assert (names.count, names.decided_by, names.confidence) == (3, "plugin", 0.75)
    assert [(span.row, span.start, span.end) for span in names.spans or ()] == [(0, 3, 6), (2, 0, 3), (2, 5, 8)]
    assert names.share == round(2 / 3, 16)
    assert names.masked_examples == ("김**",)


@pytest.mark.usefixtures("package")
def test_option_reaches_the_factory_and_columns_are_asked(tmp_path: Path) -> None:
    found = find_in(tmp_path, "메모", ["이바다", "이바다", "다른 것", None], plugins=[open_plugin("names=이바다")])
    assert (found[Kind.PERSON_NAME].count, found[Kind.PERSON_NAME].decided_by) == (2, "plugin")


@pytest.mark.usefixtures("package")
def test_kind_that_the_rules_found_stays_theirs(tmp_path: Path) -> None:
    found = find_in(tmp_path, "성명", ["김하늘", "이바다", "김하늘"], plugins=[open_plugin("names")])
    assert (found[Kind.PERSON_NAME].count, found[Kind.PERSON_NAME].decided_by) == (3, "context")


def test_command_takes_a_plugin(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "t.csv").write_text("메모\n김하늘 만남\n끝\n", encoding="utf-8")
    assert main(["detect", str(package / "t.csv"), "--plugin", "names"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [(finding["kind"], finding["decided_by"]) for finding in file["findings"]] == [("person_name", "plugin")]


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("nobody", "is not known"),
        ("broken", "cannot be loaded"),
        ("transformers", "needs a folder"),
        ("names=(", "cannot be"),
    ],
)
def test_plugin_that_cannot_be_opened_says_why(wanted: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        open_plugin(wanted)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([], "answered for 0 texts of 1"),
        ([[("nonsense", 0, 1, 0.5)]], "names a kind"),
        ([[("email", 0, 99, 0.5)]], "outside its text"),
        ([[("email", 0, 1, 7.0)]], "score"),
        ([["email"]], r"failed \(ValueError\)"),
    ],
)
def test_wrong_answer_is_refused_without_a_value(answer: Sequence[Sequence[object]], says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        detect_text(["비밀스러운 글"], plugins=[Plugin("odd", lambda texts: answer)])  # type: ignore[arg-type,return-value]
    assert "비밀" not in str(refused.value)


def test_states_merge_with_their_scores() -> None:
    one, other = ColumnState(scores={"plugin.email": 0.5}), ColumnState(scores={"plugin.email": 1.0})
    assert one.merge(other).scores == {"plugin.email": 1.5}


def test_transformers_needs_its_package(tmp_path: Path) -> None:
    if find_spec("transformers"):
        pytest.skip("NOT RUN: transformers is installed, so nothing is missing")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Invalid, match="needs the package transformers"):
        open_plugin(f"transformers={tmp_path}")


def test_labels_of_a_model_become_kinds() -> None:
    groups = [
        {"entity_group": "PS", "start": 0, "end": 3, "score": 0.9},
        {"entity_group": "B-PER", "start": 4, "end": 6, "score": 0.8},
        {"entity_group": "LC", "start": 7, "end": 9, "score": 0.8},
    ]
    assert hits_of(groups) == [(Kind.PERSON_NAME, 0, 3, 0.9), (Kind.PERSON_NAME, 4, 6, 0.8)]


def test_presidio_is_asked_or_missed_plainly() -> None:
    """Optional on every machine, also where CI=true: it needs packages that gotgan does not."""
    if not (find_spec("presidio_analyzer") and find_spec("spacy")):
        with pytest.raises(Invalid, match="needs the package"):
            open_plugin("presidio")
        pytest.skip("NOT RUN: presidio-analyzer is not installed")
    plugin = open_plugin("presidio")
    (hits,) = plugin.find(["mail a.b@example.com please"])
    assert (Kind.EMAIL, 5, 20) in [hit[:3] for hit in hits]
    with pytest.raises(Invalid, match="model is not here"):
        open_plugin("presidio=no_such_model")
