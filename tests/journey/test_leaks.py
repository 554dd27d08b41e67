"""No value of a planted identifier leaves the files it was planted in: not by page, preview, hit, API,
Croissant, feed or log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx

from tests.journey.conftest import SampleHub

HEAD = 7
CANDIDATE = re.compile(r"[0-9０-９][0-9０-９\s.*\-‐-―－．]{4,}|[\w.+-]+@", re.UNICODE)
"""Where a planted value can begin: a run of digits and separators, or the local part of an address."""


class Planted:
    """All planted values, looked up by their first characters."""

    def __init__(self, truth: dict[str, Any]) -> None:
        values = {value for plant in truth["identifiers"] for value in plant["values"]}
        self.count = len(values)
        self._by_head: dict[str, list[str]] = {}
        for value in values:
            assert len(value) >= HEAD, f"a planted {len(value)}-character value is too short to look for"
            self._by_head.setdefault(value[:HEAD], []).append(value)

    def in_text(self, text: str) -> str | None:
        """What kind of place holds one: its neighbourhood with the value itself left out."""
        for run in CANDIDATE.finditer(text):
            for at in range(run.start(), run.end()):
                for value in self._by_head.get(text[at : at + HEAD], ()):
                    if text.startswith(value, at):
                        return f"...{text[max(0, at - 60) : at]}[value]{text[at + len(value) : at + len(value) + 20]}"
        return None


def surfaces(hub: SampleHub) -> Iterator[tuple[str, str]]:
    """Every page and answer a visitor, and then an officer of everything, can get of what holds planted values, and of
    the rest those that may show what another dataset has in common with them."""
    holders = titles_of_holders(hub.truth)
    operator = {"Authorization": f"Bearer {hub.tokens()['operator']}"}
    with httpx.Client(base_url=hub.address, timeout=60, follow_redirects=True) as visitor:
        titles = dict(all_titles(visitor))
        assert len(titles) >= 100
        assert holders & set(titles.values()) == holders
        for who, headers in (("visitor", {}), ("operator", operator)):
            for path in ("/", "/catalog.json", "/sitemap.xml", "/organisations/", "/search?q=", "/sources/"):
                yield f"{who} {path}", visitor.get(path, headers=headers).text
            for name, title in titles.items():
                yield from dataset_surfaces(visitor, who, headers, name, holds=title in holders)
        for words in ("민원", "010", "전화", "주민등록번호", "카드", "example.org", "복지급여"):
            yield f"hits of {words}", visitor.get("/search", params={"q": words}).text
            yield f"answer to {words}", visitor.get("/api/v1/datasets", params={"q": words}).text


def titles_of_holders(truth: dict[str, Any]) -> set[str]:
    """Of the datasets in which something was planted."""
    paths = {plant["path"] for plant in truth["identifiers"]}
    return {dataset["title"] for dataset in truth["datasets"] if dataset["path"] in paths}


def dataset_surfaces(
    client: httpx.Client, who: str, headers: dict[str, str], name: str, *, holds: bool
) -> Iterator[tuple[str, str]]:
    answer = client.get(f"/api/v1/datasets/{name}", headers=headers)
    yield f"{who} {answer.url}", answer.text
    yield f"{who} /datasets/{name}", client.get(f"/datasets/{name}", headers=headers).text
    if not holds:
        return
    tables = [file["table"] for file in answer.json()["files"] if file["table"]][:6]
    paths = [f"/datasets/{name}?lang=en", f"/datasets/{name}/croissant.json", f"/datasets/{name}/manifest.json"]
    paths += [f"/datasets/{name}/record", f"/api/v1/datasets/{name}/preview"]
    for table in tables:
        if len(tables) > 1:  # the only one is what is shown unasked
            paths.append(str(httpx.URL(f"/datasets/{name}", params={"table": table})))
            paths.append(str(httpx.URL(f"/api/v1/datasets/{name}/preview", params={"table": table})))
        paths.append(f"/datasets/{name}/columns/{table}/1")
        paths.append(f"/datasets/{name}/columns/{table}/1/picture.svg")
    for path in paths:
        yield f"{who} {path}", client.get(path, headers=headers).text


def all_titles(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """(name, title) of every dataset."""
    page = 1
    while items := client.get("/api/v1/datasets", params={"page": page, "page_size": 100}).json()["items"]:
        yield from ((item["name"], item["title"]) for item in items)
        page += 1


def test_no_planted_value_on_any_surface(hub: SampleHub) -> None:
    planted = Planted(hub.truth)
    assert planted.count > 1000
    leaks = {place: found for place, text in surfaces(hub) if (found := planted.in_text(text))}
    assert not leaks, f"{len(leaks)} places: {dict(list(leaks.items())[:10])}"


def test_no_planted_value_in_a_log_or_the_audit_chain(hub: SampleHub) -> None:
    planted = Planted(hub.truth)
    logs = [hub.log, *(hub.data / "run").rglob("*.log")]
    leaks = {str(path.name): planted.in_text(path.read_text(encoding="utf-8", errors="replace")) for path in logs}
    assert not {name: leak for name, leak in leaks.items() if leak}


def test_the_search_for_values_would_find_one(hub: SampleHub) -> None:
    planted = Planted(hub.truth)
    for plant in hub.truth["identifiers"]:
        assert planted.in_text(f"전화 {plant['values'][0]}로 연락") is not None, plant["column"]
    assert planted.in_text("아무것도 없는 글") is None
