"""Finding and locking a panel; a stranger learns nothing, a member learns why."""

from __future__ import annotations

from gotgan.assess import models
from gotgan.assess.queries.panel_facts import NoSuchPanel, facts_of, facts_of_one, find_panel
from gotgan.assess.rules import panels
from gotgan.assess.rules.conflicts import AssessorFacts
from gotgan.assess.rules.people import may_see_all
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.terms.decision import Decision
from gotgan.terms.errors import NotAllowed
from gotgan.terms.role import Actor
from gotgan.terms.selection import ListState


class NotYourPanel(NotAllowed):
    """A part of the panel that the person does not have, or a step that may not be taken now."""


def check(decision: Decision) -> None:
    """Raises: NotYourPanel with the rule's own reasons, at most twenty of them."""
    if not decision:
        raise NotYourPanel("; ".join(decision.reasons[:20]))


def lock_panel(by: Actor, panel_id: str) -> tuple[models.Panel, panels.PanelFacts]:
    """The panel, locked: writers of one panel come one after the other.

    Raises: NoSuchPanel, also for a stranger; NotYourPanel where the version was withdrawn meanwhile.
    """
    panel = find_panel(panel_id, is_locked=True)
    facts = facts_of(panel)
    _check_reached(by, panel, facts)
    return panel, facts


def lock_to_rate(by: Actor, panel_id: str, dataset: str) -> tuple[models.Panel, panels.PanelFacts, AssessorFacts]:
    """The same for one rating: of the facts what it takes (facts_of_one), and who rates.

    Raises: NoSuchPanel, also for a stranger; NotYourPanel, also for who is no assessor of it.
    """
    panel = find_panel(panel_id, is_locked=True)
    facts = facts_of_one(panel, by.person_id, inventory.datasets_of({dataset} & set(panel.version.shortlist)))
    _check_reached(by, panel, facts)
    me = facts.assessor_of(by.person_id)
    if me is None:
        raise NotYourPanel("only an assessor of this panel rates in it")
    return panel, facts, me


def _check_reached(by: Actor, panel: models.Panel, facts: panels.PanelFacts) -> None:
    person = by.person_id
    takes_part = any(each.person == person for each in facts.assessors)
    if not (takes_part or may_see_all(organisations.viewer_of(by)) or _weighs(panel, person)):
        raise NoSuchPanel(f"panel {panel.pk}: there is no such panel; see what waits for you")
    if panel.version.state != ListState.RATING and facts.state is not panels.PanelState.CLOSED:
        raise NotYourPanel("the version of the list is not being rated any more")


def _weighs(panel: models.Panel, person: int | None) -> bool:
    return panel.stakeholders.filter(person_id=person).exists()


def lock_to_run(by: Actor, panel_id: str) -> tuple[models.Panel, panels.PanelFacts]:
    """For a step of the manager. Raises: NoSuchPanel, NotYourPanel."""
    panel, facts = lock_panel(by, panel_id)
    if not panels.may_run(organisations.viewer_of(by), facts):
        raise NotYourPanel("only the manager of lists runs a panel, and nobody who rates in it")
    return panel, facts
