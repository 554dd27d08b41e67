"""Letters over a real SMTP connection: sent once, kept while the server is away, never with a password in sight."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gotgan.accounts.delivery import server_of_settings
from gotgan.accounts.models import Person
from gotgan.audit import queries as audit
from gotgan.organisations.actions import add_membership
from gotgan.survey.actions import mails, posting, reminders, sheets
from gotgan.survey.actions.campaigns import close_campaign, extend_target
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import Campaign, Mail, Sheet, Target
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.survey import CampaignState, SheetState, TargetState
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_organisation, make_person, make_viewer
from tests.rooms.running import run_waiting_jobs
from tests.rooms.surveyed import Surveyed
from tests.rooms.test_survey_campaigns import published_form
from tests.smtp_sink import Sink, running

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PASSWORD = "nobody-may-read-this"
DAY = timedelta(days=1)


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    with running(Sink()) as server:
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT = "127.0.0.1", server.port
        settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_FROM = "no", "조사 관리자 <survey@example.org>"
        settings.GOTGAN_PUBLIC_ADDRESS = "https://gotgan.example"
        yield server


@pytest.fixture
def campaign() -> Campaign:
    now = timezone.now()
    return Campaign.objects.create(
        slug="ai-data", title_ko="학습데이터 조사", title_en="AI data", form=published_form(), state=CampaignState.OPEN,
        opens=now - DAY, closes=now + 3 * DAY, remind_days=[7, 3, 1], created_by="t", created=now, opened=now,
    )  # fmt: skip


def make_target(campaign: Campaign, *emails: str, **more: Any) -> Target:
    """An organisation with a lead, an officer, an approver and an observer (who gets no letter)."""
    body = make_organisation()
    roles = (Role.LEAD, Role.OFFICER, Role.APPROVER, Role.OBSERVER)
    for email, role in zip(emails, roles, strict=False):
        add_membership(by=SYSTEM, person_id=make_person(email), role=role, organisation=body.code)
    now = timezone.now()
    return Target.objects.create(
        campaign=campaign, organisation_id=body.code, prepared=now, updated=now, **{"sheets": 12} | more
    )


def send() -> None:
    enqueue("survey.send", key="survey.send")
    assert set(run_waiting_jobs()) == {"survey.send done"}


def due_now() -> None:
    Mail.objects.update(next_try=timezone.now())


def states() -> list[str]:
    return list(Mail.objects.values_list("state", flat=True))


def test_invitation_goes_to_lead_officer_and_approver_once(campaign: Campaign, sink: Sink) -> None:
    target = make_target(campaign, "lead@h.kr", "officer@h.kr", "head@h.kr", "looks@h.kr")
    assert reminders.invite_due(campaign_id=campaign.pk, now=timezone.now()) == 3
    assert reminders.invite_due(campaign_id=campaign.pk, now=timezone.now()) == 0
    send()
    send()
    assert sorted(sink.to()) == ["head@h.kr", "lead@h.kr", "officer@h.kr"]
    message, text = sink.letters[0][1], sink.text()
    assert message["From"].addresses[0].display_name == "조사 관리자"
    assert "학습데이터 조사" in message["Subject"]
    assert "AI data" in message["Subject"]
    assert f"https://gotgan.example/survey/campaigns/ai-data/targets/{target.organisation_id}" in text
    assert "데이터 12건" in text
    assert "Datasets ready for you: 12" in text
    assert states() == ["sent"] * 3
    assert sink.connections == 1


def test_who_joins_later_is_invited_and_an_organisation_without_people_waits_for_some(campaign: Campaign) -> None:
    lonely, busy = make_target(campaign), make_target(campaign, "a@h.kr")
    now = timezone.now()
    assert reminders.invite_due(campaign_id=campaign.pk, now=now) == 1
    lonely.refresh_from_db()
    assert lonely.invited is None
    for target, email in ((lonely, "first@h.kr"), (busy, "second@h.kr")):
        add_membership(by=SYSTEM, person_id=make_person(email), role=Role.OFFICER, organisation=target.organisation_id)
    assert reminders.invite_due(campaign_id=campaign.pk, now=now, only_new=True) == 1
    assert reminders.invite_due(campaign_id=campaign.pk, now=now) == 1
    assert reminders.invite_due(campaign_id=campaign.pk, now=now + 9 * DAY) == 0
    assert set(Mail.objects.values_list("to", flat=True)) == {"a@h.kr", "first@h.kr", "second@h.kr"}


def test_pilot_is_invited_first_and_the_rest_when_its_time_comes(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(opens=timezone.now() + DAY, pilot_opens=timezone.now() - DAY)
    make_target(campaign, "pilot@h.kr", is_pilot=True)
    make_target(campaign, "rest@h.kr")
    unready = make_target(campaign, "unready@h.kr", is_pilot=True)
    Target.objects.filter(pk=unready.pk).update(prepared=None)
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    assert list(Mail.objects.values_list("to", flat=True)) == ["pilot@h.kr"]
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now() + 2 * DAY)
    assert set(Mail.objects.values_list("to", flat=True)) == {"pilot@h.kr", "rest@h.kr"}


def test_reminder_goes_to_those_who_are_not_done_once_a_day_of_the_policy(campaign: Campaign) -> None:
    now = timezone.now()
    make_target(campaign, "busy@h.kr", "busy2@h.kr", "busyhead@h.kr", invited=now, state=TargetState.ANSWERING)
    make_target(campaign, "waits@h.kr", "waits2@h.kr", "head@h.kr", invited=now, state=TargetState.DECLARED)
    make_target(campaign, "done@h.kr", invited=now, state=TargetState.SIGNED)
    make_target(campaign, "new@h.kr")
    for _ in range(2):
        reminders.write_reminders(campaign_id=campaign.pk, now=now)
    assert set(Mail.objects.values_list("to", flat=True)) == {"busy@h.kr", "busy2@h.kr", "busyhead@h.kr", "head@h.kr"}
    assert Mail.objects.count() == 4
    reminders.write_reminders(campaign_id=campaign.pk, now=now + 2 * DAY)
    assert Mail.objects.count() == 8
    assert set(Target.objects.values_list("reminders", flat=True)) == {2, 0}


def test_who_got_more_time_is_reminded_of_the_new_deadline_too(campaign: Campaign) -> None:
    now = timezone.now()
    target = make_target(campaign, "a@h.kr", invited=now)
    reminders.write_reminders(campaign_id=campaign.pk, now=now)
    until = campaign.closes + 10 * DAY
    Target.objects.filter(pk=target.pk).update(extended_to=until)
    reminders.write_reminders(campaign_id=campaign.pk, now=now)
    assert Mail.objects.count() == 1
    reminders.write_reminders(campaign_id=campaign.pk, now=until - 3 * DAY)
    reminders.write_reminders(campaign_id=campaign.pk, now=until - 3 * DAY)
    assert Mail.objects.count() == 2


def test_what_asks_for_answers_is_held_back_once_the_campaign_is_closed(campaign: Campaign) -> None:
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    close_campaign(by=Actor.of(make_viewer(Role.SURVEY_MANAGER)), campaign_id=campaign.pk)
    row = Mail.objects.get()
    assert (row.state, row.problem) == ("failed", "the campaign was closed before it went out")


def test_reminding_now_reaches_each_once_a_day(campaign: Campaign) -> None:
    manager = Actor.of(make_viewer(Role.SURVEY_MANAGER))
    first = make_target(campaign, "a@h.kr", invited=timezone.now())
    make_target(campaign, "b@h.kr", invited=timezone.now())
    assert reminders.remind_now(by=manager, campaign_id=campaign.pk, target_ids=[first.pk]) == 1
    assert reminders.remind_now(by=manager, campaign_id=campaign.pk) == 1
    assert reminders.remind_now(by=manager, campaign_id=campaign.pk) == 0


def test_server_that_is_down_loses_nothing_and_sends_no_double(
    campaign: Campaign, sink: Sink, settings: LazySettings
) -> None:
    make_target(campaign, "a@h.kr", "b@h.kr")
    settings.GOTGAN_SMTP_PORT = 1  # nobody listens there
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    for _ in range(3):
        due_now()
        send()
    assert states() == ["waiting", "waiting"]
    assert all(Mail.objects.values_list("problem", flat=True))
    assert Mail.objects.filter(next_try__gt=timezone.now()).count() == 2
    settings.GOTGAN_SMTP_PORT = sink.port
    send()
    assert sink.to() == []  # not yet due: it is asked again in time
    due_now()
    send()
    assert sorted(sink.to()) == ["a@h.kr", "b@h.kr"]
    assert states() == ["sent", "sent"]


def test_without_a_server_letters_wait_and_say_why(campaign: Campaign, settings: LazySettings) -> None:
    settings.GOTGAN_SMTP_HOST = ""
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    row = Mail.objects.get()
    assert (row.state, row.tries) == ("waiting", 0)
    assert "GOTGAN_SMTP_HOST" in row.problem


def test_refused_recipient_fails_alone_and_may_be_tried_again(campaign: Campaign, sink: Sink) -> None:
    sink.answers = {"gone@h.kr": "550 no <gone@h.kr> here", "full@h.kr": "452 mailbox full"}
    make_target(campaign, "gone@h.kr", "full@h.kr", "fine@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    found = {row.to: (row.state, row.problem) for row in Mail.objects.all()}
    assert found["fine@h.kr"] == ("sent", "")
    assert found["gone@h.kr"] == ("failed", "550 no here")
    assert found["full@h.kr"] == ("waiting", "452 mailbox full")
    sink.answers = {}
    manager = Actor.of(make_viewer(Role.SURVEY_MANAGER))
    assert posting.send_again(by=manager, campaign_id=campaign.pk) == 2
    run_waiting_jobs()
    assert sorted(sink.to()) == ["fine@h.kr", "full@h.kr", "gone@h.kr"]


@pytest.mark.parametrize(("cut", "arrived"), [("before", 0), ("after", 1)])
def test_letter_without_an_answer_is_unclear_and_never_sent_by_itself(
    campaign: Campaign, sink: Sink, cut: str, arrived: int
) -> None:
    sink.breaks = {"a@h.kr": cut}
    make_target(campaign, "a@h.kr", "b@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    due_now()
    send()
    assert {row.to: row.state for row in Mail.objects.all()} == {"a@h.kr": "unclear", "b@h.kr": "sent"}
    assert sink.to().count("a@h.kr") == arrived


def test_letter_of_a_hub_that_stopped_is_unclear(campaign: Campaign, sink: Sink) -> None:
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    taken = posting.LETTERS.take(now=timezone.now())
    assert taken is not None
    assert posting.LETTERS.take(now=timezone.now()) is None
    assert posting.LETTERS.sweep(now=timezone.now()) == 0
    assert posting.LETTERS.sweep(now=timezone.now() + timedelta(hours=1)) == 1
    due_now()
    send()
    assert states() == ["unclear"]
    assert sink.to() == []


@pytest.mark.parametrize("starttls", ["none", "refused"])
def test_no_letter_and_no_password_without_tls(
    campaign: Campaign, sink: Sink, settings: LazySettings, starttls: str
) -> None:
    sink.starttls, sink.users = starttls, {"hub": PASSWORD}
    settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_USER = "yes", "hub"
    settings.GOTGAN_SMTP_PASSWORD = PASSWORD
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    assert states() == ["waiting"]
    assert Mail.objects.get().problem
    assert not [line for line in sink.lines if line.startswith(("AUTH", "MAIL"))]


def test_letters_go_out_over_starttls(
    campaign: Campaign, sink: Sink, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.certificate = _certificate(tmp_path / "sink.pem")
    sink.starttls, sink.users = "offered", {"hub": PASSWORD}
    settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_USER = "yes", "hub"
    settings.GOTGAN_SMTP_PASSWORD = PASSWORD
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    assert states() == ["waiting"], "a certificate that nobody vouches for"
    monkeypatch.setenv("SSL_CERT_FILE", sink.certificate)
    due_now()
    send()
    assert sink.to() == ["a@h.kr"]


def _certificate(path: Path) -> str:
    """A key and a certificate for 127.0.0.1 that vouches for itself, in one file."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - DAY).not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return str(path)


