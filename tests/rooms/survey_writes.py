"""One POST for each address of the survey that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gotgan.organisations.actions import add_membership
from gotgan.survey.models import Campaign, Mail, Target
from gotgan.terms.role import SYSTEM, Role
from gotgan.terms.survey import CampaignState
from tests.rooms.factories import make_organisation
from tests.rooms.surveyed import Surveyed

Place = dict[str, Any]
Made = tuple[Place, Any]
"""The route's values, and the form."""
FIRST = {"slug": "first"}
_DATES = {"title_ko": "조사", "opens": "2030-01-01T09:00", "closes": "2030-02-01T18:00", "remind_days": "7"}


def _managing(person: int) -> Surveyed:
    add_membership(by=SYSTEM, person_id=person, role=Role.SURVEY_MANAGER)
    return Surveyed()


def _new(person: int) -> Made:
    return {}, {**_DATES, "form": str(_managing(person).campaign.form_id), "previous": ""}


def _dates(person: int) -> Made:
    _managing(person)
    return FIRST, _DATES


def _choose(person: int) -> Made:
    _managing(person)
    return FIRST, {"do": "add", "codes": make_organisation().code}


def _pilot(person: int) -> Made:
    body = _managing(person)
    Campaign.objects.update(state=CampaignState.DRAFT)
    return FIRST, {"pilot": body.organisation}


def _register(person: int) -> Made:
    row = f"name,code\n민원 시스템,{_managing(person).organisation}\n"
    return FIRST, {"file": SimpleUploadedFile("r.csv", row.encode())}


def _turn(person: int) -> Made:
    _managing(person)
    return FIRST, {"do": "close"}


def _letters(person: int) -> Made:
    body, now = _managing(person), timezone.now()
    Mail.objects.create(
        campaign=body.campaign, key="k", kind="reminder", to="a@h.kr", subject="s", body="b", state="failed",
        created=now, next_try=now,
    )  # fmt: skip
    return FIRST, {}


def _drop(person: int) -> Made:
    body = _managing(person)
    return {**FIRST, "target_id": body.target.pk}, {}


def _act(person: int) -> Made:
    _managing(person)
    return {**FIRST, "code": Target.objects.get().organisation_id}, {"do": "call_back", "text": "전화"}


def _triage(person: int) -> Made:
    return FIRST, {"sheet": _managing(person).sheet().pk, "choice": "include"}


def _freeze(person: int) -> Made:
    _managing(person)
    Campaign.objects.update(state=CampaignState.CLOSED)
    return FIRST, {"do": "freeze"}


CAMPAIGN_WRITES: dict[str, Callable[[int], Made]] = {
    "survey_campaign_new": _new,
    "survey_dates": _dates,
    "survey_choose": _choose,
    "survey_pilot": _pilot,
    "survey_register": _register,
    "survey_turn": _turn,
    "survey_letters": _letters,
    "survey_drop": _drop,
    "survey_triage": _triage,
    "survey_act": _act,
    "survey_results": _freeze,
}
