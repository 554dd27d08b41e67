"""Section C: files, tables, codes and labels as the scan met them."""

from __future__ import annotations

from collections import Counter

from gotgan.survey.rules.prefill.known import Known, Origin, absent, fills, number, scanned, stated_as
from gotgan.terms.survey import Answer, Confidence

MOST_NAMES = 40
_LABEL_TYPES = {"coco": "box", "voc": "box", "yolo": "box", "conll": "span"}
_OCR = "no_text"


@fills("formats", Origin.SCAN)
def formats(known: Known) -> Answer | None:
    rows = [
        {name: value for name, value in each.items() if value not in (None, "")} for each in known.facts.formats[:50]
    ]
    ko, en = "파일마다 형식과 인코딩을 읽었습니다.", "Format and encoding were read from each file."
    return scanned(known, rows, ko, en) if rows else None


@fills("formats", Origin.REGISTER)
def formats_stated(known: Known) -> Answer | None:
    """The media types of the record's distributions; nobody opened them."""
    counts = Counter(str(link.get("media_type") or "") for link in known.facts.catalogue.get("links") or ())
    rows = [{"format": name, "files": number} for name, number in counts.items() if name]
    return stated_as(known, rows, "배포 형식", "formats of distributions", Confidence.LOW) if rows else None


@fills("file_count", Origin.SCAN)
def file_count(known: Known) -> Answer | None:
    if not known.facts.file_count:
        return None
    return scanned(known, known.facts.file_count, "점검한 파일의 수입니다.", "The number of files that were scanned.")


@fills("size_bytes", Origin.SCAN)
def size_bytes(known: Known) -> Answer | None:
    if not known.facts.size_bytes:
        return None
    ko, en = "점검한 파일의 전체 용량입니다.", "The total size of the files that were scanned."
    return scanned(known, known.facts.size_bytes, ko, en)


@fills("record_count", Origin.SCAN)
def record_count(known: Known) -> Answer | None:
    """Rows of all tables; of media without tables their files."""
    if known.facts.rows is not None:
        ko, en = "모든 표의 행 수를 더했습니다.", "The rows of all tables added up."
        return scanned(known, known.facts.rows, ko, en)
    if known.facts.tables or not known.facts.media or not known.facts.file_count:
        return None
    ko, en = "표가 없어 파일을 셌습니다.", "There are no tables, so files were counted."
    return scanned(known, known.facts.file_count, ko, en, Confidence.MEDIUM)


@fills("tables_columns_keys", Origin.SCAN)
def tables(known: Known) -> Answer | None:
    if not known.facts.tables:
        ko, en = "모든 파일을 열었고 표는 없었습니다.", "All files were opened and none holds a table."
        return absent(known, ko, en, Confidence.HIGH) if known.is_read_whole else None
    rows = [
        {
            "table": table["table"], "rows": table["rows"], "columns": table["column_count"],
            "names": ", ".join(column["name"] for column in table["columns"][:MOST_NAMES]),
            "keys": ", ".join(table["keys"][:3]) or None,
        }
        for table in known.facts.tables
    ]  # fmt: skip
    ko, en = "표마다 항목을 읽고 겹치지 않는 항목을 찾았습니다.", "Columns were read and those without repeats found."
    return scanned(known, rows, ko, en)


@fills("standards_used", Origin.SCAN)
def standards(known: Known) -> Answer | None:
    if not known.facts.standards:
        ko, en = "표준 코드로 알아본 항목이 없습니다.", "No column was recognised as a standard code."
        return absent(known, ko, en, Confidence.LOW) if known.facts.tables and known.is_read_whole else None
    ko, en = "항목의 값과 이름에서 알아본 표준입니다.", "Told by the values and names of columns."
    return scanned(known, list(known.facts.standards), ko, en, Confidence.MEDIUM)


