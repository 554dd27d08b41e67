"""The sample government: fictional institutions with data in the forms that real ones use.

`build_sample(folder, seed=...)` writes it, the same bytes for the same seed, with its truth beside it.
"""

from gotgan.engine.sample.build import DEFAULT_SEED, build_sample
from gotgan.engine.sample.truth import SampleTruth

__all__ = ["DEFAULT_SEED", "SampleTruth", "build_sample"]
