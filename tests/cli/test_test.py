"""The suite's own order: what runs beside what, and what is told."""

from __future__ import annotations

import sys

import pytest

from gotgan.cli import test as suite


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("one", "two", "other", "failed"),
    [(0, 0, 3, ["other"]), (1, 0, 0, ["one"]), (1, 1, 4, ["one", "two", "other"]), (0, 0, 0, [])],
)
def test_what_runs_beside_is_told_after_the_others(
    capfd: pytest.CaptureFixture[str], one: int, two: int, other: int, failed: list[str]
) -> None:
    slow = python(f"import sys, time; print('1', flush=True); time.sleep(0.3); print('2'); sys.exit({one})")
    last = python(f"import sys; print('3'); sys.exit({two})")
    quick = python(f"import sys; print('곳간', flush=True); print('said', file=sys.stderr); sys.exit({other})")
    others = (("other", quick), ("then", python("print('4')")))
    assert suite._call_beside((("one", slow), ("two", last)), others) == failed
    told = "gotgan: one\n1\n2\ngotgan: two\n3\ngotgan: other\n곳간\nsaid\ngotgan: then\n4\n"
    assert capfd.readouterr().out == told


def test_after_an_interrupted_one_no_other_begins(capfd: pytest.CaptureFixture[str]) -> None:
    others = (("first", python("import sys; sys.exit(2)")), ("never", python("print('4')")))
    assert suite._call_beside((("one", python("print('1')")),), others) == ["first"]
    assert "never" not in capfd.readouterr().out


def test_every_test_is_in_a_part_of_the_suite() -> None:
    """What the run on SQLite leaves out, another part runs."""
    commands = [
        command for _, command in (*suite.house_rules(), *suite.on_sqlite(), suite.on_postgresql(), suite.journeys())
    ]
    left_out = {word.removeprefix("--ignore=") for words in commands for word in words if word.startswith("--ignore=")}
    assert left_out
    assert left_out <= {word for words in commands for word in words}
