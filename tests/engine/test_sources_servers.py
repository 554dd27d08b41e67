"""File servers as a whole: their kinds, options and documentation agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gotgan.engine.sources import open_source, s3, sftp, webtree
from gotgan.engine.sources.listed import MOST_KEPT
from gotgan.engine.sources.remote import MOST_TOGETHER
from gotgan.engine.sources.servers import KIND_OF_SCHEME, SERVERS
from gotgan.engine.sources.tree import Tree
from gotgan.terms.errors import Invalid
from gotgan.terms.source import SourceKind

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/file-servers.md").read_text(encoding="utf-8")
OPTIONS = {"sftp": sftp.OPTIONS, "s3": s3.OPTIONS, "webdav": webtree.OPTIONS, "httpindex": webtree.OPTIONS}


def test_every_server_is_a_kind_of_source() -> None:
    assert set(SERVERS) <= set(SourceKind)
    assert set(SERVERS) == {*OPTIONS, "sql"}  # databases have their own page
    assert set(KIND_OF_SCHEME.values()) <= set(SERVERS)


@pytest.mark.parametrize("kind", OPTIONS)
def test_options_are_documented_as_they_are(kind: str) -> None:
    (row,) = re.findall(rf"^\| `{kind}` \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == OPTIONS[kind]
    assert all(f"\n| `{option}` |" in PAGE for option in OPTIONS[kind])


def test_bounds_are_documented_as_they_are() -> None:
    assert f"Below {Tree.deepest} folders" in PAGE
    assert f"more than {MOST_TOGETHER // 1000} 000 entries" in PAGE
    assert MOST_KEPT <= MOST_TOGETHER


@pytest.mark.parametrize("kind", SERVERS)
def test_path_of_this_machine_is_no_server(kind: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        open_source(kind, str(tmp_path))


def test_unknown_kind_names_the_servers() -> None:
    with pytest.raises(Invalid, match=r"httpindex.*s3.*sftp.*webdav"):
        open_source("ftp", "ftp://host/")
