"""Which weight moves most, against counting by hand and a naive second way."""

from __future__ import annotations

import random

from gotgan.engine.select import Robustness, Rules, read_candidates
from gotgan.engine.select.weight_effects import weight_effects


def table(rows: list[tuple[str, str, float, float]]) -> bytes:
    lines = ["id,organisation,field,modality,region,cluster,cost,risk,lawful,a,b"]
    lines += [f"{name},o,f,m,r,,0,0,{lawful},{a},{b}" for name, lawful, a, b in rows]
    return "\n".join(lines).encode()


def rules(choose: int, a: float, b: float, spread: float = 0.5) -> Rules:
    return Rules(choose, {"a": a, "b": b}, ("lawful",), robustness=Robustness(10, spread, 1))


def test_effects_counted_by_hand() -> None:
    asked = rules(1, 0.5, 0.5)
    rows = [("one", "true", 1.0, 0.2), ("two", "true", 0.2, 0.9), ("out", "false", 1.0, 1.0)]
    # 0.6 against 0.55; a at half: 0.35 against 0.5, so the first changes; b up: 0.65 against 0.775
    assert weight_effects(read_candidates(table(rows), asked), asked) == {"a": (1, 0), "b": (0, 1)}


def test_effects_agree_with_a_naive_count() -> None:
    draw = random.Random(4)
    rows = [(f"{n:03}", "true", round(draw.random(), 3), round(draw.random(), 3)) for n in range(60)]
    asked = rules(10, 0.7, 0.3)

    def first(a: float, b: float) -> set[str]:
        return {row[0] for row in sorted(rows, key=lambda row: (-(a * row[2] + b * row[3]), row[0]))[:10]}

    kept = first(0.7, 0.3)
    expected = {
        "a": tuple(len(kept - first(0.7 * f, 0.3)) for f in (0.5, 1.5)),
        "b": tuple(len(kept - first(0.7, 0.3 * f)) for f in (0.5, 1.5)),
    }
    assert weight_effects(read_candidates(table(rows), asked), asked) == expected
    assert max(map(max, expected.values())) > 0


def test_effects_of_fewer_candidates_than_places() -> None:
    asked = rules(5, 0.5, 0.5)
    assert weight_effects(read_candidates(table([("one", "true", 1, 0)]), asked), asked) == {"a": (0, 0), "b": (0, 0)}
