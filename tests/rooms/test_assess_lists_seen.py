"""Nobody signs or writes over what they did not see: what changed meanwhile is said, and what was typed stays."""

from __future__ import annotations

import re

import pytest

from gotgan.assess import actions
from gotgan.assess.actions.opening import stamp_of
from gotgan.assess.models import ListStep
from gotgan.assess.queries.signing import broken_in
from gotgan.assess.rules.listing import Effect, Side
from gotgan.assess.rules.signing import minutes_hash
from gotgan.inventory.models import Dataset
from gotgan.inventory.rules import DatasetState
from gotgan.terms.errors import Invalid
from tests.rooms.assess_run import MINUTES, Run, rules
from tests.rooms.test_assess_lists_pages import HOME, page
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
_HELD = re.compile(r'<input type="hidden" name="(seen[a-z_]*)" value="([^"]*)">')


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    return run


def held(run: Run, where: str) -> dict[str, str]:
    """What the form of a page holds of what the page shows."""
    return dict(_HELD.findall(page(run.manager, f"{HOME}/{where}")))


def test_minutes_that_were_rewritten_are_not_signed_unseen(run: Run) -> None:
    run.propose()
    run.end_objections()
    form = held(run, "sign")
    actions.write_minutes(**run.by(), minutes="다른 회의록", seen=run.seen())
    answer = client_of(run.manager).post(f"{HOME}/sign", {"name": "The hundred", **form})
    assert answer.status_code == 422
    assert "somebody wrote the minutes anew since you opened the page" in text(answer)
    assert 'value="The hundred"' in text(answer)
    assert "다른 회의록" in text(answer)
    assert run.version.state == "proposed"
    again = dict(_HELD.findall(text(answer)))
    assert client_of(run.manager).post(f"{HOME}/sign", {"name": "The hundred", **again}).status_code == 302
    assert run.version.state == "signed"


def test_form_that_does_not_say_what_it_showed_signs_nothing(run: Run) -> None:
    run.propose()
    run.end_objections()
    assert client_of(run.manager).post(f"{HOME}/sign", {"name": "The hundred"}).status_code == 422
    assert run.version.state == "proposed"


def test_answer_that_came_meanwhile_is_not_signed_unseen(run: Run) -> None:
    run.propose()
    member = run.document()["members"][0]["id"]
    body = run.datasets.index(member) % 3
    said = actions.Said(run.bodies[body], member, Side.OUT, "자료가 낡았습니다.")
    objection = actions.object_to(**run.by(run.officers[body]), said=said)
    run.end_objections()
    seen = run.seen()
    actions.answer_objection(**run.by(), objection_id=objection, answer="그대로 둡니다.", effect=Effect.NONE)
    with pytest.raises(Invalid, match="objections or answers came in"):
        actions.sign(**run.by(), typed_name="The hundred", seen=seen)
    run.sign()


def test_two_who_write_minutes_do_not_lose_each_others(run: Run) -> None:
    run.propose()
    form = held(run, "minutes")
    actions.write_minutes(**run.by(), minutes="먼저 쓴 회의록", seen=run.seen())
    answer = client_of(run.manager).post(f"{HOME}/minutes", {"minutes": "나중에 쓴 회의록", **form})
    assert answer.status_code == 422
    shown = text(answer)
    assert "somebody wrote the minutes anew since you opened the page" in shown
    assert "먼저 쓴 회의록" in shown
    assert "나중에 쓴 회의록</textarea>" in shown
    assert run.version.minutes == "먼저 쓴 회의록"
    again = dict(_HELD.findall(shown))
    assert client_of(run.manager).post(f"{HOME}/minutes", {"minutes": "모은 회의록", **again}).status_code == 302
    assert run.version.minutes == "모은 회의록"


def test_minutes_written_anew_are_a_step_of_the_history(run: Run) -> None:
    run.propose()
    actions.write_minutes(**run.by(), minutes="고친 회의록", seen=run.seen())
    step = ListStep.objects.last()
    assert step is not None
    assert (step.before, step.after, step.by) == ("proposed", "proposed", run.by()["by"].label)
    assert step.numbers == {"before": minutes_hash(MINUTES), "minutes": minutes_hash("고친 회의록")}
    assert "the minutes were written anew" in page(run.auditor, HOME)


def test_list_chosen_anew_is_not_proposed_unseen(run: Run) -> None:
    form = held(run, "minutes")
    actions.set_rules(**run.by(), document=rules(choose=3))
    run.solve()
    typed = {"minutes": "모였습니다.", "until": "2099-01-01", **form}
    answer = client_of(run.manager).post(f"{HOME}/minutes", typed)
    assert answer.status_code == 422
    assert "the list was chosen anew since you opened the page" in text(answer)
    assert "모였습니다.</textarea>" in text(answer)
    assert run.version.state == "solved"


def test_what_if_is_not_made_the_settings_over_those_of_another(run: Run) -> None:
    seen = held(run, "explore")["seen"]
    assert seen == stamp_of(run.version)
    actions.set_rules(**run.by(), document=rules(choose=3))
    run.solve()
    typed = {"asked": "1", "choose": "5", "seen": seen}
    typed |= {f"weight.{name}": str(weight) for name, weight in run.version.settings["weights"].items()}
    answer = client_of(run.manager).post(f"{HOME}/explore/save", typed, follow=True)
    assert "somebody else changed them meanwhile" in text(answer)
    assert run.version.settings["choose"] == 3
    assert 'name="choose" min="1" max="6" step="1" value="5"' in text(answer)
    assert dict(_HELD.findall(text(answer)))["seen"] == stamp_of(run.version)


def test_list_with_a_member_that_is_gone_is_signed_only_by_who_says_so(run: Run) -> None:
    run.propose()
    run.end_objections()
    assert 'name="gone"' not in page(run.manager, f"{HOME}/sign")
    member = run.document()["members"][0]["id"]
    Dataset.objects.filter(pk=member).update(state=DatasetState.REMOVED)
    shown = page(run.manager, f"{HOME}/sign")
    assert "and stands on this list" in shown
    assert "I sign this list with 1 member that was withdrawn" in shown
    form = {"name": "The hundred", **dict(_HELD.findall(shown))}
    answer = client_of(run.manager).post(f"{HOME}/sign", form)
    assert answer.status_code == 422
    assert "1 member(s) were withdrawn or are held no longer" in text(answer)
    assert run.version.state == "proposed"
    assert client_of(run.manager).post(f"{HOME}/sign", {**form, "gone": f"{member} "}).status_code == 302
    signed = run.version
    assert signed.signed_over["gone"] == [member]
    assert broken_in(signed) == ()
    step = ListStep.objects.get(after="signed")
    assert step.numbers["gone"] == [member]
    assert "Signed knowing that 1 member was withdrawn" in page(run.auditor, HOME)
