"""The way from one version of a questionnaire to a later one."""

from __future__ import annotations

from gotgan.survey.models import Form
from gotgan.survey.queries.forms import form_of
from gotgan.terms.questionnaire import Questionnaire


def forms_between(old_id: int, new: Questionnaire, new_id: int) -> tuple[Questionnaire, ...]:
    """The questionnaire `old_id`, every published version after it, and `new` itself; only `new` when they are one.

    Answers are carried over each of them, for a version maps keys of the one before it only. Of questionnaires with
    different keys, or back to an earlier version: the two alone.
    """
    if old_id == new_id:
        return (new,)
    old = form_of(old_id)
    between = Form.objects.filter(
        key=new.key, version__gt=old.version, version__lt=new.version, published__isnull=False
    ).order_by("version")
    ids = between.values_list("pk", flat=True) if old.key == new.key else ()
    return (old, *(form_of(each) for each in ids), new)
