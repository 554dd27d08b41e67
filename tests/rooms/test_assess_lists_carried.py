"""An objection that was granted binds the versions that follow."""

from __future__ import annotations

import json

import pytest

from gotgan.assess import actions
from gotgan.assess.models import ListVersion, Unmet
from gotgan.assess.rules.listing import Effect, Side
from gotgan.audit.models import Event
from gotgan.terms.errors import NotAllowed, NotFound
from tests.rooms.assess_run import Run, rules
from tests.rooms.test_assess_lists_pages import page, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
SECOND = "/assess/lists/hundred/2"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run(monkeypatch)
    run.make()
    run.collect()
    run.solve()
    return run


def grant(run: Run, dataset: str, side: Side, text: str = "자료가 낡았습니다.") -> int:
    """Its holder objects to the newest version, and the manager grants it."""
    place = run.datasets.index(dataset) % 3
    on = run.by()
    objection = actions.object_to(
        **{**on, "by": run.by(run.officers[place])["by"]}, said=actions.Said(run.bodies[place], dataset, side, text)
    )
    actions.answer_objection(**on, objection_id=objection, answer="받아들입니다.", effect=Effect.NEW_VERSION)
    return objection


def members(run: Run) -> set[str]:
    return {each["id"] for each in run.document()["members"]}


def left_out(run: Run) -> str:
    """A candidate that the list leaves out."""
    return next(each["id"] for each in run.document()["rejected"])


def test_dataset_granted_to_be_out_is_out_of_the_next_version(run: Run) -> None:
    run.propose()
    member = run.document()["members"][0]["id"]
    grant(run, member, Side.OUT)
    run.solve()
    assert run.version.number == 2
    assert member not in members(run)
    assert len(members(run)) == 4
    line = page(run.manager, f"{SECOND}/datasets/{member}")
    assert "It is out by an objection to an earlier version that was granted." in line
    assert "앞 판에 대한 이의를 받아들여 뺐습니다." in page(run.manager, f"{SECOND}/datasets/{member}", "ko")
    assert "Out by an objection" in page(run.manager, f"{SECOND}/others?why=objection")
    run.propose()
    for where in ("objections", "sign"):
        shown = page(run.manager, f"{SECOND}/{where}")
        assert "Granted to earlier versions" in shown
        assert "자료가 낡았습니다." in shown
        assert "Met by this version" in shown
    assert run.sign().state == "signed"


def test_version_that_does_not_take_in_what_was_granted_says_why_or_is_not_proposed(run: Run) -> None:
    run.propose()
    dataset = left_out(run)
    objection = grant(run, dataset, Side.IN, "새로 정비했습니다.")
    run.solve()
    assert dataset not in members(run)
    with pytest.raises(NotAllowed, match=r"1 objection\(s\) granted to an earlier version are not met"):
        run.propose()
    assert "1 objection granted to an earlier version is not met" in page(run.manager, SECOND)
    assert "Not met by this version" in page(run.manager, f"{SECOND}/objections")
    refused = post(run.auditor, f"{SECOND}/objections", do="explain", objection=objection, reason="x")
    assert "only a selection manager says why" in refused.content.decode()
    post(run.manager, f"{SECOND}/objections", do="explain", objection=objection, reason="예산을 넘습니다.")
    said = Unmet.objects.get()
    assert (said.version_id, said.objection_id, said.reason) == (run.version.pk, objection, "예산을 넘습니다.")
    assert Event.objects.filter(action="assess.explain_unmet").count() == 1
    assert run.propose().state == "proposed"
    own = run.datasets.index(dataset) % 3
    assert "예산을 넘습니다." in page(run.officers[own], f"{SECOND}/objections")
    assert "예산을 넘습니다." not in page(run.officers[own - 1], f"{SECOND}/objections")
    assert "예산을 넘습니다." in page(run.manager, f"{SECOND}/sign")
    assert run.sign().state == "signed"


def test_list_that_takes_in_what_was_granted_is_proposed(run: Run) -> None:
    run.propose()
    dataset = left_out(run)
    objection = grant(run, dataset, Side.IN)
    actions.set_rules(**run.by(), document=rules(choose=10, one_per_cluster=False))
    run.solve()
    assert dataset in members(run)
    with pytest.raises(NotAllowed, match="does what the objection asks for"):
        actions.explain_unmet(**run.by(), objection_id=objection, reason="x")
    assert run.propose().state == "proposed"


def test_what_is_granted_after_the_next_version_was_proposed_keeps_it_from_being_signed(run: Run) -> None:
    run.propose()
    first, second = (each["id"] for each in run.document()["members"][:2])
    one = run.by()
    objections = [
        actions.object_to(
            **{**one, "by": run.by(run.officers[run.datasets.index(each) % 3])["by"]},
            said=actions.Said(run.bodies[run.datasets.index(each) % 3], each, Side.OUT, "낡았습니다."),
        )
        for each in (first, second)
    ]
    granted = {"answer": "받아들입니다.", "effect": Effect.NEW_VERSION}
    actions.answer_objection(**one, objection_id=objections[0], **granted)
    run.solve()
    run.propose()
    assert second in members(run)
    actions.answer_objection(**one, objection_id=objections[1], **granted)
    assert ListVersion.objects.count() == 2
    with pytest.raises(NotAllowed, match="are not met"):
        run.sign()
    actions.explain_unmet(**run.by(), objection_id=objections[1], reason="다음 판에서 뺍니다.")
    assert run.sign().state == "signed"


