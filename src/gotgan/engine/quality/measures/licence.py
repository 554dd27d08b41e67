"""Licence: what may be done with it. Values by code: survey questionnaire, code list `licence`."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked
from gotgan.engine.quality.measures.privacy import is_about_persons
from gotgan.engine.quality.options import Number, Numbers, Options, takes
from gotgan.engine.quality.registry import measure
from gotgan.engine.quality.words import word
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import Method
from gotgan.terms.survey import EvidenceRef

HOW_FAR = {
    "free": Words("조건 없이 학습에 쓸 수 있습니다.", "A model may be trained with it."),
    "alike": Words("같은 조건으로 나누면 학습에 쓸 수 있습니다.", "A model may be trained with it and shared alike."),
    "not_for_profit": Words(
        "영리 목적이 아니면 학습에 쓸 수 있습니다.", "A model may be trained with it, not for profit."
    ),
    "asking": Words("학습에 쓰려면 따로 허락을 받아야 합니다.", "Training a model has to be asked for."),
    "never": Words("자유 이용으로 볼 수 없습니다.", "It is never read as free."),
}
LETS = {
    **dict.fromkeys(("kogl_0", "kogl_1", "kogl_1_ai", "kogl_2_ai", "kogl_3_ai", "kogl_4_ai", "unrestricted", "cc0",
                     "cc_by"), "free"),
    "cc_by_sa": "alike",
    **dict.fromkeys(("kogl_2", "cc_by_nc"), "not_for_profit"),
    **dict.fromkeys(("kogl_3", "kogl_4", "cc_by_nd", "cc_by_nc_sa", "cc_by_nc_nd", "platform_terms", "contract",
                     "other"), "asking"),
    "none_stated": "never",
}  # fmt: skip
"""How far each licence lets a model be trained; what that is worth is the book's."""
_WORTH = {"free": 1.0, "alike": 0.9, "not_for_profit": 0.5, "asking": 0.3, "never": 0.0}
WORTH = {**{code: _WORTH[far] for code, far in LETS.items()}, "other": 0.2}
SAID = {"yes": "allowed", "ask": "asking", "no": "refused"}
"""Option of an answer."""
TRAINS = ("pretrain", "finetune")


def code_of(look: Look) -> str:
    """What is answered, else what the record states; empty where nobody says anything."""
    said = look.answer("licence")
    return said if isinstance(said, str) else str(look.stated("licence") or "")


def _evidence(look: Look) -> tuple[EvidenceRef, ...]:
    return look.by_answer("licence") or look.by_record("licence")


@measure("licence.stated")
def stated(look: Look) -> Measured:
    """1 where a licence is stated, by code or in words of its own."""
    code = code_of(look)
    is_stated = bool(code) and code != "none_stated"
    said = (
        Words(f"이용허락: {word('licence', code).ko}.", f"Licence: {word('licence', code).en}.")
        if is_stated
        else Words("이용허락 표시가 없습니다.", "No licence is stated.")
    )
    return Measured(float(is_stated), said, Method.DECLARED, 0.8 if is_stated else 0.5, _evidence(look),
                    verifier=look.verifier("licence"))  # fmt: skip


@measure("licence.training")
@takes(
    allowed=Number(1.0), asking=Number(0.5), refused=Number(0.0), own_words=Number(0.2),
    licences=Numbers(WORTH, frozenset(WORTH)),
)  # fmt: skip
def training(look: Look, options: Options) -> Measured:
    """How freely a model may be trained with it: what is answered for pre-training or fine-tuning (`allowed`, `asking`,
    `refused`), the better of the two; else what its licence is worth in `licences`, by its code; `own_words` one that
    is on no list; 0 where nobody says anything, which is never read as free.
    """
    answers = {str(line.get("purpose")): str(line.get("answer")) for line in look.lines("permitted_purposes")}
    asked = [options[SAID[answers[use]]] for use in TRAINS if answers.get(use) in SAID]
    if asked:
        told = [(word("purpose", use), word("answer", answers[use])) for use in TRAINS if use in answers]
        said = Words(
            f"목적별 허용: {', '.join(f'{use.ko} {told.ko}' for use, told in told)}.",
            f"Permission by purpose: {', '.join(f'{use.en} {told.en}' for use, told in told)}.",
        )
        evidence = look.by_answer("permitted_purposes")
        return Measured(max(asked), said, Method.DECLARED, 0.8, evidence, verifier="person")
    code = code_of(look)
    if code not in LETS and code:
        said = Words(
            "목록에 없는 이용허락이라 학습에 쓸 수 있는지 확인해야 합니다.",
            "Its licence is in words of its own; whether it lets a model be trained is open.",
        )
        own = options["own_words"]
        return Measured(own, said, Method.DECLARED, 0.3, _evidence(look), verifier=look.verifier("licence"))
    value = options["licences"][code] if code else 0.0
    said = (
        _lets(code)
        if code
        else Words(
            "이용허락 표시가 없어 자유 이용으로 볼 수 없습니다.", "No licence is stated, which is never read as free."
        )
    )
    return Measured(
        value, said, Method.DECLARED, 0.7 if code else 0.5, _evidence(look), verifier=look.verifier("licence")
    )


def _lets(code: str) -> Words:
    """How far a known licence lets a model be trained."""
    name, far = word("licence", code), HOW_FAR[LETS[code]]
    return Words(f"이용허락: {name.ko}. {far.ko}", f"Licence: {name.en}. {far.en}")


@measure("licence.third_party")
def third_party(look: Look) -> Measured:
    """The share of named works of third parties that are cleared."""
    works = look.lines("third_party_works")
    if not works:
        return not_asked("제3자 저작물이 있다는 답이 없습니다.", "No works of third parties are named.")
    cleared = sum(line.get("cleared") == "yes" for line in works)
    said = Words(f"제3자 저작물 {len(works)}건 가운데 {cleared}건의 권리를 처리했습니다.",
                 f"{cleared} of {len(works)} works of third parties are cleared.")  # fmt: skip
    return Measured(cleared / len(works), said, Method.DECLARED, 0.6, look.by_answer("third_party_works"),
                    verifier="person")  # fmt: skip


@measure("licence.consent")
def consent(look: Look) -> Measured:
    """1 where the consent of the persons in it covers training; asked only where persons are in it."""
    if not is_about_persons(look):
        return not_asked("사람에 관한 데이터로 보이지 않습니다.", "It does not seem to be about persons.")
    answer = look.part("consent_covers_ai", "answer")
    if answer is None:
        said = Words(
            "동의가 AI 학습을 포함하는지 답하지 않았습니다.", "Whether consent covers AI training has not been stated."
        )
        return Measured(0.0, said, Method.DECLARED, 0.3, verifier="person")
    told = word("answer", answer)
    said = Words(f"동의에 AI 학습이 포함됨: {told.ko}.", f"Consent covers AI training: {told.en}.")
    evidence = look.by_answer("consent_covers_ai")
    return Measured(float(answer == "yes"), said, Method.DECLARED, 0.7, evidence, verifier="person")


@measure("licence.basis")
def basis(look: Look) -> Measured:
    """1 where the legal basis for holding it is stated."""
    found = look.answered("legal_basis") or look.stated("legal_basis")
    said = (
        Words("보유 근거를 밝혔습니다.", "The legal basis for holding it is stated.")
        if found
        else Words("보유 근거를 밝히지 않았습니다.", "The legal basis for holding it is not stated.")
    )
    evidence = look.by_answer("legal_basis") or look.by_record("legal_basis")
    return Measured(float(bool(found)), said, Method.DECLARED, 0.6, evidence, verifier=look.verifier("legal_basis"))
