"""Background entries of assessing: ids in, the engine called, what it found recorded."""

from gotgan.assess.jobs.choosing import collect, solve
from gotgan.assess.jobs.clustering import cluster
from gotgan.assess.jobs.excerpting import excerpt_lists
from gotgan.assess.jobs.exploring import explore
from gotgan.assess.jobs.publishing import weigh_effects
from gotgan.assess.jobs.scoring import score, score_changed
from gotgan.assess.jobs.trying import tend_trials, try_batch

__all__ = [
    "cluster",
    "collect",
    "excerpt_lists",
    "explore",
    "score",
    "score_changed",
    "solve",
    "tend_trials",
    "try_batch",
    "weigh_effects",
]
