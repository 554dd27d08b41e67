"""A user finds a dataset, fetches it over a connection that breaks, and loads it: equal to the source."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.journey.conftest import SampleHub
from tests.journey.cutting import cutting_relay
from tests.journey.running import clean_environment


def found_by(hub: SampleHub, words: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = json.loads(hub.run("search", words, "--json").stdout)["items"]
    return items


@pytest.mark.parametrize(("words", "in_title"), [("대기질", "대기질"), ("parking", "주차장"), ("보안등", "보안등")])
def test_search_by_part_of_a_compound_and_by_english(hub: SampleHub, words: str, in_title: str) -> None:
    titles = [str(item["title"]) for item in found_by(hub, words)]
    assert any(in_title in title for title in titles[:5]), titles


def biggest_open_csv(hub: SampleHub) -> dict[str, object]:
    answer = httpx.get(
        hub.address + "/api/v1/datasets", params={"format": "csv", "route": "download", "page_size": 100}
    )
    items = [item for item in answer.json()["items"] if item["formats"] == ["csv"]]
    return max(items, key=lambda item: item["size_bytes"])


def test_download_cut_midway_and_load_in_three_lines(hub: SampleHub, tmp_path: Path) -> None:
    item = biggest_open_csv(hub)
    name, size = str(item["name"]), int(str(item["size_bytes"]))
    with cutting_relay(hub.address, after_bytes=size // 5, cuts=3) as relay:
        done = hub.run("download", name, "-o", str(tmp_path / "got"))
        assert done.returncode == 0, done.stderr
        cut = subprocess.run(
            [sys.executable, "-m", "gotgan", "download", name, "-o", str(tmp_path / "cut"), "--hub", relay.address],
            env=clean_environment(), capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert cut.returncode == 0, cut.stderr
        assert relay.cuts_left < 3, "nothing was cut: the test proves nothing"
    got = {path.name: path.read_bytes() for path in (tmp_path / "got").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "cut").iterdir()} == got
    source = source_bytes(hub, item)
    assert source in got.values()
    loaded = load_in_three_lines(hub, name, tmp_path)
    assert loaded == rows_of(source)


def source_bytes(hub: SampleHub, item: dict[str, object]) -> bytes:
    path = next(row["path"] for row in hub.truth["datasets"] if row["title"] == item["title"])
    return (hub.data / "sample" / path).read_bytes()


def rows_of(source: bytes) -> list[list[str]]:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = source.decode("cp949")
    return [row for row in csv.reader(io.StringIO(text)) if row]


def load_in_three_lines(hub: SampleHub, name: str, tmp_path: Path) -> list[list[str]]:
    script = f"""
import gotgan
table = gotgan.load({name!r})
frame = table.to_pandas()
import json, sys

cells = [["" if cell is None else str(cell) for cell in column] for column in table.to_pydict().values()]
json.dump([table.column_names, *map(list, zip(*cells))], sys.stdout)
"""
    environment = {**clean_environment(), "GOTGAN_HUB": hub.address, "GOTGAN_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def test_ranges_head_and_past_the_end(hub: SampleHub) -> None:
    name = str(biggest_open_csv(hub)["name"])
    file = next(
        f for f in httpx.get(f"{hub.address}/api/v1/datasets/{name}").json()["files"] if f["role"] == "original"
    )
    address = hub.address + file["url"]
    head = httpx.head(address)
    assert (head.status_code, int(head.headers["Content-Length"])) == (200, file["size_bytes"])
    part = httpx.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, len(part.content)) == (206, 10)
    assert part.headers["Content-Range"] == f"bytes 10-19/{file['size_bytes']}"
    past = httpx.get(address, headers={"Range": f"bytes={file['size_bytes']}-"})
    assert (past.status_code, past.headers["Content-Range"]) == (416, f"bytes */{file['size_bytes']}")
    assert httpx.get(address, headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_gated_dataset_says_why_and_keeps_its_bytes(hub: SampleHub) -> None:
    answer = httpx.get(hub.address + "/api/v1/datasets", params={"route": "apply_download", "page_size": 100})
    name = answer.json()["items"][0]["name"]
    refused = httpx.get(f"{hub.address}/datasets/{name}/manifest.json")
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (401, "GatedRepo")
    assert refused.json()["page"] == f"/datasets/{name}"
    preview = httpx.get(f"{hub.address}/api/v1/datasets/{name}/preview")
    assert preview.status_code == 401
