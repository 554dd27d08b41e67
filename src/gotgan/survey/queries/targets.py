"""One organisation in one campaign."""

from __future__ import annotations

from gotgan.survey.models import Sheet, TargetSystem
from gotgan.survey.rules.systems import find_silent


def silent_of(target_id: int) -> tuple[str, ...]:
    """Names of the systems that nobody spoke of."""
    known = TargetSystem.objects.filter(target=target_id).values_list("number", "name", "none_held_reason")
    named = Sheet.objects.filter(target=target_id).values_list("system", flat=True)
    return find_silent(known, set(named))
