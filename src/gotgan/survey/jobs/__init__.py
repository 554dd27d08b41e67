"""Background entry of the survey: campaigns, letters, addresses, workbooks, counts, freezing."""

from gotgan.survey.jobs.endpoints import ask_endpoints
from gotgan.survey.jobs.freezing import freeze
from gotgan.survey.jobs.letters import remind, send
from gotgan.survey.jobs.opening import open, refresh, rest
from gotgan.survey.jobs.recounting import recount
from gotgan.survey.jobs.workbooks import clear_workbooks, read_workbook

__all__ = [
    "ask_endpoints",
    "clear_workbooks",
    "freeze",
    "open",
    "read_workbook",
    "recount",
    "refresh",
    "remind",
    "rest",
    "send",
]  # fmt: skip
