"""Background entry of the survey: opening, refreshing and widening campaigns, and letters."""

from gotgan.survey.jobs.letters import remind, send
from gotgan.survey.jobs.opening import open, refresh

__all__ = ["open", "refresh", "remind", "send"]
