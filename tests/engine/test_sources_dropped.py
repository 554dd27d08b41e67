"""A server that drops the line in the middle of an answer, for every kind of catalogue: asked again, or said so.

Databases, SFTP, S3, WebDAV and index pages have this test beside their others, with their own servers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.oai_server import Repository, dc
from tests.engine.relay import Relay, relay
from tests.engine.source_server import SHORT, Handler, Site, serve
from tests.engine.test_sources_croissant import description, file_object
from tests.engine.test_sources_dcat import PREFIXES
from tests.engine.test_sources_dcat import dataset as dcat_dataset
from tests.engine.test_sources_folder import listed
from tests.engine.test_sources_huggingface import repository
from tests.engine.test_sources_listings import ckan_answer, package

from gotgan.engine.sources.ckan import CkanSource
from gotgan.engine.sources.croissant import CroissantSource
from gotgan.engine.sources.datajson import DataJsonSource
from gotgan.engine.sources.dcat import DcatSource
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.huggingface import HuggingfaceSource
from gotgan.engine.sources.oai import OaiSource
from gotgan.engine.sources.port import Source
from gotgan.engine.sources.socrata import SocrataSource
from gotgan.terms.errors import Unavailable

CUT = 700
"""Bytes that come through: past the head of an answer, within its body."""
FOREVER = [CUT] * 60
CSV = "번호,이름\n".encode() + b"".join(f"{number},n{number}\n".encode() for number in range(400))


def _door_of(line: Relay, path: str) -> Door:
    return Door(f"http://127.0.0.1:{line.port}{path}", patience=SHORT, sleep=lambda _: None)


def ckan(site: Site, line: Relay) -> Source:
    ckan_answer(site, [package(number) for number in range(120)])
    return CkanSource(_door_of(line, "/"))


def dcat(site: Site, line: Relay) -> Source:
    text = PREFIXES + "".join(dcat_dataset(f"d{number}") for number in range(60))
    site.answers["/c.ttl"] = lambda h: h.reply(200, text.encode(), Content_Type="text/turtle")
    door = _door_of(line, "/c.ttl")
    return DcatSource(f"http://127.0.0.1:{line.port}/c.ttl", door)


def datajson(site: Site, line: Relay) -> Source:
    rows = [{"identifier": f"{n}", "title": f"t{n}", "accessLevel": "public"} for n in range(60)]
    body = json.dumps({"dataset": rows}).encode()
    site.answers["/data.json"] = lambda h: h.reply(200, body)
    return DataJsonSource(f"http://127.0.0.1:{line.port}", _door_of(line, "/data.json"))


def socrata(site: Site, line: Relay) -> Source:
    entries = [{"resource": {"id": f"a-{n}", "name": f"n{n}"}} for n in range(130)]

    def page(h: Handler) -> None:
        asked = dict(pair.split("=") for pair in h.path.partition("?")[2].split("&"))
        start = int(asked["offset"])
        body = {"results": entries[start : start + int(asked["limit"])], "resultSetSize": len(entries)}
        h.reply(200, json.dumps(body).encode())

    site.answers["/api/catalog/v1"] = page
    return SocrataSource(f"http://127.0.0.1:{line.port}", _door_of(line, "/"))


def oai(site: Site, line: Relay) -> Source:
    Repository([dc(number) for number in range(5)]).serve_on(site)
    return OaiSource(_door_of(line, "/oai"))


def croissant(site: Site, line: Relay) -> Source:
    sha256 = hashlib.sha256(CSV).hexdigest()
    document: dict[str, Any] = description(file_object("data/a.csv", sha256=sha256), description="설명 " * 200)
    site.answers["/x/croissant.json"] = lambda h: h.reply(200, json.dumps(document).encode())
    site.answers["/x/data/a.csv"] = lambda h: h.reply_range(CSV)
    return CroissantSource(f"http://127.0.0.1:{line.port}", _door_of(line, "/x/croissant.json"))


def huggingface(site: Site, line: Relay) -> Source:
    card = "---\npretty_name: 도로\n---\n" + "설명 " * 400
    repository(site, {"README.md": card.encode(), "a.csv": CSV}, page=50)
    site.answers["/datasets/org/name/resolve/main/a.csv"] = lambda h: h.reply_range(CSV)
    return HuggingfaceSource(f"http://127.0.0.1:{line.port}", _door_of(line, "/datasets/org/name"))


KINDS = (ckan, dcat, datajson, socrata, oai, croissant, huggingface)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def line(site: Site) -> Iterator[Relay]:
    with relay(int(site.address.rpartition(":")[2])) as relayed:
        yield relayed


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_listing_dropped_midway_is_asked_for_again(kind: Any, site: Site, line: Relay) -> None:
    whole, end = listed(kind(site, line))
    assert end.complete
    line.cuts = [CUT, CUT]
    again, ended = listed(kind(site, line))
    assert not line.cuts
    assert (again, ended.complete, ended.lines) == (whole, True, end.lines)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_listing_dropped_for_ever_is_never_taken_for_the_whole(kind: Any, site: Site, line: Relay) -> None:
    source = kind(site, line)
    line.cuts = list(FOREVER)
    assert len(_reason(source)) > 20
    line.cuts.clear()
    assert listed(source)[1].complete


def _reason(source: Source) -> str:
    """Why the listing is not whole: an error, a warning at its end, or the problem of a record."""
    try:
        records, end = listed(source)
    except Unavailable as error:
        return str(error)
    problems = [record.problem for record in records if record.problem]
    return "; ".join([*problems, *(() if end.complete else end.warnings)])


@pytest.mark.parametrize("kind", [croissant, huggingface], ids=lambda kind: kind.__name__)
def test_file_dropped_midway_is_gone_on_with(kind: Any, site: Site, line: Relay, tmp_path: Path) -> None:
    source = kind(site, line)
    (record,), _ = listed(source)
    line.close()
    line.cuts = [CUT] * 2
    source.fetch(record.files[0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == CSV
    assert [name for name in tmp_path.iterdir() if name.name != "a.csv"] == []
    ranges = [head["Range"] for _, path, head in site.asked if path.endswith("a.csv") and "Range" in head]
    assert len(ranges) == 2


@pytest.mark.parametrize("kind", [croissant, huggingface], ids=lambda kind: kind.__name__)
def test_file_dropped_for_ever_is_not_half_there(kind: Any, site: Site, line: Relay, tmp_path: Path) -> None:
    """What came is kept aside to go on with: under its own name nothing stands."""
    source = kind(site, line)
    (record,), _ = listed(source)
    site.answers[next(path for path in site.answers if path.endswith("a.csv"))] = lambda h: h.reply_range(
        CSV, cut_after=0
    )
    with pytest.raises(Unavailable, match=r"a\.csv"):
        source.fetch(record.files[0], tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
