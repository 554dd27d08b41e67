"""Sections H, I and J: what is to be done, how good it is, who else has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gotgan.survey.rules.prefill.estimate import defects, estimate
from gotgan.survey.rules.prefill.known import Known, Origin, absent, fills, registered, scanned
from gotgan.survey.rules.prefill.readings import read
from gotgan.terms.survey import Answer, Confidence

_SAME_AS = {
    "identical": "identical_copy", "older_copy": "older_copy", "subset": "subset", "superset": "superset",
    "same_subject": "same_subject_different_collection", "derived": "derived", "unrelated": "unrelated",
}  # fmt: skip
_INVERSE = {"subset": "superset", "superset": "subset", "older_copy": "", "derived": ""}
"""An older copy and a derived set have no code for the other direction; a person says which it is."""
_COUNTED = ("duplicate_rows", "ragged_rows", "lost_characters", "mixed_columns", "outlier_columns")


@fills("scanner_estimate", Origin.SCAN)
def scanner_estimate(known: Known) -> Answer | None:
    rows = [
        {"processing": work.processing, "effort_days": work.days, "reason": f"{work.reason_ko} / {work.reason_en}"}
        for work in estimate(known)
    ]
    if not rows:
        ko, en = "점검에서 드러난 가공은 없습니다.", "The scan shows no need of any."
        return absent(known, ko, en, Confidence.LOW) if known.is_read_whole else None
    ko, en = "점검 결과에서 어림한 값입니다(effort.yaml).", "Roughly estimated from the scan (effort.yaml)."
    return scanned(known, rows, ko, en, Confidence.LOW)


@fills("processing_needed", Origin.GUESS)
def processing_needed(known: Known) -> Answer | None:
    """What the scan shows; none where it shows nothing, which is weak too."""
    if not (known.facts.tables or known.facts.media):
        return None
    found = estimate(known)
    if not found:
        ko, en = "점검에서 드러난 가공은 없습니다.", "The scan shows no need of any."
        return scanned(known, ["none"], ko, en, Confidence.LOW)
    ko, en = "; ".join(work.reason_ko for work in found), "; ".join(work.reason_en for work in found)
    return scanned(known, [work.processing for work in found], f"{ko}.", f"{en}.", Confidence.LOW)


@fills("effort_days", Origin.GUESS)
def effort_days(known: Known) -> Answer | None:
    found = estimate(known)
    if not found:
        return None
    ko, en = "자동 추정의 작업일을 더했습니다.", "The days of the scanner's estimate added up."
    return scanned(known, sum(work.days for work in found), ko, en, Confidence.LOW)


@fills("profile", Origin.SCAN)
def profile(known: Known) -> Answer | None:
    """Shares of the whole, counts where a share says little, and the columns with most gaps."""
    quality = known.facts.quality
    if not quality:
        return _profile_of_media(known)
    rows: list[dict[str, Any]] = []
    if quality["cells"]:
        rows.append({"measure": "missing_share", "value": round(quality["missing"] / quality["cells"], 4)})
    rows += [{"measure": name, "value": quality[name]} for name in _COUNTED]
    rows += [
        {"table": each["table"], "measure": "missing_share", "value": each["missing"], "note": each["column"]}
        for each in quality["worst"]
    ]
    rows += [
        {"table": each["table"], "measure": "code_validity", "value": each["valid"], "note": each["column"]}
        for each in known.facts.code_lists[:10]
    ]
    ko, en = f"표 {quality['tables']}개의 모든 행을 읽었습니다.", f"Every row of {quality['tables']} table(s) was read."
    if any(table["is_sample"] for table in known.facts.tables):
        ko, en = (
            f"표 {quality['tables']}개의 일부 행을 읽었습니다.",
            f"Some rows of {quality['tables']} table(s) were read.",
        )
    return scanned(known, rows, ko, en)


def _profile_of_media(known: Known) -> Answer | None:
    """Of files without tables: how many of each kind, and how many are dark, silent, repetitive and so on."""
    media = known.facts.media
    if not media:
        return None
    rows = [{"measure": f"files_{name}", "value": count} for name, count in media.get("kinds", {}).items()]
    rows += [{"measure": f"flag_{name}", "value": count} for name, count in media.get("flags", {}).items()]
    return scanned(known, rows, "모든 파일을 열어 쟀습니다.", "Every file was opened and measured.")


@fills("known_defects", Origin.GUESS)
def known_defects(known: Known) -> Answer | None:
    found = list(defects(known))
    if not found:
        return None
    text = "; ".join(ko for ko, _ in found)
    ko, en = "자동 점검에서 드러난 결함입니다.", f"What the scan met: {'; '.join(en for _, en in found)}."
    return scanned(known, text, ko, en, Confidence.LOW)


@fills("freshness", Origin.SCAN)
def freshness(known: Known) -> Answer | None:
    """The delay at the time of the scan, against the cycle that was suggested or answered last time; without a cycle
    the last change alone."""
    cycle, change = known.found.get("update_cycle"), known.found.get("last_real_change")
    scan = known.facts.scanned_at
    if change is None or scan is None:
        return None
    if cycle is None:
        ko, en = "갱신 주기를 몰라 최종 변경일만 적었습니다.", "No cycle is known, so this is the last change alone."
        return scanned(known, [{"last_change": change.value}], ko, en, change.confidence)
    row = {"stated_cycle": cycle.value, "last_change": change.value}
    days = read("readings")["cycle_days"].get(cycle.value)
    if days:
        late = (scan.date() - date.fromisoformat(change.value)).days - days
        row["days_late"] = max(0, late)
    ko, en = "갱신 주기와 실제 변경일을 견주었습니다.", "The stated cycle held against the last change."
    return scanned(known, [row], ko, en, change.confidence)


@fills("downloads", Origin.SCAN)
def downloads(known: Known) -> Answer | None:
    if known.facts.downloads is None:
        return None
    ko, en = "이 허브에서 센 수입니다.", "Counted by this hub."
    return scanned(known, known.facts.downloads, ko, en)


@fills("downloads", Origin.REGISTER)
def downloads_stated(known: Known) -> Answer | None:
    text = known.stated("downloads")
    if not text.isdecimal():
        return None
    return registered(known, int(text), "목록이 센 이용 건수입니다.", "Counted by the catalogue.")


@fills("similar_sets", Origin.SCAN)
def similar_sets(known: Known) -> Answer | None:
    """One row a dataset; the relation only where figures or a person speak for one."""
    rows: dict[str, dict[str, str]] = {}
    for each in known.facts.overlaps:
        rows.setdefault(each["dataset"], _similar(each))
    if not rows:
        ko, en = "다른 데이터와 견주어 비슷한 것을 찾지 못했습니다.", "Compared with all others; none is alike."
        return absent(known, ko, en) if known.facts.is_compared else None
    ko, en = f"견주어 찾은 후보 {len(rows)}건입니다.", f"{len(rows)} candidate(s) found by comparing."
    return scanned(known, list(rows.values()), ko, en, Confidence.MEDIUM)


def _similar(overlap: Mapping[str, Any]) -> dict[str, str]:
    row = {"dataset": overlap["dataset"], "title": overlap["title"], "institution": overlap["organisation_name"]}
    verb = overlap["verb"]
    relation = _SAME_AS.get(_INVERSE.get(verb, verb) if overlap["is_reversed"] else verb, "")
    return row | ({"relation": relation} if relation else {})
