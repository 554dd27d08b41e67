"""After a list is signed: what a visitor sees and takes, replay, evidence behind scores, reasons from the numbers."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from gotgan.assess.rules.reasons import Numbers, left_out_words, reason_of
from gotgan.assess.rules.tables import read_rows
from gotgan.terms.questionnaire import Words
from tests.journey.running import RunningHub, gotgan
from tests.journey.survey_steps import look_again

SHEETS = 3


def let_the_day_pass(hub: RunningHub) -> None:
    """The last day of objections was yesterday: nobody waits a day for a test."""
    with sqlite3.connect(hub.data / "gotgan.sqlite3", timeout=60) as database:
        moved = database.execute(
            "UPDATE assess_listversion SET objections_until = date('now', '-2 days') WHERE state = 'proposed'"
        )
        assert moved.rowcount == 1


def seen_by_visitor(page: Page, slug: str) -> dict[str, int]:
    """The public page without signing in: split, picture, reserve; its PDF and CSV. Returns the split."""
    page.goto(f"/lists/{slug}")
    expect(page.locator("section[aria-labelledby=finding] svg").first).to_be_visible()
    most_moving = page.locator("section[aria-labelledby=finding] a[href='#criteria']")
    look_again(page, most_moving.count)
    counts = [int(each.inner_text()) for each in page.locator("ul.legend li strong").all()]
    split = dict(zip(("core", "contested", "reserve"), counts, strict=True))
    assert split["core"] + split["contested"] == 100
    assert page.locator("section[aria-labelledby=members] tbody tr").count() == 100
    pdf = page.context.request.get(f"/lists/{slug}/1/list.pdf")
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    table = page.context.request.get(f"/lists/{slug}/1/list.csv")
    assert table.status == 200
    assert len(list(csv.reader(io.StringIO(table.body().decode("utf-8-sig"), newline="")))) == 101
    assert page.context.request.get(f"/assess/lists/{slug}/1/snapshot.zip", max_redirects=0).status != 200
    return split


def replays(hub: RunningHub, auditor: Page, slug: str, folder: Path) -> dict[str, bytes]:
    """The hub computes the list again, and so does anybody with the snapshot: the same bytes. Returns its files."""
    again = hub.run("list", "replay", slug)
    assert again.returncode == 0, again.stderr
    answer = auditor.context.request.get(f"/assess/lists/{slug}/1/snapshot.zip")
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        archive.extractall(folder)
        files = {name: archive.read(name) for name in archive.namelist()}
    target = folder / "again.json"
    words = ("select", str(folder / "candidates.csv"), "--rules", str(folder / "rules.yaml"), "-o", str(target))
    done = gotgan(*words)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == files["list.json"]
    return files


def evidence_opens(page: Page, version: str, files: dict[str, bytes]) -> int:
    """Of a few members every score opens its evidence; returns how many addresses were walked."""
    walked = 0
    members = json.loads(files["list.json"])["members"]
    evidence = {each["id"]: each for each in json.loads(files["evidence.json"])["candidates"]}
    for member in members[:: len(members) // SHEETS][:SHEETS]:
        page.goto(f"{version}/datasets/{member['id']}")
        known = page.locator("section[aria-labelledby=criteria] tbody tr").filter(has_not=page.locator(".chip.warn"))
        assert known.count() == known.filter(has=page.locator("a[href]")).count() > 0
        addresses = _addresses(page, "main tbody a")
        page.goto(f"/assess/sheets/{evidence[member['id']]['sheet']}")
        scored = page.locator("table.checks tbody tr").filter(has=page.locator("td:nth-child(2) .small")).all()
        assert scored
        addresses |= _addresses(page, "main a[href*='/assess/']") | _addresses(page, "main a[href^='/datasets/']")
        for address in addresses:
            assert page.context.request.get(address).status == 200, address
        anchors = {each.partition("#")[2] for each in _addresses(page, "table.checks a[href*='/evidence#']")}
        page.goto(f"/assess/sheets/{evidence[member['id']]['sheet']}/evidence")
        assert anchors
        assert not [each for each in anchors if page.locator(f"[id='{each}']").count() != 1]
        walked += len(addresses)
    return walked


def _addresses(page: Page, links: str) -> set[str]:
    found = {each.get_attribute("href") or "" for each in page.locator(links).all()}
    return {each for each in found if each.startswith("/") and "/start" not in each}


def reasons_follow(page: Page, version: str, files: dict[str, bytes]) -> int:
    """Every exclusion that the pages show has a reason; those of each kind are made again from the snapshot alone.
    Returns how many were made again."""
    document, rows = json.loads(files["list.json"]), read_rows(files["candidates.csv"])
    names = json.loads(files["names.json"])
    modes = {each["id"]: each["mode"] for each in document["members"]}
    numbers = Numbers(rows, modes, 0.2, lambda each: _title(names, each), lambda _, value: Words(value, value))
    aside = [each for each in json.loads(files["evidence.json"])["candidates"] if each["left_out"]]
    again = 0
    for each in _one_of_each([(one, one["causes"][0]["kind"]) for one in document["rejected"]]):
        made = [
            reason_of(cause, each["id"], numbers).ko for cause in each["causes"] if "organisation" not in cause["name"]
        ]
        again += _shown(page, f"{version}/datasets/{each['id']}", made)
    for each in _one_of_each([(one, one["left_out"][0]["code"] + one["left_out"][0]["name"]) for one in aside]):
        codes = [(one["code"], one["name"], one["numbers"]) for one in each["left_out"]]
        made = [left_out_words(*code, numbers.value_of).ko for code in codes]
        again += _shown(page, f"{version}/datasets/{each['id']}", made)
    page.goto(f"{version}/others")
    lines = page.locator("main tbody tr").all()
    assert len(lines) == 50
    assert all(line.locator("td").last.inner_text().strip() for line in lines)
    return again


def _title(names: Any, dataset: str) -> Words:
    return Words(names[dataset]["title"], names[dataset]["title_en"] or names[dataset]["title"])


def _one_of_each(found: list[tuple[Any, str]]) -> list[Any]:
    return list({kind: each for each, kind in reversed(found)}.values())


def _shown(page: Page, address: str, sentences: list[str]) -> int:
    page.goto(address)
    for sentence in sentences:
        expect(page.locator("main")).to_contain_text(sentence)
    return len(sentences)
