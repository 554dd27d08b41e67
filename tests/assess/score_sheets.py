"""Score sheets made by hand: two factors with three checks, one gate."""

from __future__ import annotations

from typing import Any

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, FactorResult, GateResult, GateState, Method, ScoreSheet
from gotgan.terms.survey import EvidenceRef


def words(text: str) -> Words:
    return Words(f"{text} 한글", text)


def check(
    name: str = "missing", value: float | None = 0.5, method: Method = Method.MEASURED, **more: Any
) -> CheckResult:
    evidence = (EvidenceRef("scan", "profile:a.csv", "표 진단 결과", "Profile", "2026-11-20T00:00:00+00:00"),)
    kept: dict[str, Any] = {"confidence": 1.0, "evidence": evidence, "diagnosis": words("half is missing")} | more
    return CheckResult(name, words(name), value, method, **kept)


def sheet(dataset: str = "d" * 32, *, total: float | None = 50.0, **more: Any) -> ScoreSheet:
    factors = (
        FactorResult("clean", words("Clean"), 0.6, total, (check(), check("outliers", 0.9, weight=3.0))),
        FactorResult("current", words("Current"), 0.4, 40.0, (check("updates", 0.4, Method.DECLARED),)),
        FactorResult("correlated", words("Correlated"), 0.2, None, (check("keys", None),)),
    )
    gates = (GateResult("lawful", words("Lawful"), GateState.FAILED, words("no basis was named")),)
    values: dict[str, Any] = {
        "book": "ai_readiness", "book_version": "1", "use": "tabular", "dataset": dataset, "version": "v1" * 32,
        "total": total, "most": 100.0, "factors": factors, "gates": gates,
    }  # fmt: skip
    return ScoreSheet(**values | more)
