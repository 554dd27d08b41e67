"""What may stand in a plan: every option with what it must be, in words that refuse without repeating the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gotgan.engine.deidentify.builtin import NAMES, PREFIX
from gotgan.terms.errors import Issue

KINDS, HOWS = ("face", "plate"), ("pixelate", "fill")
"""What is looked for in pictures, and how it is covered."""
UNLISTED = ("refuse", "suppress", "keep")
MODES = ("local", "global")
_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z_-]{0,15}")
UNKEYED = ("hash", "sha256", "sha-256", "sha1", "md5", "hmac")

Check = Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _is_whole(least: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_hierarchy(value: Any) -> bool:
    return _is_text(value) and (not value.startswith(PREFIX) or value.removeprefix(PREFIX) in NAMES)


def _are_kinds(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each in KINDS for each in value)


_KEY = (_is_reference, "env:NAME, the variable that holds the key")
OPTIONS: dict[str, dict[str, tuple[Check, str]]] = {
    "suppress": {},
    "keep": {},
    "sensitive": {},
    "key": {
        "hierarchy": (_is_hierarchy, f"a CSV file, or {', '.join(PREFIX + name for name in NAMES)}"),
        "weight": (lambda value: _is_number(value) and value > 0, "a number above 0"),
        "least_level": (_is_whole(0), "a level of the hierarchy, from 0"),
    },
    "pseudonymise": {
        "key": _KEY,
        "field": (_is_text, "a name: equal fields give equal pseudonyms"),
        "prefix": (lambda value: _is_text(value) and _PREFIX.fullmatch(value) is not None,
                   "a letter, then up to 15 letters, - or _: digits could be read as a number"),
    },
    "mask_text": {"key": _KEY},
    "mask": {
        "keep_first": (_is_whole(0), "a whole number from 0"),
        "keep_last": (_is_whole(0), "a whole number from 0"),
    },
    "round": {"to": (lambda value: _is_number(value) and value > 0, "a number above 0")},
    "top_code": {"at": (_is_number, "a number")},
    "bottom_code": {"at": (_is_number, "a number")},
    "microaggregate": {"size": (_is_whole(2), "a whole number from 2")},
    "noise": {
        "scale": (lambda value: _is_number(value) and value > 0, "a share of the standard deviation, above 0"),
        "shape": (lambda value: value in ("normal", "laplace"), "normal or laplace"),
    },
    "mask_pictures": {
        "kinds": (_are_kinds, f"a list of {' and '.join(KINDS)}"),
        "how": (lambda value: value in HOWS, " or ".join(HOWS)),
    },
    "swap": {"window": (lambda value: _is_share(value) and value > 0, "a share of the rows, above 0")},
}  # fmt: skip
NEEDED = {"pseudonymise": ("key",), "round": ("to",), "top_code": ("at",), "bottom_code": ("at",),
           "microaggregate": ("size",), "noise": ("scale",), "swap": ("window",)}  # fmt: skip
TOP: dict[str, tuple[Check, str]] = {
    "subject": (_is_text, "the name of a column"),
    "columns": (lambda value: isinstance(value, dict) and bool(value), "a column and what to do a line"),
    "privacy": (lambda value: isinstance(value, dict), "k, and what else must be reached"),
    "unlisted": (lambda value: value in UNLISTED, " or ".join(UNLISTED)),
    "project": (_is_text, "a name"),
    "recipient": (_is_text, "a name"),
    "seed": (lambda value: _is_whole(0)(value) or _is_reference(value), "a whole number, or env:NAME"),
}
PRIVACY: dict[str, tuple[Check, str]] = {
    "k": (_is_whole(1), "a whole number from 1"),
    "l": (_is_whole(1), "a whole number from 1"),
    "entropy_l": (lambda value: _is_number(value) and value >= 1, "a number from 1"),
    "recursive": (lambda value: isinstance(value, dict) and set(value) == {"c", "l"} and _is_number(value["c"])
                  and value["c"] > 0 and _is_whole(1)(value["l"]), "{c: number above 0, l: whole number from 1}"),
    "t": (_is_share, "a number between 0 and 1"),
    "mode": (lambda value: value in MODES, " or ".join(MODES)),
    "suppression_limit": (_is_share, "a share between 0 and 1"),
    "population": (_is_text, "the file of the population's table"),
    "k_map": (_is_whole(1), "a whole number from 1"),
    "delta_presence": (lambda value: isinstance(value, list) and len(value) == 2 and all(map(_is_share, value))
                       and value[0] <= value[1], "[least share, greatest share]"),
}  # fmt: skip


def check_options(given: Mapping[str, Any], known: Mapping[str, tuple[Check, str]], place: str) -> list[Issue]:
    """What is not known, and what is no such value."""
    issues = []
    for name, value in given.items():
        if name not in known:
            what = f"{str(name)[:40]!r} is not known here"
            issues.append(Issue(place, what, f"use {', '.join(known)}" if known else "it takes no options"))
        elif not known[name][0](value):
            issues.append(Issue(f"{place}: {name}", "cannot be used as it stands", f"give {known[name][1]}"))
    return issues
