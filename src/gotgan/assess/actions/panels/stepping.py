"""The manager's steps of a panel, each refused with everything that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.assess import models
from gotgan.assess.actions.panels.assigning import give_all, give_calibration, give_thirds
from gotgan.assess.actions.panels.handing import hand_on
from gotgan.assess.actions.panels.opening import suppliers_of
from gotgan.assess.actions.panels.reaching import NotYourPanel, check, lock_to_run
from gotgan.assess.actions.permission import step_panel
from gotgan.assess.queries.panel_facts import facts_of
from gotgan.assess.queries.panels import elicited_of
from gotgan.assess.rules import panels
from gotgan.assess.rules.listing import Verb
from gotgan.assess.rules.panels import PanelState
from gotgan.audit.actions import record
from gotgan.terms.role import Actor

LONGEST_NOTES = 4000


@transaction.atomic
def start_calibration(*, by: Actor, panel_id: str) -> None:
    """All rate the same few datasets first. Raises: NoSuchPanel, NotYourPanel with what is missing."""
    panel, facts = lock_to_run(by, panel_id)
    check(panels.may_calibrate(facts))
    chosen = panels.choose_calibration(facts, panel.calibrated)
    given = give_calibration(facts, chosen)
    _go_on(by, panel, PanelState.CALIBRATING, {"datasets": len(chosen), "assignments": given})


@transaction.atomic
def show_calibration(*, by: Actor, panel_id: str) -> None:
    """Assessors see how the round came out, without names. Raises: NoSuchPanel, NotYourPanel."""
    panel, facts = lock_to_run(by, panel_id)
    check(panels.may_show(facts))
    panel.shown = panel.shown or timezone.now()
    panel.save(update_fields=["shown"])
    record(by=by, action="assess.show_calibration", subject=f"panel:{panel_id}", details={"panel": panel.pk})


@transaction.atomic
def start_rating(*, by: Actor, panel_id: str, notes: str = "") -> None:
    """Assign the whole shortlist; what calibrated is rated anew. `notes`: what was agreed on anchors.

    Raises: NoSuchPanel, NotYourPanel with what is missing.
    """
    panel, facts = lock_to_run(by, panel_id)
    check(panels.may_rate_all(facts))
    panel.notes = notes.strip()[:LONGEST_NOTES]
    _go_on(by, panel, PanelState.RATING, {"assignments": give_all(panel, facts)})


@transaction.atomic
def assign_again(*, by: Actor, panel_id: str) -> int:
    """Assign what is with too few: after datasets came, a conflict was declared, somebody joined. Returns how many.

    What somebody holds and may not rate by now, by a new office or a merger, is taken back before.

    Raises: NoSuchPanel, NotYourPanel.
    """
    panel, facts = lock_to_run(by, panel_id)
    if facts.state is PanelState.CALIBRATING:
        chosen = dict.fromkeys(row.dataset for row in facts.assignments)
        ended, given = hand_on(panel)
        given += give_calibration(facts_of(panel), chosen)
    elif facts.state in (PanelState.RATING, PanelState.RESOLVING):
        panel.suppliers = {**panel.suppliers, **suppliers_of(panel.version.shortlist)}
        panel.save(update_fields=["suppliers"])
        ended, given = hand_on(panel)
    else:
        raise NotYourPanel("nothing is assigned in this state")
    details = {"assignments": given, "ended": ended}
    record(by=by, action="assess.assign_again", subject=f"panel:{panel_id}", details=details)
    return given


@transaction.atomic
def start_resolving(*, by: Actor, panel_id: str) -> None:
    """Where two are apart a third is called. Raises: NoSuchPanel, NotYourPanel with what is missing."""
    panel, facts = lock_to_run(by, panel_id)
    check(panels.may_resolve(facts))
    called, without = give_thirds(panel, facts)
    _go_on(by, panel, PanelState.RESOLVING, {"called": called, "without": without})


@transaction.atomic
def close_panel(*, by: Actor, panel_id: str) -> None:
    """Keep the result; the version of the list is rated. Raises: NoSuchPanel, NotYourPanel with what is missing."""
    from gotgan.assess.rules.outcome import outcome_of

    panel, facts = lock_to_run(by, panel_id)
    check(panels.may_close(facts))
    outcome = outcome_of(facts, elicited_of(panel))
    panel.result, panel.closed = outcome.to_json(), timezone.now()
    version = models.ListVersion.objects.select_for_update().get(pk=panel.version_id)
    step_panel(by, version, Verb.CLOSE)
    decides = sorted(name for name, each in outcome.criteria.items() if each.agreement.decides)
    unfinished = sorted(each.criterion for each in facts.rounds if not each.is_finished)
    told = {"decides": decides, "datasets": len(facts.live), **({"unfinished": unfinished} if unfinished else {})}
    _go_on(by, panel, PanelState.CLOSED, told)


def _go_on(by: Actor, panel: models.Panel, state: PanelState, details: Mapping[str, Any]) -> None:
    panel.state, panel.updated = state, timezone.now()
    panel.save()
    record(by=by, action="assess.step_panel", subject=f"panel:{panel.pk}", details={"state": state.value, **details})
