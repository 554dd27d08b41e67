"""The one program: its commands, its one line of error, its exit codes."""

from __future__ import annotations

import argparse
from types import ModuleType

import pytest

from gotgan.cli import main as program
from gotgan.terms.errors import Invalid, Issue, NotFound


def command(error: BaseException | None = None, answer: int = 0) -> ModuleType:
    module = ModuleType("gotgan.cli.status")

    def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        subparsers.add_parser("status").add_argument("--much", type=int)

    def run(_args: argparse.Namespace) -> int:
        if error is not None:
            raise error
        return answer

    module.register, module.run = register, run  # type: ignore[attr-defined]
    return module


@pytest.fixture
def status(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def put(module: ModuleType) -> None:
        monkeypatch.setattr(program, "_import", lambda name: module if name == "status" else None)

    return put


@pytest.mark.parametrize("answer", [0, 1])
def test_exit_code_is_the_commands_answer(status, answer: int) -> None:  # type: ignore[no-untyped-def]
    status(command(answer=answer))
    assert program.main(["status"]) == answer


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NotFound("job 7: there is no such job"), "gotgan: job 7: there is no such job"),
        (Invalid(Issue("a", "wrong"), Issue("b", "too")), "gotgan: a: wrong (and 1 more)"),
        (OSError(28, "No space left on device", "/data/x"), "gotgan: /data/x: No space left on device; free"),
        (ModuleNotFoundError("No module", name="django.db"), "gotgan: status: needs django, which is not installed"),
        (RuntimeError("900101-1234567"), "gotgan: status: stopped by RuntimeError"),
    ],
)
def test_error_is_one_line(status, capsys, error: Exception, line: str) -> None:  # type: ignore[no-untyped-def]
    status(command(error))
    assert program.main(["status"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(line)
    assert told.err.count("\n") == 1
    assert "900101" not in told.err


def test_every_problem_is_listed_when_asked(status, capsys) -> None:  # type: ignore[no-untyped-def]
    status(command(Invalid(Issue("a", "wrong"), Issue("b", "too"))))
    assert program.main(["status", "--all-problems"]) == 2
    assert capsys.readouterr().err == "gotgan: a: wrong\ngotgan: b: too\n"


def test_wrong_usage_is_one_line(status, capsys) -> None:  # type: ignore[no-untyped-def]
    status(command())
    with pytest.raises(SystemExit) as stopped:
        program.main(["status", "--much", "x"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("gotgan: status: argument --much: invalid int value: 'x'; see")


def test_interrupted(status) -> None:  # type: ignore[no-untyped-def]
    status(command(KeyboardInterrupt()))
    assert program.main(["status"]) == 130


def test_unknown_command(capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit) as stopped:
        program.main(["fly"])
    assert stopped.value.code == 2
    assert "fly" in capsys.readouterr().err


def test_every_command_registers() -> None:
    found = {name: program._import(name) for name in program.COMMANDS}
    assert {"up", "status", "user", "audit", "codes", "backup", "restore"} <= {k for k, v in found.items() if v}
    program._parser({name: module for name, module in found.items() if module})
