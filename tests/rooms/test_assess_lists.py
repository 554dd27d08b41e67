"""A list's version as the engine left it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gotgan.assess import kept
from tests.rooms.assess_lists import HOW_MANY, RULES, solved_version

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_version_keeps_what_the_engine_read_and_wrote(tmp_path: Path) -> None:
    version = solved_version(tmp_path)
    document = kept.read_json(version.document)
    assert len(document["members"]) == RULES["choose"]
    assert len(document["members"]) + len(document["rejected"]) == HOW_MANY
    assert kept.read(version.candidates).count(b"\n") == HOW_MANY + 1
