"""From a table and a plan to the recoding of its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gotgan.engine.deidentify.builtin import FLAT, PREFIX, builtin
from gotgan.engine.deidentify.census import Census, Domain, Layout, add_population, layout_of, read_domain, take_census
from gotgan.engine.deidentify.classes import count_persons
from gotgan.engine.deidentify.global_recoding import recode_globally
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.hierarchy_file import read_hierarchy
from gotgan.engine.deidentify.local_recoding import recode_locally
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.recoding import Recoding
from gotgan.engine.deidentify.risk import check_columns
from gotgan.engine.deidentify.texts import as_texts
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class Decided:
    """`hierarchies` are restricted to what the table holds, by key in the plan's order."""

    census: Census
    hierarchies: tuple[Hierarchy, ...]
    recoding: Recoding

    @property
    def layout(self) -> Layout:
        return self.census.layout


@dataclass(frozen=True)
class Ground:
    """What many plans for one table share: the values of its columns and the trees over its keys, read once.

    Holds for every part of the table: the trees know all of its values.
    """

    layout: Layout
    hierarchies: Mapping[str, Hierarchy]

    def decide(self, part: Path, plan: Plan) -> Decided:
        """The plan's recoding of a Parquet with some of the table's rows. Raises: Invalid, NotReached."""
        return search(self.count(part, plan), self.hierarchies, plan)

    def count(
        self,
        part: Path,
        plan: Plan,
        *,
        population: Path | None = None,
        census_of: Callable[[Path, Layout], Census] = take_census,
    ) -> Census:
        """The census of some of the table's rows, beside the population's. Raises: Invalid when k is above it."""
        census = census_of(part, self.layout)
        check_target(census, plan)
        if population is None:
            return census
        leaves = {name: tree.labels[0] for name, tree in self.hierarchies.items()}
        return add_population(census, take_census(population, Layout(plan.keys, leaves)))


def decide(
    parquet: Path,
    plan: Plan,
    *,
    population: Path | None = None,
    domain_of: Callable[[Path, Sequence[str]], Domain] = read_domain,
    census_of: Callable[[Path, Layout], Census] = take_census,
) -> Decided:
    """Take the census and search; `population`: a Parquet of the population, with the same keys.

    `domain_of` and `census_of` read the table, and may do so in shards (engine.execute).

    Raises: Invalid for the table or a hierarchy, NotReached for the target.
    """
    ground = ground_of(parquet, plan, population=population, domain_of=domain_of)
    return search(ground.count(parquet, plan, population=population, census_of=census_of), ground.hierarchies, plan)


def ground_of(
    parquet: Path,
    plan: Plan,
    *,
    population: Path | None = None,
    domain_of: Callable[[Path, Sequence[str]], Domain] = read_domain,
) -> Ground:
    """Raises: Invalid with the problems of every hierarchy."""
    subject = [plan.subject] if plan.subject else []
    domain = domain_of(parquet, [*plan.keys, *plan.sensitive, *subject])
    values = {name: as_texts(each) for name, each in domain.values.items()}
    if population is not None:
        check_columns(population, plan.keys, "the population")
        known = read_domain(population, plan.keys).values
        values |= {name: pc.unique(pa.concat_arrays([values[name], as_texts(known[name])])) for name in plan.keys}
    hierarchies = hierarchies_of(plan, values)
    leaves = {name: hierarchy.labels[0] for name, hierarchy in hierarchies.items()}
    layout = layout_of(domain, plan.keys, sensitive=plan.sensitive, subject=plan.subject, leaves=leaves)
    return Ground(layout, hierarchies)


def search(census: Census, hierarchies: Mapping[str, Hierarchy], plan: Plan) -> Decided:
    """The recoding of a census that may have been merged from shards."""
    trees = tuple(hierarchies[name] for name in plan.keys)
    requirement = plan.privacy.requirement
    floor = tuple(plan.columns[name].options.get("least_level", 0) for name in plan.keys)
    if plan.privacy.mode == "global":
        limit = plan.privacy.suppression_limit
        return Decided(census, trees, recode_globally(census, trees, requirement, suppression_limit=limit, floor=floor))
    weights = [plan.columns[name].options.get("weight", 1.0) for name in plan.keys]
    return Decided(census, trees, recode_locally(census, trees, requirement, weights=weights, floor=floor))


def hierarchies_of(plan: Plan, values: Mapping[str, pa.Array]) -> dict[str, Hierarchy]:
    """By key. Raises: Invalid with the problems of every hierarchy."""
    found: dict[str, Hierarchy] = {}
    issues: list[Issue] = []
    for name in plan.keys:
        try:
            found[name] = _hierarchy(plan, name, values[name])
        except Invalid as error:
            issues += error.issues
    if issues:
        raise Invalid(*issues)
    return found


def _hierarchy(plan: Plan, name: str, values: pa.Array) -> Hierarchy:
    options = plan.columns[name].options
    given = str(options.get("hierarchy", PREFIX + FLAT))
    texts = as_texts(values)
    if given.startswith(PREFIX):
        hierarchy = builtin(given.removeprefix(PREFIX), texts, name=name)
    else:
        hierarchy = read_hierarchy(plan.folder / given)
    if options.get("least_level", 0) > hierarchy.height:
        what = f"has {hierarchy.height + 1} levels, 0 to {hierarchy.height}"
        raise Invalid(Issue(f"plan column {name!r}: least_level", what, "choose one of them"))
    return hierarchy.restrict(texts, name=name)


def check_target(census: Census, plan: Plan) -> None:
    """Raises: Invalid when there are no rows, or fewer persons than a class must have."""
    if not census.total:
        raise Invalid(Issue("the table", "has no rows", "there is nothing to release"))
    persons = int(count_persons(census, census.rows * 0, 1)[0])
    if plan.privacy.k > persons:
        who = "persons" if plan.subject else "rows"
        what = f"is {plan.privacy.k}, above the {persons} {who} of the table"
        raise Invalid(Issue("privacy: k", what, "lower it, or release no such table"))
