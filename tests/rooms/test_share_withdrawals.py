"""A withdrawal reaches everyone who got the version: a notice, a letter over real SMTP, and 410 at the old address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from gotgan.accounts.actions import close_account
from gotgan.accounts.models import Letter, Person
from gotgan.audit import queries as audit
from gotgan.catalogue import actions as catalogue
from gotgan.share import actions, queries
from gotgan.share.models import Delivery, Notice
from gotgan.store.folder import FolderStore
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.refine import OrderState
from gotgan.terms.role import SYSTEM, Actor, Viewer
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import datasets_of
from tests.rooms.refined import MADE, Refined, make_refined
from tests.rooms.running import run_waiting_jobs
from tests.smtp_sink import Sink, running

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WHY = "한 사람이 다시 식별되었습니다"


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    with running(Sink()) as server:
        settings.GOTGAN_SMTP_HOST, settings.GOTGAN_SMTP_PORT = "127.0.0.1", server.port
        settings.GOTGAN_SMTP_STARTTLS, settings.GOTGAN_SMTP_FROM = "no", "곳간 <hub@example.org>"
        settings.GOTGAN_PUBLIC_ADDRESS = "https://gotgan.example"
        yield server


@pytest.fixture
def refined(tmp_path: Path) -> Refined:
    """An order whose result was released to everyone."""
    made = make_refined(tmp_path / "in")
    made.release()
    record = dataset_of(made)
    follow()
    catalogue.publish(by=SYSTEM, dataset_id=record.id)
    actions.open_to_everyone(by=SYSTEM, dataset_id=record.id)
    return made


def follow() -> None:
    """Catalogue and routes as they are a few minutes later."""
    enqueue("catalogue.pull")
    enqueue("share.pull")
    run_waiting_jobs()


def dataset_of(refined: Refined) -> DatasetRecord:
    return datasets_of(refined.harvested.source_id)["people.csv"]


def deliver(refined: Refined, *people: Viewer) -> None:
    for viewer in people:
        actions.record_delivery(
            by=Actor.of(viewer) if viewer.person_id else Actor(None, "visitor"),
            dataset_id=refined.order.dataset_id, version_id=refined.order.released, path=MADE.path,
        )  # fmt: skip


def withdraw(refined: Refined) -> None:
    refined.step(OrderState.WITHDRAWN, reason=WHY)


def tell() -> None:
    enqueue("share.tell")
    enqueue("accounts.send")
    run_waiting_jobs()


def test_every_past_downloader_is_told_once_by_notice_and_letter(refined: Refined, sink: Sink) -> None:
    kim, lee, other = make_viewer(), make_viewer(), make_viewer()
    deliver(refined, kim, kim, lee, Viewer(None, "visitor"), Viewer(None, "visitor"))
    withdraw(refined)
    for _ in range(2):
        tell()
    assert sorted(sink.to()) == sorted([kim.label, lee.label])
    assert WHY in sink.text()
    assert "철회" in sink.letters[0][1]["Subject"]
    assert "Data withdrawn" in sink.letters[0][1]["Subject"]
    assert "https://gotgan.example/notices" in sink.text()
    (notice,) = queries.notices_to(kim)
    assert (notice.version_id, notice.because, notice.read) == (refined.order.released, WHY, None)
    assert queries.notices_to(other) == ()
    assert {each.person_id for each in queries.notices_of(notice.dataset_id)} == {kim.person_id, lee.person_id}
    told = [event for event in audit.newest() if event.action == "share.tell_withdrawals"]
    assert [event.details["notices"] for event in told] == [2]


def MADE_VERSION(refined: Refined) -> str:
    return refined.order.released


def test_order_says_who_was_told_and_how_many_cannot_be(refined: Refined) -> None:
    deliver(refined, make_viewer(), Viewer(None, "visitor"), Viewer(None, "visitor"))
    assert refined.order.holders_told is None
    withdraw(refined)
    tell()
    assert (refined.order.holders_told, refined.order.anonymous_downloads) == (1, 2)
    assert "refine.note_told" in [event.action for event in audit.events_of(f"order:{refined.order_id}")]


def test_other_versions_and_other_people_are_left_alone(refined: Refined) -> None:
    kim = make_viewer()
    record = dataset_of(refined)
    actions.record_delivery(by=Actor.of(kim), dataset_id=record.id, version_id="d" * 64, path="x")
    withdraw(refined)
    tell()
    assert not Notice.objects.exists()
    assert not Letter.objects.exists()


def test_server_that_is_down_loses_no_letter_and_sends_no_double(
    refined: Refined, sink: Sink, settings: LazySettings
) -> None:
    deliver(refined, make_viewer(), make_viewer())
    withdraw(refined)
    settings.GOTGAN_SMTP_PORT = 1  # nobody listens there
    tell()
    assert set(Letter.objects.values_list("state", flat=True)) == {"waiting"}
    settings.GOTGAN_SMTP_PORT = sink.port
    Letter.objects.update(next_try=Letter.objects.first().created)
    tell()
    tell()
    assert len(sink.to()) == 2
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_letter_without_an_answer_is_unclear_and_not_sent_again(refined: Refined, sink: Sink) -> None:
    kim, lee = make_viewer(), make_viewer()
    sink.breaks = {kim.label: "after"}
    deliver(refined, kim, lee)
    withdraw(refined)
    tell()
    tell()
    assert {row.to: row.state for row in Letter.objects.all()} == {kim.label: "unclear", lee.label: "sent"}
    assert sink.to().count(kim.label) == 1


def test_closed_account_keeps_its_notice_and_gets_no_letter(refined: Refined) -> None:
    kim = make_viewer()
    deliver(refined, kim)
    close_account(by=SYSTEM, person_id=kim.person_id or 0)
    withdraw(refined)
    tell()
    assert Notice.objects.count() == 1
    assert not Letter.objects.exists()


def test_notice_is_read_by_its_person_only(refined: Refined) -> None:
    kim, lee = make_viewer(), make_viewer()
    deliver(refined, kim)
    withdraw(refined)
    tell()
    (notice,) = queries.notices_to(kim)
    assert queries.count_unread(kim) == 1
    with pytest.raises(actions.NoSuchNotice):
        actions.read_notice(by=Actor.of(lee), notice_id=notice.id)
    actions.read_notice(by=Actor.of(kim), notice_id=notice.id)
    actions.read_notice(by=Actor.of(kim), notice_id=notice.id)
    assert queries.count_unread(kim) == 0
    assert [event.action for event in audit.events_of(f"notice:{notice.id}")] == ["share.read_notice"]


def test_withdrawn_file_answers_gone_with_the_reason(refined: Refined, settings: LazySettings) -> None:
    put_bytes(settings)
    record, version = dataset_of(refined), refined.order.released
    file = f"/datasets/{record.address}/resolve/{version}/{MADE.path}"
    withdraw(refined)
    for address in (file, file.replace(version, "main"), f"/datasets/{record.address}/manifest/{version[:40]}.json"):
        answer = Client().get(address)
        assert (answer.status_code, answer["X-Error-Code"]) == (410, "RevisionWithdrawn")
        assert answer.json()["because"] == WHY
        assert answer.json()["version"] == version
    follow()
    for address in (file, file.replace(version, "main"), f"/datasets/{record.address}/manifest.json"):
        assert Client().get(address).status_code == 410
    assert Client().get(f"/api/v1/datasets/{record.address}/preview").status_code in (403, 401, 410)


def test_piece_from_the_middle_counts_as_a_delivery_to_a_person_once(refined: Refined, settings: LazySettings) -> None:
    put_bytes(settings)
    kim = make_viewer()
    client, record = signed_in(kim), dataset_of(refined)
    address = f"/datasets/{record.address}/resolve/main/{MADE.path}"
    for _ in range(2):
        assert client.get(address, headers={"Range": "bytes=4-8"}).status_code == 206
    assert list(Delivery.objects.values_list("person", "version")) == [(kim.person_id, refined.order.released)]
    assert Client().get(address, headers={"Range": "bytes=4-8"}).status_code == 206
    assert Delivery.objects.count() == 1


def signed_in(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person_id), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_person_sees_notices_and_says_to_have_read_them(refined: Refined) -> None:
    kim = make_viewer()
    client, address = signed_in(kim), "/notices"
    assert Client().get(address).status_code == 302
    assert "/notices" not in client.get("/").content.decode()
    assert client.get(address, {"lang": "en"}).status_code == 200
    deliver(refined, kim)
    withdraw(refined)
    tell()
    assert 'href="/notices"' in client.get("/").content.decode()
    shown = client.get(address).content.decode()
    assert WHY in shown
    (notice,) = queries.notices_to(kim)
    assert signed_in(make_viewer()).post(f"/notices/{notice.id}/read").status_code == 404
    answer = client.post(f"/notices/{notice.id}/read", follow=True)
    assert answer.redirect_chain == [("/notices", 302)]
    assert queries.count_unread(kim) == 0


def test_keepers_see_who_was_told_and_others_do_not(refined: Refined) -> None:
    kim = make_viewer()
    deliver(refined, kim, Viewer(None, "visitor"))
    withdraw(refined)
    tell()
    follow()
    page = f"/datasets/{dataset_of(refined).address}"
    assert kim.label in signed_in(refined.handler).get(page).content.decode()
    for client in (Client(), signed_in(kim)):
        assert "철회된 판을 가진 사람" not in client.get(page).content.decode()


def put_bytes(settings: LazySettings) -> None:
    """The bytes of the released file, under the hash that stands in its record."""
    place = FolderStore(settings.GOTGAN_DATA / "objects").path_of(MADE.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"nine byte")
