"""A plan applied and proved: the folder appears whole, with data only if the written file reaches its target.

Everything is written beside the folder first and renamed at the end, so that a run that is killed leaves no half of
a release. What a refused attempt leaves are JSON documents that say why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gotgan import __version__
from gotgan.engine.deidentify.apply import written_names
from gotgan.engine.deidentify.csv_file import write_csv
from gotgan.engine.deidentify.folder import beside
from gotgan.engine.deidentify.keys import open_keys
from gotgan.engine.deidentify.plan import Plan, check_names
from gotgan.engine.deidentify.proof import Proof, Target, prove
from gotgan.engine.deidentify.proof_more import with_earlier, with_population
from gotgan.engine.deidentify.proof_pictures import with_pictures
from gotgan.engine.deidentify.receipt import Source, receipt_of
from gotgan.engine.deidentify.techniques.pictures import check_models
from gotgan.engine.deidentify.utility import measure_utility
from gotgan.engine.deidentify.ways import Ways, Whole
from gotgan.engine.deidentify.weighing.attack import simulate_linkage
from gotgan.engine.deidentify.weighing.release_model import check_target, learn_from_release
from gotgan.terms.errors import Invalid, Issue

DATA, CSV, RECEIPT, PROOF, UTILITY = "data.parquet", "data.csv", "receipt.json", "proof.json", "utility.json"


@dataclass(frozen=True)
class Released:
    """`documents` by file name; `reasons` are empty when the data stand in the folder."""

    documents: Mapping[str, Mapping[str, Any]]
    reasons: tuple[str, ...]


def deidentify(
    source: Source,
    plan: Plan,
    folder: Path,
    *,
    with_csv: bool = False,
    started: str,
    now: Callable[[], str],
    population: Path | None = None,
    earlier: Sequence[Path] = (),
    predict: str | None = None,
    environment: Mapping[str, str] | None = None,
    ways: Ways | None = None,
) -> Released:
    """Apply, write, prove, and put the folder in its place. `now()` gives the time as ISO 8601 text.

    `population`: a Parquet of the population, if the plan asks for one. `earlier`: folders of releases of the same
    table, with which the new one is measured together. `predict`: a column that a model is tried on.
    `ways`: how rows are read and written; here and whole unless given.

    Raises: Invalid, NotReached (nothing is written then), OSError (disk full; nothing is left).
    """
    check_names(plan, source.names)
    check_models(plan)
    if predict is not None:
        check_target(plan, source.names, predict, "--predict")
    keys = open_keys(plan, environment)
    ways = ways or Whole()
    decided = ways.decide(source, plan, population) if plan.keys else None
    names = written_names(plan, source.names)
    if not names:
        raise Invalid(Issue("plan", "leaves no column", "keep, treat or generalise at least one"))
    job = ways.prepare(source, plan, names, keys, decided)
    with beside(folder) as part, ThreadPoolExecutor(1) as thread:
        ways.write(source, job, part / DATA)
        measured = thread.submit(measure_utility, source.parquet, part / DATA, decided, source.names, list(job.changes))
        proof = prove(part / DATA, _target(source, plan), detect=ways.detect)
        proof = with_pictures(proof, part / DATA, job.changes)
        if population is not None and decided is not None:
            proof = with_population(proof, part / DATA, population, plan, decided)
        if decided is not None:
            proof = replace(proof, document={**proof.document, "linkage": simulate_linkage(decided)})
        if earlier:
            proof = with_earlier(proof, part / DATA, plan.keys, earlier)
        utility = measured.result()
        if predict is not None and decided is not None:
            utility["downstream"] = learn_from_release(source.parquet, part / DATA, plan, decided, predict)
        if proof.may_release and with_csv:
            write_csv(part / DATA, part / CSV)
        files = [part / name for name in (DATA, CSV) if (part / name).exists()]
        receipt = receipt_of(source, plan, keys, job, files, (started, now()))
        documents = {PROOF: proof.to_json(), UTILITY: utility, RECEIPT: receipt.to_json()}
        _settle(part, documents, proof)
    return Released(documents, proof.reasons)


def _target(source: Source, plan: Plan) -> Target:
    privacy = plan.privacy
    return Target(
        plan.keys,
        privacy.k,
        plan.sensitive,
        privacy.distinct_l,
        privacy.entropy_l,
        privacy.recursive,
        privacy.t,
        (source.parquet, plan.subject) if plan.subject else None,
    )


def _settle(part: Path, documents: Mapping[str, Mapping[str, Any]], proof: Proof) -> None:
    """Documents beside the data, or instead of them."""
    if not proof.may_release:
        for file in (DATA, CSV):
            (part / file).unlink(missing_ok=True)
    for name, document in documents.items():
        _write_json(part / name, document)


def refuse(folder: Path, reason: str) -> None:
    """Leave nothing but why there is no release."""
    with beside(folder) as part:
        _write_json(part / PROOF, {"released": False, "reason": reason})


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    head = {"gotgan": __version__, "kind": "deidentify"}
    text = json.dumps({**head, **document}, ensure_ascii=False, allow_nan=False, indent=2, default=str)
    path.write_text(text + "\n", encoding="utf-8")
