"""Every address of the survey with a place where something is, and what may be sent there.

The addresses are read from the URL table: a new one without a body in `BODIES` is tried with an empty form.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gotgan.accounts.models import Person
from gotgan.audit import queries as audit
from gotgan.survey import models
from gotgan.survey.actions.sheets import attach
from gotgan.survey.actions.workbooks import upload_workbook
from gotgan.survey.api import api
from gotgan.survey.rules.form import standard_document
from gotgan.survey.urls import urlpatterns
from gotgan.terms.role import Viewer
from gotgan.terms.survey import TargetState
from tests.rooms.factories import make_organisation
from tests.rooms.surveyed import Surveyed, by, confirmed

SECRET = "비밀 대장"
TITLE = "인공지능 학습데이터 조사"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_KEPT = (
    models.Form, models.Campaign, models.Target, models.TargetSystem, models.Sheet, models.AnswerChange, models.Reply,
    models.SheetStep, models.Delegation, models.Mail, models.Workbook, models.Snapshot,
)  # fmt: skip
_STEPS = ("take_back", "sign", "send_back", "call_back", "accept", "link", "unlink")
_TURNS = ("planned", "pilot", "everyone", "refresh", "close", "reopen", "rest", "remind", "link")
_ACTS = (
    "extend", "call_back", "follow", "remind", "none_held", "declare", "take_back", "sign", "return", "system",
)  # fmt: skip
_LATER = "2031-01-01T18:00"


@dataclass
class Doors:
    """One organisation with a sheet, a file, an upload and a declaration that nobody else may meet."""

    body: Surveyed = field(default_factory=lambda: Surveyed(organisation=make_organisation(name=f"{SECRET} 기관").code))
    place: dict[str, Any] = field(init=False)
    file: str = field(init=False)

    def __post_init__(self) -> None:
        sheet = self.body.whole_sheet(SECRET)
        content = io.BytesIO(f"{SECRET}\n".encode())
        attach(by=by(self.body.officer), sheet_id=sheet.pk, item="description", name="a.txt", content=content)
        self.file = models.Sheet.objects.get(pk=sheet.pk).answers["description"]["evidence"][0]["ref"]
        system = models.TargetSystem.objects.create(target=self.body.target, name=f"{SECRET} 시스템", origin="register")
        upload = upload_workbook(
            by=by(self.body.officer), target_id=self.body.target.pk, file_name=f"{SECRET}.xlsx", chunks=[b"any bytes"]
        )
        now = timezone.now()
        draft = models.Form.objects.create(
            key="draft", version=1, title_ko=f"{SECRET} 설문", document=standard_document() | {"key": "draft"},
            sha256="0" * 64, created_by="t", created=now, updated=now,
        )  # fmt: skip
        kept = {"value": [{"name": f"{SECRET}.pdf", "sha256": "1" * 64, "size_bytes": 1}]}
        models.Target.objects.filter(pk=self.body.target.pk).update(
            declaration={"evidence_files": confirmed(None) | kept}, none_held_reason=SECRET, state=TargetState.NONE_HELD
        )
        self.place = {
            "slug": self.body.campaign.slug, "target_id": self.body.target.pk, "code": self.body.organisation,
            "sheet_id": sheet.pk, "item": "description", "workbook_id": upload, "form_id": draft.pk,
            "key": "description", "sha256": self.file, "kind": "organisations", "name": "snapshot.jsonl.gz",
            "system": system.pk,
        }  # fmt: skip

    def addresses(self) -> Iterator[tuple[str, str]]:
        """(name, address) of every page."""
        for route in urlpatterns:
            wanted = route.pattern.converters
            place = {name: self.place[name] for name in wanted}
            if route.name == "form_list":
                place["name"] = "modality"
            if route.name == "survey_evidence":
                place["sha256"] = "1" * 64
            yield str(route.name), reverse(str(route.name), kwargs=place)

    def bodies(self, name: str) -> list[dict[str, Any]]:
        """What is sent to an address by POST: once for each of its buttons."""
        answer = {"description": SECRET, "description.here": "1", "description.revision": "9"}
        sheet, system = self.place["sheet_id"], str(self.place["system"])
        more = {"remark": "x", "text": "x", "closes": _LATER, "until": _LATER, "system": system, "position": "장"}
        return {
            "sheet_step": [{"do": each, "other": sheet, **more} for each in _STEPS],
            "survey_turn": [{"do": each, **more} for each in _TURNS],
            "survey_act": [{"do": each, **more} for each in _ACTS],
            "survey_results": [{"do": each} for each in ("freeze", "again")],
            "sheet_save": [{"do": each, **answer} for each in ("save", "submit", "confirm:description")],
            "sheet_item": [{"do": each, **answer} for each in ("save", "confirm", "mine", "theirs")],
            "sheet_pass_on": [{"to": str(self.body.colleague.person_id), "whole": "1"}, {"end": "1"}],
            "sheet_review": [{"sheet": [sheet]}],
            "sheet_add": [{"title": "x"}],
            "survey_choose": [{"do": "add", "everyone": "on"}],
            "survey_triage": [{"sheet": sheet, "choice": "include"}],
            "form_title": [{"title_ko": "x", "title_en": "x"}],
            "form_start": [{"key": "other", "title_ko": "x", "title_en": "x"}],
        }.get(name, [{}])

    def api_calls(self) -> Iterator[tuple[str, str]]:
        """(method, address) of every operation of the API."""
        for path, asked in api.get_openapi_schema()["paths"].items():
            for method in asked:
                yield method, path.replace("{target_id}", str(self.body.target.pk))


def state_of_everything() -> str:
    """The survey's tables as they stand, and how long the chain is."""
    rows = [serializers.serialize("json", model.objects.order_by("pk")) for model in _KEPT]
    return json.dumps([audit.count_events(), rows])


def browser(viewer: Viewer) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(Person.objects.get(pk=viewer.person_id), BACKEND)
    return client


def text_of(answer: HttpResponseBase) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8", errors="replace")


def tries(doors: Doors, client: Client) -> Iterator[tuple[str, HttpResponseBase]]:
    """Every address, by GET and by POST with each body; (what was tried, the answer)."""
    for name, address in doors.addresses():
        yield f"GET {name}", client.get(address)
        for body in doors.bodies(name):
            yield f"POST {name} {body.get('do', '')}".strip(), client.post(address, body)


def api_tries(doors: Doors, headers: Mapping[str, str]) -> Iterator[tuple[str, HttpResponseBase]]:
    client = Client()
    change = json.dumps({"format": 1, "sheets": [{"id": doors.place["sheet_id"], "answers": {"description": "x"}}]})
    for method, address in doors.api_calls():
        for query in ("", "?apply=true"):
            send = {"data": change, "content_type": "application/json"} if method == "put" else {}
            yield f"{method} {address}{query}", getattr(client, method)(address + query, headers=headers, **send)
