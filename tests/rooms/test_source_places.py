"""Who may name a place of the hub's own machine or network as a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gotgan.inventory import actions, jobs, queries
from gotgan.inventory.jobs import visiting
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import SYSTEM, Actor, Role
from tests.rooms.factories import make_organisation, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LOOPBACK = "http://127.0.0.1:9/a.csv"


class Context:
    job_id = 1

    def heartbeat(self, progress: Mapping[str, Any]) -> None: ...

    def is_cancelled(self) -> bool:
        return False


class Reached(Exception):
    """The connector was opened; nothing need be asked."""


def actor(role: Role, organisation: str) -> Actor:
    return Actor.of(make_viewer(role, organisation=None if role is Role.OPERATOR else organisation))


@pytest.mark.parametrize(
    "location", ["/etc", " /etc ", "file:///etc/passwd", "data", "\\\\host\\share", "ftp://host/x"]
)
@pytest.mark.parametrize("kind", [None, "folder", "datajson", "socrata", "scanfile"])
def test_officer_names_no_place_of_the_hubs_machine(kind: str | None, location: str) -> None:
    code = make_organisation().code
    with pytest.raises(NotAllowed, match="only an operator"):
        actions.add_source(by=actor(Role.OFFICER, code), kind=kind, location=location, organisation=code)
    assert queries.sources(code) == ()


@pytest.mark.parametrize("by", [Role.OPERATOR, None])
def test_operator_and_command_line_name_any_place(by: Role | None) -> None:
    code = make_organisation().code
    who = actor(by, code) if by else SYSTEM
    added = actions.add_source(by=who, kind="folder", location="/srv/data", organisation=code)
    assert queries.opening_of(added) == queries.Opening("folder", "/srv/data", True, code)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.STEWARD])
def test_address_in_the_hubs_own_network_is_refused_to_others(role: Role) -> None:
    code = make_organisation().code
    by = actor(role, code)
    added = actions.add_source(by=by, kind="url", location=LOOPBACK, organisation=code)
    scan_id = actions.start_scan(by=by, source_id=added)
    jobs.scan(scan_id, context=Context())
    scan = queries.scan(scan_id)
    assert (scan.state, scan.counts.seen) == ("failed", 0)
    assert "private network" in scan.problem


def test_address_in_the_hubs_own_network_is_asked_for_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(kind: str, location: str, *, allow_private: bool, options: Mapping[str, str]) -> None:
        assert (kind, location, allow_private, options) == ("url", LOOPBACK, True, {})
        raise Reached

    monkeypatch.setattr(visiting, "open_source", opened)
    code = make_organisation().code
    by = actor(Role.OPERATOR, code)
    added = actions.add_source(by=by, kind="url", location=LOOPBACK, organisation=code)
    with pytest.raises(Reached):
        jobs.scan(actions.start_scan(by=by, source_id=added), context=Context())
