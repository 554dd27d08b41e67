"""An organisation's declaration falls with what it speaks of."""

from __future__ import annotations

from gotgan.survey.models import Target
from gotgan.terms.survey import TargetState


def ask_to_declare_anew(target: Target) -> None:
    """A sheet is open again: who declared that all is handed in, and who signed that, must do so again.

    Within the caller's transaction, which holds the target's lock and records the event. Nothing for a target that
    neither declared nor signed; one that holds nothing has no sheet.
    """
    if target.state not in (TargetState.DECLARED, TargetState.SIGNED):
        return
    target.state, target.declared, target.signed = TargetState.ANSWERING, None, None
    target.declared_by = target.signed_by = ""
    target.save(update_fields=["state", "declared", "signed", "declared_by", "signed_by"])
