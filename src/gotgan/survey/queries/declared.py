"""What an organisation declared, against the systems that are known to be its own by now."""

from __future__ import annotations

from datetime import date

from gotgan.survey.models import Sheet, Target, TargetSystem
from gotgan.survey.queries.forms import form_of
from gotgan.survey.rules.checks import CheckContext, KnownSystem, find_organisation_contradictions
from gotgan.survey.rules.counts import confirmed_values
from gotgan.survey.rules.systems import find_silent
from gotgan.terms.survey import Contradiction


def contradictions_of_declaration(target_id: int, today: date) -> tuple[Contradiction, ...]:
    """Contradictions of one organisation's declaration as things stand today; none for an unknown one.

    A declaration is refused while a known system is silent, but a register may name more systems afterwards.
    """
    target = Target.objects.select_related("campaign").filter(pk=target_id).first()
    if target is None:
        return ()
    rows = list(TargetSystem.objects.filter(target=target_id).values_list("number", "name", "none_held_reason"))
    named = Sheet.objects.filter(target=target_id).values_list("system", flat=True)
    silent = set(find_silent(rows, set(named)))
    systems = tuple(
        KnownSystem(name, number, has_answer=name not in silent, none_held_reason=reason)
        for number, name, reason in rows
    )
    values = confirmed_values(target.declaration)
    form = form_of(target.campaign.form_id)
    return find_organisation_contradictions(form, values, CheckContext(today, systems=systems))