@fills("code_time_version", Origin.SCAN)
def code_time_version(known: Known) -> Answer | None:
    """The newest day of the code list against which the codes were held; how many of them were abolished by then."""
    rows, ended = [], 0.0
    for each in known.facts.code_lists:
        ended = max(ended, float(each["abolished"]))
        day = str(each["as_of"] or "")
        row = {"standard": each["list"], "as_of": f"{day[:4]}-{day[4:6]}-{day[6:8]}"} if len(day) == 8 else {}
        if row and row not in rows:
            rows.append(row)
    if not rows:
        return None
    ko, en = (
        f"폐지된 코드는 최대 {100 * ended:.1f} %입니다.",
        f"At most {100 * ended:.1f} % of the codes are abolished.",
    )
    return scanned(known, rows, ko, en, Confidence.LOW if ended else Confidence.MEDIUM)


@fills("labels_present", Origin.SCAN)
def labels_present(known: Known) -> Answer | None:
    """Yes where there are files of labels or a column that says so; that none was met proves nothing."""
    labels = known.facts.labels
    if labels.get("files"):
        ko = f"라벨 파일 {number(labels['files'])}개를 찾았습니다."
        return scanned(known, "yes", ko, f"{number(labels['files'])} file(s) of labels were found.")
    sure = [each["column"] for each in labels.get("columns", ()) if each["is_sure"]]
    if not sure:
        return None
    ko, en = f"'{sure[0]}' 항목이 라벨로 보입니다.", f'Column "{sure[0]}" looks like a label.'
    return scanned(known, "yes", ko, en, Confidence.MEDIUM)


@fills("label_type", Origin.SCAN)
def label_type(known: Known) -> Answer | None:
    labels = known.facts.labels
    found = {_LABEL_TYPES[each] for each in labels.get("formats", ()) if each in _LABEL_TYPES}
    found |= {"class" for each in labels.get("columns", ()) if each["is_sure"]}
    if not found:
        return None
    ko, en = "라벨 파일의 형식과 라벨 항목에서 왔습니다.", "From the format of label files and from label columns."
    return scanned(known, sorted(found), ko, en, Confidence.MEDIUM)


@fills("label_share", Origin.SCAN)
def label_share(known: Known) -> Answer | None:
    """Of columns of labels: the rows that have one."""
    sure = [each for each in known.facts.labels.get("columns", ()) if each["is_sure"] and each["rows"]]
    if not sure:
        return None
    rows = sum(each["rows"] for each in sure)
    share = round(1 - sum(each["missing"] for each in sure) / rows, 4)
    ko, en = f"라벨 항목 {number(rows)}행 가운데 채워진 비율입니다.", f"The filled share of {number(rows)} label cells."
    return scanned(known, share, ko, en)


@fills("splits", Origin.SCAN)
def splits(known: Known) -> Answer | None:
    parts = known.facts.splits
    if not parts:
        ko, en = "학습·검증·평가로 나뉜 폴더가 없습니다.", "No folders are named for training, validation and test."
        return absent(known, ko, en) if known.facts.file_count else None
    total = sum(each["files"] for each in parts)
    rows = [{**each, "share": round(each["files"] / total, 4)} for each in parts]
    ko, en = "학습·검증·평가 폴더의 파일 수입니다.", "Files in folders named for training, validation and test."
    return scanned(known, rows, ko, en, Confidence.MEDIUM)


@fills("nested_documents", Origin.SCAN)
def nested_documents(known: Known) -> Answer | None:
    rows = [
        {"kind": each["format"], "count": each["files"], "needs_ocr": "yes" if each[_OCR] else "no"}
        for each in known.facts.documents
    ]
    if not rows:
        ko, en = "모든 파일을 열었고 문서는 없었습니다.", "All files were opened and none is a document."
        return absent(known, ko, en, Confidence.HIGH) if known.is_read_whole else None
    ko, en = "문서를 열어 글이 있는지 보았습니다.", "The documents were opened to see whether they hold text."
    return scanned(known, rows, ko, en)
