"""Background entries of refining: ids in, the engine called, what it left recorded."""

from gotgan.refine.jobs.combining import join_payloads, match_keys, prepare_part
from gotgan.refine.jobs.inspecting import inspect
from gotgan.refine.jobs.proposing import propose
from gotgan.refine.jobs.running import run
from gotgan.refine.jobs.watching import tend, watch

__all__ = ["inspect", "join_payloads", "match_keys", "prepare_part", "propose", "run", "tend", "watch"]
