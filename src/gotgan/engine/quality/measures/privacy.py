"""Privacy: identifiers found, who can be singled out, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, not_known, percent, with_names
from gotgan.engine.quality.measures.completeness import no_table
from gotgan.engine.quality.names import is_of_persons
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.engine.quality.words import joined, word
from gotgan.terms.finding import IdentifierKind as Kind
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method
from gotgan.terms.survey import EvidenceRef

UNIQUE = frozenset({Kind.RESIDENT_NUMBER, Kind.FOREIGNER_NUMBER, Kind.DRIVER_LICENCE, Kind.PASSPORT})
"""PIPA art. 24 with its decree."""
OF_PERSONS = UNIQUE | {
    Kind.HEALTH_CARD, Kind.PHONE, Kind.EMAIL, Kind.CARD_NUMBER, Kind.BANK_ACCOUNT, Kind.VEHICLE_PLATE,
    Kind.CUSTOMS_CODE, Kind.PERSON_NAME, Kind.BIRTH_DATE, Kind.FACE_VOICE,
}  # fmt: skip
"""Numbers of firms, addresses and coordinates alone name no person."""
CONTACTS = frozenset({Kind.PHONE, Kind.EMAIL})
"""Where nothing else tells of persons these are mostly those of offices."""
STATES = ("none", "pseudonymous", "identifiable")


def was_searched(look: Look) -> bool:
    return bool(look.tables or look.facts.findings or look.facts.media)


def of_persons(look: Look) -> list[Mapping[str, Any]]:
    return [each for each in look.facts.findings if each["kind"] in OF_PERSONS]


def is_about_persons(look: Look) -> bool:
    """By what is answered, by an identifier that only persons have, or by columns of sex, age and the like."""
    if look.answer("personal_data") in ("pseudonymous", "identifiable"):
        return True
    if any(each["kind"] not in CONTACTS for each in of_persons(look)):
        return True
    groups = any(
        is_of_persons(str(group["column"]))
        for table in look.tables
        for group in ((table.get("ai_use") or {}).get("groups") or ())
    )
    return groups and look.answer("personal_data") != "none"


def _evidence(found: list[Mapping[str, Any]], look: Look) -> tuple[EvidenceRef, ...]:
    at = look.facts.scanned_at.isoformat() if look.facts.scanned_at else ""
    return tuple(
        EvidenceRef(
            "scan",
            f"finding:{each.get('table') or ''}#{each.get('column') or ''}",
            "식별자 탐지 결과",
            "Identifiers found",
            at,
        )
        for each in found[:5]
    )


@measure("privacy.identifiers")
@takes(office_contacts=Number(0.1))
def identifiers(look: Look, options: Options) -> Measured:
    """The greatest share of a column's cells that hold an identifier of persons; 1 for unique identifiers; telephones
    and mail addresses in data that is not about persons count `office_contacts` of theirs."""
    if not was_searched(look):
        return not_known("식별자를 찾아보지 않았습니다.", "It has not been searched for identifiers.")
    if look.tables and not (look.rows or look.facts.findings or look.facts.media):
        return no_table(look)
    found = sorted(of_persons(look), key=lambda each: (-float(each.get("share") or 0), str(each.get("column"))))
    if not found:
        said = Words("사람의 식별자가 발견되지 않았습니다.", "No identifier of persons was found.")
        return Measured(0.0, said, look.method, 0.9, look.scans or look.scan, (), look.rows or None)
    is_personal = is_about_persons(look)
    most = max(_share(each, 1.0 if is_personal else options["office_contacts"]) for each in found)
    fields = tuple(dict.fromkeys(str(each["column"]) for each in found if each.get("column")))
    kinds = joined("identifier", sorted({str(each["kind"]) for each in found}))
    cells = sum(int(each.get("count") or 0) for each in found)
    said = Words(f"사람의 식별자 {cells:,}건이 발견되었습니다({kinds.ko}).",
                 f"{cells:,} identifiers of persons were found ({kinds.en}).")  # fmt: skip
    if not is_personal:
        more = Words(
            " 사람에 관한 데이터로 보이지 않아 낮게 셉니다.",
            " It is not about persons otherwise, so they count little.",
        )
        said = Words(said.ko + more.ko, said.en + more.en)
    sure = max(float(each.get("confidence") or 0.5) for each in found)
    return Measured(
        most, with_names(said, fields), look.method, sure, _evidence(found, look), fields, look.rows or None
    )


def _share(finding: Mapping[str, Any], counts: float) -> float:
    return 1.0 if finding["kind"] in UNIQUE else float(finding.get("share") or 0.01) * counts


@measure("privacy.risk")
def risk(look: Look) -> Measured:
    """The greatest share of rows that columns together make unique, where it is about persons."""
    if not is_about_persons(look):
        return not_asked("사람에 관한 데이터로 보이지 않습니다.", "It does not seem to be about persons.")
    told = [risk for table in look.tables if (risk := (table.get("ai_use") or {}).get("quasi_identifiers"))]
    told = told or list(look.facts.risks if not look.tables else ())
    told = [each for each in told if each.get("rows_alone") is not None]
    if not told:
        return not_asked("함께 사람을 가려낼 항목이 없습니다.", "No columns single out persons together.")
    worst = max(told, key=lambda each: (float(each["rows_alone"]), sorted(map(str, each["columns"]))))
    share, fields = float(worst["rows_alone"]), tuple(sorted(map(str, worst["columns"])))
    said = Words(
        f"행의 {percent(share)}가 이 항목들의 조합으로 혼자 구별됩니다(가장 작은 집단 {worst['k_least']}행).",
        f"{percent(share)} of the rows stand alone by these columns together (least class {worst['k_least']}).",
    )
    return Measured(share, with_names(said, fields), look.close_method, 0.8, look.scans or look.scan, fields,
                    look.looked_at or None)  # fmt: skip


@measure("privacy.state")
@takes(pseudonymous=Number(0.8), unconfirmed=Number(0.8))
def state(look: Look, options: Options) -> Measured:
    """1 where no persons are in it, `pseudonymous`, 0 identifiable; a scan confirms or gainsays the answer. Without one
    `unconfirmed` where a scan met nobody."""
    said = look.answer("personal_data")
    found = of_persons(look)
    if said not in STATES:
        return _by_scan(look, options["unconfirmed"]) if was_searched(look) else Measured(
            0.0, Words("개인정보가 있는지 답하지 않았습니다.", "Whether it holds personal data has not been stated."),
            Method.DECLARED, 0.3, verifier="person",
        )  # fmt: skip
    evidence = look.by_answer("personal_data")
    if found and said == "none":
        words = Words(
            "개인정보가 없다고 답했으나 식별자가 발견되었습니다.",
            "Said to hold no personal data, but identifiers were found.",
        )
        return Measured(0.0, words, look.method, 0.9, (*evidence, *_evidence(found, look)))
    told = word("personal", said)
    words = Words(f"개인정보: {told.ko}.", f"Personal data: {told.en}.")
    is_confirmed = was_searched(look) and bool(found) == (said == "identifiable")
    if is_confirmed:
        words = Words(f"{words.ko} 점검 결과도 같습니다.", f"{words.en} The scan says the same.")
    method = look.method if is_confirmed else Method.DECLARED
    value = {"none": 1.0, "pseudonymous": options["pseudonymous"], "identifiable": 0.0}[said]
    return Measured(value, words, method, 0.9 if is_confirmed else 0.5, evidence, verifier="person")


def _by_scan(look: Look, unconfirmed: float) -> Measured:
    found = of_persons(look)
    if found:
        said = Words("사람의 식별자가 들어 있습니다.", "It holds identifiers of persons.")
        return Measured(0.0, said, look.method, 0.9, _evidence(found, look))
    said = Words(
        "점검에서는 개인정보가 없지만 담당자의 답이 없습니다.",
        "The scan met no personal data; nobody has confirmed it.",
    )
    return Measured(unconfirmed, said, look.method, 0.6, look.scans or look.scan)


@measure("privacy.reviewed")
@takes(not_reviewed=Number(0.5))
def reviewed(look: Look, options: Options) -> Measured:
    """1 where de-identification was done and reviewed, `not_reviewed` done only; asked where persons are in it."""
    if not is_about_persons(look):
        return not_asked("사람에 관한 데이터로 보이지 않습니다.", "It does not seem to be about persons.")
    lines = look.lines("prior_deidentification")
    evidence = look.by_answer("prior_deidentification")
    if not lines:
        said = Words("비식별 조치를 한 기록이 없습니다.", "No de-identification is on record.")
        return Measured(0.0, said, Method.DECLARED, 0.5, evidence, verifier="person")
    is_reviewed = any(line.get("review") for line in lines)
    said = (
        Words("비식별 조치와 적정성 검토를 마쳤다고 답했습니다.", "De-identified and reviewed, it is said.")
        if is_reviewed
        else Words(
            "비식별 조치만 하고 적정성 검토 결과가 없습니다.", "De-identified, it is said, but no review is named."
        )
    )
    value = 1.0 if is_reviewed else options["not_reviewed"]
    return Measured(value, said, Method.DECLARED, 0.6, evidence, verifier="person")


@measure("privacy.portraits")
def portraits(look: Look) -> Measured:
    """1 where faces and voices are cleared; asked of pictures, videos and sounds."""
    if not look.modality & {"image", "video", "audio", "multimodal"}:
        return not_asked("이미지·영상·소리가 아닙니다.", "It holds no pictures, videos or sounds.")
    answer = look.answer("portrait_voice")
    if answer == "no" and look.answer("video_of_people") == "no":
        return not_asked("식별되는 사람이 없다고 답했습니다.", "Nobody in it can be recognised, it is said.")
    if answer is None:
        said = Words(
            "얼굴·목소리가 들어 있는지, 이용 허락을 받았는지 답하지 않았습니다.",
            "Whether faces or voices are in it, and cleared, has not been stated.",
        )
        return Measured(0.0, said, Method.DECLARED, 0.3, verifier="person")
    told = word("answer", answer)
    said = Words(f"얼굴·목소리의 이용 허락: {told.ko}.", f"Faces and voices cleared: {told.en}.")
    return Measured(float(answer == "yes"), said, Method.DECLARED, 0.6, look.by_answer("portrait_voice"),
                    verifier="person")  # fmt: skip
