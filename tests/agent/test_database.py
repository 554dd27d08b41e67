"""`gotgan profile` and `gotgan scan` on databases: measured where they lie, told without a secret."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

import pytest

from gotgan.agent import database
from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.cli.main import main
from gotgan.engine.sources.sql.guard import OutsideWindow
from gotgan.engine.sources.sql.source import open_database
from tests.engine.sql_servers import PASSWORD, VARIABLE

CREDENTIAL = ("--option", f"credential=env:{VARIABLE}", "--option", "schema=measured")


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv(VARIABLE, PASSWORD)


@pytest.fixture(scope="module")
def server(postgres):
    postgres.run(
        "CREATE SCHEMA measured", "GRANT USAGE ON SCHEMA measured TO reader",
        "CREATE TABLE measured.\"시민\" AS SELECT lpad(n::text, 5, '0') AS \"코드\", '홍길동' AS \"이름\", "
        "'010-' || lpad((1000 + n)::text, 4, '0') || '-5678' AS \"전화\", n AS \"수\" FROM generate_series(1, 300) n",
        "COMMENT ON TABLE measured.\"시민\" IS '시민 명부'",
        "CREATE TABLE measured.locked AS SELECT 1 AS x", "CREATE TABLE measured.hidden AS SELECT 1 AS x",
        "CREATE VIEW measured.v AS SELECT \"수\" FROM measured.\"시민\" WHERE \"수\" <= 10",
        "GRANT SELECT ON ALL TABLES IN SCHEMA measured TO reader", "REVOKE ALL ON measured.hidden FROM reader",
        "ANALYZE",
    )  # fmt: skip
    return postgres


def run(capsys, *words):
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    assert PASSWORD not in captured.out + captured.err
    return code, captured.out, captured.err


def test_profile_of_a_database(server, capsys, tmp_path):
    output = tmp_path / "p.json"
    code, out, err = run(capsys, "profile", server.address, *CREDENTIAL, "-o", output)
    assert (code, out) == (2, "")
    assert err == "gotgan: measured.hidden: the account may not read it; GRANT SELECT on it\n"
    document = json.loads(output.read_text())
    files = {file["path"]: file for file in document["files"]}
    assert list(files) == ["measured.locked", "measured.v", "measured.시민"]
    citizens = files["measured.시민"]
    assert (citizens["format"], citizens["rows"], citizens["duplicate_rows"]) == ("postgresql", 300, 0)
    code_column, name, phone, number = citizens["columns"]
    assert (code_column["type"], code_column["min"], code_column["distinct"]) == ("text", "00001", 300)
    assert (name["min"], name["top"], name["distinct"]) == (None, None, 1)
    assert (phone["min"], phone["top"], phone["count"]) == (None, None, 300)
    assert (number["mean"], number["quantiles"]["0.5"]) == (150.5, 150)
    assert files["measured.v"]["rows"] == 10
    assert "010-" not in output.read_text()


def test_scan_of_a_database_goes_on_over_a_locked_table(server, capsys, tmp_path):
    output = tmp_path / "s.json"
    holder = server.admin()
    try:
        holder.autocommit = False
        holder.execute("LOCK TABLE measured.locked IN ACCESS EXCLUSIVE MODE")
        assert run(capsys, "scan", server.address, *CREDENTIAL, "--option", "lock_timeout=1", "-o", output)[0] == 0
    finally:
        holder.close()
    document = json.loads(output.read_text())
    entries = {entry["path"]: entry for entry in document["files"]}
    assert document["root"] == server.address
    assert {path: entry["status"] for path, entry in entries.items()} == {
        "measured.hidden": "failed", "measured.locked": "failed", "measured.v": "read", "measured.시민": "read",
    }  # fmt: skip
    assert entries["measured.locked"]["reason"].startswith("another session has locked it for over 1 s; run it again")
    citizens = entries["measured.시민"]
    assert [(f["column"], f["kind"]) for f in citizens["findings"]] == [
        ("이름", "person_name"), ("전화", "phone"),
    ]  # fmt: skip
    assert {column["name"] for column in citizens["sketches"]["columns"]} == {"코드", "수"}
    assert len(citizens["sha256"]) == 64
    counts = document["counts"]
    assert (counts["seen"], counts["failed"]) == (4, 2)


def test_scan_again_tells_what_changed(server, capsys, tmp_path):
    output = tmp_path / "s.json"
    server.run("CREATE TABLE measured.grows AS SELECT 1 AS x", "GRANT SELECT ON measured.grows TO reader")
    run(capsys, "scan", server.address, *CREDENTIAL, "-o", output)
    server.run("INSERT INTO measured.grows VALUES (2)")
    run(capsys, "scan", server.address, *CREDENTIAL, "-o", output)
    server.run("DROP TABLE measured.grows")
    counts = json.loads(output.read_text())["counts"]
    assert (counts["changed"], counts["same"], counts["failed"]) == (1, 3, 1)


def test_sampled_table_has_no_sketches_and_says_so(server, capsys, tmp_path):
    output = tmp_path / "s.json"
    run(capsys, "scan", server.address, *CREDENTIAL, "--option", "sample_rows=100", "--option", "seed=7", "-o", output)
    (citizens,) = (e for e in json.loads(output.read_text())["files"] if e["path"] == "measured.시민")
    profile = citizens["profile"]
    assert (profile["rows"], profile["sample"]["of"], profile["sample"]["seed"]) == (300, 300, 7)
    assert citizens["sketches"] is None
    assert "no sketches: a sample does not tell what is equal elsewhere" in profile["warnings"]


def test_wrong_password_and_closed_hours_are_one_line(server, capsys, monkeypatch):
    closed = f"{(datetime.now().hour + 2) % 24:02d}:00-{(datetime.now().hour + 3) % 24:02d}:00"
    code, out, err = run(capsys, "profile", server.address, *CREDENTIAL, "--option", f"window={closed}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"may be read between {closed} only" in err
    monkeypatch.setenv(VARIABLE, "wrong-word")
    code, out, err = run(capsys, "scan", server.address, *CREDENTIAL)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "the server refused the login" in err
    assert "wrong-word" not in err


def test_scan_goes_on_where_the_hours_ended(server, tmp_path, monkeypatch):
    """The clock runs out after the first table; the same scan at night measures the others only."""
    output, measured = tmp_path / "s.json", []
    options = {"credential": f"env:{VARIABLE}", "schema": "measured", "window": "20:00-06:00"}
    hours = iter([5] * 4)

    def at_dawn(location, given):
        return open_database(location, given, clock=lambda: datetime(2024, 1, 1, next(hours, 7)))

    def at_night(location, given):
        return open_database(location, given, clock=lambda: datetime(2024, 1, 1, 21))

    def progress(moved):
        measured.append(moved.name)

    monkeypatch.setattr(database, "open_database", at_dawn)
    with pytest.raises(OutsideWindow):
        scan_targets([server.address], output, key=SketchKey(b"k" * 32, False), options=options)
    assert not output.exists()
    asked = len(server.said())
    monkeypatch.setattr(database, "open_database", at_night)
    scan_targets([server.address], output, key=SketchKey(b"k" * 32, False), options=options, progress=progress)
    files = {entry["path"]: entry["status"] for entry in json.loads(output.read_text())["files"]}
    assert files["measured.locked"] == files["measured.시민"] == "read"
    assert '"measured"."locked"' not in server.said()[asked:]


def test_database_file_and_a_file_together(capsys, tmp_path):
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE 표 (x, y BLOB)")
        connection.execute("INSERT INTO 표 VALUES ('007', x'00')")
    (tmp_path / "a.csv").write_text("x\n1\n")
    code, out, err = run(capsys, "profile", f"sqlite:///{tmp_path}/t.db", tmp_path / "a.csv")
    assert (code, err) == (0, "")
    second, first = json.loads(out)["files"]
    assert (first["path"], first["format"], second["format"]) == ("표", "sqlite", "csv")
    text, binary = first["columns"]
    assert (text["type"], text["max"], binary["type"], binary["length"]["max"]) == ("text", "007", "binary", 1)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["profile", "a.csv", "--option", "window=20:00-06:00"], "--option: no target takes one"),
        (["profile", "sqlite:///x.db", "--option", "hush"], "--option number 1: is not NAME=VALUE"),
        (["profile", "sqlite:///x.db", "--option", "password=hush"], "option password: would hold a secret"),
        (["profile", "sqlite:///x.db", "--option", "row_cap=x"], "option row_cap: 'x' is no number of rows"),
        (["profile", "oracle://h/db"], "oracle://h:1521/db: SQL for Oracle is compiled only"),
        (["scan", "postgresql://u:hush@h/db"], "the postgresql address: holds a password"),
    ],
)
def test_wrong_use_is_one_line(capsys, words, line):
    code, out, err = run(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"gotgan: {line}")
    assert "hush" not in err
