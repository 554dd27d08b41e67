"""Question and answer of a what-if survive their JSON."""

from __future__ import annotations

import json

import pytest

from gotgan.terms.what_if import GivesWay, Held, Moved, Placed, WhatIf, WhatIfQuestion

PLACED = Placed("a", "as_is", 0.5, None)
ANSWER = WhatIf(
    1.0, 2.0, 2.5, (PLACED,), (PLACED,), (PLACED,), (Moved("a", "as_is", "safezone"),), (Held("choose", 1, 1, None),),
    {"mode": {"as_is": 1}}, ("budget",), (GivesWay("budget", 1, 2),),
)  # fmt: skip


def test_answer_and_question_come_back_as_they_were() -> None:
    assert WhatIf.from_json(json.loads(json.dumps(ANSWER.to_json()))) == ANSWER
    for lost in (None, (0.1, 0.2)):
        question = WhatIfQuestion("a", "b", "c", "d", {"budget": None}, lost)
        assert WhatIfQuestion.from_json(json.loads(json.dumps(question.to_json()))) == question
    with pytest.raises(KeyError):
        WhatIfQuestion.from_json({})


def test_gap_is_the_share_that_is_not_proved() -> None:
    assert ANSWER.gap == pytest.approx(0.25)
    assert WhatIf(None, None, None).gap is None
    assert WhatIf(None, 2.0, 1.9).gap == 0
