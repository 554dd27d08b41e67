"""Everything that touches rows; no Django, no people."""

import os

# numpy's BLAS starts a thread for every core, and each spins for work: a quarter of the CPU time of a small table
# and nothing won, since no step multiplies matrices. To be said before numpy is imported; who set it keeps theirs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
