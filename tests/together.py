"""Files that need Spark go to one process of a run: its Java is then started once, and has warmed up.

`python -m pytest -p tests.together -n 2 --dist loadfile ...`
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).resolve().parent


@cache
def on_spark() -> frozenset[str]:
    """The files, as the ids of their tests name them, that take the session of the tests."""
    files = sorted((TESTS / "engine").glob("test_*.py"))
    found = (path for path in files if "spark_session import" in path.read_text(encoding="utf-8"))
    return frozenset(path.relative_to(TESTS.parent).as_posix() for path in found)


class Together(LoadFileScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "spark" if file in on_spark() else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadfile" else None
