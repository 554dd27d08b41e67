"""Background entry of the survey: opening, refreshing and widening campaigns, and letters."""

from gotgan.survey.jobs.letters import remind, send

__all__ = ["remind", "send"]
