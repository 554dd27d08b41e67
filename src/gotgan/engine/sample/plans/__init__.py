"""Which datasets the sample has: by who holds them and how they came about."""

from gotgan.engine.sample.plan import Plan
from gotgan.engine.sample.plans.bundles import BUNDLES
from gotgan.engine.sample.plans.collections import COLLECTIONS
from gotgan.engine.sample.plans.copies import COPIES
from gotgan.engine.sample.plans.internal import INTERNAL
from gotgan.engine.sample.plans.local import LOCAL
from gotgan.engine.sample.plans.national import NATIONAL
from gotgan.engine.sample.plans.real_plans import REAL

PLANS: tuple[Plan, ...] = (*LOCAL, *NATIONAL, *INTERNAL, *BUNDLES, *COLLECTIONS, *COPIES, *REAL)
