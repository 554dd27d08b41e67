"""Format: whether a program can read it as it is: file formats, encoding, size, splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known, percent
from gotgan.engine.quality.measures.completeness import no_table
from gotgan.engine.quality.measures.validity import commonest
from gotgan.engine.quality.options import Number, Numbers, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.engine.quality.words import joined
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

KINDS: Mapping[str, str] = {
    **dict.fromkeys(("parquet", "csv", "tsv", "json", "jsonl", "ndjson", "arrow", "feather", "sqlite", "duckdb", "avro",
                     "orc", "xml", "rdf", "geojson", "gpkg", "shp", "hdf5", "netcdf", "zarr", "txt", "text",
                     "png", "jpeg", "jpg", "webp", "tiff", "gif", "bmp", "wav", "flac", "ogg", "mp3", "mp4", "mkv",
                     "avi", "mov", "las", "laz", "ply", "coco", "voc", "yolo", "conll", "class names"), "record"),
    **dict.fromkeys(("xlsx", "xlsm", "ods", "html", "kml", "pgdump", "sql"), "sheet"),
    **dict.fromkeys(("xls", "xlsb", "docx", "odt", "hwpx"), "markup"),
    **dict.fromkeys(("hwp", "pdf", "doc", "pptx"), "page"),
}  # fmt: skip
"""How far a program gets with it: to a record or a signal, a sheet, a marked-up document, or a page."""
PROPRIETARY = frozenset({"xls", "xlsb", "doc", "hwp", "ppt", "psd", "ai", "dwg", "mdb", "accdb", "sas7bdat", "sav"})
RECORDS = frozenset({"parquet", "arrow", "feather", "sqlite", "duckdb"})
FILE, TABLE = Words("파일", "file"), Words("표", "table")
ENCODINGS = {"utf-8": "utf8", "utf-8-sig": "utf8", "cp949": "cp949"}


def formats_of(look: Look) -> Counter[str]:
    """Files by format; of a catalogue's record alone the media types of its links."""
    found: Counter[str] = Counter()
    for each in look.facts.formats:
        found[_plain(str(each.get("format") or ""))] += int(each.get("files") or 1)
    for table in look.tables if not found else ():
        found[_plain(str(table.get("format") or ""))] += 1
    return found


def linked_formats(look: Look) -> Counter[str]:
    links = look.stated("links") or ()
    return Counter(_plain(str(link.get("media_type") or "").rpartition("/")[2]) for link in links)


def _plain(name: str) -> str:
    name = name.casefold().removeprefix("x-").partition(";")[0].strip()
    return {"plain": "txt", "mpeg": "mp3", "vnd.ms-excel": "xls", "ms-excel": "xls", "vnd.apache.parquet": "parquet",
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "geo+json": "geojson", "ld+json": "json",
            "rdf+xml": "rdf", "haansofthwp": "hwp", "hwp+zip": "hwpx", "pandas": "csv"}.get(name, name)  # fmt: skip


def _counted(formats: Counter[str], of: Words) -> Words:
    """`csv 파일 3개`; of one kind alone its number stands with its unit."""
    ranked = sorted(formats.items(), key=_first)[:5]
    ko = ", ".join(f"{name or '?'} {of.ko} {number:,}개" for name, number in ranked)
    return Words(ko, ", ".join(f"{number:,} {of.en}{'s' * (number != 1)} {name or '?'}" for name, number in ranked))


def _first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


@measure("format.machine_readable")
@takes(
    record=Number(1.0), sheet=Number(0.8), markup=Number(0.5), page=Number(0.2), other=Number(0.0),
    formats=Numbers({}, frozenset({*KINDS, *PROPRIETARY})),
)  # fmt: skip
def machine_readable(look: Look, options: Options) -> Measured:
    """The mean over the files of what their format is worth: `record` a record or a signal, `sheet`, `markup` a
    marked-up document, `page`, `other`; a format that stands in `formats` is worth what it says there."""
    found, method = formats_of(look), Method.MEASURED
    if not found:
        found, method = linked_formats(look), Method.DECLARED
    if not found:
        return not_known("파일 형식을 모릅니다.", "Its file formats are not known.")
    worth = {name: options["formats"].get(name, options[KINDS.get(name, "other")]) for name in found}
    share = sum(worth[name] * number for name, number in found.items()) / found.total()
    told = _counted(found, FILE)
    said = Words(f"파일 형식: {told.ko}. 기계 판독성 {percent(share)}.",
                 f"File formats: {told.en}; machine readable {percent(share)}.")  # fmt: skip
    return _of_formats(look, share, said, method)


