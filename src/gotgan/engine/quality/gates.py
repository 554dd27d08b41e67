"""Gates: passed, failed or unknown, never points. Silence gives unknown; only a statement or a scan passes.

Every rule takes the look, and the book's options where it has some, and returns the state, the reason in
words and its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gotgan.engine.quality.cycles import comes_again
from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measures.privacy import was_searched
from gotgan.engine.quality.options import Number, Options, takes
from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import GateState
from gotgan.terms.survey import EvidenceRef

PASSED, FAILED, UNKNOWN = GateState.PASSED, GateState.FAILED, GateState.UNKNOWN


@dataclass(frozen=True)
class Verdict:
    state: GateState
    because: Words
    evidence: tuple[EvidenceRef, ...] = ()


GateRule = Callable[..., Verdict]
"""Of a Look, and of its options where it takes some."""
DEGREES = 5


def lawful(look: Look) -> Verdict:
    """A law lets it be held, it may still be held, and the persons in it agreed or processing makes that needless."""
    reasons, lifts = set(_codes(look, "reason_not_provided")), set(_codes(look, "lifts_it"))
    if reasons & {"retention_expired", "not_ours"}:
        said = Words(
            "보존 기간이 끝났거나 소관 데이터가 아니라고 답했습니다.",
            "It is said to be past its retention, or not theirs.",
        )
        return Verdict(FAILED, said, look.by_answer("reason_not_provided"))
    ended = look.answer("retention_end")
    if isinstance(ended, str) and look.today and ended < look.today.isoformat():
        said = Words(f"보존 기한({ended})이 점검일보다 앞섭니다.", f"Its retention ended on {ended}, before the scan.")
        return Verdict(FAILED, said, look.by_answer("retention_end"))
    is_refused = look.part("consent_covers_ai", "answer") == "no" or "consent_lacks_ai" in reasons
    needs_consent = look.answer("personal_data") == "identifiable" and is_refused
    if needs_consent and not lifts & {"deidentify", "aggregate", "synthetic", "safe_zone"}:
        said = Words(
            "식별 가능한 개인정보인데 동의가 AI 학습을 포함하지 않고, 가공으로 풀린다는 답도 없습니다.",
            "It identifies persons whose consent does not cover AI training, and no processing is said to lift that.",
        )
        return Verdict(FAILED, said, look.by_answer("consent_covers_ai", "personal_data", "reason_not_provided"))
    if look.answered("legal_basis") or look.stated("legal_basis"):
        evidence = look.by_answer("legal_basis") or look.by_record("legal_basis")
        said = Words("보유 근거를 밝혔습니다.", "The legal basis for holding it is stated.")
        if needs_consent:
            said = Words(f"{said.ko} 다만 가공하거나 안심구역에서만 쓸 수 있습니다.",
                         f"{said.en} It may be used after processing or in a safe zone only.")  # fmt: skip
        return Verdict(PASSED, said, evidence)
    names_persons = look.answer("personal_data") == "identifiable" or bool(look.facts.findings)
    if look.stated("provision_now") == "open" and not names_persons:
        said = Words(
            "소관 기관의 기록에 누구에게나 개방한 데이터로 나오며, 개인정보가 발견되지 않았습니다.",
            "Its owner's record has it as open to everyone, and no personal identifier was found in it.",
        )
        if not was_searched(look):
            said = Words(
                "소관 기관의 기록에 누구에게나 개방한 데이터로 나오며, 개인정보가 있는지는 아직 살피지 않았습니다.",
                "Its owner's record has it as open to everyone; nobody has looked for personal identifiers in it yet.",
            )
        return Verdict(PASSED, said, look.by_record("provision_now"))
    return _asks("보유 근거를 아직 답하지 않았습니다.", "The legal basis has not been stated yet.")


def not_classified(look: Look) -> Verdict:
    """Neither secret nor for official use only, and no secret of the state or of a trade in it."""
    level = look.answer("security_class")
    if level in ("secret", "restricted"):
        said = Words("비밀 또는 대외비로 답했습니다.", "It is said to be secret or restricted.")
        return Verdict(FAILED, said, look.by_answer("security_class"))
    if look.answer("state_or_trade_secret") == "yes":
        said = Words("국가기밀이나 영업비밀이 들어 있다고 답했습니다.", "It is said to hold state or trade secrets.")
        return Verdict(FAILED, said, look.by_answer("state_or_trade_secret"))
    if "art9_2_security" in _codes(look, "reason_not_provided"):
        said = Words(
            "국가안전보장 등을 이유로 제공하지 못한다고 답했습니다.", "National security is named as a reason."
        )
        return Verdict(FAILED, said, look.by_answer("reason_not_provided"))
    if level == "general":
        said = Words("보안 등급이 일반이라고 답했습니다.", "Its security class is said to be general.")
        return Verdict(PASSED, said, look.by_answer("security_class"))
    if look.stated("provision_now") == "open":
        said = Words("출처의 기록에 이미 개방된 데이터로 나옵니다.", "The record of its source has it as open already.")
        return Verdict(PASSED, said, look.by_record("provision_now"))
    return _asks("보안 등급을 아직 답하지 않았습니다.", "The security class has not been stated yet.")


_ORIGIN = ("system", "landing", "links", "dictionary", "part_of")
"""Keys of a record that tell where a dataset comes from, beside who publishes it."""


def provenance(look: Look) -> Verdict:
    """It is known how it was collected or what it was made from."""
    keys = ("collection_method", "lineage", "source_bodies")
    if "not_ours" in _codes(look, "reason_not_provided"):
        said = Words(
            "소관 데이터가 아니라고 답해 출처를 확인할 수 없습니다.", "It is said not to be theirs; its origin is open."
        )
        return Verdict(FAILED, said, look.by_answer("reason_not_provided"))
    if evidence := look.by_answer(*keys):
        said = Words("수집 방법이나 생성 경로를 밝혔습니다.", "How it was collected or made is stated.")
        return Verdict(PASSED, said, evidence)
    if evidence := look.by_record("collection"):
        said = Words("출처의 기록에 수집 방법이 나옵니다.", "The record of its source states how it was collected.")
        return Verdict(PASSED, said, evidence)
    if look.stated("publisher") and any(look.stated(key) for key in _ORIGIN):
        said = Words(
            "출처의 기록에 펴낸 기관과 원래 있던 곳이 나옵니다.",
            "The record of its source names who publishes it and where it comes from.",
        )
        return Verdict(PASSED, said, look.by_record("publisher", *_ORIGIN))
    return _asks("수집 방법과 생성 경로를 아직 답하지 않았습니다.", "How it was collected or made has not been stated.")


@takes(fails_from=Number(5, 1, DEGREES + 1, is_whole=True), asks_from=Number(4, 1, DEGREES + 1, is_whole=True))
def harm(look: Look, options: Options) -> Verdict:
    """`fails_from`, `asks_from`: degrees of harm if misused (1 to 5) that fail, or wait for people to look; 6: none."""
    score = look.part("harm_if_misused", "score")
    degree = int(score) if str(score).isdecimal() else None
    evidence = look.by_answer("harm_if_misused")
    if degree is None:
        return _asks("오용 위험을 아직 답하지 않았습니다.", "Harm if misused has not been judged yet.")
    said = Words(f"오용 위험을 {degree}/5로 답했습니다.", f"Harm if misused is judged {degree} of 5.")
    if degree >= options["fails_from"]:
        return Verdict(FAILED, said, evidence)
    if degree >= options["asks_from"]:
        more = Words(f"{said.ko} 사람이 살펴야 합니다.", f"{said.en} People have to look at it.")
        return Verdict(UNKNOWN, more, evidence)
    return Verdict(PASSED, said, evidence)


def updates(look: Look) -> Verdict:
    """Its owner commits to keeping it good: a cycle that comes again, or a promised service level.

    What was made once is finished and no update of it is due: there the commitment is to answer and to correct errors.
    """
    cycle, promised = look.answer("update_cycle"), look.answered("service_level")
    if promised:
        said = Words("갱신·응답 수준을 약속했습니다.", "A service level is promised.")
        if cycle == "once":
            said = Words(
                "한 번 만들어 마친 데이터라 갱신할 것이 없고, 문의 응답과 오류 정정 수준을 약속했습니다.",
                "It was made once and is finished, so no update is due; answers and corrections are promised.",
            )
        return Verdict(PASSED, said, look.by_answer("service_level", "update_cycle"))
    if cycle == "once":
        return _asks(
            "한 번 만들어 마친 데이터라 갱신할 것은 없으나, 오류를 고친다는 약속(제공 수준)을 아직 답하지 않았습니다.",
            "It was made once and is finished; that errors will be corrected (service level) is not promised yet.",
        )
    if cycle == "irregular":
        return _asks("수시로만 갱신한다고 답했습니다.", "It is said to be updated irregularly only.")
    if cycle:
        said = Words("갱신 주기를 밝혔습니다.", "An update cycle is stated.")
        return Verdict(PASSED, said, look.by_answer("update_cycle"))
    if comes_again(look.stated("cycle")):
        said = Words("출처의 기록에 갱신 주기가 나옵니다.", "The record of its source states an update cycle.")
        return Verdict(PASSED, said, look.by_record("cycle"))
    return _asks("갱신 주기를 아직 답하지 않았습니다.", "The update cycle has not been stated by its owner.")


def _asks(ko: str, en: str) -> Verdict:
    return Verdict(UNKNOWN, Words(ko, en))


def _codes(look: Look, key: str) -> Iterable[str]:
    value = look.answer(key)
    return value if isinstance(value, list | tuple) else ()


GATE_RULES: Mapping[str, GateRule] = {
    "lawful": lawful,
    "not_classified": not_classified,
    "provenance": provenance,
    "harm": harm,
    "updates": updates,
}


def may_not_be_disclosed(look: Look) -> bool:
    """By law or its own record it stays inside; what is merely not opened yet may be disclosed."""
    reasons = any(str(code).startswith("art9_") for code in _codes(look, "reason_not_provided"))
    level = look.answer("security_class") in ("secret", "restricted")
    inside = look.stated("provision_now") in ("limited", "internal", "none")
    return reasons or level or inside


CONDITIONS: Mapping[str, Callable[[Look], bool]] = {"may_not_be_disclosed": may_not_be_disclosed}
"""Under which a book of points does not ask a check (`unless`)."""
