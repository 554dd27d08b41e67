# ruff: noqa: E501 - Hangul counts double: a sentence reads better in one line
"""Why a plan is proposed, in words: {ko, en}, without a value of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gotgan.engine.deidentify.weighing.candidates import AS_GIVEN, FOR_TARGET

Reason = dict[str, str]


def reasons_for(plan: Mapping[str, Any], plans: Sequence[Mapping[str, Any]], target: str | None) -> list[Reason]:
    """First what sets it apart from the other proposals, then what it does, risks and keeps."""
    figures = plan["figures"]
    return [*_apart(plan, plans), _mode(plan, figures), _risk(figures), *_exposed(figures), _loss(figures),
            *_learnt(figures, target), *_weights(plan, target), *_techniques(plan)]  # fmt: skip


def _share(value: float) -> str:
    """In per cent, with two significant digits below one."""
    if value == 0:
        return "0%"
    return f"{value * 100:.1f}%" if value >= 0.01 else f"{value * 100:.2g}%"


def _apart(plan: Mapping[str, Any], plans: Sequence[Mapping[str, Any]]) -> list[Reason]:
    if len(plans) == 1:
        return [{"ko": "해 본 계획 가운데 모든 면에서 이보다 나은 것이 없습니다.",
                 "en": "Of the plans tried none is better in any respect without being worse in another."}]  # fmt: skip
    told = []
    if plan["loss"] == min(each["loss"] for each in plans):
        told.append({"ko": "제안 가운데 정보 손실이 가장 적습니다.", "en": "The least loss of those proposed."})
    if plan["risk"] == min(each["risk"] for each in plans):
        told.append(
            {"ko": "제안 가운데 연결 위험이 가장 낮습니다.", "en": "The least risk of linkage of those proposed."}
        )
    if plan["accuracy"] is not None and plan["accuracy"] == max(each["accuracy"] for each in plans):
        told.append(
            {"ko": "제안 가운데 모형의 정확도가 가장 높습니다.", "en": "The most accurate model of those proposed."}
        )
    between = {"ko": "손실과 위험이 제안들의 사이에 있습니다. 둘 다 더 나은 계획은 없었습니다.",
               "en": "Between the others in loss and risk; no plan tried was better in both."}  # fmt: skip
    return told or [between]


def _mode(plan: Mapping[str, Any], figures: Mapping[str, Any]) -> Reason:
    if plan["mode"] == "local":
        return {"ko": f"지역 재부호화: 동질집합을 {plan['k']}명 이상이 남는 데까지 나누며, 버리는 행이 없습니다.",
                "en": f"Local recoding: classes are split while each keeps {plan['k']} persons; no row is lost."}  # fmt: skip
    lost, rows = _share(figures["suppression_rate"]), figures["suppressed_rows"]
    return {"ko": f"전역 재부호화: 열마다 한 수준으로 쓰고, k = {plan['k']}; 행 {rows:,}개({lost})는 키가 모두 *가 됩니다.",
            "en": f"Global recoding: one level a column, k = {plan['k']}; {rows:,} rows ({lost}) have * in every key."}  # fmt: skip


def _risk(figures: Mapping[str, Any]) -> Reason:
    attack = figures["attack"]["linkage"]
    success, guess, worst = _share(attack["success"]), _share(attack["guessing"]), _share(attack["worst"])
    return {"ko": f"키를 모두 아는 공격자가 그 사람의 행을 맞힐 확률은 평균 {success}, 가장 높아야 {worst}입니다(찍으면 {guess}).",
            "en": f"Who knows every key of a person finds their row in {success} of cases, at most {worst}; by guessing {guess}."}  # fmt: skip


def _exposed(figures: Mapping[str, Any]) -> list[Reason]:
    exposed = figures["exposed"]
    if not exposed or figures["exposed_max"] <= figures["attack"]["linkage"]["success"]:
        return []
    name = max(sorted(exposed), key=lambda each: exposed[each])
    share = _share(exposed[name])
    return [{"ko": f"주의: 키가 아닌 열 {name!r}의 원래 값만 알아도 {share}는 행을 맞힙니다. 반올림이나 부분총계를 고려하세요.",
             "en": f"Mind: the original value of column {name!r}, which is no key, alone finds {share} of the rows; consider rounding or micro-aggregation."}]  # fmt: skip


def _loss(figures: Mapping[str, Any]) -> Reason:
    loss, size = _share(figures["loss"]), f"{figures['average_class_size']:.1f}"
    return {"ko": f"키의 상세함 가운데 {loss}를 잃고, 동질집합은 평균 {size}행입니다.",
            "en": f"{loss} of the keys' detail is given up; a class has {size} rows on average."}  # fmt: skip


def _learnt(figures: Mapping[str, Any], target: str | None) -> list[Reason]:
    learnt = figures["accuracy"]
    if learnt is None:
        return []
    ours, theirs, least = (_share(learnt[name]) for name in ("released", "original", "majority"))
    return [{"ko": f"{target!r} 예측 모형은 따로 둔 원본 행의 {ours}를 맞힙니다(원본으로 배우면 {theirs}, 가장 흔한 답만 하면 {least}).",
             "en": f"A model for {target!r} answers {ours} of original rows held back rightly; trained on the original {theirs}, by the commonest answer {least}."}]  # fmt: skip


def _weights(plan: Mapping[str, Any], target: str | None) -> list[Reason]:
    if plan["weights"] != FOR_TARGET:
        return []
    weights = {name: entry["weight"] for name, entry in plan["plan"]["columns"].items() if "weight" in entry}
    heaviest = ", ".join(repr(name) for name in sorted(weights, key=lambda each: (-weights[each], each))[:3])
    return [{"ko": f"{target!r} 예측에 쓸모 있는 열을 덜 일반화합니다: {heaviest}.",
             "en": f"Columns that tell most of {target!r} are generalised least: {heaviest}."}]  # fmt: skip


def _techniques(plan: Mapping[str, Any]) -> list[Reason]:
    if plan["techniques"] == AS_GIVEN.name:
        return []
    return [
        {"ko": f"함께 적용한 기법: {plan['techniques']}.", "en": f"Techniques beside the keys: {plan['techniques']}."}
    ]
