"""How much of a machine a scan may take: `--cpu`, `--read-rate`, `--memory`, and low priority by itself."""

from __future__ import annotations

import argparse
import os
import re

from gotgan.terms.errors import Invalid, Issue

PRIORITY_VARIABLE = "GOTGAN_PRIORITY"
LEAST_MEMORY = 100_000_000
_MEGABYTE = 1_000_000
_SIZE = re.compile(r"([0-9]+)(MB|GB)")
_BYTES_IN = {"MB": 10**6, "GB": 10**9}


def add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cpu", metavar="SHARE", help="processors it may use at most: 0.5 is half of one")
    parser.add_argument("--read-rate", metavar="MB/S", help="megabytes it may read in a second at most")
    parser.add_argument("--memory", metavar="SIZE", help="what the engine may hold before it spills to disk (600MB)")


def take_limits(args: argparse.Namespace) -> None:
    """Hold this process to them; it goes on as a child of its watcher when a share was given.

    Raises: Invalid for what is no number above 0.
    """
    from gotgan.agent.govern import Limits, govern
    from gotgan.agent.polite import lower_priority

    cpu, rate = _number(args.cpu, "--cpu"), _number(args.read_rate, "--read-rate")
    if args.memory:
        os.environ["GOTGAN_MEMORY"] = _memory(args.memory)
    if os.environ.get(PRIORITY_VARIABLE) != "normal":
        lower_priority()
    govern(Limits(cpu, rate * _MEGABYTE if rate is not None else None))


def _number(text: str | None, option: str) -> float | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.01 <= number <= 1_000_000:
        raise Invalid(Issue(option, f'"{text}" is no number of at least 0.01', "give one such as 0.5 or 20"))
    return number


def _memory(text: str) -> str:
    found = _SIZE.fullmatch(text.upper())
    if not found or int(found[1]) * _BYTES_IN[found[2]] < LEAST_MEMORY:
        raise Invalid(Issue("--memory", f'"{text}" is no size of at least 100MB', "give one such as 300MB or 2GB"))
    return found[0]
