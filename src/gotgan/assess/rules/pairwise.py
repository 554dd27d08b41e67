"""Weights from comparisons in pairs: Saaty's analytic hierarchy process.

Source: Saaty 1980, "The Analytic Hierarchy Process" (scale, principal eigenvector, random indices); Aczél and Saaty
1983 (several people: the geometric mean of their judgements, the only mean that keeps reciprocals).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, isfinite, log

from gotgan.assess.rules.panel_figures import CONSISTENT
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.selection import CRITERIA, Criterion

Pair = tuple[str, str]
Matrix = list[list[float]]
STRONGEST = 9
SCALE = tuple([1 / value for value in range(STRONGEST, 1, -1)] + [float(value) for value in range(1, STRONGEST + 1)])
"""The seventeen answers, from "the second is extremely more important" to "the first is"."""
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random matrices by size from 1. Source: Saaty 1980, p. 21."""
MOST_NAMED = 3
GROUPS = "groups"
"""The name of the matrix that compares groups of criteria with each other."""
_ROUNDS, _CLOSE = 1000, 1e-13


@dataclass(frozen=True)
class Mend:
    """A comparison that does not fit the others: as `given`, and the `best` answer of the scale, which alone would
    bring the ratio to `ratio`."""

    first: str
    second: str
    given: float
    best: float
    ratio: float


@dataclass(frozen=True)
class Weighed:
    """Weights that sum to 1; `largest` eigenvalue, consistency `index` and `ratio`; `mends` when it is refused."""

    weights: Mapping[str, float]
    largest: float
    index: float
    ratio: float
    mends: tuple[Mend, ...] = ()

    @property
    def is_consistent(self) -> bool:
        return self.ratio < CONSISTENT


def read_answer(text: object) -> float:
    """`3`, `1/3` or a number of the scale. Raises: ValueError for anything else, also 0 and what is beyond 9."""
    said = str(text).strip()
    above, _, below = said.partition("/")
    value = float(above) / float(below) if below else float(said)
    if not isfinite(value) or not 1 / STRONGEST - 1e-9 <= value <= STRONGEST + 1e-9:
        raise ValueError(said)
    return min(SCALE, key=lambda step: abs(log(step) - log(value)))


def pairs_of(names: Sequence[str]) -> tuple[Pair, ...]:
    return tuple(combinations(names, 2))


def matrix_of(names: Sequence[str], answers: Mapping[Pair, object]) -> Matrix:
    """Reciprocal, ones on the diagonal, in the order of `names`; a pair may be answered the other way round.

    Raises: Invalid, naming every comparison that is missing, answered both ways, or no number of 1/9 to 9.
    """
    size, place = len(names), {name: at for at, name in enumerate(names)}
    matrix, issues = [[1.0] * size for _ in names], []
    for first, second in pairs_of(names):
        said = [
            (pair, answers[pair]) for pair in ((first, second), (second, first)) if answers.get(pair) not in (None, "")
        ]
        if not said:
            issues.append(Issue(f"{first} {second}", "it is missing", "compare the two"))
            continue
        if len(said) > 1:
            issues.append(Issue(f"{first} {second}", "it is answered both ways", "leave one of the answers"))
            continue
        ((pair, text),) = said
        try:
            value = read_answer(text)
        except (ValueError, ZeroDivisionError):
            issues.append(Issue(f"{first} {second}", "it is no number from 1/9 to 9", "choose one of the answers"))
            continue
        row, column = place[pair[0]], place[pair[1]]
        matrix[row][column], matrix[column][row] = value, 1 / value
    if issues:
        raise Invalid(*issues)
    return matrix


def principal(matrix: Matrix) -> tuple[list[float], float]:
    """The eigenvector of the largest eigenvalue, summing to 1, and that value, by repeated multiplication."""
    size = len(matrix)
    vector = [1 / size] * size
    for _ in range(_ROUNDS):
        product = [sum(value * part for value, part in zip(row, vector, strict=True)) for row in matrix]
        total = sum(product)
        after = [each / total for each in product]
        moved = max(abs(a - b) for a, b in zip(after, vector, strict=True))
        vector = after
        if moved < _CLOSE:
            break
    product = [sum(value * part for value, part in zip(row, vector, strict=True)) for row in matrix]
    return vector, sum(each / part for each, part in zip(product, vector, strict=True)) / size


def consistency(matrix: Matrix) -> tuple[float, float, float]:
    """Largest eigenvalue, consistency index and ratio; two or fewer are always consistent."""
    size, largest = len(matrix), principal(matrix)[1]
    if size < 3:
        return largest, 0.0, 0.0
    index = max(largest - size, 0.0) / (size - 1)
    return largest, index, index / RANDOM_INDEX[min(size, len(RANDOM_INDEX)) - 1]


def weigh(names: Sequence[str], matrix: Matrix) -> Weighed:
    """Weights of a reciprocal matrix, and where it is too inconsistent the comparisons to look at again."""
    vector, _ = principal(matrix)
    largest, index, ratio = consistency(matrix)
    mends = mend(names, matrix) if ratio >= CONSISTENT else ()
    return Weighed(dict(zip(names, vector, strict=True)), largest, index, ratio, mends)


def mend(names: Sequence[str], matrix: Matrix) -> tuple[Mend, ...]:
    """The three comparisons of which a change alone helps most, most first, each with its best answer."""
    found = [_mend(names, matrix, row, column) for row, column in combinations(range(len(names)), 2)]
    better = [each for each in found if each.best != each.given]
    return tuple(sorted(better, key=lambda each: each.ratio)[:MOST_NAMED])


def _mend(names: Sequence[str], matrix: Matrix, row: int, column: int) -> Mend:
    def ratio_with(value: float) -> float:
        changed = [list(line) for line in matrix]
        changed[row][column], changed[column][row] = value, 1 / value
        return consistency(changed)[2]

    best = min(SCALE, key=ratio_with)
    return Mend(names[row], names[column], matrix[row][column], best, ratio_with(best))


def together(matrices: Sequence[Matrix]) -> Matrix:
    """Cell by cell the geometric mean of several people's matrices of one order."""
    size = len(matrices[0])
    return [
        [exp(sum(log(matrix[row][column]) for matrix in matrices) / len(matrices)) for column in range(size)]
        for row in range(size)
    ]


def parts_of(criteria: Sequence[Criterion] = CRITERIA) -> dict[str, tuple[str, ...]]:
    """{matrix: what it compares}: the groups with each other, then the criteria inside each group of two or more."""
    groups: dict[str, list[str]] = {}
    for each in criteria:
        groups.setdefault(each.group, []).append(each.id)
    return {GROUPS: tuple(groups)} | {group: tuple(ids) for group, ids in groups.items() if len(ids) > 1}


def tree_weights(
    found: Mapping[str, Mapping[str, float]], criteria: Sequence[Criterion] = CRITERIA
) -> dict[str, float]:
    """{criterion: weight} from the weights of each matrix: of its group, times inside the group. They sum to 1."""
    return {each.id: found[GROUPS][each.group] * found.get(each.group, {}).get(each.id, 1.0) for each in criteria}
