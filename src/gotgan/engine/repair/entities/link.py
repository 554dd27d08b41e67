"""What an agreement is worth, learnt without labels by expectation maximisation, and the likely pairs.

splink is imported here alone, when asked for. Its own messages quote SQL and values: they are never passed on.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from gotgan.engine.profile.database import Database
from gotgan.engine.repair.entities.blocks import Prepared
from gotgan.engine.repair.entities.columns import ADDRESS, DATE, EMAIL, INSTITUTION, NAME, NUMBER, PHONE
from gotgan.terms.errors import Unavailable

SEED = 1
LIKELY = 0.8
"""The least probability of a suggestion."""
MOST_SUGGESTED = 100_000
FEWEST_TRAINED = 30
"""Pairs agreeing in a column, below which nothing is learnt from them."""
_SAMPLED = 100_000
_LEAST_SAME, _LEAST_OTHER = 0.01, 1e-6
"""The least shares of a level among rows of one thing, and among others."""
_MEMORY = "1GB"
_ROUNDS, _SETTLED = 10, 0.005
"""Longer, the shares of rare levels only run towards nothing."""
MISSING, SAME, NEARLY, SIMILAR, OTHER = "missing", "same", "nearly", "similar", "other"
_SWAPPED = (
    "(substr({l}, 1, 4) = substr({r}, 1, 4) AND substr({l}, 6, 2) = substr({r}, 9, 2)"
    " AND substr({l}, 9, 2) = substr({r}, 6, 2))"
)
_SLIP = "damerau_levenshtein({l}, {r}) <= 1"
_LEVELS: dict[str, tuple[tuple[str, str], ...]] = {
    NAME: ((NEARLY, "levenshtein({l}, {r}) <= 2"), (SIMILAR, "jaro_winkler_similarity({l}, {r}) >= 0.9")),
    INSTITUTION: ((NEARLY, "jaro_winkler_similarity({l}, {r}) >= 0.95"),
                  (SIMILAR, "jaro_winkler_similarity({l}, {r}) >= 0.88")),
    ADDRESS: ((NEARLY, "(abs(length({l}) - length({r})) <= 2 AND levenshtein({l}, {r}) <= 2)"),
              (SIMILAR, "(starts_with({l}, {r}) OR starts_with({r}, {l}))")),
    DATE: ((NEARLY, f"({_SLIP} OR {_SWAPPED})"),),
    PHONE: ((NEARLY, _SLIP),),
    NUMBER: ((NEARLY, _SLIP),),
    EMAIL: ((NEARLY, "levenshtein({l}, {r}) <= 2"),),
}  # fmt: skip
"""Between the same and another: conditions from strict to loose."""


@dataclass(frozen=True)
class Pair:
    """Rows from 0 (`b` of the other table where two are linked); `levels`: how each column agrees, by its words."""

    a: int
    b: int
    probability: float
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Linked:
    """`learnt` is false where the rows taught no weights and splink's own stand in."""

    pairs: tuple[Pair, ...]
    learnt: bool
    compared: int
    left_out: int
    """Likely pairs beyond MOST_SUGGESTED."""
    households: int = 0
    """Pairs of another name and another day that share so much else that they would seem one."""


def link(prepared: Prepared, *, seed: int = SEED) -> Linked:
    """The likely pairs, the likeliest first. One thread: the same sums everywhere.

    Raises: ModuleNotFoundError without splink; Unavailable when it fails.
    """
    from splink.internals.exceptions import SplinkException

    if not any(block.pairs for block in prepared.blocks):
        return Linked((), False, 0, 0)
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    database = Database(_MEMORY, 1)
    try:
        settings, is_learnt = _trained(prepared, database, seed)
        return replace(_Model(prepared, database, seed, settings).predict(), learnt=is_learnt)
    except (SplinkException, duckdb.Error, ValueError, LookupError, ArithmeticError) as error:
        kind = type(error).__name__
        raise Unavailable(f"entities: splink stopped ({kind}); repair without --entities, and report it") from None
    finally:
        database.close()


