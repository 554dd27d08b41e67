"""`gotgan profile --engine spark` as a process: one document, nothing on standard error, one line when it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.profile_compare import differing
from tests.engine.spark_session import need_spark

from gotgan.cli import main as cli
from gotgan.engine.profile.spark.session import NoJava, NoPyspark, check_spark, master_of
from gotgan.terms.errors import Unavailable


def run_profile(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "GOTGAN_DEBUG"}
    command = [sys.executable, "-m", "gotgan", "profile", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


def test_profile_of_files_on_spark(tmp_path: Path) -> None:
    need_spark()
    csv, parquet = tmp_path / "a.csv", tmp_path / "b.parquet"
    csv.write_text("이름,코드,전화\n가나,001,010-1234-5678\n,002,010-2345-6789\n가나,001,010-1234-5678,덤\n", "utf-8")
    pq.write_table(pa.table({"n": [1, None, 9999], "말": ["가", "", "-"]}), parquet)
    before = parquet.read_bytes()
    there, here = (run_profile(str(csv), str(parquet), "--engine", engine) for engine in ("spark", "duckdb"))
    assert (there.returncode, there.stderr) == (0, "")
    assert not differing(json.loads(there.stdout), json.loads(here.stdout), apart=frozenset({"engine"}))
    assert parquet.read_bytes() == before
    assert [file["ragged_rows"] for file in json.loads(there.stdout)["files"]] == [1, 0]


def test_master_that_is_none_is_one_line(tmp_path: Path) -> None:
    need_spark()
    (tmp_path / "a.csv").write_text("a\n1\n")
    done = run_profile(str(tmp_path / "a.csv"), "--engine", "spark", "--master", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gotgan: spark: no session on nonsense (")
    assert done.stderr.count("\n") == 1


def test_no_java_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(NoJava, match="there is no Java; install"):
        check_spark()
    (tmp_path / "a.csv").write_text("a\n1\n")
    assert cli.main(["profile", str(tmp_path / "a.csv"), "--engine", "spark"]) == 2
    assert capsys.readouterr().err.startswith("gotgan: spark: there is no Java")


def test_no_pyspark_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(NoPyspark, match=r"install gotgan\[spark\]"):
        check_spark()
    assert issubclass(NoPyspark, Unavailable)


def test_master_asked_for_then_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOTGAN_SPARK_MASTER", raising=False)
    assert master_of(None) == "local[2]"
    monkeypatch.setenv("GOTGAN_SPARK_MASTER", "spark://hub:7077")
    assert master_of(None) == "spark://hub:7077"
    assert master_of("local[1]") == "local[1]"


def test_master_without_spark_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["profile", str(tmp_path / "a.csv"), "--master", "local[1]"]) == 2
    assert "--master: is Spark's alone" in capsys.readouterr().err
