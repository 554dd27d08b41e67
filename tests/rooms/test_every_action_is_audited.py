"""Every action of a room leaves an audit event: read in the code, so nothing runs and no database is needed.

An action that never reaches `audit.actions.record` fails here, or stands in `WITHOUT_EVENT` with its reason.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

THE_CHAIN = "audit.actions.record"
ROOMS = ("accounts", "organisations", "inventory", "catalogue", "share", "survey", "assess", "refine")
WITHOUT_EVENT = {
    "assess.keep_excerpt": "a cache of what stands in texts that never change",
    "assess.keep_printed": "a cache of files made from what is published",
    "accounts.write_letters": "part of a change of the room that writes them, whose event it is",
    "accounts.touch_token": "a heartbeat",
    "inventory.append_upload": "a part of an upload whose beginning and end are events",
    "inventory.begin_gathering": "progress of a scan whose start and end are events",
    "refine.begin_run": "progress of a run whose start and end are events",
    "assess.begin_trial": "progress of a trial whose start and end are events",
    "inventory.begin_processing": "progress of a scan whose start and end are events",
    "inventory.learn_kind": "progress of a scan whose start and end are events",
    "inventory.compare_again": "a mark that the index is to be made again from the database",
    "inventory.skip_overlaps": "a mark that there is nothing to compare",
    "catalogue.index_changes": "the search index, made again from the database",
    "catalogue.rebuild_index": "the search index, made again from the database",
    "survey.keep_cursor": "a mark up to where changes of the inventory were looked at",
    "survey.keep_widened": "a mark up to when answers were sorted for the second wave",
}


@cache
def _functions(room: str) -> dict[str, set[str]]:
    """What every function of the room calls, by its name: where an action is spread over files, its parts too."""
    folder = Path(importlib.import_module(f"gotgan.{room}").__file__ or "").parent
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, set()).update(_called(node))
    return found


def _called(function: ast.FunctionDef) -> set[str]:
    """Names that are called; `THE_CHAIN` for `record(by=..., action=...)`."""
    found = set()
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name == "record" and "action" in {keyword.arg for keyword in call.keywords}:
            found.add(THE_CHAIN)
        elif isinstance(call.func, ast.Name):
            found.add(name)
    return found


def _reaches_the_chain(name: str, functions: dict[str, set[str]]) -> bool:
    seen, waiting = set(), [name]
    while waiting:
        current = waiting.pop()
        if current == THE_CHAIN:
            return True
        if current not in seen:
            seen.add(current)
            waiting += functions.get(current, ())
    return False


def _actions_in_parts(room: str) -> Iterator[tuple[str, str]]:
    """Of a room whose actions are files of a folder: functions that take keywords only. The others are their parts."""
    package = importlib.import_module(f"gotgan.{room}.actions")
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if inspect.isfunction(value) and value.__module__ == info.name and not name.startswith("_"):
                parameters = list(inspect.signature(value).parameters.values())
                if parameters and parameters[0].kind is inspect.Parameter.KEYWORD_ONLY:
                    yield room, name


def _actions() -> Iterator[tuple[str, str]]:
    yield from _actions_in_parts("survey")
    yield from _actions_in_parts("assess")
    for room in ROOMS:
        module = importlib.import_module(f"gotgan.{room}.actions")
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "").startswith(f"gotgan.{room}.actions")
            if own and callable(value) and not isinstance(value, type) and not name.startswith("_"):
                yield room, name


@pytest.mark.parametrize(("room", "name"), list(_actions()))
def test_action_reaches_the_audit_chain(room: str, name: str) -> None:
    reaches = _reaches_the_chain(name, _functions(room))
    assert reaches != (f"{room}.{name}" in WITHOUT_EVENT), (
        f"{room}.{name} writes without an event, or is listed wrongly"
    )
