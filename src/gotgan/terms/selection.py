"""Lists of selected datasets, and what each part of the assessment hands to the selection.

Values of criteria are 0 to 1, more is better; money in won, time in hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gotgan.terms.questionnaire import Words


class ListState(StrEnum):
    """A version of a list. `collected`: the evidence is frozen and the shortlist made; `rated`: the panel has closed;
    `solved`: the optimal list is computed; `proposed`: objections are taken until a day; `signed`: it stands."""

    DRAFTED = "drafted"
    COLLECTED = "collected"
    RATING = "rating"
    RATED = "rated"
    SOLVED = "solved"
    PROPOSED = "proposed"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Mode(StrEnum):
    """How a dataset is provided; the codes of `gotgan select`."""

    AS_IS = "as_is"
    PROCESSED = "processed"
    SAFEZONE = "safezone"


@dataclass(frozen=True)
class Criterion:
    """`is_rated`: the panel's ratings are (part of) its evidence."""

    id: str
    group: str
    weight: float
    title: Words
    is_rated: bool = False


CRITERIA = (
    Criterion("demand", "ai_value", 0.13, Words("AI 활용 수요", "Demand for AI use")),
    Criterion("uniqueness", "ai_value", 0.10, Words("고유성", "Uniqueness")),
    Criterion("scale", "ai_value", 0.10, Words("규모와 풍부함", "Scale and richness")),
    Criterion("labels", "ai_value", 0.07, Words("라벨·과업 적합성", "Labels and task fit"), is_rated=True),
    Criterion("readiness", "readiness", 0.25, Words("AI 준비도", "Readiness")),
    Criterion("public_benefit", "public_value", 0.10, Words("정책 우선순위·공익", "Policy and public benefit"), True),
    Criterion("beneficiaries", "public_value", 0.05, Words("수혜 범위", "Breadth of beneficiaries"), is_rated=True),
    Criterion("linkability", "public_value", 0.05, Words("연계 가능성", "Linkability")),
    Criterion("provision", "feasibility", 0.06, Words("제공 범위", "Scope of provision")),
    Criterion("residual_risk", "feasibility", 0.05, Words("재식별 잔여 위험", "Residual re-identification risk")),
    Criterion("effort", "feasibility", 0.04, Words("비용과 기간", "Cost and time")),
)
"""The default tree; weights sum to 1 and are elicited anew by AHP."""
GATES = ("lawful", "not_classified", "provenance", "updates")
"""What a candidate of a list must pass."""


@dataclass(frozen=True)
class Interval:
    """`low` <= `value` <= `high`."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ReadinessLine:
    """Of the newest score sheet of a dataset for its use: total and factors 0 to 100, gates by id.

    `gates`: passed, failed or unknown. `sheet` is the sheet's id, for a link to its evidence. `methods`: of all that
    counts in it, the share of each method."""

    dataset: str
    version: str
    sheet: int
    use: str
    total: float | None
    factors: Mapping[str, float | None]
    gates: Mapping[str, str]
    methods: Mapping[str, float] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """As the sheet says it of itself: the weakest with which half of what counts is reached."""
        carried = 0.0
        for method in ("declared", "sampled"):
            carried += self.methods.get(method, 0.0)
            if carried >= 0.5 - 1e-6:
                return method
        return "measured"


UNKNOWN, PUBLIC = "unknown", "public"
"""In the place of a risk that nobody measured: it is not 0. Under a risk ceiling such a way is closed, unless the data
are open to everyone already (`public`): a list discloses nothing of them anew."""
UNKNOWN_RISK = 0.5
"""What an unknown risk takes off the value of a way as if it were it: either may hold."""


@dataclass(frozen=True)
class ModeEstimate:
    """One way to provide a dataset, as a trial on a sample measured it. `readiness` 0 to 100 re-measured;
    `utility` 0 to 1 what is kept; `risk` 0 to 1 the residual re-identification risk, 0 where nobody can be singled
    out, None where that was not measured; `because` when the mode is closed."""

    mode: Mode
    is_open: bool
    readiness: Interval | None = None
    utility: float | None = None
    risk: float | None = None
    cost_won: Interval | None = None
    hours: Interval | None = None
    because: Words | None = None


@dataclass(frozen=True)
class Potential:
    """What a dataset is worth now, after processing and through a safe zone. `sampled_rows` were tried."""

    dataset: str
    version: str
    trial: int
    sampled_rows: int
    modes: tuple[ModeEstimate, ...]


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's ordinal alpha of one criterion with its interval; None where it cannot be computed."""

    alpha: float | None
    low: float | None
    high: float | None
    items: int
    raters: int
    decides: bool
    because: Words


@dataclass(frozen=True)
class PanelResult:
    """What a closed panel gives to the selection: values by criterion and dataset, and which criteria may decide.

    `weights` are those elicited by AHP, None when nobody compared; `consistency` is the largest ratio among them."""

    values: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    weights: Mapping[str, float] | None = None
    consistency: float | None = None
