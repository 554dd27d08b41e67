"""A score sheet as JSON-LD of the W3C Data Quality Vocabulary: measurements, metrics, dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gotgan.terms.questionnaire import Words
from gotgan.terms.readiness import CheckResult, Combine, FactorResult, ScoreSheet

CONTEXT = {
    "dqv": "http://www.w3.org/ns/dqv#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "computedOn": {"@id": "dqv:computedOn", "@type": "@id"},
    "isMeasurementOf": {"@id": "dqv:isMeasurementOf", "@type": "@id"},
    "inDimension": {"@id": "dqv:inDimension", "@type": "@id"},
    "expectedDataType": {"@id": "dqv:expectedDataType", "@type": "@id"},
    "value": {"@id": "dqv:value", "@type": "xsd:double"},
    "label": {"@id": "skos:prefLabel"},
    "definition": {"@id": "skos:definition"},
    "note": {"@id": "skos:note"},
}
PREFIX = "urn:gotgan:book"


def dqv_of(sheet: ScoreSheet, dataset: str) -> dict[str, Any]:
    """A JSON-LD document about the dataset of this IRI.

    Every check that applies is a measurement (its value 0 to 1; in a book of points the points it earned), the total
    another one, adjusted or not. What does not apply, and what nobody measured or said, is left out. It holds no clock
    time, so it can be made again.
    """
    book = f"{PREFIX}:{sheet.book}:{sheet.book_version}"
    graph: list[dict[str, Any]] = []
    for factor in sheet.factors:
        graph.append({"@id": f"{book}:{factor.id}", "@type": "dqv:Dimension", "label": _labels(factor.title)})
        graph += [each for check in factor.checks if check.value is not None and not check.is_unknown
                  for each in _of_check(sheet, book, factor, check, dataset)]  # fmt: skip
    for name, value, words in _totals(sheet):
        graph += _measurement(f"{book}:{name}", words, value, dataset)
    return {"@context": CONTEXT, "@graph": graph}


def _of_check(
    sheet: ScoreSheet, book: str, factor: FactorResult, check: CheckResult, dataset: str
) -> Iterator[dict[str, Any]]:
    value = (check.value or 0.0) * (check.weight if sheet.combine is Combine.POINTS else 1.0)
    metric, measurement = _measurement(f"{book}:{factor.id}:{check.id}", check.title, value, dataset)
    metric["inDimension"] = f"{book}:{factor.id}"
    measurement["note"] = [*_labels(check.diagnosis), {"@value": str(check.method)}]
    yield metric
    yield measurement


def _measurement(metric: str, title: Words, value: float, dataset: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {"@id": metric, "@type": "dqv:Metric", "label": _labels(title), "expectedDataType": "xsd:double"},
        {"@type": "dqv:QualityMeasurement", "isMeasurementOf": metric, "computedOn": dataset, "value": value},
    )


def _totals(sheet: ScoreSheet) -> Iterator[tuple[str, float, Words]]:
    if sheet.total is not None:
        yield "total", sheet.total, Words("합계", "Total")
    if sheet.adjusted is not None:
        yield "adjusted", sheet.adjusted, Words("조정 합계", "Adjusted total")


def _labels(words: Words) -> list[dict[str, str]]:
    return [{"@language": "ko", "@value": words.ko}, {"@language": "en", "@value": words.en}]
