"""Labels: whether there are any, how complete, balanced, right; and columns that give them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known, percent, with_names
from gotgan.engine.quality.measures.documentation import has_labels
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method

KNOWN_FORMATS = frozenset({"coco", "voc", "yolo", "conll", "class names"})
NO_LABELS = not_asked("라벨로 보이는 항목이 없습니다.", "No column looks like a label.")


ONLY_CANDIDATES = not_asked(
    "라벨로 쓸 수 있는 항목은 있으나, 어느 것이 라벨인지 아무도 밝히지 않았습니다.",
    "Some columns may serve as labels; nobody has said which is the label.",
)


def label_columns(look: Look) -> list[Mapping[str, Any]]:
    return [label for table in look.tables for label in ((table.get("ai_use") or {}).get("labels") or ())]


@measure("labels.present")
@takes(candidates=Number(0.5))
def present(look: Look, options: Options) -> Measured:
    """1 where a scan met labels, or a person says so; `candidates` where a column may be one."""
    facts = look.facts.labels
    sure = [str(each["column"]) for each in facts.get("columns") or () if each.get("is_sure")]
    if facts.get("files") or sure:
        number = int(facts.get("files") or 0)
        said = Words(f"라벨 파일 {number:,}개, 라벨 항목 {len(sure)}개가 있습니다.",
                     f"{number:,} label files and {len(sure)} label columns are there.")  # fmt: skip
        return Measured(1.0, with_names(said, sure), look.method, 0.9, look.scan, tuple(sure))
    if look.answer("labels_present") == "yes":
        said = Words("라벨이 있다고 답했습니다.", "It is said to have labels.")
        return Measured(1.0, said, Method.DECLARED, 0.5, look.by_answer("labels_present"), verifier="person")
    if not look.was_scanned:
        return not_known("라벨이 있는지 아직 살펴보지 않았습니다.", "Nobody has looked for labels yet.")
    may = sorted({str(label["column"]) for label in label_columns(look)})
    said = (
        Words("라벨로 쓸 수 있는 항목이 있습니다.", "Some columns may serve as labels.")
        if may
        else Words("라벨이 없습니다.", "It has no labels.")
    )
    value = options["candidates"] if may else 0.0
    return Measured(value, with_names(said, may), look.close_method, 0.6, look.scan, tuple(may))


@measure("labels.filled")
def filled(look: Look) -> Measured:
    """The share of rows with a label: the best label column, else what is said."""
    told = [each for each in look.facts.labels.get("columns") or () if each.get("is_sure") and each.get("rows")]
    if told:
        best = max(told, key=lambda each: (1 - each["missing"] / each["rows"], str(each["column"])))
        share = 1 - best["missing"] / best["rows"]
        said = Words(
            f"라벨 항목의 {percent(share)}가 채워져 있습니다.", f"{percent(share)} of the label column is filled."
        )
        fields = (str(best["column"]),)
        return Measured(share, with_names(said, fields), look.method, 0.9, look.scan, fields, best["rows"])
    answer = look.answer("label_share")
    if not isinstance(answer, int | float):
        return ONLY_CANDIDATES if label_columns(look) else NO_LABELS
    share = float(answer) / 100 if answer > 1 else float(answer)
    said = Words(f"라벨 비율을 {percent(share)}로 답했습니다.", f"{percent(share)} is said to be labelled.")
    return Measured(share, said, look.method_of("label_share"), 0.5, look.by_answer("label_share"),
                    verifier=look.verifier("label_share"))  # fmt: skip


@measure("labels.balance")
def balance(look: Look) -> Measured:
    """The evenness of classes (entropy over its most) of the most even label column."""
    found = label_columns(look)
    if not found:
        return NO_LABELS
    best = max(found, key=lambda label: (float(label["evenness"]), str(label["column"])))
    fields = (str(best["column"]),)
    ratio = float(best["imbalance_ratio"])
    said = Words(
        f"분류 {len(best['classes'])}개의 균등도 {best['evenness']:.2f}, 최다/최소 비 {ratio:,.1f}.",
        f"Evenness {best['evenness']:.2f} over {len(best['classes'])} classes, largest to least {ratio:,.1f}.",
    )
    return Measured(float(best["evenness"]), with_names(said, fields), look.close_method, 0.8, look.scans, fields,
                    look.looked_at or None)  # fmt: skip


@measure("labels.leaks")
def leaks(look: Look) -> Measured:
    """The share of label columns that no other column gives away."""
    found = label_columns(look)
    if not found:
        return NO_LABELS
    leaky = [label for label in found if label["leaks"]]
    fields = tuple(dict.fromkeys(sorted(str(leak["column"]) for label in leaky for leak in label["leaks"])))
    said = Words(f"라벨 후보 {len(found)}개 가운데 {len(leaky)}개는 다른 항목에서 그대로 읽힙니다.",
                 f"{len(leaky)} of {len(found)} label candidates can be read off another column.")  # fmt: skip
    return Measured(1 - len(leaky) / len(found), with_names(said, fields), look.close_method, 0.6, look.scans, fields)


@measure("labels.correct")
def correct(look: Look) -> Measured:
    """1 - errors / sample of the labels that were checked by hand."""
    lines = [line for line in look.lines("label_error_sample") if line.get("sample")]
    if not lines:
        return not_asked("라벨을 표본 점검한 기록이 없습니다.", "No sample check of labels is on record.")
    sample = sum(int(line["sample"]) for line in lines)
    errors = min(sample, sum(int(line.get("errors") or 0) for line in lines))
    said = Words(
        f"표본 {sample:,}건 가운데 라벨 오류가 {errors:,}건입니다.",
        f"{errors:,} label errors in a sample of {sample:,}.",
    )
    return Measured(1 - errors / sample, said, Method.DECLARED, 0.6, look.by_answer("label_error_sample"),
                    sample=sample, verifier=look.verifier("label_error_sample"))  # fmt: skip


@measure("labels.agreement")
def agreement(look: Look) -> Measured:
    """The least agreement between labellers that is stated, 0 to 1."""
    found = [line for line in look.lines("label_agreement") if isinstance(line.get("value"), int | float)]
    if not found:
        return not_asked("작업자 간 일치도를 잰 기록이 없습니다.", "No agreement between labellers is on record.")
    values = [float(line["value"]) / (100 if float(line["value"]) > 1 else 1) for line in found]
    said = Words(f"작업자 간 일치도 {min(values):.2f}(지표 {len(values)}개).",
                 f"Agreement between labellers {min(values):.2f} ({len(values)} metrics).")  # fmt: skip
    return Measured(max(0.0, min(values)), said, Method.DECLARED, 0.6, look.by_answer("label_agreement"),
                    verifier=look.verifier("label_agreement"))  # fmt: skip


@measure("labels.syntax")
@takes(other_formats=Number(0.5))
def syntax(look: Look, options: Options) -> Measured:
    """The mean over the formats of label files: 1 a known one, `other_formats` any other, as a JSON of its own."""
    formats = [str(each) for each in look.facts.labels.get("formats") or ()]
    if not look.facts.labels.get("files"):
        return not_asked("라벨 파일이 없습니다.", "It has no label files.") if has_labels(look) else NO_LABELS
    worth = [1.0 if each in KNOWN_FORMATS else options["other_formats"] for each in formats]
    share = sum(worth) / len(formats) if formats else 0.0
    shown = ", ".join(sorted(formats)) or "-"
    said = Words(f"라벨 파일 형식: {shown}.", f"Formats of label files: {shown}.")
    return Measured(share, said, look.method, 0.7, look.scan, (), int(look.facts.labels["files"]))
