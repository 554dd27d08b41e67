"""Score sheets, clusters, trials, panels and lists."""

from gotgan.assess.models.clusters import (
    Cluster,
    Clustering,
    ClusterMember,
    ClusterStep,
    HeldApart,
    SpendingReport,
)
from gotgan.assess.models.lists import DatasetList, ListVersion
from gotgan.assess.models.outcomes import MemberCost, MonthCount, PrintedFile, Publication
from gotgan.assess.models.panels import (
    Assessor,
    Assignment,
    Comparison,
    Conflict,
    Panel,
    Rating,
    Stakeholder,
)
from gotgan.assess.models.explored import Explored
from gotgan.assess.models.lists import DatasetList, ListStep, ListVersion, Objection
from gotgan.assess.models.parts import new_id
from gotgan.assess.models.scoring import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.models.trials import Trial

__all__ = [
    "Cluster",
    "ClusterMember",
    "ClusterStep",
    "Clustering",
    "DatasetList",
    "HeldApart",
    "ListVersion",
    "SpendingReport",
    "new_id",
]
    "DatasetList", "ListVersion", "MemberCost", "MonthCount", "PrintedFile", "Publication", "new_id",
]  # fmt: skip
__all__ = ["DatasetList", "KeptSheet", "ListVersion", "ScoringProblem", "ScoringRun", "new_id"]
__all__ = ["DatasetList", "KeptSheet", "ListVersion", "ScoringProblem", "ScoringRun", "Trial", "new_id"]
    "Assessor",
    "Assignment",
    "Comparison",
    "Conflict",
    "DatasetList",
    "ListVersion",
    "Panel",
    "Rating",
    "Stakeholder",
    "new_id",
]
__all__ = ["DatasetList", "ListStep", "ListVersion", "Objection", "new_id"]
__all__ = ["DatasetList", "Explored", "ListStep", "ListVersion", "Objection", "new_id"]
