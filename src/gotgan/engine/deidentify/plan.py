"""The plan: what is done to each column, and what the release must reach (SHAPES.md, deidentify).

Reading collects every problem. A key is only ever named (`env:NAME`); what it holds is looked up when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.deidentify.builtin import NAMES, PREFIX
from gotgan.engine.deidentify.constraints import Constraint, DistinctL, EntropyL, RecursiveL, Requirement, TCloseness
from gotgan.terms.errors import Invalid, Issue

UNLISTED = ("refuse", "suppress", "keep")
MODES = ("local", "global")
_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,15}")
_UNKEYED = ("hash", "sha256", "sha-256", "sha1", "md5", "hmac")


@dataclass(frozen=True)
class ColumnPlan:
    """`do` and its options, checked."""

    do: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Privacy:
    """What every class must reach; None where it was not asked for."""

    k: int = 1
    distinct_l: int | None = None
    entropy_l: float | None = None
    recursive: tuple[float, int] | None = None
    t: float | None = None
    mode: str = "local"
    suppression_limit: float = 0.0

    @property
    def requirement(self) -> Requirement:
        constraints: list[Constraint] = []
        if self.distinct_l is not None:
            constraints.append(DistinctL(self.distinct_l))
        if self.entropy_l is not None:
            constraints.append(EntropyL(self.entropy_l))
        if self.recursive is not None:
            constraints.append(RecursiveL(*self.recursive))
        if self.t is not None:
            constraints.append(TCloseness(self.t))
        return Requirement(self.k, tuple(constraints))


@dataclass(frozen=True)
class Plan:
    """`folder`: what file names in the plan are relative to. `seed`: a number, or the reference of a key."""

    columns: Mapping[str, ColumnPlan]
    privacy: Privacy
    folder: Path
    unlisted: str = "refuse"
    subject: str | None = None
    project: str = ""
    recipient: str = ""
    seed: str = "0"
    document: Mapping[str, Any] = field(default_factory=dict)
    """As it was written: no secret can stand in it."""

    def named(self, do: str) -> tuple[str, ...]:
        """The columns that this is done to, in the plan's order."""
        return tuple(name for name, column in self.columns.items() if column.do == do)

    @property
    def keys(self) -> tuple[str, ...]:
        return self.named("key")

    @property
    def sensitive(self) -> tuple[str, ...]:
        return self.named("sensitive")


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


_KEY = (_is_reference, "env:NAME, the variable that holds the key")
_OPTIONS: dict[str, dict[str, tuple[Check, str]]] = {
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
                   "a letter, then up to 15 letters, digits, - or _"),
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
    "swap": {"window": (lambda value: _is_share(value) and value > 0, "a share of the rows, above 0")},
}  # fmt: skip
_NEEDED = {"pseudonymise": ("key",), "round": ("to",), "top_code": ("at",), "bottom_code": ("at",),
           "microaggregate": ("size",), "noise": ("scale",), "swap": ("window",)}  # fmt: skip
_TOP: dict[str, tuple[Check, str]] = {
    "subject": (_is_text, "the name of a column"),
    "columns": (lambda value: isinstance(value, dict) and bool(value), "a column and what to do a line"),
    "privacy": (lambda value: isinstance(value, dict), "k, and what else must be reached"),
    "unlisted": (lambda value: value in UNLISTED, " or ".join(UNLISTED)),
    "project": (_is_text, "a name"),
    "recipient": (_is_text, "a name"),
    "seed": (lambda value: _is_whole(0)(value) or _is_reference(value), "a whole number, or env:NAME"),
}
_PRIVACY: dict[str, tuple[Check, str]] = {
    "k": (_is_whole(1), "a whole number from 1"),
    "l": (_is_whole(1), "a whole number from 1"),
    "entropy_l": (lambda value: _is_number(value) and value >= 1, "a number from 1"),
    "recursive": (lambda value: isinstance(value, dict) and set(value) == {"c", "l"} and _is_number(value["c"])
                  and value["c"] > 0 and _is_whole(1)(value["l"]), "{c: number above 0, l: whole number from 1}"),
    "t": (_is_share, "a number between 0 and 1"),
    "mode": (lambda value: value in MODES, " or ".join(MODES)),
    "suppression_limit": (_is_share, "a share between 0 and 1"),
}  # fmt: skip


def read_plan(path: Path) -> Plan:
    """Raises: Invalid with every problem of the plan; values are not repeated, one may be a key written by mistake."""
    document = _load(path)
    issues = [*_check(document, _TOP, "plan")]
    columns, privacy = _mapping(document, "columns"), _mapping(document, "privacy")
    issues += [issue for name, given in columns.items() for issue in _check_column(name, given)]
    issues += _check(privacy, _PRIVACY, "privacy")
    if "columns" not in document:
        issues.append(Issue("plan", "names no columns", "write columns: and what to do with each"))
    if not issues:
        issues += _check_together(document, columns, privacy)
    if issues:
        raise Invalid(*issues)
    return _plan(document, path.parent)


