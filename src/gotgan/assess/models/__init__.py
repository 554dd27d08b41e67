"""Score sheets, clusters, trials, panels and lists."""

from gotgan.assess.models.clusters import Cluster, Clustering, ClusterMember, ClusterStep, HeldApart, SpendingReport
from gotgan.assess.models.explored import Explored
from gotgan.assess.models.lists import DatasetList, ListStep, ListVersion, Objection, Unmet
from gotgan.assess.models.outcomes import Excerpt, MemberCost, MemberWork, MonthCount, PrintedFile, Publication
from gotgan.assess.models.panels import Assessor, Assignment, Comparison, Conflict, Panel, Rating, Stakeholder
from gotgan.assess.models.parts import new_id
from gotgan.assess.models.rounds import FurtherAssignment, FurtherRating, FurtherRound
from gotgan.assess.models.scoring import KeptSheet, ScoringProblem, ScoringRun
from gotgan.assess.models.trials import Trial

__all__ = [
    "Assessor",
    "Assignment",
    "Cluster",
    "ClusterMember",
    "ClusterStep",
    "Clustering",
    "Comparison",
    "Conflict",
    "DatasetList",
    "Excerpt",
    "Explored",
    "FurtherAssignment",
    "FurtherRating",
    "FurtherRound",
    "HeldApart",
    "KeptSheet",
    "ListStep",
    "ListVersion",
    "MemberCost",
    "MemberWork",
    "MonthCount",
    "Objection",
    "Panel",
    "PrintedFile",
    "Publication",
    "Rating",
    "ScoringProblem",
    "ScoringRun",
    "SpendingReport",
    "Stakeholder",
    "Trial",
    "Unmet",
    "new_id",
]