class _TeachesNothing(Exception):
    """The rows that agree in column `place` agree in all else, so that nothing is learnt from them."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


def _trained(prepared: Prepared, database: Database, seed: int) -> tuple[dict[str, Any], bool]:
    """Begun anew without a column that teaches nothing: what splink then leaves behind is no model."""
    without: set[int] = set()
    while True:
        try:
            return _Model(prepared, database, seed).train(without)
        except _TeachesNothing as met:
            without.add(met.place)


class _Model:
    """A linker over the prepared tables, with the weights in `settings` or splink's own to begin with."""

    def __init__(
        self, prepared: Prepared, database: Database, seed: int, settings: dict[str, Any] | None = None
    ) -> None:
        from splink import DuckDBAPI, Linker

        self._prepared, self._seed = prepared, seed
        self._connection = database.root.cursor()
        api = DuckDBAPI(connection=self._connection)
        tables = [api.register(table.to_arrow()) for table in prepared.tables]
        self._linker = Linker(
            tables if len(tables) > 1 else tables[0], settings or _settings(prepared), log_level=None
        )  # fmt: skip

    def train(self, without: Container[int] = ()) -> tuple[dict[str, Any], bool]:
        """The settings with their weights, and whether they were learnt.

        How often columns agree in rows that have nothing to do with each other is told by rows drawn at random; how
        often in rows of one thing by those where another column agrees. When that teaches nothing, or nonsense (things
        agree less with themselves than with others), splink's own weights stand in for the latter.
        """
        self._linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED, seed=self._seed)
        before = deepcopy(self._linker.misc.save_model_to_json())
        places = [place for place in _telling(self._prepared) if place not in without]
        for place in places:
            self._maximise(place)
        learnt: dict[str, Any] = self._linker.misc.save_model_to_json()
        is_learnt = len(places) > 1 and _makes_sense(learnt)
        return _smoothed(learnt if is_learnt else before), is_learnt

    def _maximise(self, place: int) -> None:
        rule = f"l.c{place} = r.c{place} AND l.t{place} = r.t{place}"
        try:
            self._linker.training.estimate_parameters_using_expectation_maximisation(rule)
        except ValueError:  # a share so small that it is none
            raise _TeachesNothing(place) from None

    def predict(self) -> Linked:
        made = self._linker.inference.predict(threshold_match_probability=LIKELY, warning_mode="never")
        kinds = [role.kind for role in self._prepared.roles]
        gammas = ", ".join(f"gamma_c{place}" for place in range(len(kinds)))
        apart = _apart(kinds)
        found = self._connection.execute(
            f"SELECT row_l, row_r, round(match_probability, 4) AS p, {gammas} FROM {made.physical_name}"
            f" WHERE NOT ({apart}) ORDER BY p DESC, row_l, row_r LIMIT {MOST_SUGGESTED}"
        ).fetchall()
        counted = self._connection.execute(
            f"SELECT count(*), count(*) FILTER ({apart}) FROM {made.physical_name}"
        ).fetchone()
        total, households = counted or (0, 0)
        pairs = (
            Pair(a, b, p, tuple(_word(kind, gamma) for kind, gamma in zip(kinds, gammas, strict=True)))
            for a, b, p, *gammas in found
        )
        compared = sum(block.pairs for block in self._prepared.blocks)
        return Linked(tuple(pairs), True, compared, total - households - len(found), households)


def _apart(kinds: Sequence[str]) -> str:
    """Condition of pairs that are two persons whatever else agrees: another day, and not the same name."""
    if NAME not in kinds or DATE not in kinds:
        return "false"
    name, day = kinds.index(NAME), kinds.index(DATE)
    words = [OTHER, *reversed([word for word, _ in _LEVELS[NAME]]), SAME]
    return f"gamma_c{day} = 0 AND gamma_c{name} BETWEEN 0 AND {words.index(SAME) - 1}"


def _telling(prepared: Prepared) -> list[int]:
    """Columns whose agreement teaches: what only one thing has, else any.

    Who shares a telephone and an address is often a household: to learn from them would call its members one.
    """
    enough = [place for place, pairs in enumerate(prepared.trained) if pairs >= FEWEST_TRAINED]
    own = [place for place in enough if prepared.roles[place].kind not in (PHONE, ADDRESS)]
    return own if len(own) > 1 else enough


def _settings(prepared: Prepared) -> dict[str, Any]:
    used = [number for number, block in enumerate(prepared.blocks) if block.pairs]
    return {
        "link_type": "dedupe_only" if len(prepared.tables) == 1 else "link_only",
        "unique_id_column_name": "row",
        "comparisons": [_comparison(place, role.kind) for place, role in enumerate(prepared.roles)],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": f"l.k{number} = r.k{number}"} for number in used],
        "probability_two_random_records_match": prepared.prior,
        "retain_matching_columns": True,
        "linker_uid": "gotgan",
        "max_iterations": _ROUNDS,
        "em_convergence": _SETTLED,
    }


def _makes_sense(model: Mapping[str, Any]) -> bool:
    return all(
        level.get("m_probability", 1.0) > level.get("u_probability", 0.0)
        for comparison in model["comparisons"]
        for level in comparison["comparison_levels"]
        if level.get("label_for_charts") == SAME
    )


def _smoothed(model: dict[str, Any]) -> dict[str, Any]:
    """No level without a weight, and none that alone rules a pair out or in: a few hundred pairs do not teach never."""
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for name, least in (("m_probability", _LEAST_SAME), ("u_probability", _LEAST_OTHER)):
            shares = [max(least, level.get(name) or 0.0) for level in levels]
            for level, share in zip(levels, shares, strict=True):
                level[name] = share / sum(shares)
    return model


def _comparison(place: int, kind: str) -> dict[str, Any]:
    left, right = f"c{place}_l", f"c{place}_r"
    same: dict[str, Any] = {"sql_condition": f"{left} = {right}", "label_for_charts": SAME}
    if kind in (NAME, INSTITUTION):
        same["tf_adjustment_column"] = f"c{place}"  # many are called 김민수
    return {
        "output_column_name": f"c{place}",
        "comparison_levels": [
            {"sql_condition": f"{left} IS NULL OR {right} IS NULL", "label_for_charts": MISSING, "is_null_level": True},
            same,
            *[
                {"sql_condition": said.format(l=left, r=right), "label_for_charts": word}
                for word, said in _LEVELS[kind]
            ],
            {"sql_condition": "ELSE", "label_for_charts": OTHER},
        ],
    }


def _word(kind: str, gamma: int) -> str:
    """splink numbers the levels from the loosest, 0; -1 is a missing one."""
    if gamma < 0:
        return MISSING
    words = [OTHER, *reversed([word for word, _ in _LEVELS[kind]]), SAME]
    return words[gamma]
