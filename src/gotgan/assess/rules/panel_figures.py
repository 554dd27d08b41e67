"""The numbers of a panel's rule book, with where they come from."""

from __future__ import annotations

LOWEST, HIGHEST = 1, 5
"""Ends of the rating scale."""
MUST_SAY_WHY = (LOWEST, HIGHEST)
"""Ratings that stand with a reason."""
MAY_DECIDE = 0.67
"""Alpha from which a criterion may decide. Source: Krippendorff 2004, "Content Analysis", 2nd edition, p. 241."""
FIRM = 0.80
"""Alpha from which firm claims may be made. Source: as above."""
APART = 2
"""Ratings so far apart go to a third assessor."""
RATERS = 2
"""Blind ratings that each dataset needs."""
MOST_CALIBRATED = 10
CONSISTENT = 0.10
"""Consistency ratio below which comparisons are accepted. Source: Saaty 1980, "The Analytic Hierarchy Process"."""
