"""Croissant descriptions: the official valid ones are read without a network, the invalid ones refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.source_server import Site, serve
from tests.engine.test_sources_folder import listed
from tests.shared_data import SHARED, needs_shared

from gotgan.engine.sources import open_source
from gotgan.engine.sources.beside import fits
from gotgan.engine.sources.croissant import CroissantSource
from gotgan.terms.errors import Invalid, NotAllowed, Unavailable
from gotgan.terms.record import FileRef, SourceRecord

OFFICIAL = SHARED / "standards" / "croissant"
CSV = b"a,b\n1,2\n"
SHA = hashlib.sha256(CSV).hexdigest()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


def description(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset", "name": "도로", "dct:conformsTo": "http://mlcommons.org/croissant/1.1",
        "distribution": list(parts), **more,
    }  # fmt: skip


def file_object(place: str, **more: Any) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": place, "contentUrl": place, "encodingFormat": "text/csv", **more}


def write(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def only(path: Path) -> SourceRecord:
    (record,), _ = listed(CroissantSource(str(path)))
    return record


OFFICIAL_FILES = sorted((OFFICIAL / "datasets").glob("*/*/metadata.json"))
INVALID_FILES = sorted((OFFICIAL / "invalid").glob("*/*/metadata.json"))


@needs_shared
@pytest.mark.parametrize("path", OFFICIAL_FILES or [None], ids=lambda path: "/".join(getattr(path, "parts", ())[-3:-1]))
def test_official_descriptions_are_read(path: Path) -> None:
    source = open_source(None, str(path))
    (record,), end = listed(source)
    written = json.loads(path.read_text())
    assert (source.kind, record.problem, record.title) == ("croissant", "", written["name"])
    assert (end.complete, end.lines, end.warnings) == (True, 1, ())
    outside = [part for part in written["distribution"] if "contentUrl" in part and "containedIn" not in part]
    on_disk = [part for part in outside if "://" not in part["contentUrl"]]
    assert len(record.links) == len(outside) - len(on_disk)
    assert {part["contentUrl"] for part in on_disk} <= {file.path for file in record.files}
    known = {part["contentUrl"]: part["sha256"] for part in on_disk}
    assert all(each["sha256"] == known.get(each["path"], each["sha256"]) for each in record.raw.get("files", []))


@needs_shared
@pytest.mark.parametrize("path", INVALID_FILES or [None], ids=lambda path: path.parent.name if path else "")
def test_official_invalid_descriptions_are_refused(path: Path) -> None:
    said = {
        "distribution_bad_contained_in": "THISDOESNOTEXIST", "distribution_bad_id": "has a space",
        "distribution_bad_type": "neither a FileObject nor a FileSet",
        "distribution_missing_encoding_format": "has no encodingFormat",
        "distribution_missing_property_content_url": "has no contentUrl", "metadata_bad_type": "no schema.org Dataset",
        "mlfield_bad_source": "its source THISDOESNOTEXIST is not there", "mlfield_bad_type": "is no Field",
        "mlfield_missing_source": "source", "recordset_bad_type": "is no RecordSet",
        "recordset_missing_context_for_datatype": "does not define dataType", "recordset_wrong_join": "without a join",
    }[path.parent.name]  # fmt: skip
    if path.parent.name == "metadata_bad_type":
        with pytest.raises(Invalid, match=said):
            only(path)
        return
    record = only(path)
    assert said in record.problem
    assert record.files == ()


@needs_shared
def test_official_counts() -> None:
    assert (len(OFFICIAL_FILES), len(INVALID_FILES)) == (25, 12)
    join = only(OFFICIAL / "datasets/1.0/simple-join/metadata.json")
    assert join.columns == ("email", "fullname", "title", "author_email", "author_fullname")
    assert [file.size_bytes for file in join.files] == [
        (OFFICIAL / "datasets/1.0/simple-join/data/publications.csv").stat().st_size
    ]
    assert only(OFFICIAL / "datasets/1.0/audio_test/metadata.json").modality == ("audio",)


def test_description_is_understood(tmp_path: Path) -> None:
    (tmp_path / "자료").mkdir()
    (tmp_path / "자료/a.csv").write_bytes(CSV)
    document = description(
        file_object("자료/a.csv", sha256=SHA), file_object("https://x/b.csv", contentSize="12 B"),
        description={"en": "English", "ko": "한국어"}, keywords="가, 나", datePublished="2024-01-02",
        license=["https://x/cc", {"name": "B"}], creator=[{"@type": "sc:Person", "name": "Kim"}],
        conditionsOfAccess="on request",
        recordSet=[{"@type": "cr:RecordSet", "@id": "r", "data": [{"x": 1}],
                    "field": [{"@type": "cr:Field", "@id": "r/x", "name": "r/x"}, {"@type": "cr:Field", "@id": "r/y"}]},
                   {"@type": "cr:RecordSet", "@id": "s", "dataType": "cr:Split", "data": [{"n": 1}],
                    "field": [{"@type": "cr:Field", "@id": "s/n"}]}],
    )  # fmt: skip
    document = {f"cr:{key}" if key == "recordSet" else key: value for key, value in document.items()}
    for each in document["cr:recordSet"]:
        each["cr:field"] = each.pop("field")
        if "dataType" in each:
            each["cr:dataType"] = each.pop("dataType")
    source = CroissantSource(str(write(tmp_path / "croissant.json", document)))
    (record,), end = listed(source)
    assert record.problem == ""
    assert (record.title, record.description, record.keywords) == ("도로", "한국어", ("가", "나"))
    assert (record.licence, record.publisher, record.issued) == ("https://x/cc, B", "Kim", "2024-01-02")
    assert (record.provision_now, record.rights, record.columns) == ("limited", "on request", ("x", "y"))
    assert [(file.path, file.size_bytes, file.media_type) for file in record.files] == [("자료/a.csv", 8, "text/csv")]
    assert [(link.location, link.size_bytes) for link in record.links] == [("https://x/b.csv", 12)]
    source.fetch(record.files[0], tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == CSV
    assert (end.complete, listed(source, record.cursor)) == (True, ([], end))


@pytest.mark.parametrize("place", ["../secret", "/etc/passwd", "a/../../secret", "link", "C:\\secret", "gone.csv", "."])
def test_what_lies_outside_is_no_file(place: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/link").symlink_to(tmp_path / "secret")
    path = write(tmp_path / "in/croissant.json", description(file_object(place)))
    record = only(path)
    assert (record.files, "is not in the folder of its description" in record.problem) == ((), True)
    file_set = {
        "@type": "cr:FileSet",
        "@id": "s",
        "encodingFormat": "text/csv",
        "cr:includes": ["../*", "/etc/*", "li*"],
    }
    record = only(write(path, description(file_set)))
    assert record.files == ()
    assert record.problem.count("leads out of the folder") == 2
    with pytest.raises(NotAllowed):
        CroissantSource(str(path)).fetch(FileRef("a", str(tmp_path / "secret")), tmp_path / "out")


def test_other_bytes_than_described_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV + b"3,4\n")
    record = only(write(tmp_path / "croissant.json", description(file_object("a.csv", sha256=SHA))))
    assert "a.csv: has another sha256" in record.problem
    (tmp_path / "a.csv").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n")
    assert "Git LFS" in only(tmp_path / "croissant.json").problem


def test_changed_bytes_change_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    path = write(tmp_path / "croissant.json", description(file_object("a.csv")))
    before = only(path).fingerprint
    assert only(path).fingerprint == before
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,3\n")
    assert only(path).fingerprint != before


def test_description_on_the_web_has_files_with_checksums(site: Site, tmp_path: Path) -> None:
    document = description(
        file_object("data/a.csv", sha256=SHA), file_object(site.address + "/b.csv", sha256="0" * 64),
        file_object("https://x/repo", encodingFormat="git+https", name="repo"),
        {"@type": "cr:FileObject", "@id": "c", "contentUrl": "c.csv", "containedIn": {"@id": "data/a.csv"},
         "encodingFormat": "text/csv"},
    )  # fmt: skip
    site.answers["/x/croissant.json"] = lambda h: h.reply(200, json.dumps(document).encode())
    site.answers["/x/data/a.csv"] = site.answers["/b.csv"] = lambda h: h.reply_range(CSV, cut_after=5)
    source = CroissantSource(site.address, site.door("/x/croissant.json"))
    (record,), _ = listed(source)
    assert [(file.path, file.location) for file in record.files] == [
        ("data/a.csv", f"{site.address}/x/data/a.csv"), ("b.csv", f"{site.address}/b.csv"),
    ]  # fmt: skip
    assert [link.path for link in record.links] == ["repo"]
    for each in (source, CroissantSource(site.address, site.door("/x/croissant.json"))):
        each.fetch(record.files[0], tmp_path / "a")
        assert (tmp_path / "a").read_bytes() == CSV
        with pytest.raises(Unavailable, match="another sha256"):
            each.fetch(record.files[1], tmp_path / "b")
        assert not (tmp_path / "b").exists()


def test_context_of_a_stranger_is_not_fetched(site: Site, tmp_path: Path) -> None:
    document = description() | {"@context": [site.address + "/context", {"x": site.address + "/y"}]}
    assert only(write(tmp_path / "croissant.json", document)).problem == ""
    assert site.asked == []


@pytest.mark.parametrize("version", ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/1.1"])
def test_known_versions_need_no_word(version: str, tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", description() | {"dct:conformsTo": [{"@id": version}, "https://x/other"]})
    assert listed(open_source(None, str(path)))[1].warnings == ()


@pytest.mark.parametrize("said", ["http://mlcommons.org/croissant/9.9", None])
def test_other_versions_are_read_and_said(said: str | None, tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", description() | {"dct:conformsTo": said})
    (record,), end = listed(CroissantSource(str(path)))
    assert (record.problem, len(end.warnings)) == ("", 1)
    assert "read as 1.1" in end.warnings[0]


@pytest.mark.parametrize("text", ["[]", '"x"', "{", "[" * 99_999, '{"@type": "sc:Person", "name": "secret-value"}'])
def test_what_is_no_description_is_invalid(text: str, tmp_path: Path) -> None:
    (tmp_path / "croissant.json").write_text(text)
    with pytest.raises(Invalid) as caught:
        only(tmp_path / "croissant.json")
    assert "secret-value" not in str(caught.value)


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:1/a/croissant.json", "http://127.0.0.1:1/api/datasets/a/croissant"]
)
def test_addresses_are_guessed(location: str) -> None:
    assert open_source(None, location).kind == "croissant"


@pytest.mark.parametrize(
    ("pattern", "fitting"),
    [("*.csv", ["a.csv"]), ("**/*.csv", ["a.csv", "d/b.csv", "d/e/c.csv"]), ("d/*", ["d/b.csv"]), ("**", None),
     ("d/**", ["d/b.csv", "d/e/c.csv"]), ("./d/[ab].csv", ["d/b.csv"]), ("d/e", []), ("../a.csv", []), ("/a.csv", []),
     ("**/" * 30 + "x", []), ("*" * 40 + "x", [])],
)  # fmt: skip
def test_globs(pattern: str, fitting: list[str] | None) -> None:
    names = ["a.csv", "d/b.csv", "d/e/c.csv", "나.txt"]
    assert [name for name in names if fits(name, pattern)] == (names if fitting is None else fitting)
