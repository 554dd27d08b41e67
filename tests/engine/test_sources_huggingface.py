"""Dataset cards: folders and repositories, globs that stay inside, YAML that means harm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.engine.source_server import Answer, Handler, Site, serve
from tests.engine.test_sources_folder import listed, put

from gotgan.engine.sources import open_source
from gotgan.engine.sources.card import read_card
from gotgan.engine.sources.huggingface import HuggingfaceSource
from gotgan.terms.errors import Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef, SourceRecord

CARD = """---
license: cc-by-4.0
language: [ko, no]
pretty_name: 도로 사진
task_categories:
- image-classification
size_categories: 1K<n<10K
tags: [교통, modality:image]
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*
  - split: test
    path:
    - data/test.csv
    - "더/**/*.csv"
- config_name: other
  data_dir: more
  data_files: {train: "*.csv", test: [t.txt]}
dataset_info:
  features:
  - name: image
    dtype: image
  - name: label
    dtype: int64
extra_gated_prompt: 동의하십시오
---
# Dataset Card for 이름

<!-- a comment -->
## Summary
무엇에 관한 것인지.
"""
FILES = ("data/train-0.csv", "data/train-1.csv", "data/test.csv", "더/a/b.csv", "more/x.csv", "more/t.txt")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def folder_with(root: Path, card: str, *names: str) -> Path:
    put(root, *names)
    (root / "README.md").write_text(card, encoding="utf-8")
    return root


def only(root: Path) -> SourceRecord:
    (record,), _ = listed(HuggingfaceSource(str(root)))
    return record


def data_files(*patterns: str) -> str:
    return "---\nconfigs:\n- data_files: " + json.dumps(list(patterns)) + "\n---\n"


def test_card_is_understood(tmp_path: Path) -> None:
    root = folder_with(tmp_path / "이름", CARD, *FILES, "data/other.csv", "script.py", ".gitattributes")
    source = open_source(None, str(root))
    (record,), end = listed(source)
    assert (source.kind, record.problem, end.complete, end.lines) == ("huggingface", "", True, 1)
    assert sorted(file.path for file in record.files) == sorted(FILES)
    assert (record.title, record.licence, record.description) == ("도로 사진", "cc-by-4.0", "무엇에 관한 것인지.")
    assert record.keywords == ("교통", "modality:image", "image-classification")
    assert (record.columns, record.modality) == (("image", "label"), ("image",))
    assert (record.provision_now, record.rights) == ("limited", "동의하십시오")
    assert record.raw["card"]["language"] == ["ko", "no"]
    assert record.raw["card"]["size_categories"] == "1K<n<10K"
    source.fetch(record.files[0], tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a,b\n1,2\n"
    assert listed(source, record.cursor) == ([], end)


def test_card_without_files_named_takes_all_data(tmp_path: Path) -> None:
    root = folder_with(
        tmp_path, "---\nlicense: other\nlicense_name: 가\n---\n# Dataset Card for 나\n", *FILES, "b.py", "LICENSE"
    )
    record = only(root)
    assert sorted(file.path for file in record.files) == sorted(FILES)
    assert (record.title, record.licence, record.provision_now) == ("나", "가", "open")
    before = record.fingerprint
    (root / "data/test.csv").write_text("a\n")
    assert only(root).fingerprint != before


@pytest.mark.parametrize(
    "pattern", ["../secret*", "/etc/passwd", "data/../../secret", "..\\secret", "C:/secret", "~/../x"]
)
def test_pattern_that_leads_out_is_refused(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = folder_with(tmp_path / "in", data_files(pattern, "a.csv"), "a.csv")
    record = only(root)
    assert "leads out of the folder" in record.problem
    assert record.files == ()


def test_links_and_files_of_others_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = folder_with(tmp_path / "in", data_files("*.csv", "link"), "a.csv")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "b.csv").symlink_to(tmp_path / "secret")
    record = only(root)
    assert record.problem == "link: no file fits it; put the files there or correct it"
    assert [each["path"] for each in record.raw["files"]] == ["a.csv"]
    with pytest.raises(NotAllowed):
        HuggingfaceSource(str(root)).fetch(FileRef("a", str(tmp_path / "secret")), tmp_path / "out")
    with pytest.raises(Unavailable):
        HuggingfaceSource(str(root)).fetch(FileRef("a", "https://x/a.csv"), tmp_path / "out")


def test_addresses_among_the_files_are_links(tmp_path: Path) -> None:
    record = only(folder_with(tmp_path, data_files("a.csv", "https://x/b.csv", "hf://y/c.csv"), "a.csv"))
    assert ([file.path for file in record.files], record.problem) == (["a.csv"], "")
    assert [link.location for link in record.links] == ["https://x/b.csv"]


@pytest.mark.parametrize(
    ("card", "said"),
    [("# no front", "has no YAML"), ("---\nlicense: [a\n---\n", "line 3: its YAML cannot be read"),
     ("---\n- a\n---\n", "is no mapping"), ("---\nlicense: a\n", "has no YAML"),
     ("---\na: " + "[" * 5000 + "\n---\n", "cannot be read")],
)  # fmt: skip
def test_broken_card_is_a_problem_with_its_place(card: str, said: str, tmp_path: Path) -> None:
    record = only(folder_with(tmp_path, card, "a.csv"))
    assert said in record.problem
    assert record.files == ()


def test_yaml_that_grows_or_calls_is_kept_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 12)]
    lines += ["tags: *a11", "license: mit", "call: !!python/object/apply:os.getcwd []"]
    record = only(folder_with(tmp_path, "---\n" + "\n".join(lines) + "\n---\n", "a.csv"))
    assert (record.licence, record.keywords, record.problem) == ("mit", (), "")
    assert len(json.dumps(record.raw)) < 1_000_000
    assert record.raw["card"].get("call") in ([], None)
    assert "cannot be read" in only(folder_with(tmp_path, "---\nloop: &l [*l]\n---\n")).problem


@pytest.mark.parametrize("text", [CARD, CARD.replace("\n", "\r\n"), "\ufeff" + CARD])
def test_card_is_read_however_its_lines_end(text: str) -> None:
    card = read_card(text.encode())
    assert (card.problem, card.title, card.patterns()[0]) == ("", "도로 사진", "data/train-*")


def test_folder_without_a_card_is_none(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    (tmp_path / "README.md").write_text("---\ntitle: page\n---\n")
    assert open_source(None, str(tmp_path)).kind == "folder"
    (tmp_path / "README.md").unlink()
    with pytest.raises(Invalid, match=r"has no README\.md"):
        only(tmp_path)
    with pytest.raises(Invalid, match="is no folder"):
        HuggingfaceSource(str(tmp_path / "gone"))


def repository(
    site: Site, files: dict[str, bytes], *, revision: str = "main", page: int = 2, is_lfs: bool = True
) -> None:
    """The part of the hub's interface that is asked for: the tree in pages, and the files."""
    entries = [
        {"type": "file", "path": name, "size": len(content), "oid": "0" * 40}
        | ({"lfs": {"oid": hashlib.sha256(content).hexdigest(), "size": len(content)}} if is_lfs else {})
        for name, content in files.items()
    ] + [{"type": "directory", "path": "data"}, {"type": "file", "path": "../up"}, "junk"]

    def tree(h: Handler) -> None:
        start = int(h.path.partition("cursor=")[2] or 0)
        assert "recursive=true" in h.path
        following = f'<{site.address}{h.path.partition("?")[0]}?recursive=true&cursor={start + page}>; rel="next"'
        headers = {"Link": following} if start + page < len(entries) else {}
        h.reply(200, json.dumps(entries[start : start + page]).encode(), **headers)

    site.answers[f"/api/datasets/org/name/tree/{revision}"] = tree
    for name, content in files.items():
        site.answers[f"/datasets/org/name/resolve/{revision}/{name}"] = lambda h, content=content: h.reply(200, content)
    site.answers = Decoded(site.answers)


