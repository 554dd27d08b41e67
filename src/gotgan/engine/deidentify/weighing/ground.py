"""What many plans for one table share: the values of its columns and the trees over its keys, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gotgan.engine.deidentify.census import Layout, layout_of, read_domain, take_census
from gotgan.engine.deidentify.decide import Decided, check_target, hierarchies_of, search
from gotgan.engine.deidentify.hierarchy import Hierarchy
from gotgan.engine.deidentify.plan import Plan
from gotgan.engine.deidentify.texts import as_texts


@dataclass(frozen=True)
class Ground:
    """Holds for every part of the table: the trees know all of its values."""

    layout: Layout
    hierarchies: Mapping[str, Hierarchy]

    def decide(self, part: Path, plan: Plan) -> Decided:
        """The plan's recoding of a Parquet with some of the table's rows. Raises: Invalid, NotReached."""
        census = take_census(part, self.layout)
        check_target(census, plan)
        return search(census, self.hierarchies, plan)


def ground_of(parquet: Path, plan: Plan) -> Ground:
    """Raises: Invalid with the problems of every hierarchy."""
    subject = [plan.subject] if plan.subject else []
    domain = read_domain(parquet, [*plan.keys, *plan.sensitive, *subject])
    hierarchies = hierarchies_of(plan, {name: as_texts(domain.values[name]) for name in plan.keys})
    leaves = {name: tree.labels[0] for name, tree in hierarchies.items()}
    layout = layout_of(domain, plan.keys, sensitive=plan.sensitive, subject=plan.subject, leaves=leaves)
    return Ground(layout, hierarchies)
