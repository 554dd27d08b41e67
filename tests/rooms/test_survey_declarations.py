"""Known systems, "we hold none", the declaration, its signature and its return, on a database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.survey.actions import declarations, systems
from gotgan.survey.actions.permission import NoSuchTarget, NotYours
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Campaign, Mail, Target, TargetSystem
from gotgan.survey.rules.registers import KnownSystem
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Actor, Role, Viewer
from gotgan.terms.survey import SheetState, TargetState
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YES = {"completeness_statement": "yes"}


@pytest.fixture
def body() -> Surveyed:
    return Surveyed()


def by(viewer: Viewer) -> Actor:
    return Actor.of(viewer)


def manager() -> Actor:
    return by(make_viewer(Role.SURVEY_MANAGER))


def known(body: Surveyed, *names: str) -> list[int]:
    with transaction.atomic():
        systems.learn_systems({body.target.pk: [KnownSystem(name) for name in names]})
    body.target.refresh_from_db()
    return list(TargetSystem.objects.order_by("pk").values_list("pk", flat=True))


def fresh(body: Surveyed) -> Target:
    return Target.objects.get(pk=body.target.pk)


def register(body: Surveyed) -> bytes:
    other = make_organisation().code
    rows = f"S-1,민원 시스템,{body.organisation}\nS-2,버스 시스템,{body.organisation}\nS-3,남의 시스템,{other}\n"
    return ("관리번호,정보시스템명,기관코드\n" + rows).encode("cp949")


def test_register_is_taken_in_whole_and_once(body: Surveyed) -> None:
    data = register(body)
    done = systems.import_register(by=manager(), campaign_id=body.campaign.pk, data=data)
    assert done.to_json() == {"rows": 3, "added": 2, "present": 0, "elsewhere": 1}
    again = systems.import_register(by=manager(), campaign_id=body.campaign.pk, data=data)
    assert again.to_json() == {"rows": 3, "added": 0, "present": 2, "elsewhere": 1}
    assert (fresh(body).systems, fresh(body).silent_systems) == (2, 2)


def test_bad_register_changes_nothing(body: Surveyed) -> None:
    who, data = manager(), register(body)
    before = audit.count_events()
    with pytest.raises(Invalid) as caught:
        systems.import_register(by=who, campaign_id=body.campaign.pk, data=data + b"S-9,,0000000\n")
    assert [issue.place for issue in caught.value.issues] == ["line 5, name", "line 5, organisation"]
    assert not TargetSystem.objects.exists()
    assert audit.count_events() == before


def test_system_of_a_merged_body_belongs_to_whoever_answers_for_it(body: Surveyed) -> None:
    old = make_organisation().code
    Target.objects.filter(pk=body.target.pk).update(merged=[old])
    data = f"name,code\n옛 시스템,{old}\n".encode()
    assert systems.import_register(by=manager(), campaign_id=body.campaign.pk, data=data).added == 1
    assert TargetSystem.objects.get().target_id == body.target.pk


def test_system_is_silent_until_a_sheet_or_a_reason_speaks_of_it(body: Surveyed) -> None:
    first, second = known(body, "민원 시스템", "버스 시스템")
    assert fresh(body).silent_systems == 2
    body.sheet(system="민원시스템")
    assert fresh(body).silent_systems == 1
    systems.explain_system(by=by(body.officer), system_id=second, reason="인사 정보만 있습니다")
    assert fresh(body).silent_systems == 0
    systems.explain_system(by=by(body.officer), system_id=second, reason=" ")
    assert fresh(body).silent_systems == 1
    assert recount_target(body.target.pk) == {}
    assert first != second


def test_only_who_answers_explains_a_system_and_only_in_time(body: Surveyed) -> None:
    (system,) = known(body, "민원 시스템")
    stranger = make_viewer(Role.OFFICER, organisation=make_organisation().code)
    with pytest.raises(NoSuchTarget):
        systems.explain_system(by=by(stranger), system_id=system, reason="x")
    with pytest.raises(NotYours):
        systems.explain_system(by=by(body.head), system_id=system, reason="x")
    Campaign.objects.update(closes=timezone.now() - timedelta(hours=1))
    with pytest.raises(NotYours, match="the deadline passed"):
        systems.explain_system(by=by(body.officer), system_id=system, reason="x")


def test_declaration_waits_for_the_head_and_is_signed(body: Surveyed) -> None:
    sheet = body.sheet(state=SheetState.SUBMITTED)
    declarations.declare(by=by(body.lead), target_id=body.target.pk, values={**YES, "answer_confidence": "high"})
    assert fresh(body).state == TargetState.DECLARED
    with pytest.raises(Invalid, match="not signed yet"):
        declarations.sign_target(by=by(body.head), target_id=body.target.pk)
    type(sheet).objects.update(state=SheetState.SIGNED)
    recount_target(body.target.pk)
    declarations.sign_target(by=by(body.head), target_id=body.target.pk, position="데이터정책과장")
    signed = fresh(body)
    assert (signed.state, signed.signed_by) == (TargetState.SIGNED, body.head.label)
    assert signed.declaration["approver"]["value"] == f"데이터정책과장 {body.head.label}"
    assert signed.declaration["approved_on"]["filled_by"] == "approver"
    assert signed.declaration["answer_confidence"]["value"] == "high"


def test_declaration_is_refused_while_a_known_system_is_silent(body: Surveyed) -> None:
    known(body, "민원 시스템", "버스 시스템")
    body.sheet(state=SheetState.SUBMITTED, system="버스 시스템")
    body.sheet("교통량", state=SheetState.DRAFT)
    with pytest.raises(Invalid) as caught:
        declarations.declare(by=by(body.lead), target_id=body.target.pk, values={"answer_confidence": "sure", "x": 1})
    places = [issue.place for issue in caught.value.issues]
    assert places == ["x", "answer_confidence", "completeness_statement", "sheets", "system"]
    assert "민원 시스템" in caught.value.issues[-1].what
    assert fresh(body).state == TargetState.ANSWERING


def test_none_held_with_a_reason_is_signed_and_silences_no_system(body: Surveyed) -> None:
    known(body, "민원 시스템")
    with pytest.raises(Invalid):
        declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="")
    declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="데이터를 생산하지 않습니다")
    held = fresh(body)
    assert (held.state, held.silent_systems) == (TargetState.NONE_HELD, 0)
    assert recount_target(body.target.pk) == {}
    assert held.declaration["no_data_held_reason"]["value"] == "데이터를 생산하지 않습니다"
    declarations.sign_target(by=by(body.head), target_id=body.target.pk)
    assert fresh(body).state == TargetState.SIGNED


def test_none_held_is_refused_where_data_is_known(body: Surveyed) -> None:
    body.sheet()
    with pytest.raises(Invalid, match="1 are known of your organisation"):
        declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="없음")


def test_head_returns_with_a_remark_and_the_manager_even_after_signing(body: Surveyed) -> None:
    declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="없음")
    with pytest.raises(Invalid):
        declarations.return_target(by=by(body.head), target_id=body.target.pk, remark=" ")
    declarations.return_target(by=by(body.head), target_id=body.target.pk, remark="CCTV를 빠뜨렸습니다")
    back = fresh(body)
    assert (back.state, back.remark, back.none_held_reason) == (TargetState.ANSWERING, "CCTV를 빠뜨렸습니다", "")
    assert Mail.objects.filter(kind="returned").count() == 3  # the lead and both officers
    declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="없음")
    declarations.sign_target(by=by(body.head), target_id=body.target.pk)
    with pytest.raises(NotYours):
        declarations.return_target(by=by(body.head), target_id=body.target.pk, remark="x")
    declarations.return_target(by=manager(), target_id=body.target.pk, remark="다시 보아 주십시오")
    assert fresh(body).state == TargetState.ANSWERING


def test_lead_takes_back_what_is_not_signed(body: Surveyed) -> None:
    declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="없음")
    declarations.take_declaration_back(by=by(body.lead), target_id=body.target.pk)
    assert fresh(body).state == TargetState.ANSWERING
    declarations.hold_none(by=by(body.lead), target_id=body.target.pk, reason="없음")
    declarations.sign_target(by=by(body.head), target_id=body.target.pk)
    with pytest.raises(NotYours):
        declarations.take_declaration_back(by=by(body.lead), target_id=body.target.pk)


def test_who_declares_does_not_sign(body: Surveyed) -> None:
    both = make_viewer(Role.LEAD, Role.APPROVER, organisation=body.organisation)
    declarations.hold_none(by=by(both), target_id=body.target.pk, reason="없음")
    with pytest.raises(Invalid, match="another approver"):
        declarations.sign_target(by=by(both), target_id=body.target.pk)


@pytest.mark.parametrize("role", ["officer", "head", "observer"])
def test_only_the_lead_declares(body: Surveyed, role: str) -> None:
    with pytest.raises(NotYours):
        declarations.hold_none(by=by(getattr(body, role)), target_id=body.target.pk, reason="없음")
    with pytest.raises(NotYours):
        declarations.declare(by=by(getattr(body, role)), target_id=body.target.pk, values=YES)


def test_stranger_learns_nothing(body: Surveyed) -> None:
    other = make_organisation().code
    lead, head = make_viewer(Role.LEAD, organisation=other), make_viewer(Role.APPROVER, organisation=other)
    for doing in (
        lambda: declarations.hold_none(by=by(lead), target_id=body.target.pk, reason="x"),
        lambda: declarations.declare(by=by(lead), target_id=body.target.pk, values=YES),
        lambda: declarations.sign_target(by=by(head), target_id=body.target.pk),
        lambda: declarations.return_target(by=by(head), target_id=body.target.pk, remark="x"),
    ):
        with pytest.raises(NoSuchTarget):
            doing()


def test_first_visit_of_who_answers_begins_the_answering(body: Surveyed) -> None:
    Target.objects.update(state=TargetState.WAITING)
    for viewer in (body.observer, body.head):
        declarations.note_first_visit(by=by(viewer), target_id=body.target.pk)
    assert fresh(body).state == TargetState.WAITING
    declarations.note_first_visit(by=by(body.officer), target_id=body.target.pk)
    seen = fresh(body)
    assert seen.state == TargetState.ANSWERING
    declarations.note_first_visit(by=by(body.lead), target_id=body.target.pk)
    assert fresh(body).first_seen == seen.first_seen
