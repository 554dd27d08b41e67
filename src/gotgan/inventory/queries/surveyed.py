"""What a survey's accepted answers say of a dataset, as later rooms see it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gotgan.inventory.models import Dataset
from gotgan.inventory.models import SurveyRecord as Row
from gotgan.inventory.rules import DatasetState
from gotgan.organisations import queries as organisations
from gotgan.terms.questionnaire import Words
from gotgan.terms.source import SourceKind
from gotgan.terms.usability import Acceptance, SurveyRecord, Usability

OWN_WORDS = ("title", "title_en", "description", "keywords", "licence", "field", "modality", "provision_now")
_LISTS = ("keywords", "modality")


def survey_history(dataset_id: str) -> tuple[SurveyRecord, ...]:
    """Every record that the dataset had, newest first."""
    names = {each.code: Words(each.name, each.name_en) for each in organisations.all_organisations()}
    rows = Row.objects.filter(dataset=dataset_id).order_by("-pk")
    return tuple(record_of(row, names[row.organisation_id]) for row in rows)


def unclear_surveys(campaign: str) -> tuple[tuple[str, str, SurveyRecord], ...]:
    """(dataset, its title, the record) where a campaign's standing record does not tell whether it can train a model:
    the answers leave it open or contradict each other; by organisation."""
    rows = _unclear(campaign).select_related("survey_record", "source")
    names = {each.code: Words(each.name, each.name_en) for each in organisations.all_organisations()}
    found = []
    for row in rows.order_by("survey_record__organisation", "name").defer("raw_shown"):
        if row.survey_record is not None:
            record = record_of(row.survey_record, names[row.survey_record.organisation_id])
            found.append((str(row.pk), str(words_of(row, record)[0]["title"]), record))
    return tuple(found)


def count_unclear(campaign: str) -> int:
    """How many these are."""
    return _unclear(campaign).count()


def _unclear(campaign: str) -> QuerySet[Dataset]:
    held = [DatasetState.LIVE, DatasetState.ABSENT]
    return Dataset.objects.filter(
        survey_record__campaign=campaign, survey_record__usability=Usability.UNKNOWN, state__in=held
    )


def record_of(row: Row, organisation_name: Words) -> SurveyRecord:
    accepted = Acceptance(
        organisation=row.organisation_id,
        organisation_name=organisation_name,
        campaign=row.campaign,
        campaign_title=Words(row.campaign_title_ko, row.campaign_title_en),
        sheet=row.sheet,
        revision=row.revision,
        at=row.accepted_at,
        by=row.accepted_by,
        snapshot=row.snapshot,
        called_back_at=row.called_back_at,
    )
    return SurveyRecord.from_json(row.document, accepted)


def words_of(row: Dataset, record: SurveyRecord | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The described fields: what the survey states before what was harvested; and the harvested words it replaced."""
    harvested = {name: _plain(name, getattr(row, name)) for name in OWN_WORDS}
    stated = {name: _plain(name, value) for name, value in record.described.items()} if record else {}
    stated = {name: value for name, value in stated.items() if name in OWN_WORDS}
    is_declared = row.source.kind == SourceKind.DECLARED  # then no source said otherwise
    replaced = {name: harvested[name] for name, value in stated.items() if value != harvested[name] and not is_declared}
    return harvested | stated, replaced


def _plain(name: str, value: Any) -> Any:
    return tuple(value) if name in _LISTS else value
