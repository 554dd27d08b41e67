"""People, tokens, sign-in: who asks, how doors open and close, what the chain remembers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone

from gotgan.accounts import queries
from gotgan.accounts.actions import add_person, close_account, issue_token, revoke_token, set_password
from gotgan.accounts.links import make_password_link
from gotgan.accounts.lock import unlock
from gotgan.accounts.models import Person, Token
from gotgan.audit.models import Event
from gotgan.organisations.actions import add_membership
from gotgan.terms.errors import Invalid, NotFound
from gotgan.terms.role import SYSTEM, VISITOR, Role, RoleHeld
from tests.rooms.factories import PASSWORD, make_person, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.database]
EMAIL = "kim@example.org"
LOGIN = "/accounts/login/"


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL):  # type: ignore[no-untyped-def]
    return client.post(LOGIN, {"login": email, "password": password})


def actions_of_chain() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def viewer_with(**headers: str):  # type: ignore[no-untyped-def]
    return queries.viewer_of_request(RequestFactory().get("/", **headers))


def test_add_person_same_address_in_other_case_is_refused() -> None:
    add_person(by=SYSTEM, email=EMAIL)
    with pytest.raises(Invalid, match="has an account already"):
        add_person(by=SYSTEM, email="KIM@Example.org ")


@pytest.mark.parametrize("email", ["", "kim", "kim@", "kim example@x.org"])
def test_add_person_wrong_address(email: str) -> None:
    with pytest.raises(Invalid, match="e-mail"):
        add_person(by=SYSTEM, email=email)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password12"])
def test_add_person_weak_password(password: str) -> None:
    with pytest.raises(Invalid, match="password"):
        add_person(by=SYSTEM, email=EMAIL, password=password)
    assert not Person.objects.exists()


def test_token_is_kept_as_a_hash_only() -> None:
    plain = make_token(make_person())
    assert plain.startswith("gtg_")
    row = Token.objects.get()
    assert plain not in " ".join(str(getattr(row, field.name)) for field in Token._meta.fields)
    assert all(plain not in event.details for event in Event.objects.all())


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "{}"])
def test_viewer_of_token_in_authorization(header: str) -> None:
    person = make_person(EMAIL)
    add_membership(by=SYSTEM, person_id=person, role=Role.OPERATOR)
    viewer = viewer_with(HTTP_AUTHORIZATION=header.format(make_token(person)))
    assert (viewer.person_id, viewer.label) == (person, EMAIL)
    assert viewer.roles == (RoleHeld(Role.OPERATOR),)


def test_viewer_of_token_in_ckan_header() -> None:
    person = make_person()
    assert viewer_with(HTTP_X_CKAN_API_KEY=make_token(person)).person_id == person


def test_viewer_of_wrong_token_is_the_visitor() -> None:
    assert viewer_with(HTTP_AUTHORIZATION="Bearer gtg_nonsense") == VISITOR
    assert viewer_with() == VISITOR


def test_revoked_expired_and_closed_tokens_open_nothing() -> None:
    person = make_person()
    revoked = issue_token(by=SYSTEM, person_id=person, label="a")
    revoke_token(by=SYSTEM, person_id=person, token_id=revoked.id)
    old = issue_token(by=SYSTEM, person_id=person, label="b", expires=timezone.now() - timedelta(seconds=1))
    closed = issue_token(by=SYSTEM, person_id=person, label="c")
    assert queries.viewer_of_token(closed.plain) is not None
    close_account(by=SYSTEM, person_id=person)
    assert [queries.viewer_of_token(token.plain) for token in (revoked, old, closed)] == [None, None, None]


def test_revoke_token_of_another_person_is_not_found() -> None:
    token = issue_token(by=SYSTEM, person_id=make_person(), label="a")
    with pytest.raises(NotFound):
        revoke_token(by=SYSTEM, person_id=make_person(), token_id=token.id)


def test_token_use_is_noted_but_not_each_time(client: Client) -> None:
    plain = make_token(make_person())
    client.get("/metrics", headers={"Authorization": f"Bearer {plain}"}, REMOTE_ADDR="10.0.0.9")
    first = Token.objects.get().last_used
    assert first is not None
    client.get("/metrics", headers={"Authorization": f"Bearer {plain}"}, REMOTE_ADDR="10.0.0.9")
    assert Token.objects.get().last_used == first


def test_sign_in_and_out_is_audited(client: Client) -> None:
    person = make_person(EMAIL, password=PASSWORD)
    assert sign_in(client).status_code == 302
    assert client.get("/me/").status_code == 200
    assert actions_of_chain()[-1] == "accounts.sign_in"
    assert Event.objects.last().person_id == person  # type: ignore[union-attr]
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302


def test_five_failures_lock_and_the_page_says_how_long(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    for _ in range(5):
        answer = sign_in(client, "wrong password")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 1800
    text = answer.content.decode()
    assert re.search(r"30 ?(분|minutes)", text)
    assert sign_in(client).status_code == 429, "the right password does not open a locked account"
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9")).status_code == 429, "from another address neither"
    assert actions_of_chain().count("accounts.sign_in_failed") >= 4
    assert actions_of_chain().count("accounts.lock") >= 1


def test_locked_account_is_unlocked_by_an_operator(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    for _ in range(5):
        sign_in(client, "wrong password")
    assert unlock(by=SYSTEM, email=EMAIL)
    assert sign_in(client).status_code == 302
    assert not unlock(by=SYSTEM, email=EMAIL)


def test_lock_ends_after_its_time(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    make_person(EMAIL, password=PASSWORD)
    for _ in range(5):
        sign_in(client, "wrong password")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert sign_in(client).status_code == 302


def test_lock_of_one_account_leaves_others_alone(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    make_person("lee@example.org", password=PASSWORD)
    for _ in range(5):
        sign_in(client, "wrong password")
    assert sign_in(client, email="lee@example.org").status_code == 302


def test_failure_keeps_nothing_of_what_was_typed(client: Client) -> None:
    sign_in(client, "hunter2hunter2", email="my-password-in-the-wrong-field@example.org")
    make_person(EMAIL, password=PASSWORD)
    sign_in(client, "hunter2hunter2")
    everything = " ".join(f"{event.label} {event.subject} {event.details}" for event in Event.objects.all())
    assert "hunter2" not in everything
    assert "wrong-field" not in everything


def test_password_link_works_once(client: Client) -> None:
    person = make_person(EMAIL)
    link = make_password_link(by=SYSTEM, person_id=person, base_url="http://testserver")
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    answer = client.post(action, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert sign_in(client).status_code == 302
    assert "accounts.set_password" in actions_of_chain()
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_password_link_expires(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    link = make_password_link(by=SYSTEM, person_id=make_person(EMAIL), base_url="http://testserver")
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "password1" not in client.get(link, follow=True).content.decode()


def test_new_password_ends_other_sessions(client: Client) -> None:
    person = make_person(EMAIL, password=PASSWORD)
    sign_in(client)
    set_password(by=SYSTEM, person_id=person, password=PASSWORD + " and more")
    assert client.get("/me/").status_code == 302


def test_sign_up_is_closed(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 200
    assert not Person.objects.exists()


def test_my_page_issues_a_token_shown_once(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    sign_in(client)
    shown = client.post("/me/tokens", {"label": "notebook", "days": "30"}).content.decode()
    plain = re.search(r"gtg_[\w-]{20,}", shown)
    assert plain
    assert queries.viewer_of_token(plain[0]) is not None
    assert plain[0] not in client.get("/me/").content.decode()
    client.post(f"/me/tokens/{Token.objects.get().pk}/revoke")
    assert queries.viewer_of_token(plain[0]) is None


def test_my_page_says_what_is_wrong_with_a_token(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    sign_in(client)
    assert client.post("/me/tokens", {"label": "", "days": "30"}).status_code == 422


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_second_factor_is_asked_for_and_kept_encrypted(client: Client) -> None:
    person = make_person(EMAIL, password=PASSWORD)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(Person.objects.get(pk=person), secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = sign_in(client)
    assert answer["Location"].endswith("/accounts/2fa/authenticate/")
    assert client.get("/me/").status_code == 302, "the password alone is not enough"
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert client.get("/me/").status_code == 200


def test_second_factor_pages_render(client: Client) -> None:
    make_person(EMAIL, password=PASSWORD)
    sign_in(client)
    assert client.get("/accounts/2fa/").status_code == 200
    ask = client.get("/accounts/2fa/totp/activate/")
    page = client.post(ask["Location"], {"password": PASSWORD}, follow=True)
    assert actions_of_chain()[-1] != "accounts.sign_in_failed"
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page.content.decode())
    assert secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret[1])})
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200


@pytest.mark.parametrize("path", [LOGIN, "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"])
def test_pages_without_account_render(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_token_requests_need_no_csrf_cookie_but_sessions_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    person = make_person(EMAIL, password=PASSWORD)
    assert strict.post(LOGIN, {"login": EMAIL, "password": PASSWORD}).status_code == 403
    answer = strict.post("/me/name", {"name": "x"}, headers={"Authorization": f"Bearer {make_token(person)}"})
    assert answer.status_code == 302
    assert "login" in answer["Location"], "a token does not open the pages of a session"
