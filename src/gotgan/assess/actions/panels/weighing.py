"""A stakeholder's comparisons of the criteria."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.reaching import NotYourPanel, lock_panel
from gotgan.assess.rules.pairwise import pairs_of, parts_of
from gotgan.assess.rules.panels import PanelState
from gotgan.assess.rules.stakes import Answers, Weighing, weigh_answers
from gotgan.audit.actions import record
from gotgan.terms.role import Actor


@transaction.atomic
def compare(*, by: Actor, panel_id: str, answers: Answers) -> Weighing:
    """Keep a whole set of comparisons, accepted or returned; the newest accepted set counts.

    Returns what they weigh, with the comparisons to look at again where they contradict each other too much.
    Raises: NoSuchPanel, NotYourPanel, Invalid when one is missing or no answer of the scale.
    """
    panel, facts = lock_panel(by, panel_id)
    row = panel.stakeholders.filter(person_id=by.person_id).first()
    if row is None:
        raise NotYourPanel("only a stakeholder of this panel weighs its criteria")
    if facts.state is PanelState.CLOSED:
        raise NotYourPanel("the panel is closed")
    weighing = weigh_answers(answers)
    kept = {
        part: {" ".join(pair): answers[part][" ".join(pair)] for pair in pairs_of(names)}
        for part, names in parts_of().items()
    }
    models.Comparison.objects.create(
        stakeholder=row, revision=row.comparisons.count() + 1, answers=kept, ratio=weighing.ratio,
        is_accepted=weighing.is_consistent, at=timezone.now(),
    )  # fmt: skip
    details = {"stakeholder": row.pk, "ratio": round(weighing.ratio, 4), "is_accepted": weighing.is_consistent}
    record(by=by, action="assess.compare", subject=f"panel:{panel_id}", details=details)
    return weighing