@measure("format.open")
def open_format(look: Look) -> Measured:
    """The share of files in formats that no one maker owns."""
    found, method = formats_of(look), Method.MEASURED
    if not found:
        found, method = linked_formats(look), Method.DECLARED
    known = Counter({name: number for name, number in found.items() if name in KINDS or name in PROPRIETARY})
    if not known:
        return not_known("파일 형식을 모릅니다.", "Its file formats are not known.")
    share = 1 - sum(number for name, number in known.items() if name in PROPRIETARY) / known.total()
    said = Words(f"파일의 {percent(share)}가 개방형 형식입니다.", f"{percent(share)} of the files are in open formats.")
    return _of_formats(look, share, said, method)


def _of_formats(look: Look, share: float, said: Words, method: Method) -> Measured:
    """A scan saw the files, or a record states what it links to."""
    if method is Method.DECLARED:
        return Measured(share, said, method, 0.5, look.by_record("links"), verifier="register")
    return Measured(share, said, method, 1.0, look.scan)


@measure("format.encoding")
@takes(utf8=Number(1.0), cp949=Number(0.5), other=Number(0.3))
def encoding(look: Look, options: Options) -> Measured:
    """The mean over the tables that are text of what their encoding is worth: `utf8`, `cp949`, `other`."""
    told = [str(table["encoding"]) for table in look.tables if table.get("encoding")]
    if not told:
        return not_asked("글자로 된 표가 없습니다.", "No table of it is text.")
    share = sum(options[ENCODINGS.get(name, "other")] for name in told) / len(told)
    shown = _counted(Counter(told), TABLE)
    said = Words(f"문자 인코딩: {shown.ko}.", f"Character encodings: {shown.en}.")
    return Measured(share, said, Method.MEASURED, 1.0, look.scans)


@measure("format.schema")
@takes(most_mixed=Number(0.01))
def schema(look: Look, options: Options) -> Measured:
    """The share of tables that carry the types of their columns: Parquet and its like, or text with no more than
    `most_mixed` of a column's values in another type."""
    if not look.tables:
        return no_table(look)
    mixed = {
        each.table
        for each in look.columns
        if commonest(each) != "text" and (each.told.get("mixed_type_rate") or 0) > options["most_mixed"]
    }
    good = sum(
        _plain(str(table.get("format") or "")) in RECORDS or str(table.get("path") or "") not in mixed
        for table in look.tables
    )
    said = Words(f"표 {len(look.tables)}개 가운데 {good}개는 항목마다 자료형이 하나입니다.",
                 f"{good} of {len(look.tables)} tables have one type in each column.")  # fmt: skip
    return Measured(good / len(look.tables), said, look.close_method, 0.9, look.scans)


@measure("format.rows")
def rows(look: Look) -> Measured:
    """How many records there are: rows of tables; of other data files."""
    number = look.rows or (look.facts.rows or 0)
    if not number and look.tables:
        said = Words("머리글만 있고 기록이 0건입니다. 자료가 빠졌는지 확인하십시오.",
                     "It has a header and 0 records. Find out whether the data were left out.")  # fmt: skip
        return Measured(0.0, said, Method.MEASURED, 1.0, look.scans)
    if not number:
        return _told_rows(look)
    said = Words(f"기록이 {number:,}건입니다.", f"It holds {number:,} records.")
    return Measured(float(number), said, Method.MEASURED, 1.0, look.scans or look.scan, (), number)


def _told_rows(look: Look) -> Measured:
    told = look.answer("record_count")
    if not isinstance(told, int | float) or not told:
        return not_known("건수를 모릅니다.", "How many records it holds is not known.")
    said = Words(f"기록이 {told:,}건이라고 답했습니다.", f"It is said to hold {told:,} records.")
    return Measured(float(told), said, look.method_of("record_count"), 0.5, look.by_answer("record_count"),
                    verifier=look.verifier("record_count"))  # fmt: skip


@measure("format.splits")
@takes(two_parts=Number(0.7))
def splits(look: Look, options: Options) -> Measured:
    """1 where it is parted for training, validation and test; `two_parts` for two of them."""
    parts = sorted(str(each.get("split")) for each in look.facts.splits)
    method = Method.MEASURED if look.was_scanned else Method.DECLARED
    evidence = look.scan if look.was_scanned else ()
    if not parts and (lines := look.lines("splits")):
        parts = sorted(str(each.get("split")) for each in lines)
        method, evidence = look.method_of("splits"), look.by_answer("splits")
    if not parts and not look.was_scanned:
        return not_known("나뉘어 있는지 아직 살펴보지 않았습니다.", "Nobody has looked whether it is parted.")
    value = 1.0 if len(parts) >= 3 else options["two_parts"] if len(parts) == 2 else 0.0
    told = joined("split", parts)
    said = (
        Words(f"학습·검증·평가용으로 나뉘어 있습니다: {told.ko}.", f"Parted for training: {told.en}.")
        if parts
        else Words("학습·검증·평가용으로 나뉘어 있지 않습니다.", "It is not parted for training, validation and test.")
    )
    return Measured(value, said, method, 0.9, evidence)
