"""The frame every benchmark is timed in: one process a measurement, the peer beside it, one run.

    python benchmarks/run.py            # all of them, printed as tables for README.md

CPU seconds (user and system, of the process and its children) are compared, since wall time depends on
what else the machine does. Runs alternate between the candidates; the median by CPU is kept.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

Job = Callable[[Path], object]


@dataclass(frozen=True)
class Figure:
    """One candidate's measurement. `peak_bytes` is the largest resident size of its process."""

    name: str
    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


def measured(jobs: Mapping[str, Job], argument: Path, *, repeat: int = 3) -> list[Figure]:
    """Run every job `repeat` times in processes of their own; the first is the peer."""
    runs: dict[str, list[Figure]] = {name: [] for name in jobs}
    for _ in range(repeat):
        for name, job in jobs.items():
            runs[name].append(_measure(name, job, argument))
    return [sorted(figures, key=lambda f: f.cpu_seconds)[len(figures) // 2] for figures in runs.values()]


@contextmanager
def empty_hub() -> Iterator[None]:
    """Django on an empty database in a throw-away folder, in this process."""
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "gotgan.site.settings.test", "GOTGAN_DATA": folder}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield


def in_own_process(work: Callable[..., object], *arguments: object) -> None:
    """Prepare in a process of its own: peak memory of a parent is inherited by what is measured later."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")


def _measure(name: str, job: Job, argument: Path) -> Figure:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(job, argument, sender))
    process.start()
    sender.close()
    cpu, wall, peak = receiver.recv()
    process.join()
    return Figure(name, cpu, wall, peak)


def _run(job: Job, argument: Path, sender: Any) -> None:
    started, before = time.perf_counter(), _cpu_seconds()
    job(argument)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sender.send((_cpu_seconds() - before, time.perf_counter() - started, peak * 1024))


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def table_of(title: str, figures: Sequence[Figure], *, bars: Sequence[float | None]) -> str:
    """A Markdown table; ratios are to the first figure, `bars` what each may reach."""
    lines = [f"### {title}", "", "| | CPU s | ratio | bar | wall s | peak MB |", "|---|---|---|---|---|---|"]
    for figure, bar in zip(figures, bars, strict=True):
        ratio = figure.cpu_seconds / figures[0].cpu_seconds
        limit = "" if bar is None else f"<= {bar}"
        lines.append(
            f"| {figure.name} | {figure.cpu_seconds:.2f} | {ratio:.2f} | {limit} "
            f"| {figure.wall_seconds:.1f} | {figure.peak_bytes / 1e6:.0f} |"
        )
    return "\n".join(lines)


ALL = (
    "profile", "spark", "overlap", "detect", "mixed", "harvest", "search", "download", "survey_prefill", "survey_scale",
    "repair", "deidentify", "masking", "utility", "private", "readiness",
)  # fmt: skip


def main() -> int:
    """Run every benchmark, each in a process of its own; returns the number that failed."""
    here = Path(__file__).resolve().parent
    failed = 0
    for name in ALL:
        print(f"\n## {name}\n", flush=True)
        failed += subprocess.run([sys.executable, str(here / f"{name}.py")], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
