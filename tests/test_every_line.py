"""Lines that tick themselves off are the lines that coverage's tracer sees."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

from tests import every_line

CODE = '''"""A module."""

from __future__ import annotations

import functools

LIMIT = 3
"""What is said about a name."""


@functools.cache
def sort_of(number: int) -> str:
    """A sort."""
    if number < 0:
        return "negative"
    elif number == 0:
        return "zero"
    else:
        try:
            return {1: "one",
                    2: "two"}[number]
        except TypeError:
            return "never"
        except KeyError:
            number += 1
        finally:
            number += 0
    match number:
        case 4:
            return "three"
        case [_, *_]:
            return "list"
    for _ in range(0):
        number = 0
    else:
        number = 1
    while True:
        break
    return "many"


class Kind:
    """A kind."""

    name: str = "kind"

    def unused(self) -> str:
        return self.name


every = [sort_of(number) for number in NUMBERS]
'''


@pytest.mark.parametrize("numbers", ["()", "(0, 1)", "(-1, 3)", "(9,)"])
def test_ticks_are_what_a_tracer_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbers: str) -> None:
    path, traced = tmp_path / "module.py", tmp_path / "traced"
    path.write_text(CODE.replace("NUMBERS", numbers), encoding="utf-8")
    command = [sys.executable, "-m", "coverage", "run", "--rcfile", os.devnull, "--data-file", traced, path]
    subprocess.run(command, check=True, cwd=tmp_path)

    monkeypatch.setattr(every_line, "ran", {})
    loader = every_line.Loader("module", str(path))
    spec = spec_from_loader("module", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)

    statements = set(Coverage(config_file=False, data_file=None).analysis2(str(path))[1])
    (ticked,) = every_line.ran.values()
    ours = {line for line, done in enumerate(ticked) if done} & statements
    theirs = _lines(traced, path) & statements
    assert ours <= theirs
    text = path.read_text(encoding="utf-8").splitlines()
    untaken = {text[line - 1].split()[0] for line in theirs - ours}
    assert untaken <= {"except", "case"}  # looked at and not taken: what stands below is missing either way
    assert ours != statements


def test_what_is_watched_is_loaded_with_ticks() -> None:
    assert {Path(path).name for path in every_line.watched()} > {"rules.py", "digest.py", "form.py"}
    code = "import gotgan.terms.digest, gotgan.cli.output; from tests.every_line import ran; print(*ran)"
    done = subprocess.run(
        [sys.executable, "-c", "import tests.every_line; " + code],
        cwd=every_line.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [path.rpartition("gotgan/")[2] for path in done.stdout.split()]
    assert "terms/digest.py" in names
    assert not [name for name in names if name.startswith("cli/")]


def _lines(data_file: Path, path: Path) -> set[int]:
    data = CoverageData(str(data_file))
    data.read()
    return set(data.lines(str(path)) or ())
