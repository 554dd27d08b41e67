"""After a release: who downloads it, what everything handed out holds, and whom a withdrawal reaches."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import mlcroissant
from playwright.sync_api import Browser, Page, expect

from tests.journey.conftest import SampleHub
from tests.journey.people import add_account, session_of
from tests.journey.survey_steps import PATIENCE_SECONDS, press, says
from tests.planted_search import Sought

WHY = "한 사람이 다시 식별될 수 있음이 드러났습니다"
FORMATS = "jsonl,csv,webdataset"


@dataclass(frozen=True)
class Downloader:
    """Somebody who fetches data: a session, and the token of a program."""

    email: str
    page: Page
    token: str


def add_downloader(hub: SampleHub, browser: Browser) -> Downloader:
    email, password, token = add_account(hub, browser, "downloader@wave.gotgan.example", "user")
    return Downloader(email, session_of(hub, browser, (email, password)), token)


def name_of(dataset: str) -> str:
    """ORG/NAME of a dataset's address."""
    return dataset.removeprefix("/datasets/")


def open_to_everyone(page: Page, dataset: str) -> None:
    """Nothing was found in the released version, so nobody need answer for it by name."""
    page.goto(f"{dataset}/open")
    assert page.locator("main .note.warn").count() == 0
    press(page, "main button.first")
    says(page, "누구나 내려받을 수 있습니다")


def download_twice(hub: SampleHub, downloader: Downloader, dataset: str, folder: Path) -> Path:
    """Somebody known and somebody unknown; returns the folder of the first."""
    for whose, token in (("known", downloader.token), ("unknown", "")):
        done = hub.run("download", name_of(dataset), "-o", str(folder / whose), GOTGAN_TOKEN=token)
        assert done.returncode == 0, done.stderr
    assert (folder / "known/data.parquet").read_bytes() == (folder / "unknown/data.parquet").read_bytes()
    return folder / "known"


def holds_nothing_planted(hub: SampleHub, page: Page, pages: tuple[str, str], folder: Path, *parts: str) -> None:
    """The file, its package in every format, and every page and document about it. `parts`: of the planted path."""
    planted = [each for each in hub.truth["identifiers"] if all(part in each["path"] for part in parts)]
    sought = Sought(value for each in planted for value in each["values"])
    assert len(sought.numbers) >= 800
    (source,) = {hub.data / "sample" / each["path"] for each in planted}
    assert sought.in_bytes(source.read_bytes()) == sought.numbers, "the search finds them where they are"
    done = hub.run("package", str(folder / "data.parquet"), "-o", str(folder / "package"), "--format", FORMATS)
    assert done.returncode == 0, done.stderr
    for number, content in enumerate(said_about(page, *pages)):
        (folder / f"said-{number}").write_bytes(content)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".parquet", ".json", ".jsonl", ".csv", ".tar", ".md"}
    assert sought.in_files(files) == {}


def said_about(page: Page, order: str, dataset: str) -> Iterator[bytes]:
    """What the hub says of the released version to its handler: pages with receipt and proof, and documents."""
    page.goto(order)
    runs = {each.get_attribute("href") or "" for each in page.locator("main a[href*='/runs/']").all()}
    assert len(runs) == 3
    name = name_of(dataset)
    for path in (
        order, *runs, f"{order}/tries", f"{order}/plan", f"{order}/lineage.json", dataset, f"{dataset}?lang=en",
        f"{dataset}/manifest.json", f"{dataset}/croissant.json", f"{dataset}/record", f"/api/v1/datasets/{name}",
        f"/api/v1/datasets/{name}/preview", f"{dataset}/resolve/main/data/data.parquet",
        f"{dataset}?lang=ko",
    ):  # fmt: skip
        answer = page.request.get(path)
        assert answer.status == 200, path
        yield answer.body()


def loads_as_croissant(hub: SampleHub, dataset: str, folder: Path) -> None:
    """An unmodified mlcroissant reads the released version over HTTP, and its package from the disk."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in manifest["files"]] == ["data.parquet"]
    for place in (f"{hub.address}{dataset}/croissant.json", str(folder / "package" / "croissant.json")):
        loaded = mlcroissant.Dataset(jsonld=place)
        assert not list(loaded.metadata.ctx.issues.errors), place
        (records,) = loaded.metadata.record_sets
        assert sum(1 for _ in loaded.records(records.uuid)) == 800


def withdraw(page: Page, order: str) -> None:
    """The handler, who looked at the file too, reads how many hold it, says why, and takes it back."""
    page.goto(order)
    way = page.locator("details", has=page.locator("input[name=after][value=withdrawn]"))
    way.locator("summary").click()
    expect(way).to_contain_text("2명에게 편지로 알립니다")
    way.locator("textarea").fill(WHY)
    with page.expect_navigation():
        way.locator("button[value=step]").click()
    expect(page.locator("main [role=status] .note.bad")).to_have_count(0)


def reaches_everyone(
    hub: SampleHub, page: Page, downloader: Downloader, released: tuple[str, str, str], folder: Path
) -> None:
    """Letter and notice for who is known; for everyone 410 with the reason, and no record that offers it."""
    order, dataset, version = released
    _by_letter_and_notice(hub, downloader)
    _order_says_who_was_told(page, order)
    for token in (downloader.token, ""):
        for number, words in enumerate(([], ["--version", version])):
            target = folder / f"again-{number}-{bool(token)}"
            done = hub.run("download", name_of(dataset), "-o", str(target), *words, GOTGAN_TOKEN=token)
            assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
            assert WHY in done.stderr
            assert not target.exists() or not list(target.glob("*.parquet"))
    for revision in ("main", version):
        gone = httpx.get(f"{hub.address}{dataset}/resolve/{revision}/data.parquet")
        assert (gone.status_code, gone.headers["X-Error-Code"]) == (410, "RevisionWithdrawn")
        assert gone.json()["because"] == WHY
    _no_record_offers(hub, dataset, version)


def _by_letter_and_notice(hub: SampleHub, downloader: Downloader) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while downloader.email not in hub.letters.to():
        assert time.monotonic() < until, hub.letters.to()
        time.sleep(0.5)
    assert hub.letters.to().count(downloader.email) == 1
    assert WHY in hub.letters.text(hub.letters.to().index(downloader.email))
    downloader.page.goto("/notices")
    says(downloader.page, WHY, "복지급여")


def _order_says_who_was_told(page: Page, order: str) -> None:
    page.goto(order)
    says(page, "2명. 로그인 없이 내려받아 알릴 수 없는 횟수")


def _no_record_offers(hub: SampleHub, dataset: str, version: str) -> None:
    """Feed and Croissant; a hub without OAI has no third."""
    croissant = httpx.get(f"{hub.address}{dataset}/croissant.json")
    assert croissant.status_code in (401, 403, 404, 410) or croissant.json()["distribution"] == []
    address: str | None = f"{hub.address}/catalog.json"
    while address:
        feed = httpx.get(address, timeout=60).json()
        for each in feed["dataset"]:
            if each["identifier"].endswith(dataset):
                assert not each.get("distribution"), "the feed goes on offering it"
        assert version not in json.dumps(feed)
        address = feed.get("next")
