"""What pages read of a chosen list without its whole texts: the same as with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gotgan.assess import kept, parsed
from gotgan.assess.models import Excerpt, ListVersion
from gotgan.assess.parsed import Shelf
from gotgan.assess.queries import published
from gotgan.assess.queries.list_reading import Reading, narrowed
from gotgan.terms.role import Role
from gotgan.work.actions import enqueue
from tests.rooms.factories import make_viewer
from tests.rooms.published_lists import publish
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
ASIDE = "f" * 32


def freeze(version: ListVersion) -> None:
    """Evidence of all candidates, and of one that could not be chosen."""
    rows = Reading(version).rows
    lines = [
        {
            "id": key, "trial": None, "cluster": "", "gates": {"lawful": "passed"}, "left_out": [],
            "ways": {"as_is": {"readiness": 0.5, "utility": 1.0, "risk": 0.0, "cost": 0.0}},
            "criteria": {"demand": {"value": float(row["demand"]), "method": "measured", "numbers": {},
                                    "evidence": []}},
            **{column: row[column] for column in ("organisation", "field", "modality", "region")},
        }
        for key, row in rows.items()
    ]  # fmt: skip
    lines.append({**lines[0], "id": ASIDE, "left_out": [{"code": "gate_unknown", "name": "updates", "numbers": {}}]})
    version.evidence = kept.keep_json({"candidates": lines})


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return publish(tmp_path / "engine", change=freeze)


def make() -> None:
    enqueue("assess.excerpt_lists")
    assert run_waiting_jobs() == ["assess.excerpt_lists done"]


def main_of(answer: Any) -> bytes:
    """The page without its head, where a token is new each time."""
    assert answer.status_code == 200
    found: bytes = answer.content.split(b"<main")[1]
    return found


def read_of(version: ListVersion) -> tuple[Any, ...]:
    reading = Reading(version)
    ids = [*(line.id for line in reading.members), *(line.id for line in reading.others)]
    return (
        published.get_published("the-hundred"), reading.members, tuple(reading.others),
        [reading.evidence_of(each) for each in ids], [reading.line_of(each) for each in ids], reading.limits,
        [line.id for line in narrowed(reading.others, "", "gate_unknown.updates")],
        [line.id for line in narrowed(reading.others, "통과하지", "")],
    )  # fmt: skip


def test_excerpt_says_what_the_whole_says_and_is_made_once(version: ListVersion) -> None:
    whole = read_of(version)
    assert whole[6] == [ASIDE]
    assert len(whole[7]) == 1
    make()
    assert read_of(version) == whole
    assert Reading(version).line_of("0" * 32) is None
    before = list(Excerpt.objects.values())
    make()
    assert list(Excerpt.objects.values()) == before
    assert len(before) == 1


def test_pages_with_an_excerpt_read_no_long_text(version: ListVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = client_of(make_viewer(Role.AUDITOR), "en")
    others, line = (auditor.get(f"/assess/lists/the-hundred/1/{each}") for each in ("others", f"datasets/{ASIDE}"))
    public = Client(headers={"accept-language": "ko"}).get("/lists/the-hundred")
    make()
    whole = kept.read

    def read(sha256: str) -> bytes:
        assert sha256 != version.evidence
        return whole(sha256)

    def read_public(sha256: str) -> bytes:
        assert sha256 not in (version.document, version.names, version.candidates, version.rules)
        return read(sha256)

    monkeypatch.setattr(parsed, "_SHELF", Shelf(0))
    monkeypatch.setattr(kept, "read", read)
    for before in (others, line):
        again = auditor.get(before.request["PATH_INFO"])
        assert main_of(again) == main_of(before)
    monkeypatch.setattr(kept, "read", read_public)
    again = Client(headers={"accept-language": "ko"}).get("/lists/the-hundred")
    assert main_of(again) == main_of(public)


def test_excerpt_of_other_rules_is_another(version: ListVersion) -> None:
    make()
    version.settings = {**version.settings, "risk_ceiling": 0.1}
    from gotgan.assess.queries.excerpts import inside_of, public_of

    assert public_of(version) is None
    assert inside_of(version) is None


def test_shelf_is_bounded_by_bytes_and_gives_up_what_was_unread_longest() -> None:
    shelf, made = Shelf[Any](10), []

    def get(key: str, size: int) -> Any:
        return shelf.get(key, lambda: json.dumps("x" * (size - 2)).encode(), lambda text: made.append(key) or len(text))

    assert [get("a", 4), get("b", 4), get("a", 4)] == [4, 4, 4]
    get("c", 5)
    assert shelf.held_bytes == 9
    get("a", 4)
    get("b", 4)
    assert made == ["a", "b", "c", "b"]
    assert get("long", 11) == get("long", 11) == 11
    assert made[-2:] == ["long", "long"]
    assert shelf.held_bytes <= 10
