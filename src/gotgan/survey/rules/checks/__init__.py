"""Contradiction checks: pure functions by id over confirmed answers, the scan's facts and what else is known."""

from __future__ import annotations

from gotgan.survey.rules.checks.context import CheckContext, EndpointResult, KnownSystem, LinkedSheet
from gotgan.survey.rules.checks.find import (
    OF_ORGANISATION,
    OF_SHEET,
    find_contradictions,
    find_organisation_contradictions,
)
from gotgan.survey.rules.checks.policy import policy_issues

__all__ = [
    "OF_ORGANISATION", "OF_SHEET", "CheckContext", "EndpointResult", "KnownSystem", "LinkedSheet",
    "find_contradictions", "find_organisation_contradictions", "policy_issues",
]  # fmt: skip
