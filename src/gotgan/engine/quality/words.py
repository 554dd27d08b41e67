"""Codes of the survey and of the scan in words, for diagnoses. Source: survey questionnaire, code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gotgan.engine.deidentify.suggest_words import KINDS
from gotgan.terms.questionnaire import Words

Codes = Mapping[str, tuple[str, str]]

LICENCES: Codes = {
    **{f"kogl_{kind}": (f"공공누리 {kind}유형", f"KOGL type {kind}") for kind in range(5)},
    **{f"kogl_{kind}_ai": (f"공공누리 {kind}유형+AI유형", f"KOGL type {kind} + AI type") for kind in range(1, 5)},
    "unrestricted": ("이용허락범위 제한 없음", "no restriction"),
    "cc0": ("CC0", "CC0"),
    **{
        code: (name, name)
        for code in ("cc_by", "cc_by_sa", "cc_by_nd", "cc_by_nc", "cc_by_nc_sa", "cc_by_nc_nd")
        for name in (f"CC {code.removeprefix('cc_').replace('_', '-').upper()}",)
    },
    "platform_terms": ("플랫폼 이용약관", "platform terms"),
    "contract": ("개별 계약", "bilateral contract"),
    "other": ("기타", "other"),
}
PURPOSES: Codes = {"pretrain": ("사전학습", "pre-training"), "finetune": ("미세조정", "fine-tuning")}
ANSWERS: Codes = {
    "yes": ("예", "yes"), "no": ("아니요", "no"), "ask": ("허락을 받으면 가능", "after asking"),
}  # fmt: skip
PERSONAL: Codes = {
    "none": ("없음", "none"),
    "pseudonymous": ("가명정보", "pseudonymous"),
    "identifiable": ("알아볼 수 있는 개인정보", "identifiable"),
}
SPLITS: Codes = {
    "train": ("학습", "training"), "validation": ("검증", "validation"), "test": ("평가", "test"),
}  # fmt: skip
STANDARDS: Codes = {
    "admin_standard": ("행정표준코드", "administrative standard codes"),
    "legal_dong": ("법정동", "legal dong"),
    "admin_dong": ("행정동", "administrative dong"),
    "road_name": ("도로명", "road name"),
    "pnu": ("필지고유번호", "parcel number (PNU)"),
    "institution": ("기관코드", "institution code"),
    "kcd": ("질병분류(KCD)", "diseases (KCD)"),
    "ksic": ("산업분류(KSIC)", "industries (KSIC)"),
    "ksco": ("직업분류(KSCO)", "occupations (KSCO)"),
}
LISTS: Mapping[str, Codes] = {
    "licence": LICENCES, "purpose": PURPOSES, "answer": ANSWERS, "personal": PERSONAL, "split": SPLITS,
    "identifier": KINDS, "standard": STANDARDS,
}  # fmt: skip


def word(name: str, code: object) -> Words:
    """The words for a code of that list; the code itself where it is in none."""
    return Words(*LISTS[name].get(str(code), (str(code), str(code))))


def joined(name: str, codes: Iterable[object]) -> Words:
    found = [word(name, code) for code in codes]
    return Words(", ".join(each.ko for each in found), ", ".join(each.en for each in found))
