"""`gotgan profile` and `gotgan detect` on named files: documents, exit codes, error lines."""

from __future__ import annotations

import json
import os

import pytest

from gotgan.cli.main import main


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.csv").write_text("이름,전화\n가,010-1234-5678\n나,010-2345-6789\n")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "memo.txt").write_text("전화는 010-1234-5678로\n")
    return tmp_path


def run(capsys, *words):
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_profile_writes_the_document_alone(files, capsys):
    code, out, err = run(capsys, "profile", files / "a.csv")
    document = json.loads(out)
    assert (code, err, document["kind"], document["engine"]) == (0, "", "profile", "duckdb")
    (table,) = document["files"]
    assert (table["path"], table["rows"], table["header_rows"]) == (str(files / "a.csv"), 2, 1)
    phone = table["columns"][1]
    assert (phone["min"], phone["max"], phone["top"]) == (None, None, None)


def test_profile_writes_what_it_can_and_names_the_rest(files, capsys):
    output = files / "p.json"
    code, out, err = run(capsys, "profile", files / "a.csv", files / "empty.csv", files / "memo.txt", "-o", output)
    assert (code, out) == (2, "")
    assert err == f"gotgan: {files}/empty.csv: the file is empty; nothing to read; " \
                  "name a file that holds a table (and 1 more)\n"  # fmt: skip
    document = json.loads(output.read_text())
    assert len(document["files"]) == 1
    assert [problem["path"] for problem in document["problems"]] == [f"{files}/empty.csv", f"{files}/memo.txt"]


def test_missing_file_counts_among_the_problems(files, capsys, monkeypatch):
    monkeypatch.chdir(files)
    for words in (["profile"], ["detect", "--spans"], ["package", "-o", "packed"]):
        code, _, err = run(capsys, *words, "a.csv", "empty.csv", "nowhere.csv", ".")
        assert (code, err.count("\n")) == (2, 1)
        assert err.startswith("gotgan: empty.csv: ")
        assert err.endswith(" (and 2 more)\n")
    assert not (files / "packed").exists()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["profile", "nowhere.csv"], "gotgan: nowhere.csv: there is no such file; check the path\n"),
        (["detect", "."], "gotgan: .: a folder; name its files, or use gotgan scan\n"),
        (["scan", "nowhere"], "gotgan: nowhere: there is no such file or folder; check the path\n"),
    ],
)
def test_wrong_input_is_one_line_and_exit_2(files, capsys, monkeypatch, words, line):
    monkeypatch.chdir(files)
    assert run(capsys, *words) == (2, "", line)


def test_profile_offers_no_engine_that_is_not_there(files, capsys):
    with pytest.raises(SystemExit) as ended:
        run(capsys, "profile", files / "a.csv", "--engine", "abacus")
    assert ended.value.code == 2
    assert "invalid choice: 'abacus'" in capsys.readouterr().err


def test_profile_with_code_lists_of_a_folder(files, capsys, monkeypatch):
    (files / "lists").mkdir()
    wrong = f"gotgan: {files / 'lists'}: there is no code list in it; "
    code, out, err = run(capsys, "profile", files / "a.csv", "--codes", files / "lists")
    assert (code, out, err.startswith(wrong)) == (2, "", True)
    (files / "lists" / "bodies.csv").write_text("기관코드,이름\n0000001,가\n", encoding="utf-8")
    (files / "bodies.csv").write_text("기관코드\n0000001\n0000002\n", encoding="utf-8")
    for words in (["--codes", files / "lists"], []):
        code, out, _ = run(capsys, "profile", files / "bodies.csv", *words)
        column = json.loads(out)["files"][0]["columns"][0]
        assert (code, column["type"], column["code_list"]["valid"]) == (0, "text", 0.5)
        monkeypatch.setenv("GOTGAN_CODES", str(files / "lists"))


def test_detect_tables_and_text(files, capsys):
    code, out, _ = run(capsys, "detect", files / "a.csv", files / "memo.txt")
    table, text = json.loads(out)["files"]
    assert code == 0
    assert [(f["column"], f["kind"], f["count"]) for f in table["findings"]] == [("전화", "phone", 2)]
    assert "spans" not in table["findings"][0]
    assert [(f["column"], f["kind"]) for f in text["findings"]] == [(None, "phone")]
    assert "010-1234-5678" not in out


def test_detect_spans_point_at_the_cell(files, capsys):
    _, out, _ = run(capsys, "detect", "--spans", files / "a.csv", files / "memo.txt")
    table, text = json.loads(out)["files"]
    assert table["findings"][0]["spans"] == [{"row": 0, "start": 0, "end": 13}, {"row": 1, "start": 0, "end": 13}]
    assert text["findings"][0]["spans"] == [{"row": 0, "start": 4, "end": 17}]


@pytest.mark.parametrize("command", ["profile", "detect"])
def test_output_that_cannot_be_written_is_told_before_the_work(command, files, capsys, monkeypatch):
    monkeypatch.chdir(files)
    before = (files / "a.csv").read_bytes()
    assert run(capsys, command, "a.csv", "-o", "a.csv") == (
        2, "", "gotgan: a.csv: is a file to be read, and would be lost; choose another -o\n"
    )  # fmt: skip
    assert (files / "a.csv").read_bytes() == before
    monkeypatch.setattr("gotgan.agent.files.profile_files", lambda *_, **__: pytest.fail("measured"))
    monkeypatch.setattr("gotgan.agent.files.detect_files", lambda *_, **__: pytest.fail("measured"))
    assert run(capsys, command, "a.csv", "-o", "no/x.json")[2] == (
        "gotgan: no/x.json: cannot be written (No such file or directory); choose another -o\n"
    )
    assert run(capsys, command, "a.csv", "-o", ".")[2] == "gotgan: .: is a folder; give a file in it\n"


@pytest.mark.parametrize("command", ["profile", "detect"])
def test_pipe_is_no_file_to_wait_for(command, files, capsys):
    os.mkfifo(files / "pipe.csv")
    code, _, err = run(capsys, command, files / "pipe.csv")
    assert (code, err) == (2, f"gotgan: {files}/pipe.csv: no regular file; save what it gives in a file first\n")


def test_database_is_not_looked_through_by_detect(capsys):
    code, _, err = run(capsys, "detect", "postgresql://reader:hunter2@127.0.0.1:1/sido")
    remedy = "measure it with `gotgan scan`, which looks for identifiers too"
    assert (code, err) == (2, f"gotgan: FILE: is the address of a database; {remedy}\n")


def test_folder_is_not_explained(files, capsys):
    assert run(capsys, "explain", files)[2] == f"gotgan: {files}: is a folder; name the scan.json in it\n"
