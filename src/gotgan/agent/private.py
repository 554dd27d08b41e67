"""Questions about a file answered with differential privacy, paid from a ledger file; and the ledger itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gotgan import __version__
from gotgan.agent.one_table import one_table
from gotgan.engine.deidentify.plan import load_yaml
from gotgan.engine.deidentify.private.ledger import Ledger
from gotgan.engine.deidentify.private.measure import measure_counts
from gotgan.terms.amount import in_units
from gotgan.terms.private_ask import Ask, Question, read_ask
from gotgan.terms.private_ledger import Head, Standing


def open_budget(path: Path, *, dataset: str, epsilon: str, delta: str, subject: str | None) -> dict[str, Any]:
    """Begin a ledger. Raises: Invalid, also when there is one: a budget is given once."""
    Ledger.open_new(path, dataset=dataset, epsilon=epsilon, delta=delta, subject=subject, now=_now())
    return show_budget(path)


def show_budget(path: Path, known: Head | None = None) -> dict[str, Any]:
    """What is spent and left. Raises: Invalid when a line was changed, Unavailable when there is none."""
    standing = Ledger(path, known=known).read()
    return {"dataset": standing.dataset, "subject": standing.subject, "ledger": standing.to_json()}


def answer_file(path: Path, questions: Path, ledger: Path, known: Head | None = None) -> dict[str, Any]:
    """The document of `measure_counts`. The charge stays whatever happens after it.

    Raises: Invalid for file, questions or ledger; BudgetExceeded; Unavailable.
    """
    ask = _read(questions)
    with one_table(path) as found:
        return measure_counts(found.parquet, ask, Ledger(ledger, known=known), now=_now())


def expect_answers(questions: Path, ledger: Path, known: Head | None = None) -> dict[str, Any]:
    """What the answers would cost and how far the noise will reach; no data are read and nothing is charged."""
    ask = _read(questions)
    standing = Ledger(ledger, known=known).read()
    return {
        "gotgan": __version__,
        "kind": "measure",
        "dataset": standing.dataset,
        "unit": {"subject": standing.subject, "contributions": ask.contributions},
        "epsilon": float(ask.epsilon),
        "delta": float(ask.delta),
        "fits": _fits(ask, standing),
        "expected": [_expected(each, ask) for each in ask.questions],
        "ledger": standing.to_json(),
    }


def _read(questions: Path) -> Ask:
    return read_ask(load_yaml(questions, "ask", "write questions: with at least one"))


def _fits(ask: Ask, standing: Standing) -> bool:
    pairs = ((standing.epsilon, standing.spent_epsilon, ask.epsilon), (standing.delta, standing.spent_delta, ask.delta))
    return all(spent + in_units(more) <= in_units(budget) for budget, spent, more in pairs)


def _expected(question: Question, ask: Ask) -> dict[str, Any]:
    noise = question.expected(ask.contributions)
    return {
        "ask": question.kind,
        "column": question.column,
        "epsilon": float(question.epsilon),
        "delta": float(question.delta),
        "scale": noise.scale,
        "within_95": noise.within_95,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
