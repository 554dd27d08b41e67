"""Writes of assessing and selecting: each one transaction and one audit event."""

from gotgan.assess.actions.ending import propose, publish, sign, withdraw, write_minutes
from gotgan.assess.actions.exploring import NoSuchExploration, adopt_what_if, ask_exploring, finish_exploring
from gotgan.assess.actions.objecting import NoSuchObjection, Said, answer_objection, explain_unmet, object_to
from gotgan.assess.actions.opening import (
    Named,
    decide_without_panel,
    make_list,
    relax_rules,
    renew,
    set_rules,
)
from gotgan.assess.actions.permission import NotYours
from gotgan.assess.actions.working import (
    Collected,
    NoSuchWork,
    Solved,
    ask_collect,
    ask_solve,
    fail_work,
    finish_collecting,
    finish_solving,
    stop_work,
)

__all__ = [
    "Collected", "Named", "NoSuchExploration", "NoSuchObjection", "NoSuchWork", "NotYours", "Said", "Solved",
    "adopt_what_if", "answer_objection",
    "ask_collect", "ask_exploring", "ask_solve", "decide_without_panel", "explain_unmet", "fail_work",
    "finish_collecting", "finish_exploring", "finish_solving",
    "make_list", "object_to", "propose", "publish", "relax_rules", "renew", "set_rules", "sign", "stop_work",
    "withdraw", "write_minutes",
]  # fmt: skip
