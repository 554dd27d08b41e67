"""Background entries of assessing: ids in, the engine called, what it found recorded."""

from gotgan.assess.jobs.clustering import cluster

__all__ = ["cluster"]
from gotgan.assess.jobs.publishing import weigh_effects

__all__ = ["weigh_effects"]
from gotgan.assess.jobs.scoring import score, score_changed

__all__ = ["score", "score_changed"]
from gotgan.assess.jobs.trying import tend_trials, try_batch

__all__ = ["tend_trials", "try_batch"]
from gotgan.assess.jobs.choosing import collect, solve
from gotgan.assess.jobs.exploring import explore

__all__ = ["collect", "explore", "solve"]
