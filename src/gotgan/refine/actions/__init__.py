"""Writes of refining: each one transaction and one audit event."""

from gotgan.refine.actions.aftercare import accept_joint_risk, note_told, remind_due
from gotgan.refine.actions.budgets import PaidBefore, charge_budget, set_budget
from gotgan.refine.actions.combining import (
    NoSuchCombination,
    ask_combine,
    ask_match,
    close_combination,
    hand_over,
    keep_combination,
    keep_linkage,
    keep_parcels,
    make_join_key,
    name_party,
    open_combination,
    refuse_combination,
    refuse_table,
    stop_combination,
    take_parcel,
)
from gotgan.refine.actions.inspections import NoSuchInspection, ask_inspection, finish_inspection
from gotgan.refine.actions.keys import destroy_keys, key_of, rotate_key
from gotgan.refine.actions.lost import fail_lost_work
from gotgan.refine.actions.orders import Estimate, add_effort, dismiss_reviewer, name_person, open_order
from gotgan.refine.actions.permission import NotYours
from gotgan.refine.actions.releases import release
from gotgan.refine.actions.runs import NoSuchRun, RunResult, begin_run, finish_run, start_run
from gotgan.refine.actions.steps import declare_no_interest, sign_opinion, take_step, write_document, write_plan
from gotgan.refine.actions.weighings import NoSuchWeighing, ask_weighing, finish_weighing

__all__ = [
    "Estimate",
    "NoSuchCombination",
    "NoSuchInspection",
    "NoSuchRun",
    "NoSuchWeighing",
    "NotYours",
    "PaidBefore",
    "RunResult",
    "accept_joint_risk",
    "add_effort",
    "ask_combine",
    "ask_inspection",
    "ask_match",
    "ask_weighing",
    "begin_run",
    "charge_budget",
    "close_combination",
    "declare_no_interest",
    "destroy_keys",
    "dismiss_reviewer",
    "fail_lost_work",
    "finish_inspection",
    "finish_run",
    "finish_weighing",
    "hand_over",
    "keep_combination",
    "keep_linkage",
    "keep_parcels",
    "key_of",
    "make_join_key",
    "name_party",
    "name_person",
    "note_told",
    "open_combination",
    "open_order",
    "refuse_combination",
    "refuse_table",
    "release",
    "remind_due",
    "rotate_key",
    "set_budget",
    "sign_opinion",
    "start_run",
    "stop_combination",
    "take_parcel",
    "take_step",
    "write_document",
    "write_plan",
]
