"""Presidio's analyser as a plug-in: `--plugin presidio`, or `presidio=MODEL` for an installed spaCy model."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from gotgan.engine.detect.plugins.port import Detector, RawHit
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import IdentifierKind as Kind

KIND_OF: dict[str, str] = {
    "CREDIT_CARD": Kind.CARD_NUMBER, "EMAIL_ADDRESS": Kind.EMAIL, "IP_ADDRESS": Kind.IP_ADDRESS,
    "IBAN_CODE": Kind.BANK_ACCOUNT, "PHONE_NUMBER": Kind.PHONE, "PERSON": Kind.PERSON_NAME,
    "KR_RRN": Kind.RESIDENT_NUMBER, "KR_FRN": Kind.FOREIGNER_NUMBER, "KR_BRN": Kind.BUSINESS_NUMBER,
    "KR_PASSPORT": Kind.PASSPORT, "KR_DRIVER_LICENSE": Kind.DRIVER_LICENCE,
}  # fmt: skip
"""Of its entities, those that are identifiers here; the others are not asked for."""


def open_presidio(option: str | None) -> Detector:
    """The analyser over an empty pipeline, or over a spaCy model that is installed or lies in a folder.

    Raises: Invalid when Presidio or the model is not there; neither is ever fetched.
    """
    try:
        analyzer, spacy = import_module("presidio_analyzer"), import_module("spacy")
    except ImportError as error:
        what, remedy = f"needs the package {error.name}", "install presidio-analyzer beside gotgan"
        raise Invalid(Issue("plugin presidio", what, remedy)) from None
    if option and not spacy.util.is_package(option) and not Path(option).is_dir():
        raise Invalid(Issue("plugin presidio", "its spaCy model is not here", "install the model, or name its folder"))
    pipeline = spacy.load(option) if option else spacy.blank("en")
    engine = analyzer.AnalyzerEngine(nlp_engine=_engine_of(pipeline), supported_languages=["en"])
    known = [entity for entity in engine.get_supported_entities("en") if entity in KIND_OF]

    def detect(texts: Sequence[str], /) -> Sequence[Sequence[RawHit]]:
        return [_hits(engine.analyze(text, language="en", entities=known)) for text in texts]

    return detect


def _engine_of(pipeline: Any) -> Any:
    """Presidio's own engine downloads a model that it lacks: this one holds its pipeline already."""
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": "blank"}]
    )
    engine.nlp = {"en": pipeline}
    return engine


def _hits(found: Sequence[Any]) -> list[RawHit]:
    return [(KIND_OF[hit.entity_type], hit.start, hit.end, min(1.0, max(0.0, hit.score))) for hit in found]
