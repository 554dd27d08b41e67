"""A small survey: a campaign that is open, an organisation in it with its people, and sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.inventory.models import Dataset, Source
from gotgan.survey.actions.tallies import bulk_store
from gotgan.survey.models import Campaign, Form, Sheet, Target
from gotgan.survey.queries.forms import form_of
from gotgan.survey.rules.form import standard_document
from gotgan.terms.role import Actor, Role, Viewer
from gotgan.terms.survey import Answer, CampaignState, Confidence, DatasetFacts, EvidenceRef, FilledBy, TargetState
from tests.rooms.factories import make_organisation, make_viewer


@cache
def _document() -> dict[str, Any]:
    """Reading it takes a second; nobody changes it here."""
    return standard_document()


def make_form(key: str = "standard") -> Form:
    now = timezone.now()
    return Form.objects.create(
        key=key,
        version=1,
        title_ko="가",
        document=_document(),
        sha256="0" * 64,
        created_by="t",
        created=now,
        updated=now,
        published=now,
    )


def make_campaign(
    *, state: CampaignState = CampaignState.OPEN, form: Form | None = None, slug: str = "first"
) -> Campaign:
    now = timezone.now()
    return Campaign.objects.create(
        slug=slug, title_ko="인공지능 학습데이터 조사", title_en="Survey of AI training data", form=form or make_form(),
        state=state, opens=now - timedelta(days=1), closes=now + timedelta(days=20), created_by="t", created=now,
        opened=now,
    )  # fmt: skip


def suggested(value: Any, *, filled_by: FilledBy = FilledBy.SCAN, note: str = "scan") -> dict[str, Any]:
    evidence = (EvidenceRef("scan", note_ko="점검에서 찾음", note_en=note, at="2026-11-20T00:00:00+00:00"),)
    return Answer(value, filled_by, evidence, Confidence.HIGH).to_json()


def confirmed(value: Any) -> dict[str, Any]:
    return Answer(value, FilledBy.OFFICER, is_confirmed=True, by="t", at="2026-11-21T00:00:00+00:00").to_json()


@dataclass
class Surveyed:
    """One organisation in one campaign, with one person of each role."""

    campaign: Campaign = field(default_factory=make_campaign)
    organisation: str = ""
    target: Target = field(init=False)

    def __post_init__(self) -> None:
        self.organisation = self.organisation or make_organisation().code
        self.target = Target.objects.create(
            campaign=self.campaign, organisation_id=self.organisation, state=TargetState.ANSWERING,
            updated=timezone.now(), prepared=timezone.now(),
        )  # fmt: skip
        self.officer, self.colleague = self._person(Role.OFFICER), self._person(Role.OFFICER)
        self.head = self._person(Role.APPROVER)
        self.lead = self._person(Role.LEAD)
        self.observer = self._person(Role.OBSERVER)

    def _person(self, *roles: Role) -> Viewer:
        return make_viewer(*roles, organisation=self.organisation)

    def sheet(self, title: str = "버스 정류장", *, facts: DatasetFacts | None = None, **more: Any) -> Sheet:
        made = Sheet(
            target=self.target, title=title, facts=facts.to_json() if facts else {}, created=timezone.now(), **more
        )
        with transaction.atomic():
            bulk_store(self.target.pk, [made])
        return made

    def whole_sheet(self, title: str = "버스 정류장", **more: Any) -> Sheet:
        """Every item of the first wave is answered, with "unknown"; there is nothing to contradict."""
        form = form_of(self.campaign.form_id)
        asked = [item.key for item in form.items if item.is_first_wave]
        return self.sheet(title, answers={key: confirmed("unknown") for key in asked}, **more)

    def fresh(self, sheet: Sheet) -> Sheet:
        self.target.refresh_from_db()
        return Sheet.objects.get(pk=sheet.pk)


def by(viewer: Viewer) -> Actor:
    return Actor.of(viewer)


def make_dataset(organisation: str, title: str = "자료") -> str:
    """A live dataset as a scan leaves it; returns its id."""
    now = timezone.now()
    source = Source.objects.create(organisation_id=organisation, kind="folder", location="/x")
    dataset = Dataset.objects.create(
        source=source, remote_id="r", organisation_id=organisation, name=f"data-{source.pk[:8]}", title=title,
        fingerprint="0" * 64, first_seen=now, last_seen=now, updated_at=now,
    )  # fmt: skip
    return str(dataset.pk)
