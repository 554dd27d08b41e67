"""Background entries of assessing: ids in, the engine called, what it found recorded."""

from gotgan.assess.jobs.clustering import cluster

__all__ = ["cluster"]
