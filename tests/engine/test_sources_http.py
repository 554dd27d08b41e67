"""The door to the web against servers that stall, cut, fail and lead astray."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.source_server import Handler, Site, serve

from gotgan.engine.sources.address import AddressRefused, choose_ip, is_public, read_address, shown
from gotgan.engine.sources.http import Door
from gotgan.terms.errors import Invalid, NotFound, Unavailable

BODY = bytes(range(256)) * 400


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def test_download_is_whole(site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = lambda h: h.reply_range(BODY)
    site.door().download(site.address + "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_cut_download_goes_on_by_range(site: Site, tmp_path: Path) -> None:
    site.answers["/a"] = lambda h: h.reply_range(BODY, cut_after=30_000)
    site.door().download(site.address + "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY
    assert [headers.get("Range") for _, _, headers in site.asked][1:3] == ["bytes=30000-", "bytes=60000-"]
    assert site.asked[1][2]["If-Range"] == '"v1"'


def test_download_resumes_after_a_restart(site: Site, tmp_path: Path) -> None:
    def cut_then_dead(h: Handler) -> None:
        h.reply_range(BODY, cut_after=30_000) if len(site.asked) == 1 else h.reply(503)

    site.answers["/a"] = cut_then_dead
    with pytest.raises(Unavailable, match="30000 bytes are kept"):
        site.door().download(site.address + "/a", tmp_path / "a")
    assert not (tmp_path / "a").exists()
    site.answers["/a"] = lambda h: h.reply_range(BODY)
    site.door().download(site.address + "/a", tmp_path / "a")
    assert site.asked[-1][2]["Range"] == "bytes=30000-"
    assert (tmp_path / "a").read_bytes() == BODY


def test_download_starts_anew_when_the_file_changed(site: Site, tmp_path: Path) -> None:
    other = BODY[::-1]

    def changing(h: Handler) -> None:
        first = len(site.asked) == 1
        h.reply_range(BODY if first else other, cut_after=30_000 if first else None, etag='"1"' if first else '"2"')

    site.answers["/a"] = changing
    site.door().download(site.address + "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == other


def test_cut_download_without_a_validator_starts_anew(site: Site, tmp_path: Path) -> None:
    def no_validator(h: Handler) -> None:
        h.send_response(200)
        h.send_header("Content-Length", str(len(BODY)))
        h.end_headers()
        h.wfile.write(BODY[:100] if len(site.asked) == 1 else BODY)
        h.close_connection = True

    site.answers["/a"] = no_validator
    site.door().download(site.address + "/a", tmp_path / "a")
    assert "Range" not in site.asked[1][2]
    assert (tmp_path / "a").read_bytes() == BODY


def test_stall_is_unavailable_after_tries(site: Site, tmp_path: Path) -> None:
    def stall(h: Handler) -> None:
        h.send_response(200)
        h.send_header("Content-Length", "10")
        h.end_headers()
        time.sleep(0.5)
        h.close_connection = True

    site.answers["/a"] = stall
    with pytest.raises(Unavailable, match="stalls"):
        site.door().download(site.address + "/a", tmp_path / "a")
    assert len(site.asked) == 4


def test_server_errors_are_tried_four_times(site: Site) -> None:
    site.answers["/a"] = lambda h: h.reply(500)
    with pytest.raises(Unavailable, match="answers 500"):
        site.door().get_json(site.address + "/a")
    assert len(site.asked) == 4


def test_server_error_once_is_overcome(site: Site) -> None:
    site.answers["/a"] = lambda h: h.reply(500) if len(site.asked) == 1 else h.reply(200, b'{"a": 1}')
    assert site.door().get_json(site.address + "/a") == {"a": 1}


def test_missing_is_not_tried_again(site: Site) -> None:
    with pytest.raises(NotFound):
        site.door().get_json(site.address + "/none")
    assert len(site.asked) == 1


def test_no_server_is_unavailable() -> None:
    with serve() as gone:
        door = gone.door()
    with pytest.raises(Unavailable):
        door.get_json(gone.address + "/a")


def test_redirect_loop_ends(site: Site) -> None:
    site.answers["/a"] = lambda h: h.reply(302, Location="/a")
    with pytest.raises(Unavailable, match="redirects more than 5 times"):
        site.door().get_json(site.address + "/a")
    assert len(site.asked) == 6


def test_redirect_on_the_typed_host_is_followed(site: Site) -> None:
    site.answers |= {"/a": lambda h: h.reply(301, Location="/b"), "/b": lambda h: h.reply(200, b"[]")}
    assert site.door().get_json(site.address + "/a") == []


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/x", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest", "http://localhost:9/",
     "file:///etc/passwd", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/"],
)  # fmt: skip
def test_redirect_to_a_private_address_is_refused(site: Site, target: str) -> None:
    site.answers["/a"] = lambda h: h.reply(302, Location=target)
    with pytest.raises(AddressRefused):
        site.door().get_json(site.address + "/a")


def test_another_port_of_the_typed_host_is_refused(site: Site, tmp_path: Path) -> None:
    with serve() as other:
        other.answers["/secret"] = lambda h: h.reply(200, b"secret")
        with pytest.raises(AddressRefused):
            site.door().download(other.address + "/secret", tmp_path / "a")
        assert other.asked == []


def test_stranger_may_not_name_a_private_address(site: Site) -> None:
    with pytest.raises(AddressRefused):
        Door(site.address, allow_private=False)


def test_name_that_resolves_to_private_and_public_is_refused() -> None:
    url = read_address("http://example.org/")
    with pytest.raises(AddressRefused):
        choose_ip(url, None, lambda _host, _port: ["93.184.216.34", "192.168.0.1"])
    assert choose_ip(url, None, lambda _host, _port: ["93.184.216.34"]) == "93.184.216.34"


@pytest.mark.parametrize("name", ["serviceKey", "api_key", "access_token", "X-Amz-Signature", "X-Amz-Credential"])
def test_key_in_a_query_is_never_shown(name: str, site: Site) -> None:
    site.answers["/gone"] = lambda h: h.reply(404)
    with pytest.raises(NotFound, match=r"page=2") as caught:
        site.door().read(f"{site.address}/gone?{name}=hidden%2Fvalue&page=2")
    assert "hidden" not in str(caught.value)
    assert shown(f"http://host:port/?a=1;{name}=hidden") == f"http://host:port/?a=1;{name}=***"


def test_wait_that_is_no_number_is_passed_over(site: Site) -> None:
    site.answers["/a"] = lambda h: h.reply(503, Retry_After="\xb2")
    with pytest.raises(Unavailable, match="answers 503"):
        site.door().read(site.address + "/a")


def test_password_goes_to_the_typed_host_alone_and_is_never_shown(site: Site) -> None:
    site.answers["/a"] = lambda h: h.reply(404)
    door = Door(site.address.replace("http://", "http://kim:secret@") + "/a", sleep=lambda _: None)
    with pytest.raises(NotFound) as caught:
        door.get_json(str(door.url))
    assert site.asked[0][2]["Authorization"].startswith("Basic ")
    assert "secret" not in str(caught.value) + str(door.url) + shown(door.typed)


@pytest.mark.parametrize("text", ["", "ftp://a/b", "not an address", "http://"])
def test_what_is_no_address_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        read_address(text)


def test_public_addresses() -> None:
    assert is_public("8.8.8.8")
    assert not any(map(is_public, ["127.0.0.1", "10.1.1.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "224.0.0.1"]))
