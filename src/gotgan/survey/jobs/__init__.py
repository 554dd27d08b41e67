"""Background entry of the survey: opening, refreshing and widening campaigns, letters, addresses asked, counts."""

from gotgan.survey.jobs.endpoints import ask_endpoints
from gotgan.survey.jobs.freezing import freeze
from gotgan.survey.jobs.letters import remind, send
from gotgan.survey.jobs.opening import open, refresh, rest
from gotgan.survey.jobs.recounting import recount

__all__ = [
    "ask_endpoints",
    "freeze",
    "open",
    "recount",
    "refresh",
    "remind",
    "rest",
    "send",
]  # fmt: skip