def _mapping(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _load(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Strict)
    except OSError as error:
        raise Invalid(Issue(str(path), f"cannot be read ({error.strerror})", "check the path")) from None
    except UnicodeDecodeError:
        raise Invalid(Issue(str(path), "is not UTF-8", "save it as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} is no YAML" if mark else "is no YAML"
        raise Invalid(Issue(str(path), where, "correct it")) from None
    if not isinstance(loaded, dict):
        raise Invalid(Issue(str(path), "is no plan", "write columns: and privacy:"))
    return loaded


class _Strict(yaml.SafeLoader):
    """A name that stands twice is a mistake: the second would silently undo the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        if len(set(names)) < len(names):
            raise yaml.constructor.ConstructorError(None, None, "a name stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _check(given: Mapping[str, Any], known: Mapping[str, tuple[Check, str]], place: str) -> list[Issue]:
    issues = []
    for name, value in given.items():
        if name not in known:
            what = f"{str(name)[:40]!r} is not known here"
            issues.append(Issue(place, what, f"use {', '.join(known)}" if known else "it takes no options"))
        elif not known[name][0](value):
            issues.append(Issue(f"{place}: {name}", "cannot be used as it stands", f"give {known[name][1]}"))
    return issues


def _check_column(name: Any, given: Any) -> list[Issue]:
    place = f"plan column {str(name)!r}"
    do = given.get("do") if isinstance(given, dict) else None
    if do in _UNKEYED:
        what = "a hash without a key, which anyone can undo by trying every number"
        return [Issue(place, what, "use pseudonymise with key: env:NAME")]
    if not isinstance(name, str) or do not in _OPTIONS:
        return [Issue(place, "does not say what is to be done", f"write {{do: ...}} with {', '.join(_OPTIONS)}")]
    issues = _check({option: value for option, value in given.items() if option != "do"}, _OPTIONS[do], place)
    missing = [option for option in _NEEDED.get(do, ()) if option not in given]
    return issues + [Issue(f"{place}: {option}", "is missing", f"give {_OPTIONS[do][option][1]}") for option in missing]


def _check_together(document: Mapping[str, Any], columns: Mapping[str, Any], privacy: Mapping[str, Any]) -> list[Issue]:
    """What single entries do not show."""
    issues = []
    did = [given["do"] for given in columns.values()]
    if "key" in did and "k" not in privacy:
        issues.append(Issue("privacy: k", "is missing", "say how many persons each class must have"))
    wants = {"l", "entropy_l", "recursive", "t"} & set(privacy)
    if wants and "sensitive" not in did:
        issues.append(Issue(f"privacy: {min(wants)}", "needs a sensitive column", "mark it by do: sensitive"))
    subject = document.get("subject")
    if subject is not None and columns.get(subject, {}).get("do") in ("key", "sensitive"):
        issues.append(Issue(f"plan column {subject!r}", "is the subject", "suppress or pseudonymise it"))
    references = {given["key"] for given in columns.values() if "key" in given}
    if any(given["do"] == "mask_text" and "key" not in given for given in columns.values()) and len(references) != 1:
        what = "has no key, and the plan does not name one other key"
        issues.append(Issue("mask_text", what, "give key: env:NAME"))
    return issues


def _plan(document: Mapping[str, Any], folder: Path) -> Plan:
    privacy = document.get("privacy", {})
    references = [given["key"] for given in document["columns"].values() if "key" in given]
    columns = {}
    for name, given in document["columns"].items():
        options = {option: value for option, value in given.items() if option != "do"}
        if given["do"] == "mask_text":
            options.setdefault("key", references[0])
        columns[name] = ColumnPlan(given["do"], options)
    recursive = privacy.get("recursive")
    return Plan(
        columns,
        Privacy(
            k=privacy.get("k", 1),
            distinct_l=privacy.get("l"),
            entropy_l=privacy.get("entropy_l"),
            recursive=(float(recursive["c"]), recursive["l"]) if recursive else None,
            t=privacy.get("t"),
            mode=privacy.get("mode", "local"),
            suppression_limit=float(privacy.get("suppression_limit", 0.0)),
        ),
        folder,
        unlisted=document.get("unlisted", "refuse"),
        subject=document.get("subject"),
        project=document.get("project", ""),
        recipient=document.get("recipient", ""),
        seed=str(document.get("seed", 0)),
        document=document,
    )


def check_names(plan: Plan, names: Sequence[str]) -> None:
    """Raises: Invalid for plan columns the table lacks, and for columns nobody decided about."""
    issues = [
        Issue(f"plan column {name!r}", "is not in the table", "check its name, or leave it out")
        for name in dict.fromkeys([*plan.columns, *([plan.subject] if plan.subject else [])])
        if name not in names
    ]
    if plan.unlisted == "refuse":
        issues += [
            Issue(f"column {name!r}", "is not in the plan", "say what to do with it, or set unlisted")
            for name in names
            if name not in plan.columns
        ]
    if issues:
        raise Invalid(*issues)
