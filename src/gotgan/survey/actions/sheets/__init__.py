"""What people do with a sheet: answer, explain, pass on, hand in, sign, give back, accept."""

from __future__ import annotations

from gotgan.survey.actions.sheets.adding import add_sheet, link_same, unlink_same
from gotgan.survey.actions.sheets.answers import confirm, save_answers, save_sheets
from gotgan.survey.actions.sheets.delegating import delegate, end_delegation
from gotgan.survey.actions.sheets.files import attach
from gotgan.survey.actions.sheets.merging import Saved
from gotgan.survey.actions.sheets.opening import NotWritable
from gotgan.survey.actions.sheets.replies import reply
from gotgan.survey.actions.sheets.steps import Stepped, accept, call_back, send_back, sign, submit, take_back
from gotgan.survey.queries.reach import NoSuchSheet

__all__ = [
    "NoSuchSheet", "NotWritable", "Saved", "Stepped", "accept", "add_sheet", "attach", "call_back", "confirm",
    "delegate", "end_delegation", "link_same", "reply", "save_answers", "save_sheets", "send_back", "sign", "submit",
    "take_back", "unlink_same",
]  # fmt: skip
