"""The plan: what is done to each column, and what the release must reach (SHAPES.md, deidentify).

Reading collects every problem. A key is only ever named (`env:NAME`); what it holds is looked up when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gotgan.engine.deidentify.constraints import Constraint, DistinctL, EntropyL, RecursiveL, Requirement, TCloseness
from gotgan.engine.deidentify.plan_options import NEEDED, OPTIONS, PRIVACY, TOP, UNKEYED, check_options
from gotgan.terms.errors import Invalid, Issue


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
    population: str | None = None
    """The file of the population's table."""
    k_map: int | None = None
    presence: tuple[float, float] | None = None

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
        return Requirement(self.k, tuple(constraints), self.k_map, self.presence)


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


def read_plan(path: Path) -> Plan:
    """Raises: Invalid with every problem of the plan; values are not repeated, one may be a key written by mistake."""
    document = load_yaml(path, "plan", "write columns: and privacy:")
    issues = [*check_options(document, TOP, "plan")]
    columns, privacy = _mapping(document, "columns"), _mapping(document, "privacy")
    issues += [issue for name, given in columns.items() for issue in _check_column(name, given)]
    issues += check_options(privacy, PRIVACY, "privacy")
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


def load_yaml(path: Path, what: str, remedy: str) -> dict[str, Any]:
    """A file of names and values, each name once. `what` it should be and hold. Raises: Invalid."""
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
        raise Invalid(Issue(str(path), f"is no {what}", remedy))
    return loaded


class _Strict(yaml.SafeLoader):
    """Names are text as written (2020 is a column), and one that stands twice is a mistake: it would undo the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: ARG002
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(names)) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a name stands twice", node.start_mark)
        values = [self.construct_object(value, deep=True) for _, value in node.value]
        return dict(zip(names, values, strict=True))


def _check_column(name: Any, given: Any) -> list[Issue]:
    place = f"plan column {str(name)!r}"
    do = given.get("do") if isinstance(given, dict) else None
    if do in UNKEYED:
        what = "a hash without a key, which anyone can undo by trying every number"
        return [Issue(place, what, "use pseudonymise with key: env:NAME")]
    if not isinstance(name, str) or do not in OPTIONS:
        return [Issue(place, "does not say what is to be done", f"write {{do: ...}} with {', '.join(OPTIONS)}")]
    issues = check_options({option: value for option, value in given.items() if option != "do"}, OPTIONS[do], place)
    missing = [option for option in NEEDED.get(do, ()) if option not in given]
    return issues + [Issue(f"{place}: {option}", "is missing", f"give {OPTIONS[do][option][1]}") for option in missing]


def _check_together(document: Mapping[str, Any], columns: Mapping[str, Any], privacy: Mapping[str, Any]) -> list[Issue]:
    """What single entries do not show."""
    issues = []
    did = [given["do"] for given in columns.values()]
    if "key" in did and "k" not in privacy:
        issues.append(Issue("privacy: k", "is missing", "say how many persons each class must have"))
    wants = {"l", "entropy_l", "recursive", "t"} & set(privacy)
    if wants and "sensitive" not in did:
        issues.append(Issue(f"privacy: {min(wants)}", "needs a sensitive column", "mark it by do: sensitive"))
    of_population = {"k_map", "delta_presence"} & set(privacy)
    if bool(of_population) != ("population" in privacy):
        what = "goes with k_map or delta_presence, and they with it"
        issues.append(Issue("privacy: population", what, "give both, or neither"))
    if of_population and privacy.get("mode") != "global":
        what = "is decided by one level a key"
        issues.append(Issue(f"privacy: {min(of_population)}", what, "set mode: global"))
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
            population=privacy.get("population"),
            k_map=privacy.get("k_map"),
            presence=_pair(privacy.get("delta_presence")),
        ),
        folder,
        unlisted=document.get("unlisted", "refuse"),
        subject=document.get("subject"),
        project=document.get("project", ""),
        recipient=document.get("recipient", ""),
        seed=str(document.get("seed", 0)),
        document=document,
    )


def _pair(given: Sequence[float] | None) -> tuple[float, float] | None:
    return (float(given[0]), float(given[1])) if given else None


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
