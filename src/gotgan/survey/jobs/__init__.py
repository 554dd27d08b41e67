"""Background entry of the survey: opening, refreshing and widening campaigns, letters, addresses, workbooks."""

from gotgan.survey.jobs.endpoints import ask_endpoints
from gotgan.survey.jobs.letters import remind, send
from gotgan.survey.jobs.opening import open, refresh, rest
from gotgan.survey.jobs.workbooks import read_workbook

__all__ = [
    "ask_endpoints",
    "open",
    "read_workbook",
    "refresh",
    "remind",
    "rest",
    "send",
]  # fmt: skip
