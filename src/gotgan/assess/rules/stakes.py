"""Several stakeholders' comparisons of the criteria tree, read, weighed, and brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gotgan.assess.rules.pairwise import Weighed, matrix_of, pairs_of, parts_of, together, tree_weights, weigh
from gotgan.terms.errors import Invalid, Issue

Answers = Mapping[str, Mapping[str, object]]
"""{matrix: {"first second": answer}}, as a form sends it and as it is kept."""


@dataclass(frozen=True)
class Weighing:
    """One person's comparisons: each matrix weighed, the weights of the criteria, the largest consistency ratio."""

    parts: Mapping[str, Weighed]
    weights: Mapping[str, float]
    ratio: float

    @property
    def is_consistent(self) -> bool:
        return all(each.is_consistent for each in self.parts.values())


@dataclass(frozen=True)
class Elicited:
    """Of all whose comparisons were accepted together: weights that sum to 1; `ratio` the largest of anybody's;
    `each` the weights of everyone, by stakeholder."""

    weights: Mapping[str, float]
    ratio: float
    each: Mapping[int, Mapping[str, float]]


def read_answers(answers: Answers) -> dict[str, list[list[float]]]:
    """{matrix: its cells}. Raises: Invalid, naming every comparison that is missing or wrong."""
    found, issues = {}, []
    for part, names in parts_of().items():
        said = answers.get(part, {})
        try:
            found[part] = matrix_of(names, {pair: said.get(" ".join(pair)) for pair in pairs_of(names)})
        except Invalid as error:
            issues += [Issue(f"{part} {each.place}", each.what, each.remedy) for each in error.issues]
    if issues:
        raise Invalid(*issues)
    return found


def weigh_answers(answers: Answers) -> Weighing:
    """Raises: Invalid."""
    parts = {part: weigh(parts_of()[part], matrix) for part, matrix in read_answers(answers).items()}
    weights = tree_weights({part: each.weights for part, each in parts.items()})
    return Weighing(parts, weights, max(each.ratio for each in parts.values()))


def elicit(accepted: Mapping[int, Answers]) -> Elicited | None:
    """None when nobody compared. The geometric mean of the judgements, then the weights of that."""
    if not accepted:
        return None
    matrices = {who: read_answers(answers) for who, answers in accepted.items()}
    each = {who: weigh_answers(answers) for who, answers in accepted.items()}
    joined = {part: together(_of(matrices, part)) for part in parts_of()}
    weights = tree_weights({part: weigh(parts_of()[part], matrix).weights for part, matrix in joined.items()})
    ratio = max(weighing.ratio for weighing in each.values())
    return Elicited(weights, ratio, {who: weighing.weights for who, weighing in each.items()})


def _of(matrices: Mapping[int, Mapping[str, list[list[float]]]], part: str) -> Sequence[list[list[float]]]:
    return [matrices[who][part] for who in sorted(matrices)]
