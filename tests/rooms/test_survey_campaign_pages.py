"""The pages of campaigns: who sees which, what each button does, in how many queries, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gotgan.accounts.models import Person
from gotgan.organisations.models import Organisation, Succession
from gotgan.survey.models import Campaign, Mail, Target, TargetSystem
from gotgan.survey.rules.timeline import lay_out
from gotgan.terms.role import Role, Viewer
from gotgan.terms.survey import CampaignState, SheetState, TargetState
from gotgan.work.actions import enqueue
from gotgan.work.models import Job
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.surveyed import Surveyed
from tests.rooms.test_survey_dates import DAY, NOON
from tests.rooms.test_survey_dates import Campaign as Dated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
FIRST = "/survey/campaigns/first"


def client_of(viewer: Viewer, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=viewer.person_id), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def body() -> Surveyed:
    return Surveyed()


@pytest.fixture
def manager() -> Client:
    return client_of(make_viewer(Role.SURVEY_MANAGER))


def page_of(body: Surveyed) -> str:
    return f"{FIRST}/targets/{body.organisation}"


def act(client: Client, body: Surveyed, do: str, **more: str) -> str:
    return text(client.post(f"{page_of(body)}/act", {"do": do, **more}, follow=True))


def test_manager_without_campaigns_is_told_what_to_do_first(manager: Client) -> None:
    page = text(manager.get("/survey/"))
    assert "no published questionnaire" in page
    assert "Make a campaign" not in page
    assert "A campaign needs a published questionnaire" in text(manager.get("/survey/campaigns/new"))


def test_campaign_is_made_step_by_step(body: Surveyed, manager: Client) -> None:
    form = str(body.campaign.form_id)
    wrong = manager.post("/survey/campaigns/new", {
        "title_ko": "둘째 조사", "form": form, "opens": "2027-01-10T09:00", "closes": "2027-01-01T09:00",
        "remind_days": "7",
    })  # fmt: skip
    assert wrong.status_code == 422
    assert "lies before the opening" in text(wrong)
    made = manager.post("/survey/campaigns/new", {
        "title_ko": "둘째 조사", "title_en": "Second", "form": form, "previous": body.campaign.pk,
        "opens": "2027-01-10T09:00", "closes": "2027-01-31T18:00", "remind_days": "7, 1",
    })  # fmt: skip
    assert made["Location"] == "/survey/campaigns/second/choose"
    stored = Campaign.objects.get(slug="second")
    assert timezone.localtime(stored.closes).isoformat() == "2027-01-31T18:00:00+09:00"
    other = make_organisation(name_en="Haewon")
    shown = text(manager.post("/survey/campaigns/second/choose", {"codes": f"{other.code} ZZZZZZZ"}))
    assert "1 code belongs to no organisation" in shown
    assert "ZZZZZZZ" in shown
    assert "Add them" not in shown
    file = SimpleUploadedFile("codes.csv", f"기관코드,기관명\n{other.code},해원\n".encode("cp949"))
    shown = text(manager.post("/survey/campaigns/second/choose", {"file": file}))
    assert "1 organisation would be added" in shown
    assert "Haewon" in shown
    assert not Target.objects.filter(campaign=stored).exists()
    manager.post("/survey/campaigns/second/choose", {"do": "add", "codes": other.code})
    assert Target.objects.get(campaign=stored).organisation_id == other.code
    manager.post("/survey/campaigns/second/pilot", {"pilot": other.code})
    assert Target.objects.get(campaign=stored).is_pilot
    opened = manager.post("/survey/campaigns/second/turn", {"do": "everyone"}, follow=True)
    assert "Everyone may answer from now on" in text(opened)
    assert Campaign.objects.get(slug="second").state == CampaignState.OPEN


def test_buttons_of_a_campaign(body: Surveyed, manager: Client) -> None:
    assert "Dates are kept" not in text(manager.get(FIRST))
    changed = manager.post(f"{FIRST}/dates", {
        "title_ko": "새 이름", "opens": "2026-01-10T09:00", "closes": "2030-01-31T18:00", "remind_days": "x",
    })  # fmt: skip
    assert "whole numbers" in text(changed)
    for do, said in (
        ("remind", "Reminders go out"), ("refresh", "being looked for"), ("close", "The campaign is closed"),
        ("close", "cannot become closed"), ("nonsense", "use a button of the page"),
    ):  # fmt: skip
        assert said in text(manager.post(f"{FIRST}/turn", {"do": do}, follow=True)), do
    again = manager.post(f"{FIRST}/turn", {"do": "reopen", "closes": "2020-01-01T00:00"}, follow=True)
    assert "the deadline is past" in text(again)
    assert "takes answers again" in text(
        manager.post(f"{FIRST}/turn", {"do": "reopen", "closes": "2099-01-01T00:00"}, follow=True)
    )
    rest = manager.post(f"{FIRST}/turn", {"do": "rest", "closes": "2099-02-01T00:00"}, follow=True)
    assert "The second wave is being opened" in text(rest)


def test_register_is_taken_in_or_every_problem_shown(body: Surveyed, manager: Client) -> None:
    good = f"관리번호,정보시스템명,기관코드\nS-1,민원 시스템,{body.organisation}\n"
    bad = manager.post(f"{FIRST}/register", {"file": SimpleUploadedFile("r.csv", (good + "S-2,,0\n").encode())})
    assert bad.status_code == 422
    assert "line 3, name" in text(bad)
    assert not TargetSystem.objects.exists()
    done = manager.post(f"{FIRST}/register", {"file": SimpleUploadedFile("r.csv", good.encode())})
    assert "1 rows read: 1 systems are new" in text(done)
    assert manager.post(f"{FIRST}/register").status_code == 422


def test_letters_are_shown_with_what_became_of_them(body: Surveyed, manager: Client) -> None:
    assert "There is none yet" in text(manager.get(f"{FIRST}/letters"))
    now = timezone.now()
    for number, state in enumerate(("sent", "failed", "unclear", "waiting")):
        Mail.objects.create(
            campaign=body.campaign, target=body.target, key=state, kind="invitation", to=f"p{number}@h.kr", subject="s",
            body="b", state=state, problem="550 no" if state == "failed" else "", created=now, next_try=now,
        )  # fmt: skip
    page = text(manager.get(f"{FIRST}/letters"))
    assert "550 no" in page
    assert "gave no answer" in page
    assert "No mail server is set" in page
    assert "p0@h.kr" not in text(manager.get(f"{FIRST}/letters?state=failed"))
    manager.post(f"{FIRST}/letters", {"mail": str(Mail.objects.get(state="failed").pk)})
    assert Mail.objects.filter(state="waiting").count() == 2


def test_lead_declares_and_head_signs_on_the_page(body: Surveyed) -> None:
    lead, head = client_of(body.lead), client_of(body.head)
    sheet = body.sheet(state=SheetState.SUBMITTED)
    assert "Declare, and hand it" in text(lead.get(page_of(body)))
    assert "it is not confirmed" in act(lead, body, "declare")
    act(lead, body, "declare", completeness_statement="yes", answer_confidence="high")
    assert "not signed yet" in act(head, body, "sign")
    type(sheet).objects.update(state=SheetState.SIGNED)
    Target.objects.update(submitted=0, signed_sheets=1)
    assert "Done: signed by" in act(head, body, "sign", position="과장")
    assert Target.objects.get().declaration["answer_confidence"]["value"] == "high"


def test_evidence_of_a_declaration_is_kept_and_taken_by_its_people_only(body: Surveyed) -> None:
    lead = client_of(body.lead)
    body.sheet(state=SheetState.SUBMITTED)
    sent = {"do": "declare", "completeness_statement": "yes"}
    bad = SimpleUploadedFile("report.pdf", b"MZ no pdf")
    refused = lead.post(f"{page_of(body)}/act", {**sent, "evidence_files": bad}, follow=True)
    assert "it is not a pdf file inside" in text(refused)
    good = SimpleUploadedFile("목록.pdf", b"%PDF-1.7 list")
    page = text(lead.post(f"{page_of(body)}/act", {**sent, "evidence_files": good}, follow=True))
    assert "목록.pdf" in page
    sha256 = Target.objects.get().declaration["evidence_files"]["value"][0]["sha256"]
    answer = client_of(body.head).get(f"{page_of(body)}/files/{sha256}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 list"
    assert lead.get(f"{page_of(body)}/files/{'0' * 64}").status_code == 404
    stranger = client_of(make_viewer(Role.LEAD, organisation=make_organisation().code))
    assert stranger.get(f"{page_of(body)}/files/{sha256}").status_code == 404


def test_lead_says_that_none_is_held_and_head_returns_it(body: Surveyed) -> None:
    lead, head = client_of(body.lead), client_of(body.head)
    assert "waits for the department head" in act(lead, body, "none_held", text="생산하지 않습니다")
    assert "returned with your remark" in act(head, body, "return", text="CCTV는요?")
    assert "CCTV는요?" in text(lead.get(page_of(body)))
    act(lead, body, "none_held", text="생산하지 않습니다")
    assert "go on answering" in act(lead, body, "take_back")


def test_officer_explains_a_silent_system(body: Surveyed) -> None:
    system = TargetSystem.objects.create(target=body.target, name="민원 시스템", origin="register")
    officer = client_of(body.officer)
    assert "nobody spoke of it" in text(officer.get(page_of(body)))
    assert "인사 정보만" in act(officer, body, "system", system=str(system.pk), text="인사 정보만")
    assert "use a button" in act(officer, body, "system", system="x", text="y")


def test_manager_extends_notes_and_drops(body: Surveyed, manager: Client) -> None:
    assert "its people are told" in act(manager, body, "extend", until="2099-01-01T00:00", text="명절")
    assert "it is no moment" in act(manager, body, "extend", until="soon", text="명절")
    assert "월요일" in act(manager, body, "call_back", text="월요일에 전화")
    assert "월요일" not in text(client_of(body.head).get(page_of(body)))
    assert "To call back" in text(manager.get(f"{FIRST}?state=call_back"))
    assert "still exists" in act(manager, body, "follow")
    assert "reminder goes out" in act(manager, body, "remind")
    manager.post(f"{FIRST}/drop/{body.target.pk}")
    assert not Target.objects.exists()


def test_opening_that_waits_says_for_what(body: Surveyed, manager: Client) -> None:
    scan, one = enqueue("inventory.scan", "x"), enqueue("inventory.compare")
    Job.objects.filter(pk=scan.id).update(state="running", heartbeat_at=timezone.now())
    job = enqueue("survey.open", body.campaign.pk)
    Campaign.objects.filter(pk=body.campaign.pk).update(job_id=job.id)
    page = text(manager.get(FIRST))
    assert "It is busy with: Scan of a source." in " ".join(page.split())
    assert "1 more job goes before it" in page
    Job.objects.filter(pk__in=[scan.id, one.id]).update(state="done")
    page = text(manager.get(FIRST))
    assert "begins in a moment" in page
    assert "busy with" not in page


def test_nobody_says_none_before_the_sheets_are_made(body: Surveyed) -> None:
    Target.objects.update(prepared=None)
    lead = client_of(body.lead)
    page = text(lead.get(page_of(body)))
    assert "Your sheets are being made" in page
    assert "We hold no data in scope" not in page
    assert "they are still being made" in act(lead, body, "none_held", text="생산하지 않습니다")
    assert Target.objects.get().state == TargetState.ANSWERING


def test_frozen_campaign_offers_nothing_to_change(body: Surveyed, manager: Client) -> None:
    now = timezone.now()
    Mail.objects.create(
        campaign=body.campaign, target=body.target, key="k", kind="invitation", to="p@h.kr", subject="s", body="b",
        state="unclear", problem="away", created=now, next_try=now,
    )  # fmt: skip
    Target.objects.update(call_back="월요일에 전화")
    Campaign.objects.update(state=CampaignState.FROZEN)
    for address in (FIRST, f"{FIRST}/letters", page_of(body)):
        assert '<form method="post"' not in text(manager.get(address)).partition("<main")[2], address
    assert "월요일에 전화" in text(manager.get(page_of(body)))
    assert "it is frozen" in act(manager, body, "call_back", text="화요일")
    assert "it is frozen" in text(manager.post(f"{FIRST}/letters", {}, follow=True))
    assert (Target.objects.get().call_back, Mail.objects.get().state) == ("월요일에 전화", "unclear")


def test_nothing_asked_is_not_nothing_answered(body: Surveyed, manager: Client) -> None:
    for address in ("/survey/", FIRST, f"{FIRST}/board", page_of(body)):
        assert "0%" not in text(manager.get(address)), address
    body.whole_sheet("민원")
    assert "answered" in text(manager.get("/survey/"))
    assert "0%" in text(manager.get(FIRST))


def test_reorganised_body_is_pointed_out_and_followed(body: Surveyed, manager: Client) -> None:
    body.sheet()
    heir = make_organisation(name_en="Heir")
    yesterday = timezone.localdate() - DAY
    Organisation.objects.filter(pk=body.organisation).update(valid_to=yesterday)
    Succession.objects.create(predecessor_id=body.organisation, successor_id=heir.code)
    assert "1 organisation that is asked was reorganised" in text(manager.get(FIRST))
    assert text(manager.get(f"{FIRST}?state=reorganised")).count("/targets/") == 1
    assert "Move them to Heir" in text(manager.get(page_of(body)))
    assert "moved to whoever took over" in act(manager, body, "follow")
    assert Target.objects.get().organisation_id == heir.code


def test_each_sees_the_own_part_and_a_stranger_nothing(body: Surveyed, manager: Client) -> None:
    stranger = client_of(make_viewer(Role.LEAD, organisation=make_organisation().code))
    for address in (FIRST, f"{FIRST}/letters", page_of(body), f"{FIRST}/dates"):
        assert stranger.get(address).status_code in (403, 404)
    assert stranger.post(f"{page_of(body)}/act", {"do": "none_held", "text": "x"}).status_code == 404
    assert stranger.post(f"{FIRST}/turn", {"do": "close"}).status_code == 403
    assert "stand here" in text(stranger.get("/survey/"))
    officer = client_of(body.officer)
    assert page_of(body) in text(officer.get("/survey/"))
    assert officer.get(FIRST).status_code == 404
    assert officer.get(page_of(body)).status_code == 200
    assert Target.objects.get().first_seen is not None
    everywhere = client_of(make_viewer(Role.OBSERVER))
    assert everywhere.get(FIRST).status_code == 200
    assert "Close it now" not in text(everywhere.get(FIRST))
    assert everywhere.get(f"{FIRST}/letters").status_code == 403
    assert everywhere.post(f"{FIRST}/turn", {"do": "close"}).status_code == 403
    Campaign.objects.update(state=CampaignState.DRAFT)
    assert officer.get(page_of(body)).status_code == 404
    assert Client().get("/survey/").status_code == 302


def test_page_is_found_by_its_number_too(body: Surveyed) -> None:
    assert client_of(body.head).get(f"/survey/targets/{body.target.pk}")["Location"] == page_of(body)
    stranger = client_of(make_viewer(Role.LEAD, organisation=make_organisation().code))
    assert stranger.get(f"/survey/targets/{body.target.pk}").status_code == 404


def test_survey_stands_in_the_header_for_its_people_only(body: Surveyed) -> None:
    assert 'href="/survey/"' in text(client_of(body.officer).get("/help"))
    assert 'href="/survey/"' not in text(client_of(make_viewer(Role.USER)).get("/help"))


def test_pages_are_korean_on_korean_pages(body: Surveyed) -> None:
    client = client_of(make_viewer(Role.SURVEY_MANAGER), "ko")
    assert "조사 만들기" in text(client.get("/survey/"))
    page = text(client.get(FIRST))
    assert "마감까지" in page
    assert "편지" in page
    refused = text(client.post(f"{FIRST}/turn", {"do": "reopen", "closes": "2099-01-01T00:00"}, follow=True))
    assert "갈 수 없는 조사입니다" in refused
    closed = client_of(body.lead, "ko")
    Campaign.objects.update(closes=timezone.now() - DAY)
    assert "에 마감되었습니다" in text(closed.get(page_of(body)))


def test_page_of_many_targets_asks_few_queries(
    body: Surveyed, manager: Client, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    bodies = [make_organisation() for _ in range(60)]
    Target.objects.bulk_create(
        Target(campaign=body.campaign, organisation_id=each.code, updated=now) for each in bodies
    )
    manager.get(FIRST)
    with django_assert_max_num_queries(20):
        page = text(manager.get(FIRST))
    assert "60 organisations have neither officer, lead nor approver" in page
    assert "page=2" in text(manager.get(f"{FIRST}?state=unpeopled"))
    assert page.count("/targets/") == 50
    assert "page=2" in page
    assert bodies[7].name in text(manager.get(f"{FIRST}?q={bodies[7].code}"))
    Target.objects.filter(organisation=bodies[3].code).update(state=TargetState.SIGNED)
    assert text(manager.get(f"{FIRST}?state=signed")).count("/targets/") == 1


def test_waves_are_laid_out_on_one_line() -> None:
    campaign = Dated(rest_closes=NOON + 18 * DAY, rest_opened=NOON + 8 * DAY)
    object.__setattr__(campaign, "rest_opens", None)
    line = lay_out(campaign, [NOON + 12 * DAY, NOON], NOON + 3 * DAY)  # type: ignore[arg-type]
    assert [(span.wave, span.left, span.width, span.state) for span in line.spans] == [
        ("pilot", 0.0, 0.1, "over"), ("first", 0.1, 0.5, "running"), ("extended", 0.6, 0.1, "coming"),
        ("second", 0.5, 0.5, "coming"),
    ]  # fmt: skip
    assert line.now == 0.25
    ended = lay_out(campaign, [], NOON + 3 * DAY, has_ended=True)  # type: ignore[arg-type]
    assert {span.state for span in ended.spans} == {"over"}, "a closed campaign takes no answers, whatever its dates"
    plain = Dated(pilot_opens=None)
    object.__setattr__(plain, "rest_opens", None)
    assert lay_out(plain, [], NOON - DAY).now is None  # type: ignore[arg-type]
