"""A scan made offline is sealed, carried in, shown, compared with another; an altered one is refused."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser import chromium
from tests.journey.conftest import SampleHub
from tests.journey.running import gotgan
from tests.journey.test_upload import send

ORGANISATION = "7777777"


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two ministries' folders, scanned where no hub is, with one campaign key; the first sealed."""
    place = tmp_path_factory.mktemp("ministries")
    for ministry, drop in (("one", 0), ("two", 5)):
        (place / ministry).mkdir()
        rows = "".join(f"시설{n},서울로 {n},{n * 3}\n" for n in range(drop, 200))
        (place / ministry / f"{ministry}-시설.csv").write_text(f"시설명,도로,면적\n{rows}", encoding="utf-8")
    people = "".join(f"사람{n},{800101 + n % 28}-{1000000 + n * 37},010-{2000 + n}-{3000 + n}\n" for n in range(60))
    (place / "one/민원.csv").write_text(f"이름,주민등록번호,전화\n{people}", encoding="utf-8")
    assert gotgan("enrol", "-o", str(place / "scanner.key")).returncode == 0
    for ministry, seal in (("one", f"file:{place / 'scanner.key'}"), ("two", "none")):
        words = ["scan", str(place / ministry), "-o", str(place / f"{ministry}.json"), "--seal", seal]
        done = gotgan(*words, "--key", "env:CAMPAIGN", CAMPAIGN="c" * 32)
        assert (done.returncode, done.stderr) == (0, "")
    return place


def enrol(hub: SampleHub, scans: Path) -> None:
    add = hub.run("add", str(scans / "two.json"), "--organisation", ORGANISATION, "--create-organisation", "시험부")
    assert add.returncode == 0, add.stderr
    words = ["--organisation", ORGANISATION, "--public", str(scans / "scanner.key.pub"), "--title", "3층 서버실"]
    done = hub.run("enrol", *words)
    assert done.returncode == 0, done.stderr


def test_sealed_scan_is_carried_in_and_shown(hub: SampleHub, scans: Path) -> None:
    assert hub.run("verify", str(scans / "one.json")).returncode == 2, "not enrolled yet"
    enrol(hub, scans)
    verified = hub.run("verify", str(scans / "one.json"))
    answer = json.loads(verified.stdout)
    assert (verified.returncode, answer["organisation"], answer["scanner"]) == (0, ORGANISATION, "3층 서버실")
    done = hub.run("add", str(scans / "one.json"), "--organisation", ORGANISATION)
    assert done.returncode == 0, done.stderr
    added = json.loads(done.stdout)
    assert added["counts"]["added"] == 2
    token = {"Authorization": f"Bearer {hub.tokens()['operator']}"}
    with httpx.Client(base_url=hub.address, headers=token, timeout=60) as client:
        for dataset in added["datasets"]:
            page = client.get(f"/datasets/{dataset['address']}?lang=ko")
            assert page.status_code == 200
            record = client.get(f"/datasets/{dataset['address']}/record").text
            assert "3층 서버실" in record
            for text in (page.text, record):
                assert not [n for n in range(60) if f"{1000000 + n * 37}" in text or f"{2000 + n}-{3000 + n}" in text]


def test_scans_of_two_ministries_are_compared(scans: Path) -> None:
    done = gotgan("overlap", str(scans / "one.json"), str(scans / "two.json"))
    best = json.loads(done.stdout)["pairs"][0]
    assert {best["a"]["path"], best["b"]["path"]} == {"one.json:one-시설.csv", "two.json:two-시설.csv"}
    assert (best["relation"], best["score"] >= 0.5) == ("same_content", True)


def test_altered_scan_is_refused(hub: SampleHub, scans: Path) -> None:
    altered = scans / "altered.json"
    altered.write_text(
        (scans / "one.json").read_text(encoding="utf-8").replace("민원.csv", "민간.csv"), encoding="utf-8"
    )
    assert hub.run("verify", str(altered), "--key", str(scans / "scanner.key.pub")).returncode == 1
    done = hub.run("add", str(altered), "--organisation", ORGANISATION, "--create-organisation", "시험부")
    assert done.returncode == 2
    assert "sealed" in done.stderr


@pytest.mark.browser
def test_scan_is_carried_in_through_the_browser(hub: SampleHub, tmp_path: Path) -> None:
    """A keeper enrols the scanner, sends its scan.json, and a changed copy; nobody touches the hub's machine."""
    room = tmp_path / "서버실"
    room.mkdir()
    (room / "시설.csv").write_text("번호,이름\n" + "".join(f"{n},시설{n}\n" for n in range(60)), encoding="utf-8")
    assert gotgan("enrol", "-o", str(tmp_path / "scanner.key")).returncode == 0
    output = tmp_path / "scan.json"
    assert gotgan("scan", str(room), "-o", str(output), "--seal", f"file:{tmp_path / 'scanner.key'}").returncode == 0
    with chromium() as browser:
        token = {"Authorization": f"Bearer {hub.tokens()['officer']}"}
        page = browser.new_context(extra_http_headers=token).new_page()
        page.goto(hub.address + "/scanners/?lang=ko")
        page.fill("input[name=title]", "지하 서버실")
        page.fill("input[name=public_key]", (tmp_path / "scanner.key.pub").read_text())
        page.locator("main form button.first").click()
        page.get_by_text("점검기를 등록했습니다").wait_for()
        send(page, hub, output)
        ended(page, "마침")
        said = page.locator("#scan .note").inner_text()
        assert "데이터셋 1개, 표 1개의 점검 결과를 옮겨 왔습니다." in said
        assert "점검기 ‘지하 서버실’이 봉인함" in said
        page.locator("section[aria-labelledby=records] a[href^='/datasets/']").first.click()
        assert "점검기 ‘지하 서버실’이 봉인함" in page.locator("#about").inner_text()
        output.write_text(output.read_text(encoding="utf-8").replace("시설.csv", "도로.csv"), encoding="utf-8")
        send(page, hub, output)
        ended(page, "실패")
        assert "봉인된 뒤에 내용이 바뀌었습니다" in page.locator("#scan .note.bad").inner_text()
        page.goto(hub.address + "/sources/")
        assert page.locator("ul.rows strong", has_text="서버실").count() == 1, "the source is as it was"


def ended(page: Page, word: str) -> None:
    page.wait_for_url("**/scans/**", timeout=60_000)
    page.locator("[aria-current=step]", has_text=word).wait_for(timeout=60_000)