class Decoded(dict[str, Answer]):
    """Answers by the path as it is written, or by what it says."""

    def __missing__(self, path: str) -> Answer:
        if unquote(path) == path:
            raise KeyError(path)
        return self[unquote(path)]

    def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        try:
            return self[path]
        except KeyError:
            return default


@pytest.mark.parametrize("place", ["/datasets/org/name", "/datasets/org/name/", "/datasets/org/name/tree/main"])
def test_repository_is_listed_and_fetched(place: str, site: Site, tmp_path: Path) -> None:
    files = {"README.md": CARD.encode(), **{name: name.encode() for name in FILES}, "left/over.csv": b"x"}
    repository(site, files)
    source = open_source(None, site.address + place)
    (record,), end = listed(source)
    assert (source.kind, record.remote_id, record.publisher, record.problem) == ("huggingface", "org/name", "org", "")
    assert sorted(file.path for file in record.files) == sorted(FILES)
    assert (end.complete, end.warnings) == (True, ())
    for each in (source, open_source(None, site.address + place)):
        for file in record.files:
            each.fetch(file, tmp_path / "out")
            assert (tmp_path / "out").read_bytes() == file.path.encode()
            assert file.size_bytes == len(file.path.encode())


def test_file_with_another_sha256_is_not_kept(site: Site, tmp_path: Path) -> None:
    repository(site, {"README.md": data_files("a.csv").encode(), "a.csv": b"right"}, revision="v1")
    site.answers["/datasets/org/name/resolve/v1/a.csv"] = lambda h: h.reply(200, b"wrong")
    source = open_source(None, site.address + "/datasets/org/name/tree/v1")
    (record,), _ = listed(source)
    with pytest.raises(Unavailable, match="another sha256"):
        source.fetch(record.files[0], tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_patterns_of_a_repository_stay_inside(site: Site) -> None:
    repository(site, {"README.md": data_files("../up", "/x", "no-*", "a.csv").encode(), "a.csv": b"a"})
    (record,), end = listed(HuggingfaceSource(site.address, site.door("/datasets/org/name")))
    assert [file.path for file in record.files] == ["a.csv"]
    assert [warning.partition(":")[0] for warning in end.warnings] == ["../up", "/x", "no-*"]


def test_raw_tree_gives_the_files_that_are_named(site: Site, tmp_path: Path) -> None:
    card = data_files("data/a b.csv", "data/*.txt", "../x").encode()
    site.answers |= {
        "/raw/README.md": lambda h: h.reply(200, card),
        "/raw/data/a%20b.csv": lambda h: h.reply(200, b"a\n"),
    }
    source = HuggingfaceSource(site.address, site.door("/raw/"))
    (record,), end = listed(source)
    assert [file.location for file in record.files] == [site.address + "/raw/data/a%20b.csv"]
    assert "lists no files" in end.warnings[0]
    assert "leads out" in end.warnings[1]
    source.fetch(record.files[0], tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a\n"


def test_what_is_no_repository_is_said_so(site: Site) -> None:
    source = HuggingfaceSource(site.address, site.door("/datasets/org/name"))
    with pytest.raises(NotFound):
        listed(source)
    repository(site, {"README.md": CARD.encode()})
    site.answers["/api/datasets/org/name/tree/main"] = lambda h: h.reply(200, b"<html>")
    with pytest.raises(Invalid, match="does not list its files"):
        listed(source)


@pytest.mark.parametrize(
    ("location", "kind"),
    [("http://127.0.0.1:1/datasets/a/b", "huggingface"), ("http://127.0.0.1:1/datasets/a/b/resolve/main/x.csv", "url"),
     ("http://127.0.0.1:1/datasets/a", "url")],
)  # fmt: skip
def test_addresses_are_guessed(location: str, kind: str) -> None:
    assert open_source(None, location).kind == kind
