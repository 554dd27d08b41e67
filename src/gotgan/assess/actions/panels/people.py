"""Who is on a panel, and what they may not rate."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.assess import models
from gotgan.assess.actions.panels.handing import end_held, hand_on
from gotgan.assess.actions.panels.reaching import NotYourPanel, check, lock_panel, lock_to_run
from gotgan.assess.queries.panel_facts import facts_of
from gotgan.assess.rules import panels
from gotgan.assess.rules.conflicts import DECLARABLE, Declared, plain_name
from gotgan.audit.actions import record
from gotgan.organisations import queries as organisations
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

LONGEST_STATEMENT, MOST_DECLARED = 2000, 200


def _person(email: str) -> int:
    """Raises: Invalid, saying the same whether the address is unknown or the account closed."""
    person = accounts.find_person(email.strip())
    if person is None or not person.is_active:
        raise Invalid(Issue("email", "nobody of this address can take it", "ask an operator for an account"))
    return person.id


@transaction.atomic
def name_assessor(*, by: Actor, panel_id: str, email: str) -> None:
    """Raises: NoSuchPanel; NotYourPanel, also where the person could not rate blindly; Invalid."""
    panel, facts = lock_to_run(by, panel_id)
    person = _person(email)
    check(panels.may_name(accounts.viewer_of_person(person), facts))
    fresh = {"named_by": by.label[:254], "named": timezone.now(), "left": None, "because": ""}
    models.Assessor.objects.update_or_create(panel=panel, person_id=person, defaults=fresh)
    record(by=by, action="assess.name_assessor", subject=f"panel:{panel_id}", details={"person": person})


@transaction.atomic
def dismiss_assessor(*, by: Actor, panel_id: str, assessor_id: int, because: str) -> None:
    """What they rated whole stays; the rest goes to others at once where somebody may.

    Raises: NoSuchPanel, NotYourPanel, Invalid.
    """
    panel, facts = lock_to_run(by, panel_id)
    if facts.state is panels.PanelState.CLOSED:
        raise NotYourPanel("the panel is closed")
    row = panel.assessors.filter(pk=assessor_id, left__isnull=True).first()
    if row is None:
        raise Invalid(Issue("assessor", "nobody is chosen", "choose one of the list"))
    if not 0 < len(because.strip()) <= LONGEST_STATEMENT:
        raise Invalid(Issue("because", "it is empty or too long", "say in a sentence why"))
    row.left, row.because = timezone.now(), because.strip()
    row.save()
    ended, given = hand_on(panel)
    details = {"assessor": assessor_id, "ended": ended, "given": given}
    record(by=by, action="assess.dismiss_assessor", subject=f"panel:{panel_id}", details=details)


@transaction.atomic
def name_stakeholder(*, by: Actor, panel_id: str, email: str) -> None:
    """Somebody whose comparisons weigh the criteria. Raises: NoSuchPanel, NotYourPanel, Invalid."""
    panel, facts = lock_to_run(by, panel_id)
    if facts.state is panels.PanelState.CLOSED:
        raise NotYourPanel("the panel is closed")
    person = _person(email)
    fresh = {"named_by": by.label[:254], "named": timezone.now()}
    models.Stakeholder.objects.get_or_create(panel=panel, person_id=person, defaults=fresh)
    record(by=by, action="assess.name_stakeholder", subject=f"panel:{panel_id}", details={"person": person})


@transaction.atomic
def declare_interests(*, by: Actor, panel_id: str, declared: Sequence[Declared], statement: str = "") -> None:
    """For the whole shortlist as it is now; none at all is a declaration too. What was declared once stays.

    Assignments in conflict end at once and their ratings count no more. When the ratings are in, what is open by that
    goes to others at once, and who has just joined is given what waits. Raises: NoSuchPanel, NotYourPanel, Invalid.
    """
    panel, facts = lock_panel(by, panel_id)
    me = facts.assessor_of(by.person_id)
    if me is None:
        raise NotYourPanel("only an assessor of this panel declares interests in it")
    if facts.state is panels.PanelState.CLOSED:
        raise NotYourPanel("the panel is closed")
    _check_declared(facts, declared, statement)
    row = panel.assessors.get(pk=me.id)
    now = timezone.now()
    for each in dict.fromkeys(declared):
        models.Conflict.objects.get_or_create(
            assessor=row, kind=each.kind, ref=each.ref.strip(), defaults={"by": by.label[:254], "at": now}
        )
    row.declared_for = [each.id for each in facts.datasets]
    row.declared, row.statement = now, statement.strip()
    row.save()
    after = facts_of(panel)
    ended = end_held(after, row)
    if facts.state is panels.PanelState.RESOLVING:
        ended += hand_on(panel)[0]
    details = {"assessor": row.pk, "declared": len(declared), "datasets": len(row.declared_for), "ended": ended}
    record(by=by, action="assess.declare_interests", subject=f"panel:{panel_id}", details=details)


def _check_declared(facts: panels.PanelFacts, declared: Sequence[Declared], statement: str) -> None:
    issues = []
    if len(declared) > MOST_DECLARED or len(statement) > LONGEST_STATEMENT:
        issues.append(Issue("statement", "it is too long", "leave the essential"))
    known = {each.id for each in facts.datasets}
    codes = organisations.by_codes({each.ref for each in declared if each.kind == "organisation"})
    for each in declared:
        if each.kind not in DECLARABLE:
            issues.append(Issue("kind", "it is unknown", "use the form of the page"))
        elif each.kind == "dataset" and each.ref not in known:
            issues.append(Issue("dataset", "it is not on the shortlist", "choose one of the list"))
        elif each.kind == "organisation" and each.ref not in codes:
            issues.append(Issue("organisation", "there is no such institution", "choose one of the list"))
        elif each.kind == "supplier" and not 0 < len(plain_name(each.ref)) <= 300:
            issues.append(Issue("suppliers", "it is empty or too long", "write the name of the firm"))
    if issues:
        raise Invalid(*issues)
