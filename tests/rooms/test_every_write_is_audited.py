"""Every successful write leaves at least one audit event.

The routes are read from the URL table: one that takes a POST without standing in `WRITES` fails here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from gotgan.accounts import actions as accounts
from gotgan.accounts.links import make_password_link
from gotgan.accounts.models import Person, Token
from gotgan.accounts.queries import viewer_of_person
from gotgan.audit import queries as audit
from gotgan.catalogue import actions as catalogue
from gotgan.inventory import actions as inventory
from gotgan.inventory.models import Overlap, Relink, Scan
from gotgan.organisations.actions import add_membership
from gotgan.organisations.setup_link import make_setup_link
from gotgan.share import actions as share
from gotgan.share.models import Notice
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.role import SYSTEM, Actor, Role
from tests.rooms import (
    assess_lists_writes,
    clusters_writes,
    form_writes,
    panel_writes,
    potential_writes,
    refine_writes,
    sheet_writes,
    survey_writes,
    workbook_writes,
)
from tests.rooms.factories import PASSWORD, make_person
from tests.rooms.harvested import CLEAN, Harvested, harvest

pytestmark = pytest.mark.django_db
EMAIL, OTHER = "operator@example.org", "another long pass phrase"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    """A hub with an operator who is signed in and, when asked for, two drafts of one source."""

    folder: Path
    client: Client = field(default_factory=Client)
    person: int = 0
    harvested: Harvested | None = None

    @property
    def actor(self) -> Actor:
        return Actor.of(viewer_of_person(self.person))

    @property
    def source(self) -> str:
        return self._harvest().source_id

    @property
    def organisation(self) -> str:
        return self._harvest().organisation

    def _harvest(self) -> Harvested:
        if self.harvested is None:
            self.harvested = harvest(self.folder, {"a.csv": CLEAN, "b.csv": CLEAN + "x,1\n"}, publication="draft")
        return self.harvested

    def dataset(self, name: str = "a.csv") -> DatasetRecord:
        return self._harvest().datasets[name]

    def scan(self, **values: Any) -> Scan:
        """The newest scan of the source, put into a state."""
        scan = Scan.objects.filter(source=self.source).latest("created")
        Scan.objects.filter(pk=scan.pk).update(**values)
        return scan

    def upload(self, received: bool = True) -> str:
        by, content = self.actor, b"a,b\n1,2\n"
        begun = inventory.begin_upload(
            by=by, organisation=self.organisation, file_name="u.csv", size_bytes=len(content)
        )
        if received:
            inventory.append_upload(by=by, upload_id=begun.id, offset=0, content=content)
        return begun.id

    def overlap(self) -> int:
        """A pair of the two drafts, as a comparison leaves it."""
        now, a, b = timezone.now(), self.dataset("a.csv"), self.dataset("b.csv")
        sides = {"a_id": a.id, "a_table": "a.csv", "b_id": b.id, "b_table": "b.csv"}
        found = {"relation": "same_content", "score": 1.0, "found_at": now, "updated_at": now}
        return Overlap.objects.create(key="k", **sides, **found).pk

    def relink(self) -> dict[str, Any]:
        scan = self.scan()
        pair = {"old_id": self.dataset("a.csv").id, "new_id": self.dataset("b.csv").id}
        return {"scan_id": scan.pk, "relink_id": Relink.objects.create(scan=scan, **pair).pk}


@pytest.fixture
def world(tmp_path: Path) -> World:
    cache.clear()  # codes of a second factor that were used are remembered there
    made = World(tmp_path / "in")
    made.person = make_person(EMAIL, password=PASSWORD)
    add_membership(by=SYSTEM, person_id=made.person, role=Role.OPERATOR)
    made.client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    return made


@dataclass(frozen=True)
class Sent:
    """One POST: the route's values, the form, and what the address carries."""

    place: dict[str, Any] = field(default_factory=dict)
    form: Any = field(default_factory=dict)
    address: str = ""


def _dataset(world: World) -> Sent:
    record = world.dataset()
    return Sent({"org": record.organisation_slug, "name": record.name})


def _published(world: World) -> Sent:
    catalogue.publish(by=SYSTEM, dataset_id=world.dataset().id)
    return _dataset(world)


def _opened(world: World) -> Sent:
    sent = _published(world)
    share.open_to_everyone(by=SYSTEM, dataset_id=world.dataset().id)
    return sent


