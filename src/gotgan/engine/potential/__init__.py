"""What a dataset would be after processing: a sample of it repaired and de-identified, then measured again.

Nothing is promised: readiness, risk and what is kept are measured on the written sample, with an interval; cost and
time are estimated from counted things by the rates of `rates.yaml`. What was not tried is named.
"""

from gotgan.engine.potential.model import Given, How, Reading, Tried, TriedTable

__all__ = ["Given", "How", "Reading", "Tried", "TriedTable"]
