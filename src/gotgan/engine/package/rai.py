"""Croissant's vocabulary for responsible AI, from answers, profiles and receipts; what is not known is left out.

Source: mlcommons/croissant, docs/croissant-rai-spec (RAI 1.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gotgan.engine.package import observed
from gotgan.engine.package.contents import Contents, Declared
from gotgan.terms.questionnaire import Words

PERSONAL = (
    "personal_data", "identifier_kinds", "sensitive_information", "unique_identifiers", "children",
    "location_information", "video_of_people", "credit_information", "medical_information",
    "reidentification_risk", "prior_deidentification",
)  # fmt: skip
FROM_ANSWERS: dict[str, tuple[str, ...]] = {
    "rai:dataCollection": (
        "collection_method", "original_purpose", "population_or_sample", "sampling_method", "source_bodies",
        "first_year", "legal_basis",
    ),
    "rai:dataAnnotationProtocol": ("label_type", "labeller", "label_schema", "label_guideline", "label_share"),
    "rai:dataAnnotationAnalysis": ("label_agreement", "label_error_sample"),
    "rai:dataUseCases": ("ai_tasks", "permitted_purposes"),
    "rai:dataBiases": ("known_bias",),
    "rai:dataLimitations": ("known_defects", "contract_restrictions"),
    "rai:dataSocialImpact": ("social_effect", "harm_if_misused"),
    "rai:dataReleaseMaintenancePlan": ("update_cycle", "retention_end"),
    "rai:personalSensitiveInformation": PERSONAL,
}  # fmt: skip
"""Keys of the standard questionnaire by property."""
_ONE = {"rai:dataCollection", "rai:dataSocialImpact", "rai:dataReleaseMaintenancePlan", "rai:dataCollectionMissingData",
        "rai:dataManipulationProtocol"}  # fmt: skip
"""Properties that hold one text; the others hold a list."""


def rai_of(contents: Contents) -> dict[str, Any]:
    """The properties by name. Texts hold both languages where they differ."""
    said: dict[str, list[str]] = {
        name: [_answer(each) for each in contents.answers(keys)] for name, keys in FROM_ANSWERS.items()
    }
    said["rai:personalSensitiveInformation"][:0] = _found(contents)
    said["rai:dataCollectionMissingData"] = list(map(_both, observed.missing(contents)))
    said["rai:dataBiases"] += map(_both, observed.biases(contents))
    said["rai:dataLimitations"] += map(_both, observed.limits(contents))
    said["rai:dataPreprocessingProtocol"] = [_both(observed.steps(receipt)) for receipt in contents.receipts]
    said["rai:dataManipulationProtocol"] = [
        _both(each)
        for each in [
            *(observed.steps(receipt) for receipt in contents.receipts if receipt.get("activity") == "deidentify"),
            *map(observed.proof, contents.proofs),
        ]
    ]
    return {name: "\n".join(texts) if name in _ONE else texts for name, texts in said.items() if texts}


def _found(contents: Contents) -> Iterable[str]:
    """The codes of what the search found; a sentence when it found nothing."""
    kinds = sorted({str(finding.kind) for table in contents.tables for finding in table.findings})
    if kinds:
        return kinds
    nothing = Words(
        "모든 행을 검사했으나 식별자가 발견되지 않음(없다는 보장은 아님)",
        "every row was searched and no identifier found, which is no promise that there is none",
    )
    return [_both(nothing)]


def _answer(declared: Declared) -> str:
    return _both(Words(f"{declared.label.ko}: {declared.text.ko}", f"{declared.label.en}: {declared.text.en}"))


def _both(words: Words) -> str:
    return words.ko if words.ko == words.en else f"{words.ko} / {words.en}"