def _wish(world: World, **more: Any) -> dict[str, Any]:
    return {"organisation": world.organisation, "publication": "draft", "title": "", **more}


def _queued(world: World) -> Sent:
    return Sent({"scan_id": inventory.start_scan(by=SYSTEM, source_id=world.source)})


def _enrolled(world: World) -> Sent:
    inventory.enrol_scanner(
        by=SYSTEM, organisation=_wish(world)["organisation"], key_id="scanner1", public_key=PUBLIC_KEY
    )
    return Sent({"key_id": "scanner1"})


def _plain_file(world: World) -> Sent:
    return Sent(form=_wish(world, file=SimpleUploadedFile("p.csv", b"a,b\n1,2\n")))


def _token(world: World) -> Sent:
    new = accounts.issue_token(by=SYSTEM, person_id=world.person, label="t")
    return Sent({"token_id": new.id})


def _notice(world: World) -> Sent:
    told = {"dataset": world.dataset().id, "version": "a" * 64, "because": "x", "made": timezone.now()}
    return Sent({"notice_id": Notice.objects.create(person_id=world.person, **told).pk})


def _set_up(world: World) -> Sent:
    Token.objects.all().delete()
    world.client.logout()
    Person.objects.all().delete()
    return Sent(address=make_setup_link(""), form={"email": "first@example.org", "password": PASSWORD})


def _password_link(world: World) -> Sent:
    link = make_password_link(by=SYSTEM, person_id=make_person(), base_url="")
    form = Client().get(link)
    world.client.get(link)
    return Sent(address=form["Location"], form={"password1": OTHER, "password2": OTHER})


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def _sure(world: World) -> None:
    """Say the password once more, as pages of the second factor ask."""
    world.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def _new_factor(world: World) -> Sent:
    _sure(world)
    page = world.client.get(reverse("mfa_activate_totp"))
    return Sent(form={"code": _code(page.context["form"].secret)})


def _factor(world: World) -> Sent:
    _sure(world)
    TOTP.activate(Person.objects.get(pk=world.person), "JBSWY3DPEHPK3PXP")
    return Sent()


def _asked_for_factor(world: World) -> Sent:
    _factor(world)
    world.client.logout()
    world.client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    return Sent(form={"code": _code("JBSWY3DPEHPK3PXP")})


def _factor_once_more(world: World) -> Sent:
    _factor(world)
    return Sent(form={"code": _code("JBSWY3DPEHPK3PXP")})


def _signed_out(world: World) -> Sent:
    world.client.logout()
    return Sent(form={"login": EMAIL, "password": PASSWORD})


