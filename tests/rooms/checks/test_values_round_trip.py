"""An answer is the same after JSON, after YAML, and after being carried to the next version of the form."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gotgan.survey.rules.mapping import map_sheet
from gotgan.survey.rules.values import check_value, normal_value
from gotgan.terms.survey import Answer, FilledBy
from tests.rooms.checks.sheet import standard_form
from tests.survey.test_values import values_of


@settings(max_examples=300)
@given(st.data())
def test_allowed_value_survives_json_and_yaml(data: st.DataObject) -> None:
    form = standard_form()
    item = data.draw(st.sampled_from(form.items))
    value: Any = normal_value(form, item, data.draw(values_of(item) | st.sampled_from(["unknown", "na", None])))
    assume(check_value(form, item, value) == ())
    as_json = json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))
    as_yaml = yaml.safe_load(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
    for read in (as_json, as_yaml):
        assert read == value
        assert normal_value(form, item, read) == value
        assert check_value(form, item, read) == ()


@settings(max_examples=200)
@given(st.data())
def test_allowed_answer_survives_its_own_json_and_the_next_version(data: st.DataObject) -> None:
    form = standard_form()
    item = data.draw(st.sampled_from(form.items))
    value: Any = normal_value(form, item, data.draw(values_of(item)))
    assume(check_value(form, item, value) == ())
    answer = Answer(value, FilledBy.OFFICER, is_confirmed=True, by="kim")
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    carried = map_sheet(form, replace(form, version=2), {item.key: answer})
    assert carried.unmapped == ()
    assert carried.answers == {item.key: answer}
