"""Downloads over a real loopback connection that is cut, lies, or refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import gotgan
from gotgan.client import hub as hub_module
from gotgan.client.download import WORK_FOLDER
from gotgan.client.hub import HubRefuses, HubUnreachable
from gotgan.client.offer import Corrupt
from gotgan.terms.errors import Invalid, NotFound, Unavailable
from tests.client.hub_double import Manners, hub_serving

FILES = {"자료/주차장.csv": bytes(range(256)) * 20_000, "빈 파일.txt": b""}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module.time, "sleep", lambda seconds: None)
    monkeypatch.setattr("gotgan.client.journal.PART_BYTES", 1 << 20)


def test_download_gives_the_original_bytes_and_the_manifest(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners()) as address:
        delivered = gotgan.download("org/name", tmp_path / "out", hub=address)
    assert {path.relative_to(tmp_path / "out").as_posix(): path.read_bytes() for path in delivered.files} == FILES
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {row["path"] for row in manifest["files"]} == set(FILES)
    assert manifest["sha256"] == delivered.manifest.sha256
    assert not (tmp_path / "out" / WORK_FOLDER).exists()


def test_download_goes_on_after_cuts(tmp_path: Path) -> None:
    manners = Manners(cut_after=300_000, cuts=3)
    with hub_serving(FILES, manners) as address:
        delivered = gotgan.download("org/name", tmp_path, hub=address)
    assert delivered.files[0].read_bytes() == FILES["자료/주차장.csv"]
    assert manners.cuts == 0
    resumed = [asked for asked in manners.requests if asked and int(asked[6:].split("-")[0]) % (1 << 20)]
    assert resumed, "no request began inside a part: nothing was resumed"


def test_download_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    manners = Manners(cut_after=0, whole=3, cuts=10_000)
    with hub_serving(FILES, manners) as address:
        with pytest.raises(Unavailable, match="run the same command again"):
            gotgan.download("org/name", tmp_path, hub=address)
        assert (tmp_path / WORK_FOLDER).exists()
        assert not (tmp_path / "manifest.json").exists()
        assert not (tmp_path / "자료" / "주차장.csv").exists()
        manners.cuts = 0
        gotgan.download("org/name", tmp_path, hub=address)
    assert (tmp_path / "자료" / "주차장.csv").read_bytes() == FILES["자료/주차장.csv"]


def test_download_goes_on_as_long_as_each_connection_brings_something(tmp_path: Path) -> None:
    manners = Manners(cut_after=100_000, cuts=40)
    told: list[int] = []
    with hub_serving(FILES, manners) as address:
        gotgan.download("org/name", tmp_path, hub=address, progress=lambda done, _: told.append(done))
    assert manners.cuts == 0
    assert (tmp_path / "자료" / "주차장.csv").read_bytes() == FILES["자료/주차장.csv"]
    assert max(told) == sum(map(len, FILES.values()))


def test_file_called_manifest_stays_what_it_is(tmp_path: Path) -> None:
    files = {"manifest.json": b'{"ours": true}', "a.csv": b"a\n1\n"}
    with hub_serving(files, Manners()) as address:
        delivered = gotgan.download("org/name", tmp_path, hub=address)
    assert (tmp_path / "manifest.json").read_bytes() == files["manifest.json"]
    assert json.loads((tmp_path / "manifest.gotgan.json").read_text())["sha256"] == delivered.manifest.sha256


def test_download_again_fetches_nothing(tmp_path: Path) -> None:
    manners = Manners()
    with hub_serving(FILES, manners) as address:
        gotgan.download("org/name", tmp_path, hub=address)
        manners.requests.clear()
        gotgan.download("org/name", tmp_path, hub=address)
    assert manners.requests == []


def test_download_wrong_bytes_once_are_fetched_again(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners(wrong=1)) as address:
        gotgan.download("org/name", tmp_path, hub=address)
    assert (tmp_path / "자료" / "주차장.csv").read_bytes() == FILES["자료/주차장.csv"]


def test_download_wrong_bytes_always_are_never_called_complete(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners(wrong=10_000)) as address, pytest.raises(Corrupt):
        gotgan.download("org/name", tmp_path, hub=address)
    assert not (tmp_path / "manifest.json").exists()


def test_download_refused_says_where_to_ask(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners(refuse=True)) as address, pytest.raises(HubRefuses) as caught:
        gotgan.download("org/name", tmp_path, hub=address)
    assert caught.value.page == address + "/p"
    assert caught.value.reasons == ("not_opened",)


def test_download_unknown_and_unreachable(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners()) as address, pytest.raises(NotFound):
        gotgan.download("org/other", tmp_path, hub=address)
    with pytest.raises(HubUnreachable, match="is the hub running"):
        gotgan.download("org/name", tmp_path, hub="http://127.0.0.1:9")


def test_download_keeps_a_name_of_all_the_bytes_a_file_system_allows(tmp_path: Path) -> None:
    long = "가" * 83 + ".txt12"
    assert len(long.encode()) == 255
    with hub_serving({long: b"text"}, Manners()) as address:
        gotgan.download("org/name", tmp_path, hub=address)
    assert (tmp_path / long).read_bytes() == b"text"


def test_download_takes_no_more_than_it_asked_for(tmp_path: Path) -> None:
    with hub_serving(FILES, Manners(surplus=5_000)) as address:
        gotgan.download("org/name", tmp_path, hub=address)
    assert (tmp_path / "자료" / "주차장.csv").read_bytes() == FILES["자료/주차장.csv"]


def parquet_of(table: pa.Table, path: Path) -> bytes:
    pq.write_table(table, path, row_group_size=1000)
    return path.read_bytes()


def test_load_and_stream_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_CACHE", str(tmp_path / "cache"))
    table = pa.table({"코드": [f"{number:05d}" for number in range(5000)], "값": list(range(5000))})
    derived = {"표.parquet": parquet_of(table, tmp_path / "made.parquet")}
    manners = Manners(cut_after=5_000, cuts=2)
    with hub_serving(FILES, manners, derived) as address:
        assert gotgan.load("org/name", hub=address).equals(table)
        assert gotgan.load("org/name", hub=address, frame="pandas")["코드"][7] == "00007"
        batches = list(gotgan.stream("org/name", hub=address, batch_rows=700))
    assert pa.Table.from_batches(batches).equals(table)
    assert max(batch.num_rows for batch in batches) <= 1000


def test_load_several_tables_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_CACHE", str(tmp_path / "cache"))
    table = pa.table({"값": [1]})
    made = parquet_of(table, tmp_path / "made.parquet")
    with hub_serving(FILES, Manners(), {"가.parquet": made, "나.parquet": made}) as address:
        with pytest.raises(Invalid, match="가, 나"):
            gotgan.load("org/name", hub=address)
        assert gotgan.load("org/name", table="나", hub=address).equals(table)


def test_load_without_a_table_says_so() -> None:
    with hub_serving(FILES, Manners()) as address, pytest.raises(Invalid, match=r"gotgan\.download"):
        gotgan.load("org/name", hub=address)