PUBLIC_KEY = "A" * 43 + "="
_ROLE = {"role": "officer", "organisation": ""}
_NEW_PASSWORD = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
WRITES: dict[str, Callable[[World], Sent]] = {
    "publish": _dataset,
    "unpublish": _published,
    "open": _dataset,
    "close": _opened,
    "source_add": lambda world: Sent(form=_wish(world, location=str(world.folder), kind="folder")),
    "upload_plain": _plain_file,
    "scan_start": lambda world: Sent({"source_id": world.source}),
    "source_remove": lambda world: Sent({"source_id": world.source}),
    "scan_cancel": _queued,
    "scan_resume": lambda world: Sent({"scan_id": world.scan(state="failed").pk}),
    "scan_release": lambda world: Sent({"scan_id": world.scan(state="held", removals_held=1).pk}),
    "overlap_decide": lambda world: Sent({"overlap_id": world.overlap()}, {"status": "refused", "reason": "x"}),
    "relink_accept": lambda world: Sent(world.relink()),
    "relink_decline": lambda world: Sent(world.relink()),
    "upload_begin": lambda world: Sent(form=_wish(world, file_name="u.csv", size_bytes="8")),
    "upload_finish": lambda world: Sent({"upload_id": world.upload()}),
    "scanners": lambda world: Sent(form=_wish(world, public_key=PUBLIC_KEY, title="s")),
    "scanner_withdraw": _enrolled,
    "score_start": lambda _: Sent(),
    "organisation_add": lambda _: Sent(form={"code": "1741000", "name": "해원시"}),
    "person_add": lambda _: Sent(form={"email": "new@example.org", **_ROLE}),
    "person_role": lambda _: Sent({"person_id": make_person()}, _ROLE),
    "person_link": lambda _: Sent({"person_id": make_person()}),
    "person_close": lambda _: Sent({"person_id": make_person()}),
    "set_up": _set_up,
    "me_rename": lambda _: Sent(form={"name": "운영"}),
    "me_issue_token": lambda _: Sent(form={"label": "t", "days": "30"}),
    "me_revoke_token": _token,
    "notice_read": _notice,
    "account_login": _signed_out,
    "account_logout": lambda _: Sent(),
    "account_change_password": lambda _: Sent(form=_NEW_PASSWORD),
    "account_reset_password_from_key": _password_link,
    "mfa_authenticate": _asked_for_factor,
    "mfa_reauthenticate": _factor_once_more,
    "mfa_activate_totp": _new_factor,
    "mfa_deactivate_totp": _factor,
    "mfa_generate_recovery_codes": _factor,
}
WRITES |= {
    name: lambda world, make=make: Sent(*make(world.person))  # type: ignore[misc]
    for name, make in (survey_writes.CAMPAIGN_WRITES | sheet_writes.SHEET_WRITES).items()
}
WRITES |= {
    name: lambda world, make=make: Sent(*make(world.person))  # type: ignore[misc]
    for name, make in (form_writes.FORM_WRITES | workbook_writes.WORKBOOK_WRITES).items()
}
WRITES |= {
    name: lambda world, make=make: Sent(*make(world.person, world.folder / "refined"))  # type: ignore[misc]
    for name, make in (refine_writes.REFINE_WRITES | assess_lists_writes.LIST_WRITES).items()
}
WRITES |= {
    name: lambda _world, make=make: Sent(*make())  # type: ignore[misc]
    for name, make in clusters_writes.CLUSTERS_WRITES.items()
}
WRITES |= {
    name: lambda world, make=make: Sent(*make(world.person, world.folder / "tried"))  # type: ignore[misc]
    for name, make in potential_writes.POTENTIAL_WRITES.items()
}
WRITES |= {
    name: lambda world, make=make: Sent(*make(world.person, world.folder / "panel"))  # type: ignore[misc]
    for name, make in panel_writes.PANEL_WRITES.items()
}
WRITE_NOTHING = {
    "api-root": "answers nothing, whatever the method",
    "upload_part": "a part of an upload whose beginning and end are events",
    "form_preview": "answers tried out on a questionnaire; nothing is kept",
    "account_signup": "closed; opened by a setting, allauth's signal is an event",
    "account_reauthenticate": "says again who one is; changes nothing",
    "mfa_download_recovery_codes": "shows the codes as text, whatever the method",
    "openapi-json": "shows the interface, whatever the method",
    "openapi-view": "shows the interface, whatever the method",
    "account_set_password": "for accounts without a password, who cannot be signed in; goes through set_password",
}


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every address pattern with its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        place = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, place)
        elif isinstance(entry, URLPattern):
            yield place, entry.name or place


def _some_address(pattern: str) -> str:
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "0", pattern.replace("\\Z", ""))
    return "/" + re.sub(r"<(?:\w+:)?\w+>", "0", plain).strip("^$/") + ("/" if plain.endswith(("/", "/$")) else "")


def test_every_route_that_takes_a_post_is_known(world: World) -> None:
    taking = set()
    for pattern, name in routes():
        world.client.force_login(
            Person.objects.get(pk=world.person), "allauth.account.auth_backends.AuthenticationBackend"
        )
        address = _some_address(pattern)
        resolve(address)
        if world.client.post(address).status_code != 405:
            taking.add(name)
    assert taking - WRITES.keys() - WRITE_NOTHING.keys() == set()
    assert WRITES.keys() <= taking


@pytest.mark.parametrize("name", WRITES)
def test_write_leaves_an_audit_event(
    world: World, name: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    sent = WRITES[name](world)
    address = sent.address or reverse(name, kwargs=sent.place)
    before = audit.count_events()
    with django_capture_on_commit_callbacks(execute=True):  # allauth tells of a second factor after its commit
        answer = world.client.post(address, sent.form)
    form = answer.context.get("form") if answer.context else None
    assert answer.status_code in (200, 302)
    assert not (form and form.errors), form.errors
    assert audit.count_events() > before


def test_reading_leaves_none(world: World) -> None:
    world.dataset()
    before = audit.count_events()
    for name in ("home", "organisations", "sources", "status", "people", "me", "mfa_index"):
        assert world.client.get(reverse(name)).status_code == 200
    assert audit.count_events() == before