def test_password_stands_in_no_log_and_no_problem(
    campaign: Campaign, sink: Sink, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    sink.users = {"hub": "another"}
    settings.GOTGAN_SMTP_USER, settings.GOTGAN_SMTP_PASSWORD = "hub", PASSWORD
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    with caplog.at_level(logging.DEBUG):
        send()
    row = Mail.objects.get()
    assert row.problem == "the server did not accept user and password"
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(server_of_settings())
    assert PASSWORD not in str([event.details for event in audit.newest()])


def test_password_does_not_go_to_another_machine_without_tls(campaign: Campaign, settings: LazySettings) -> None:
    settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_STARTTLS = "mail.example.invalid", "no"
    settings.GOTGAN_SMTP_USER, settings.GOTGAN_SMTP_PASSWORD = "hub", PASSWORD
    settings.GOTGAN_SMTP_FROM = "survey@example.org"
    make_target(campaign, "a@h.kr")
    reminders.invite_due(campaign_id=campaign.pk, now=timezone.now())
    send()
    assert "does not go out without TLS" in Mail.objects.get().problem


def test_extension_is_told_and_closed_accounts_get_nothing(
    campaign: Campaign, sink: Sink, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    target = make_target(campaign, "lead@h.kr", "left@h.kr")
    Person.objects.filter(email="left@h.kr").update(is_active=False)
    until = campaign.closes + 5 * DAY
    extend_target(by=Actor.of(make_viewer(Role.SURVEY_MANAGER)), target_id=target.pk, until=until, reason="명절 연휴")
    run_waiting_jobs()
    assert sink.to() == ["lead@h.kr"]
    assert "명절 연휴" in sink.text()
    assert f"{until.astimezone(timezone.get_default_timezone()):%Y-%m-%d %H:%M} KST" in sink.text()


def test_many_letters_in_few_queries(campaign: Campaign, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make_target(campaign, f"l{number}@h.kr", f"o{number}@h.kr")
    with django_assert_max_num_queries(25):
        assert reminders.invite_due(campaign_id=campaign.pk, now=timezone.now()) == 60


def test_line_that_begins_with_a_dot_arrives(campaign: Campaign, sink: Sink) -> None:
    target = make_target(campaign, "a@h.kr")
    target.extended_to, target.extension_reason = campaign.closes + DAY, ".\n..hidden\n.end"
    mails.write_extension(target)
    run_waiting_jobs()
    assert ".\n..hidden\n.end" in sink.text().replace("\r", "")


def test_steps_of_sheets_are_told_to_those_who_answer() -> None:
    body = Surveyed()
    manager, officer = Actor.of(make_viewer(Role.SURVEY_MANAGER)), Actor.of(body.officer)
    first, second = body.sheet(state=SheetState.SIGNED), body.sheet("교통량", state=SheetState.SIGNED)
    sheets.send_back(by=manager, sheet_id=first.pk, remark="단위를 적어 주십시오")
    letters = Mail.objects.filter(kind="returned")
    assert {row.to for row in letters} == {body.officer.label, body.colleague.label, body.lead.label}
    assert "단위를 적어 주십시오" in letters[0].body
    sheets.delegate(by=officer, sheet_id=first.pk, items=["description"], to_person=body.colleague.person_id or 0)
    assert Mail.objects.get(kind="delegation").to == body.colleague.label
    sheets.accept(by=manager, sheet_ids=[second.pk])
    assert not Mail.objects.filter(kind="accepted").exists()
    Sheet.objects.filter(pk=first.pk).update(state=SheetState.SIGNED)
    recount_target(body.target.pk)
    sheets.accept(by=manager, sheet_ids=[first.pk])
    assert Mail.objects.filter(kind="accepted").count() == 3
