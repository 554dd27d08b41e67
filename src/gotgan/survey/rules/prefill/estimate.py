"""Which processing a scan shows to be needed, with person-days by the figures of effort.yaml; rough on purpose."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gotgan.survey.rules.prefill.known import Known, number, percent
from gotgan.survey.rules.prefill.protected import NOT_OF_PERSONS
from gotgan.survey.rules.prefill.readings import read

_MEDIA = ("image", "audio", "video")


@dataclass(frozen=True)
class Work:
    """One kind of processing (a code of processing_needed); `days` in halves."""

    processing: str
    days: float
    reason_ko: str
    reason_en: str


def estimate(known: Known) -> tuple[Work, ...]:
    """In the order of the code list; nothing where nothing was measured."""
    if not (known.facts.tables or known.facts.media):
        return ()
    if "estimate" not in known.worked_out:
        known.worked_out["estimate"] = tuple(work for step in _STEPS if (work := step(known)))
    found: tuple[Work, ...] = known.worked_out["estimate"]
    return found


def _figures(name: str) -> dict[str, Any]:
    return dict(read("effort")[name])


def _work(processing: str, days: float, reasons: list[tuple[str, str]]) -> Work:
    """Rounded up to half days."""
    ko, en = "; ".join(ko for ko, _ in reasons), "; ".join(en for _, en in reasons)
    return Work(processing, max(0.5, math.ceil(days * 2) / 2), ko, en)


def _clean(known: Known) -> Work | None:
    figures, reasons = _figures("clean"), list(defects(known))
    return _work("clean", figures["days_a_defect"] * len(reasons), reasons) if reasons else None


def defects(known: Known) -> Iterator[tuple[str, str]]:
    """What the scan met that a model should not learn from, in Korean and English."""
    quality = known.facts.quality
    missing = quality.get("missing", 0) / quality["cells"] if quality.get("cells") else 0.0
    if missing >= _figures("clean")["missing_share"]:
        yield f"빈 값 {percent(missing)}", f"{percent(missing)} of the cells are empty"
    for name, ko, en in _COUNTED:
        if quality.get(name):
            yield ko.format(number(quality[name])), en.format(number(quality[name]))
    if known.facts.unread:
        count = number(known.facts.unread)
        yield f"읽지 못한 파일이나 표 {count}개", f"{count} file(s) or table(s) cannot be read"


_COUNTED = (
    ("duplicate_rows", "똑같은 행 {}개", "{} rows are repeated"),
    ("ragged_rows", "칸 수가 다른 행 {}개", "{} rows have other numbers of cells"),
    ("lost_characters", "깨진 글자가 있는 칸 {}개", "{} cells hold lost characters"),
    ("mixed_columns", "쓰기 방식이 섞인 항목 {}개", "{} columns are written in several ways"),
)


def _recode(known: Known) -> Work | None:
    figures = _figures("recode")
    wrong = [
        (str(each["column"]), percent(each["abolished"] + each["unknown"]))
        for each in known.facts.code_lists
        if each["abolished"] + each["unknown"] > figures["invalid_share"]
    ]
    reasons = [
        (f"'{column}' 코드의 {share}가 유효하지 않음", f'{share} of the codes in "{column}" are not in force')
        for column, share in wrong[:3]
    ]  # fmt: skip
    return _work("recode", figures["days_a_column"] * len(wrong), reasons) if wrong else None


def _deidentify(known: Known) -> Work | None:
    figures = _figures("deidentify")
    found = [each for each in known.facts.findings if each["kind"] not in NOT_OF_PERSONS]
    if not found:
        return None
    columns = {(each["table"], each["column"]) for each in found}
    days = figures["days"] + figures["days_a_column"] * len(columns)
    texts = known.facts.media.get("kinds", {})
    days += (texts.get("text", 0) + texts.get("document", 0)) / figures["texts_a_day"]
    kinds = known.labels("identifier_kind", sorted({str(each["kind"]) for each in found}))
    count = number(len(columns))
    return _work("deidentify", days, [(f"식별자({kinds.ko})가 든 곳 {count}곳", f"{count} place(s) hold {kinds.en}")])


def _label(known: Known) -> Work | None:
    """Pictures, sounds and videos without a file of labels; a table may be its own label."""
    files = sum(known.facts.media.get("kinds", {}).get(kind, 0) for kind in _MEDIA)
    if not files or known.facts.labels.get("files"):
        return None
    days = files / _figures("label")["files_a_day"]
    return _work("label", days, [(f"라벨 없는 파일 {number(files)}개", f"{number(files)} files without labels")])


def _digitise(known: Known) -> Work | None:
    figures = _figures("digitise")
    files = sum(each["no_text"] for each in known.facts.documents)
    if not files:
        return None
    pages = sum(each["pages"] for each in known.facts.documents if each["no_text"])
    days = max(pages / figures["pages_a_day"], files / figures["files_a_day"])
    return _work("digitise", days, [(f"글이 없는 문서 {number(files)}개", f"{number(files)} documents without text")])


def _convert(known: Known) -> Work | None:
    figures = _figures("convert")
    counts: dict[str, int] = {}
    for each in known.facts.formats:
        if str(each["format"]).casefold() in figures["formats"]:
            counts[str(each["format"])] = counts.get(str(each["format"]), 0) + each["files"]
    if not counts:
        return None
    told = ", ".join(f"{name} {number(files)}" for name, files in counts.items())
    days = figures["days"] + sum(counts.values()) / figures["files_a_day"]
    return _work("convert", days, [(f"내용을 뽑아내야 하는 형식: {told}", f"formats to extract from: {told}")])


def _document(known: Known) -> Work | None:
    """Tables without a stated data dictionary."""
    columns = known.facts.quality.get("columns", 0)
    if not columns or known.stated("dictionary"):
        return None
    days = columns / _figures("document")["columns_a_day"]
    ko, en = f"항목 {number(columns)}개의 정의서가 없음", f"no data dictionary of {number(columns)} columns is known"
    return _work("document", days, [(ko, en)])


_STEPS: tuple[Callable[[Known], Work | None], ...] = (
    _clean, _recode, _deidentify, _label, _digitise, _convert, _document,
)  # fmt: skip
