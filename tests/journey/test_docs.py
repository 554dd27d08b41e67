"""The commands of the documentation run: every console block that is not marked with a reason."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.journey.conftest import SampleHub
from tests.shared_data import ROOT

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(<!-- not run: [^\n]+ -->\n)?```console\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, str]]:
    found = []
    for path in DOCS:
        for excuse, block in BLOCK.findall(path.read_text(encoding="utf-8")):
            if not excuse:
                found += [(path.name, line[2:]) for line in block.splitlines() if line.startswith("$ ")]
    return found


@pytest.mark.parametrize(("page", "command"), commands())
def test_command_of_the_documentation_runs(hub: SampleHub, page: str, command: str) -> None:
    words = shlex.split(command, comments=True)
    assert words[0] in ("gotgan", "./gotgan"), f"{page}: only gotgan's own commands are run"
    done = hub.run(*words[1:])
    assert done.returncode == 0, f"{page}: {command}: {done.stderr}"


def test_links_of_the_documentation_lead_somewhere() -> None:
    dead = []
    for path in DOCS:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not dead


def test_every_command_stands_in_the_reference() -> None:
    from gotgan.cli.main import COMMANDS

    reference = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"gotgan {name}" not in reference]


def test_every_setting_is_documented() -> None:
    settings = (ROOT / "src" / "gotgan" / "site" / "settings" / "base.py").read_text(encoding="utf-8")
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    ours = set(re.findall(r"^(GOTGAN_\w+)", settings, re.MULTILINE))
    assert ours
    assert not [name for name in ours if name not in reference]
