"""What the tests install for themselves: what is missing, and another package where a release lacks the first."""

from __future__ import annotations

import pytest

from gotgan.cli import programs
from gotgan.cli.programs import Program


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages that a release with only `plain` and `font` was asked to install."""
    found: list[str] = []
    monkeypatch.setattr(programs, "_apt_get", lambda *arguments: found.append(arguments[-1]))
    monkeypatch.setattr(programs.os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        programs,
        "PROGRAMS",
        (
            Program("browser", ("quick",), lambda: "plain" in found, otherwise=("plain",)),
            Program("Korean font", ("font",), lambda: "font" in found, otherwise=("other-font",)),
            Program("Java", ("java",), lambda: False),
            Program("SSH server", ("sshd",), lambda: True),
        ),
    )
    return found


def test_missing_programs_are_installed_or_named(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    programs.install_programs()
    assert asked == ["-qq", "quick", "plain", "font", "java"]
    assert capsys.readouterr().out.splitlines() == [
        "gotgan: installing for the tests: browser, Korean font, Java",
        "NOT RUN: Java: not installed (apt install java)",
    ]
