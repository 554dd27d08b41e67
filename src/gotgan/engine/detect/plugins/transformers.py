"""A token-classification model of a folder on this machine: `--plugin transformers=FOLDER`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from gotgan.engine.detect.plugins.port import Detector, RawHit
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.finding import IdentifierKind as Kind

KIND_OF: dict[str, str] = {
    "PS": Kind.PERSON_NAME, "PER": Kind.PERSON_NAME, "PERSON": Kind.PERSON_NAME, "NAME": Kind.PERSON_NAME,
    **{kind.name: kind for kind in Kind},
}  # fmt: skip
"""The labels of Korean sets (KLUE: PS) and of others; places and organisations are no identifiers."""
_NAME = "plugin transformers"


def open_transformers(option: str | None) -> Detector:
    """Raises: Invalid without a folder that holds a model, or without the package; no model is ever fetched."""
    if not option or not (Path(option) / "config.json").is_file():
        remedy = "write --plugin transformers=FOLDER, the folder of a saved model"
        raise Invalid(Issue(_NAME, "needs a folder with a model (config.json)", remedy))
    try:
        transformers = import_module("transformers")
    except ImportError:
        raise Invalid(Issue(_NAME, "needs the package transformers", "install it beside gotgan")) from None
    local = {"local_files_only": True}
    tokenizer = transformers.AutoTokenizer.from_pretrained(option, **local)
    model = transformers.AutoModelForTokenClassification.from_pretrained(option, **local)
    classify = transformers.pipeline(
        "token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="simple"
    )

    def detect(texts: Sequence[str], /) -> Sequence[Sequence[RawHit]]:
        return [hits_of(groups) for groups in classify(list(texts))]

    return detect


def hits_of(groups: Sequence[Any]) -> list[RawHit]:
    """The identifiers among the pipeline's groups (`B-PS` and `PS` alike)."""
    return [
        (KIND_OF[label], int(group["start"]), int(group["end"]), float(group["score"]))
        for group in groups
        if (label := str(group["entity_group"]).rpartition("-")[2].upper()) in KIND_OF
        and int(group["start"]) < int(group["end"])
    ]
