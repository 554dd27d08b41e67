"""Noise by OpenDP: it finds the scale for a sensitivity and an epsilon, proves it by its privacy map, and draws.

Totals are whole numbers (sums are counted in steps), so the noise is discrete and no rounding of floats tells anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType

from gotgan.terms.amount import float_below
from gotgan.terms.errors import Unavailable

LAPLACE, THRESHOLD = "discrete laplace", "discrete laplace with threshold"
WHOLE = "i64"
"""OpenDP's own default has 32 bits."""
_GREATEST, _FAR = (1 << 63) - 1, 1 << 60


@dataclass(frozen=True)
class Noise:
    """`scale` in units of the totals; `within_95`: with 95 % the noise of one total is no greater."""

    mechanism: str
    scale: float
    within_95: float
    threshold: int | None = None


def add_noise(totals: Sequence[int], sensitivity: int, epsilon: Decimal) -> tuple[list[int], Noise]:
    """One person changes all totals together by at most `sensitivity`."""
    dp = require_opendp()
    context = dp.Context.compositor(
        data=[max(-_GREATEST, min(_GREATEST, total)) for total in totals],
        privacy_unit=(dp.l1_distance(T=WHOLE), sensitivity),
        privacy_loss=dp.loss_of(epsilon=float_below(epsilon)),
        split_evenly_over=1,
        domain=dp.vector_domain(dp.atom_domain(T=WHOLE)),
    )
    query = context.query().laplace()
    scale = float(query.param())
    return list(query.release()), Noise(LAPLACE, scale, _within(dp, scale))


def noise_of_found(
    counts: Mapping[str, int], most: int, epsilon: Decimal, delta: Decimal
) -> tuple[dict[str, int], Noise]:
    """Counts by values that the data tell: those below a threshold are left out, with whom they belong to.

    One person changes at most `most` counts, each and all together by at most `most`. (OpenDP 0.16's context takes no
    such triple, so its mechanism is called itself, at the least scale and threshold whose map keeps to the loss.)
    """
    dp = require_opendp()
    space = (
        dp.map_domain(dp.atom_domain(T=str), dp.atom_domain(T=WHOLE)),
        dp.l01inf_distance(dp.absolute_distance(T=WHOLE)),
    )
    distance, losses = (most, most, most), (float_below(epsilon), float_below(delta))

    def loss(scale: float, threshold: int) -> tuple[float, float]:
        told: tuple[float, float] = dp.m.make_laplace_threshold(*space, scale=scale, threshold=threshold).map(distance)
        return told

    least = most / losses[0]
    scale = dp.binary_search(lambda s: loss(s, _FAR)[0] <= losses[0], T=float, bounds=(least / 2, least * 2))
    threshold = most
    if loss(scale, threshold)[1] > losses[1]:
        highest = most + int(scale * 200) + 200
        threshold = dp.binary_search(lambda t: loss(scale, t)[1] <= losses[1], T=WHOLE, bounds=(most, highest))
    mechanism = dp.m.make_laplace_threshold(*space, scale=scale, threshold=threshold)
    names = {value.encode("unicode_escape").decode(): value for value in counts}  # a NUL would end a text on its way
    drawn = mechanism({name: counts[value] for name, value in names.items()})
    return {names[name]: count for name, count in drawn.items()}, Noise(THRESHOLD, scale, _within(dp, scale), threshold)


def _within(dp: ModuleType, scale: float) -> float:
    return float(dp.discrete_laplacian_scale_to_accuracy(scale=scale, alpha=0.05))


def require_opendp() -> ModuleType:
    """Before anything is paid. Raises: Unavailable when it is not installed."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise Unavailable("opendp: is not installed; install gotgan[privacy]") from None
    dp.enable_features("contrib")
    return dp
