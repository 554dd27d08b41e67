"""Profilers on a small table as commands of their own, start included; `profile.py` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.run import Figure

ROOT = Path(__file__).resolve().parent.parent


def one_figure(python: str | None, name: str, parquet: Path) -> Figure | None:
    """One profiler as a command of its own; None, and NOT RUN on the screen, without a Python that has it."""
    if not python:
        print(f"NOT RUN: {name}: no --peers PYTHON (nor GOTGAN_BENCH_PEERS)")
        return None
    command = [python, Path(__file__).with_name("one_profile.py"), name, parquet]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_installed())
    if done.returncode:
        print(f"NOT RUN: {name}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
        return None
    found = json.loads(done.stdout)
    return Figure(name, found["cpu_seconds"], 0.0, found["peak_bytes"])


def _installed() -> dict[str, str]:
    """The environment of an installed program: Python may keep its bytecode, as pip and the launcher do."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


SMALL = (("first_tiers", None), ("profile", None), ("ydata", 8), ("dataprofiler", 15))
"""Ours and the peers with their bars. They look for no patterns, so the bars are those of tiers 1 and 2, the first."""


def compare_small(parquet: Path, rows: int, repeat: int, python: str | None) -> None:
    """Alternating runs, the median by CPU; one run of each before, so that every bytecode is there."""
    pythons = {name: python if bar else sys.executable for name, bar in SMALL}
    met = [name for name in pythons if one_figure(pythons[name], name, parquet)]
    runs = [[one_figure(pythons[name], name, parquet) for name in met] for _ in range(repeat)]
    found = {name: sorted(run.cpu_seconds for run in each if run)[repeat // 2]
             for name, each in zip(met, zip(*runs, strict=True), strict=True)}  # fmt: skip
    print(f"\n### {rows:,} x 20, start included\n\n| | CPU s | times tiers 1 and 2 | bar |\n|---|---|---|---|")
    for name, seconds in found.items():
        bar = f">= {dict(SMALL)[name]}" if dict(SMALL)[name] else ""
        print(f"| {name} | {seconds:.2f} | {seconds / found[SMALL[0][0]]:.1f} | {bar} |")