def test_reason_opens_the_choice_again_and_the_version_after_asks_for_another(run: Run) -> None:
    run.propose()
    member = run.document()["members"][0]["id"]
    objection = grant(run, member, Side.OUT)
    actions.explain_unmet(**run.by(), objection_id=objection, reason="대신할 데이터가 없습니다.")
    run.solve()
    assert member in members(run)
    assert run.propose().state == "proposed"
    with pytest.raises(NotFound):
        actions.explain_unmet(**run.by(), objection_id=objection + 1000, reason="x")
    actions.renew(**run.by(), recollect=False)
    assert "대신할 데이터가 없습니다.</textarea>" in page(run.manager, "/assess/lists/hundred/3/objections")
    run.solve()
    assert member not in members(run)


def left_open(run: Run, side: Side = Side.OUT) -> tuple[int, str, int]:
    """Two object to version 1, one is granted: (the objection that nobody answered, its dataset, its body)."""
    run.propose()
    first, second = (each["id"] for each in run.document()["members"][:2])
    place, on = run.datasets.index(second) % 3, run.by()
    said = actions.Said(run.bodies[place], second, side, "다른 기관의 자료입니다.")
    objection = actions.object_to(**{**on, "by": run.by(run.officers[place])["by"]}, said=said)
    grant(run, first, Side.OUT)
    run.solve()
    assert run.version.number == 2
    return objection, second, place


def test_version_is_not_signed_while_an_objection_to_an_earlier_one_is_open(run: Run) -> None:
    objection, _, _ = left_open(run)
    run.propose()
    with pytest.raises(NotAllowed, match=r"1 objection\(s\) to version 1 are not answered; answer them on the page"):
        run.sign()
    actions.withdraw(by=run.by()["by"], version_id=ListVersion.objects.get(number=1).pk, reason="새 판이 있습니다.")
    with pytest.raises(NotAllowed, match="to version 1 are not answered"):
        run.sign()  # taking the earlier version back is no way around it
    actions.answer_objection(**run.by(), objection_id=objection, answer="그대로 둡니다.", effect=Effect.NONE)
    told = json.loads(Event.objects.filter(action="assess.answer_objection").latest("pk").details)
    assert (told["to"], told["effect"]) == (1, "none")
    assert ListVersion.objects.count() == 2
    assert run.sign().state == "signed"


def test_objection_to_an_earlier_version_that_is_granted_binds_the_one_that_is_there(run: Run) -> None:
    objection, dataset, _ = left_open(run)
    assert dataset in members(run)
    actions.answer_objection(**run.by(), objection_id=objection, answer="뺍니다.", effect=Effect.NEW_VERSION)
    assert ListVersion.objects.count() == 2, "version 2 is open and takes it"
    with pytest.raises(NotAllowed, match="are not met"):
        run.propose()
    run.solve()
    assert dataset not in members(run)
    run.propose()
    assert run.sign().state == "signed"


def test_objection_to_an_earlier_version_is_answered_once_and_by_the_manager_before_it_is_signed(run: Run) -> None:
    objection, _, place = left_open(run)
    kept = {"objection_id": objection, "answer": "그대로 둡니다.", "effect": Effect.NONE}
    for viewer in (run.auditor, run.officers[place]):
        with pytest.raises((NotAllowed, NotFound)):
            actions.answer_objection(**run.by(viewer), **kept)
    first = ListVersion.objects.get(number=1)
    actions.answer_objection(**run.by(), **kept)
    with pytest.raises(NotAllowed, match="answered already"):
        actions.answer_objection(**run.by(), **kept)
    later = grant_on_second(run)
    with pytest.raises(NotFound):
        actions.answer_objection(by=run.by()["by"], version_id=first.pk, **{**kept, "objection_id": later})


def grant_on_second(run: Run) -> int:
    """An objection to version 2, which version 1 knows nothing of."""
    run.propose()
    return grant(run, run.document()["members"][0]["id"], Side.OUT)


def test_pages_show_what_is_open_before_and_take_its_answer(run: Run) -> None:
    objection, _, place = left_open(run)
    home = page(run.manager, "/assess/", "ko")
    assert "백선" in home or "100선" in home
    assert "Objections to earlier versions wait for an answer." in page(run.manager, SECOND), (
        "before it is proposed too"
    )
    run.propose()
    run.end_objections()
    assert "Objections to earlier versions wait for an answer." in page(run.manager, SECOND)
    assert "1판에 대한 이의 1건에 답하지 않았습니다" in page(run.manager, SECOND, "ko")
    for where in ("objections", "sign"):
        shown = page(run.manager, f"{SECOND}/{where}")
        assert "Not answered in earlier versions" in shown
        assert "다른 기관의 자료입니다." in shown
    assert "1판에 대한 이의 1건에 답하지 않았습니다" in page(run.manager, f"{SECOND}/sign", "ko")
    assert "다른 기관의 자료입니다." in page(run.officers[place], f"{SECOND}/objections")
    others = page(run.officers[place - 1], f"{SECOND}/objections")
    assert "다른 기관의 자료입니다." not in others
    assert 'value="answer"' not in page(run.auditor, f"{SECOND}/objections")
    post(run.manager, f"{SECOND}/objections", do="answer", objection=objection, answer="그대로 둡니다.", effect="none")
    shown = page(run.manager, f"{SECOND}/objections")
    assert "Not answered in earlier versions" not in shown
    assert "Type “The hundred” to sign" in page(run.manager, f"{SECOND}/sign")
