"""What a hub offers is believed only after it was checked."""

from __future__ import annotations

import json
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from gotgan.client.download import download
from gotgan.client.hub import Hub, HubUnreachable, Withdrawn
from gotgan.client.offer import Corrupt, check_names, get_offer
from gotgan.terms.errors import Invalid
from gotgan.terms.manifest import FileEntry
from tests.client.hub_double import Manners, hub_serving

FILES = {"표.csv": b"a\n1\n"}


@pytest.mark.parametrize(
    ("flavour", "path"),
    [
        *((PurePosixPath, path) for path in ("../x", "/x", "a/../../x", "a\0b", "")),
        *((PureWindowsPath, path) for path in ("..\\x", "C:x", "C:\\x", "a\\..\\..\\x", "\\\\host\\share\\x")),
    ],
)
def test_check_names_refuses_what_leaves_the_folder(flavour: type[PurePath], path: str) -> None:
    with pytest.raises(Invalid, match="outside the folder"):
        check_names([FileEntry("ok.csv", 1, "0"), FileEntry(path, 1, "0")], flavour)


def test_check_names_takes_a_name_that_only_another_system_reads_as_a_path() -> None:
    check_names([FileEntry("a\\b.csv", 1, "0")], PurePosixPath)


def test_get_offer_addresses_files_at_its_version() -> None:
    with hub_serving(FILES, Manners()) as address, Hub(address) as house:
        offer = get_offer(house, "org/name")
    assert offer.address("표 1.csv") == f"/datasets/org/name/resolve/{offer.version}/%ED%91%9C%201.csv"


def test_get_offer_of_one_version_asks_for_it() -> None:
    with hub_serving(FILES, Manners()) as address, Hub(address) as house:
        version = get_offer(house, "org/name").version
        assert get_offer(house, "org/name", version).version == version
        with pytest.raises(Invalid, match="hexadecimal"):
            get_offer(house, "org/name", "../x")


def test_withdrawn_version_is_said_plainly_and_not_asked_for_again(tmp_path: Path) -> None:
    with (
        hub_serving(FILES, Manners(gone="/manifest")) as address,
        pytest.raises(Withdrawn, match=r"withdrawn\. Why See"),
    ):
        download("org/name", tmp_path / "a", version="a" * 64, hub=address)
    manners = Manners(gone="/resolve/")
    with hub_serving(FILES, manners) as address, pytest.raises(Withdrawn, match="withdrawn"):
        download("org/name", tmp_path / "b", hub=address)
    assert manners.requests == []


@pytest.mark.parametrize("name", ["", "name", "a/b/c", "../x", "org/이름", "org/name?x=1"])
def test_get_offer_refuses_what_is_no_name_without_asking(name: str) -> None:
    with Hub("http://127.0.0.1:9") as house, pytest.raises(Invalid, match="ORG/NAME"):
        get_offer(house, name)


@pytest.mark.parametrize("manifest", [b"<html>welcome</html>", b"[]", b"{}", b'{"files": 3}', b'{"files": [{}]}'])
def test_get_offer_of_something_else_says_it_is_no_hub(manifest: bytes) -> None:
    with (
        hub_serving(FILES, Manners(manifest=manifest)) as address,
        Hub(address) as house,
        pytest.raises(HubUnreachable, match="no gotgan hub"),
    ):
        get_offer(house, "org/name")


def test_get_offer_refuses_a_manifest_that_is_not_its_own_hash() -> None:
    entry = {"path": "표.csv", "size_bytes": 4, "sha256": "0" * 64}
    manifest = json.dumps({"version": "1" * 64, "files": [entry], "derived": []}).encode()
    with (
        hub_serving(FILES, Manners(manifest=manifest)) as address,
        Hub(address) as house,
        pytest.raises(Corrupt, match="its own hash"),
    ):
        get_offer(house, "org/name")


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://hub", "http://", "hub"])
def test_hub_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(Invalid, match="no web address"):
        Hub(address)


@pytest.mark.parametrize("token", ["gtg_토큰", "gtg_a b", "gtg_a\nb"])
def test_hub_refuses_what_is_no_token_without_repeating_it(token: str) -> None:
    with pytest.raises(Invalid, match="no token has") as caught:
        Hub(token=token)
    assert token not in str(caught.value)
